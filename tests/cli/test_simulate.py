import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

FEW = ("--first", "8", "--draws", "2")


@pytest.mark.extra("lab")
def test_the_simulation_is_printed_written_and_drawn(cli, workspace):
    said = cli("simulate", *FEW)
    assert said.code == 0
    assert said.error_lines[0] == "random, draw 1 of 2: 6 fits"
    assert said.error_lines[-1] == (
        "Wrote training/simulation/simulation.json and training/simulation/simulation.svg"
    )
    assert "sentences needed for 95% of the F1 of all 30" in said.out
    found = json.loads(Path("training/simulation/simulation.json").read_text(encoding="utf-8"))
    assert set(found["needed"]["micro"]) == {"random", "uncertain", "diverse"}
    needed = found["needed"]["macro"]["random"]
    assert 8 <= needed["least"] <= needed["mean"] <= needed["most"] <= 30
    assert len(found["steps"]) == 3 * 2 * 6
    picture = ElementTree.parse("training/simulation/simulation.svg").getroot()
    words = "".join(picture.itertext())
    assert all(word in words for word in ("随机", "最拿不准的先标", "拿不准且分散", "95%"))


@pytest.mark.extra("lab")
def test_the_same_command_gives_the_same_files(cli, workspace):
    for folder in ("one", "two"):
        assert cli("simulate", *FEW, "--output", folder).code == 0
    for name in ("simulation.json", "simulation.svg"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


def test_a_first_batch_of_everything_leaves_nothing_to_choose(cli, workspace):
    said = cli("simulate", "--first", "30")
    assert (said.code, said.out) == (2, "")
    assert "--first 30 leaves nothing to choose of 30 train sentences." in said.err


def test_without_the_extra_it_says_what_to_install(cli, workspace, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    said = cli("simulate", *FEW)
    assert said.code == 1
    assert "Error: pictures: needs libraries that are not installed. Run: pip install" in said.err


def test_missing_gold_is_one_line(cli, workspace):
    workspace.gold.unlink()
    said = cli("simulate")
    assert (said.code, said.err) == (
        1,
        "Error: annotations/gold.jsonl: no such file or folder. Check the path.\n",
    )
