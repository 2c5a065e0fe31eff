"""No copyleft in the core, but in three libraries that are named with reasons."""

import re
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement
from scripts.licences import COPYLEFT, ROOT, TABLE, WEAK, describe_licence, list_parts, normalise

HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
ROW = re.compile(r"^\| (\S+) \| (\d\S*) \| (.+) \|$", re.MULTILINE)


def iter_installed(name, seen):
    """Yield what a library needs, itself first, as it is installed here; without extras of ours."""
    if (name := normalise(name)) in seen:
        return
    seen.add(name)
    found = distribution(name)
    yield name, found
    for wanted in map(Requirement, found.requires or ()):
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            yield from iter_installed(wanted.name, seen)


@pytest.fixture(scope="module")
def installed():
    return {name: describe_licence(found) for name, found in iter_installed("policy-themes", set())}


@pytest.fixture(scope="module")
def table():
    """The rows of the table, by heading."""
    _, *parts = HEADING.split(TABLE.read_text(encoding="utf-8"))
    return {
        heading: ROW.findall(text) for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }


def test_every_library_of_the_core_says_what_its_licence_is(installed):
    assert len(installed) > 40
    assert [name for name, licence in installed.items() if not licence] == []


def test_no_library_of_the_core_is_copyleft_but_those_with_a_reason(installed):
    assert {name for name, licence in installed.items() if COPYLEFT.search(licence)} <= WEAK.keys()


@pytest.mark.parametrize(
    ("licence", "is_copyleft"),
    [
        ("GNU General Public License v3 (GPLv3)", True),
        ("AGPL-3.0-or-later", True),
        ("LGPL-2.1-only", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("MIT", False),
        ("Apache-2.0 AND CNRI-Python", False),
        ("Python Software Foundation License", False),
    ],
)
def test_copyleft_is_known_by_its_names(licence, is_copyleft):
    assert bool(COPYLEFT.search(licence)) == is_copyleft


def test_the_table_is_that_of_the_lock(table):
    found = {heading: [row[:2] for row in rows] for heading, rows in table.items()}
    assert found == list_parts(), "Run: python scripts/licences.py"


def test_the_table_knows_every_licence_and_names_what_is_copyleft_in_the_core(table):
    assert [row for rows in table.values() for row in rows if row[2] == "unknown"] == []
    assert {name for name, _, licence in table["The core"] if COPYLEFT.search(licence)} == {*WEAK}


def test_the_lock_names_the_public_index_alone():
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/\"]+)", lock))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
