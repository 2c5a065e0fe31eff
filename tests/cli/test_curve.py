import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

SHARES = ("--share", "0.5", "--share", "1", "--draws", "1")


@pytest.mark.extra("lab")
def test_the_curve_is_printed_written_and_drawn(cli, workspace):
    said = cli("curve", workspace.small_config("sm"), *SHARES)
    assert said.code == 0
    assert said.error_lines[0].startswith("2 reports, 12 sentences: micro F1 test 0.")
    assert said.error_lines[-1] == "Wrote training/curve/curve.json and training/curve/curve.svg"
    assert "test: F1 by share of the train reports" in said.out
    points = json.loads(Path("training/curve/curve.json").read_text(encoding="utf-8"))
    assert [point["reports"] for point in points] == [2, 5]
    assert set(points[0]["evaluations"]["test"]["per_theme"]) == set(workspace.themes)
    picture = ElementTree.parse("training/curve/curve.svg").getroot()
    words = "".join(picture.itertext())
    assert all(theme in words for theme in workspace.themes)


def test_more_rows_are_scored_beside(cli, workspace):
    said = cli("curve", workspace.small_config("sm"), *SHARES, "--beside", workspace.gold)
    assert "gold: F1 by share of the train reports" in said.out


def test_one_share_is_no_curve(cli, workspace):
    said = cli("curve", "--share", "1")
    assert said.code == 2
    assert "Two different --share at least" in said.err


def test_without_the_extra_it_says_what_to_install(cli, workspace, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    said = cli("curve", workspace.small_config("sm"), *SHARES)
    assert said.code == 1
    assert "Error: pictures: needs libraries that are not installed. Run: pip install" in said.err


@pytest.mark.parametrize("name", ["nope.cfg"])
def test_a_missing_config_is_one_line(cli, workspace, name):
    said = cli("curve", name)
    assert (said.code, said.err) == (
        1,
        f"Error: {name}: no such file or folder. Check the path.\n",
    )
