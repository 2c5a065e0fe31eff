"""The references of docs/reference are what the code says now."""

from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra serve is not installed")

from scripts import reference

ROOT = Path(__file__).parent.parent
COMMANDS, API = reference.describe_commands(), reference.describe_api()


@pytest.mark.parametrize(("name", "text"), [("cli", COMMANDS), ("api", API)])
def test_a_reference_is_up_to_date(name, text):
    path = ROOT / "docs" / "reference" / f"{name}.md"
    assert path.read_text(encoding="utf-8") == text, "run: python scripts/reference.py"


@pytest.mark.parametrize(
    "line",
    [
        "## policy-themes doccano up",
        "| `ROUND` | str | The round, such as r1. |",
        "| `--order` | `report`, `random`, `uncertain`, `diverse` | Which sentences come first. "
        "[default: report] |",
        "| `--explain` | flag | Say what drove the themes set and those in doubt. |",
        "`policy-themes agree r1 --html agreement.html`",
    ],
)
def test_commands_are_told_with_their_parameters_and_an_example(line):
    assert line in COMMANDS.splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "### policy_themes.Labeller.label_report",
        "load(model: str | Path | None = None) -> Labeller",
        "- `folds`: Parts of the reports for what is found out of fold, 2 or more.",
        "### POST /v1/reports",
        "- takes `application/json`: `text`, `name` (may lack)",
    ],
)
def test_python_spacy_and_http_are_told(line):
    assert line in API.splitlines()
