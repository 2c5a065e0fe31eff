"""A browser, and the pages that the commands write of predictions.

By default of reports of the corpus, by the small pipeline; with these options of reports of one's
own, which is how to look at a released pipeline's pages:

    pytest tests/browser/test_pages.py --reports FOLDER --gold ROWS.jsonl --model PIPELINE
"""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from policy_themes.cli import main
from policy_themes.jsonl import read_jsonl, write_jsonl

ROOT = Path(__file__).parents[2]
REPORTS = ("chayuan-2025", "fengwei-2023")
"""Reports of the corpus whose headings, captions and figures the pages show."""
YEARS = ("maanqing-2019", "maanqing-2025")
"""Reports of one place, which the summary compares."""
RATED = 6
"""Reports in the training report and on the page of agreement."""
_STEP = 7


def pytest_addoption(parser):
    group = parser.getgroup("pages", "the pages that are looked at")
    group.addoption("--reports", type=Path, help="file or folder of reports")
    group.addoption("--gold", type=Path, help="JSONL rows with themes, for two of the pages")
    group.addoption("--model", type=Path, help="folder of a pipeline")


@pytest.fixture(scope="module")
def browser():
    """A headless browser; not for longer than a module, as others start an event loop."""
    from tests.browser.screens import open_browser

    with open_browser() as made:
        yield made


@pytest.fixture(scope="session")
def pages(request, project, sm_folder, tmp_path_factory) -> dict[str, Path]:
    """The pages by name, as files."""
    own, gold, model = (
        path and path.resolve()
        for path in map(request.config.getoption, ("reports", "gold", "model"))
    )
    folder = tmp_path_factory.mktemp("pages")
    prepare_folder(folder, gold or ROOT / "annotations" / "gold.jsonl")
    reports, years = ([own], []) if own else (list_reports(REPORTS), list_reports(YEARS))
    model = model or sm_folder
    run(folder, "predict", *reports, "--model", model, "--output", "reading.html")
    run(folder, "predict", *reports, "--model", model, "--explain", "--output", "explained.html")
    run(folder, "summary", *reports, *years, "--model", model, "--output", "summary.html")
    run(folder, "evaluate", model, "gold.jsonl", "--report", "training.html")
    run(folder, "agree", "r1", "--html", "agreement.html")
    return {page.stem: page for page in folder.glob("*.html")}


def list_reports(names: Iterable[str]) -> list[Path]:
    return [ROOT / "corpus" / "reports" / f"{name}.txt" for name in names]


def prepare_folder(folder: Path, rows: Path) -> None:
    """Lay out the themes, some gold, and a round of three annotators of whom one departs."""
    (folder / "annotations" / "rounds").mkdir(parents=True)
    (folder / "corpus").mkdir()
    shutil.copy(ROOT / "annotations" / "themes.toml", folder / "annotations")
    shutil.copy(ROOT / "corpus" / "reports.jsonl", folder / "corpus")
    gold = read_jsonl(rows)
    rated = list(dict.fromkeys(row["report"] for row in gold))[:RATED]
    gold = [row for row in gold if row["report"] in rated]
    write_jsonl(folder / "gold.jsonl", gold)
    for name, shift in (("wang", 0), ("li", 0), ("zhao", 1)):
        write_jsonl(folder / "annotations" / "rounds" / f"r1-{name}.jsonl", answer(gold, shift))


def answer(gold: list[dict], shift: int) -> list[dict]:
    """Return the gold as answers; `shift` gives some sentences the themes of a later one."""
    rows = []
    for place, row in enumerate(gold):
        other = gold[(place + shift) % len(gold)] if place % _STEP == 0 else row
        state = "labelled" if other["themes"] else "none"
        kept = {key: row[key] for key in ("report", "index", "text")}
        rows.append({**kept, "state": state, "themes": other["themes"]})
    return rows


def run(folder: Path, *args: object) -> None:
    """Run a command in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["policy-themes", *map(str, args)])
        with pytest.raises(SystemExit) as exit_info:
            main()
    assert not exit_info.value.code, args
