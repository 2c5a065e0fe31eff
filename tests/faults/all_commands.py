"""Run every command that writes, in this folder, one after the other in this process.

`python all_commands.py TOLD.json LEFT-OUT` writes how each ended.
"""

import contextlib
import hashlib
import io
import json
import os
import sys
from pathlib import Path

from policy_themes.cli import main

MODEL = "--model training/sm/model-best"
COMMANDS = {
    "predict jsonl": f"predict many/00.txt {MODEL} --output out.jsonl",
    "predict csv": f"predict many/00.txt {MODEL} --output out.csv",
    "predict html": f"predict many/00.txt {MODEL} --output out.html",
    "predict xlsx": f"predict many/00.txt {MODEL} --output out.xlsx",
    "predict parquet": f"predict many/00.txt {MODEL} --output out.parquet",
    "predict --jobs": f"predict many {MODEL} --output out.jsonl --jobs 2",
    "summary": f"summary many/00.txt {MODEL} --output out.html",
    "summary xlsx": f"summary many/00.txt {MODEL} --output out.xlsx",
    "prepare": "prepare",
    "train": "train sm-small.cfg --output training/sm",
    "evaluate": "evaluate training/sm/model-best --output out.json",
    "evaluate --report": "evaluate training/sm/model-best --report out.html",
    "package": "package training/sm/model-best --size sm --output dist",
    "agree": "agree r1 --output out.json",
    "agree --html": "agree r1 --html out.html",
    "agree --table": "agree r1 --table TABLE.md",
    "answer": f"answer r1 {MODEL}",
    "adjudicate": "adjudicate r1",
    "curve": "curve sm-small.cfg --draws 1 --share 0.5 --share 1",
    "doccano up": "doccano up",
}
IGNORED = {"filler"}


def digest() -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in Path().rglob("*")
        if path.is_file() and path.name not in IGNORED
    }


def run(command: str) -> dict[str, object]:
    sys.argv = ["policy-themes", *command.split()]
    err = io.StringIO()
    before, code = digest(), 0
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        except Exception as error:  # noqa: BLE001 - a bug, which the test shows
            code, _ = 99, err.write(f"Traceback: {error!r}")
    after = digest()
    changed = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    return {"code": code, "err": err.getvalue(), "changed": changed}


if __name__ == "__main__":
    told, left_out = Path(sys.argv[1]), sys.argv[2]
    os.environ["COLUMNS"] = "500"
    ended = {name: run(command) for name, command in COMMANDS.items() if name != left_out}
    told.write_text(json.dumps(ended), "utf-8")
