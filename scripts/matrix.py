"""Test each extra with its lowest and newest dependencies: python scripts/matrix.py [CELL ...].

A cell is an extra, `lowest` or `newest`, and a Python: `core-lowest-3.11`; the start of its name,
such as `core-lowest`, names all that begin so. `--python 3.12`, or a path, tests the cells on
another Python, `--tests` runs other tests. Not the full product: every extra meets both ends, and
so does every Python.

Each cell has an environment of its own in .matrix/, made anew from uv's cache, and runs the tests
of the working tree on the wheel that is built from it: what users install, with its requirements
and data files. uv finds a Python on PATH, or installs it where it can reach its downloads.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".matrix"
UV = (sys.executable, "-m", "uv")
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
TOOLS = ("pytest", "hypothesis", "openpyxl", "reportlab", "build", "hatchling", "setuptools", "uv")
"""What the tests need beside the package; the newest that the cell's versions allow."""


@dataclass(frozen=True)
class Extra:
    """An extra: the Pythons for its lowest and newest versions, and the tests that it adds."""

    lowest: str
    newest: str
    tests: tuple[str, ...]
    tools: tuple[str, ...] = ()


PROCESSES = tuple(f"--ignore=tests/{name}" for name in ("doccano", "faults", "cli/test_bulk.py"))
"""Tests of processes, the machine and a server, to which versions of libraries matter little."""
EXTRAS = {
    "core": Extra("3.11", "3.13", ("tests", *PROCESSES, "-m", "not slow")),
    "lab": Extra("3.13", "3.11", ("tests", "--ignore=tests/doccano", "-m", "extra")),
    "parquet": Extra(
        "3.12", "3.13", ("tests/corpus", "tests/outputs", "tests/cli/test_bulk.py", "-k", "table")
    ),
    "serve": Extra(
        "3.13", "3.12", ("tests/service", "tests/cli/test_serve.py"), ("httpx", "schemathesis")
    ),
    "pandas": Extra("3.12", "3.11", ("tests/test_pandas.py", "tests/test_examples.py")),
    "spark": Extra("3.13", "3.12", ("tests/test_spark.py", "tests/test_pandas.py")),
    "trf": Extra("3.12", "3.11", ("tests/training/test_trf.py", "tests/pipeline")),
    # thinc 8.3.4, the newest that takes pydantic 1, has no wheel for Python 3.13.
    "doccano": Extra(
        "3.11", "3.12", ("tests/doccano", "tests/pipeline", "tests/models/test_predict.py")
    ),
}


@dataclass(frozen=True)
class Cell:
    """An extra with one end of its dependencies on one Python."""

    extra: str
    end: str
    python: str

    @property
    def name(self) -> str:
        """The cell's name and folder, such as core-lowest-3.11."""
        return f"{self.extra}-{self.end}-{Path(self.python).name}"


CELLS = tuple(
    Cell(name, end, getattr(extra, end)) for name, extra in EXTRAS.items() for end in RESOLUTIONS
)


def run(cell: Cell, wheel: Path, tests: Sequence[str] = ()) -> tuple[str, str]:
    """Make a cell's environment and run its tests; return `ok`, `failed` or `skipped`, and why."""
    folder = FOLDER / cell.name
    folder.mkdir(parents=True, exist_ok=True)
    python, wanted, log = folder / "env/bin/python", folder / "wanted.txt", folder / "log"
    extra = EXTRAS[cell.extra]
    into = ("--python", python)
    asked = () if cell.extra == "core" else ("--extra", cell.extra)
    ends = ("--upgrade", "--resolution", RESOLUTIONS[cell.end])
    tools = (*TOOLS, *extra.tools)
    steps = (
        (*UV, "venv", "--clear", "--python", cell.python, folder / "env"),
        (*UV, "pip", "compile", "pyproject.toml", *asked, *ends, *into, "-o", wanted),
        (*UV, "pip", "install", *into, "-r", wanted, *tools, wheel),
        (python, "-m", "pytest", "-rs", *(tests or extra.tests)),
    )
    with log.open("w", encoding="utf-8") as file:
        for number, step in enumerate(steps):
            done = subprocess.run(step, cwd=ROOT, stdout=file, stderr=file, check=False)
            if done.returncode and number == 0:
                return "skipped", f"no Python {cell.python} here; put it on PATH"
            if done.returncode:
                return "failed", f"see {log.relative_to(ROOT)}"
    return "ok", log.read_text(encoding="utf-8").splitlines()[-1].partition(" in ")[0]


def choose(names: list[str], python: str | None) -> list[Cell]:
    """Return the cells whose names begin with one of `names`, all for none."""
    chosen = [cell for cell in CELLS if not names or cell.name.startswith(tuple(names))]
    return [Cell(cell.extra, cell.end, python or cell.python) for cell in chosen]


def main(names: list[str], python: str | None, tests: list[str]) -> int:
    """Run cells, print a line for each, and return how many failed."""
    built = (*UV, "build", "--quiet", "--wheel", "--clear", "--out-dir", FOLDER / "dist")
    subprocess.run(built, cwd=ROOT, check=True)
    (wheel,) = FOLDER.glob("dist/*.whl")
    failed = 0
    for cell in choose(names, python):
        start = time.monotonic()
        result, why = run(cell, wheel, tests)
        seconds = time.monotonic() - start
        print(f"{cell.name:24} {result:8} {seconds:5.0f} s  {why}", flush=True)
        failed += result == "failed"
    return failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cells", nargs="*")
    parser.add_argument("--python")
    parser.add_argument("--tests", nargs="+", default=[])
    options = parser.parse_args()
    sys.exit(main(options.cells, options.python, options.tests) and 1)
