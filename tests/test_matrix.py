import tomllib
from itertools import product

import pytest
from scripts.matrix import CELLS, EXTRAS, RESOLUTIONS, ROOT, choose

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = [
    line.rpartition(" ")[2] for line in PROJECT["classifiers"] if line.count(" :: Python :: 3.")
]


def test_every_extra_meets_the_lowest_and_the_newest_versions():
    assert EXTRAS.keys() == {"core", *PROJECT["optional-dependencies"]}
    assert {(cell.extra, cell.end) for cell in CELLS} == set(product(EXTRAS, RESOLUTIONS))


def test_every_python_meets_the_lowest_and_the_newest_versions():
    assert len(PYTHONS) == 3
    assert {(cell.python, cell.end) for cell in CELLS} == set(product(PYTHONS, RESOLUTIONS))


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_tests_of_a_cell_are_there(extra):
    paths = [name for name in EXTRAS[extra].tests if name.startswith("tests")]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_cells_are_chosen_by_the_start_of_their_names():
    assert choose([], None) == list(CELLS)
    assert [cell.name for cell in choose(["core"], None)] == [
        "core-lowest-3.11",
        "core-newest-3.13",
    ]
    (cell,) = choose(["lab-lowest"], "3.12")
    assert cell.name == "lab-lowest-3.12"
