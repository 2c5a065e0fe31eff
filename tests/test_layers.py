import ast
import sys
from functools import cache
from pathlib import Path

import pytest

import policy_themes
from policy_themes.models.package import WHEEL_CODE

SOURCE = Path(policy_themes.__file__).parent
LAYERS = (
    ("errors", "files", "locks", "records", "jsonl"),
    ("corpus", "annotations"),
    ("pipeline",),
    ("training",),
    ("models",),
    ("api", "outputs", "service", "pandas", "sklearn", "spark"),
    ("cli",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
BESIDE = {"corpus": {"annotations"}, "annotations": {"corpus"}}
"""Packages of one layer that do not know each other."""
IN_A_WHEEL = {"spacy", "thinc", "numpy", "srsly", "spacy_pkuseg"}
MODULES = sorted(SOURCE.rglob("*.py"))


def name_module(path):
    return ".".join(["policy_themes", *path.relative_to(SOURCE).with_suffix("").parts])


BELOW_CLI = [path for path in MODULES if path.relative_to(SOURCE).parts[0] != "cli"]


@cache
def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def iter_imports(path):
    """Yield the line and the full name of every import, those inside functions too."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, f"{'.' * node.level}{node.module or ''}.{alias.name}"


def find_layer(name):
    """Return the first name below the package, or None outside it and for the package itself."""
    parts = name.split(".")
    return parts[1] if parts[0] == "policy_themes" and len(parts) > 1 else None


def test_every_module_has_a_layer():
    tops = {find_layer(name_module(path)) for path in MODULES} - {"__init__"}
    assert tops <= LEVEL.keys()
    assert {"corpus", "annotations", "pipeline", "training", "models", "cli"} <= tops


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_no_module_climbs(path):
    own = find_layer(name_module(path))
    if own == "__init__":
        own = "api"  # whose door the package is
    climbing = [
        f"{name_module(path)}:{line} imports {name}"
        for line, name in iter_imports(path)
        if (other := find_layer(name)) in LEVEL
        and (LEVEL[other] > LEVEL[own] or other in BESIDE.get(own, ()))
    ]
    assert climbing == []


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_imports_are_absolute_and_whole(path):
    bad = [
        f"{name_module(path)}:{line} imports {name}"
        for line, name in iter_imports(path)
        if name.startswith(".") or name.endswith(".*")
    ]
    assert bad == []


@pytest.mark.parametrize("path", WHEEL_CODE, ids=name_module)
def test_a_module_that_a_wheel_carries_imports_what_a_wheel_has(path):
    carried = {name_module(other) for other in WHEEL_CODE}
    foreign = [
        name
        for _, name in iter_imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names | IN_A_WHEEL
        and name.rpartition(".")[0] not in carried
    ]
    assert foreign == []


def test_modules_lie_side_by_side_in_a_wheel_under_names_of_their_own():
    names = [path.stem for path in WHEEL_CODE]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", BELOW_CLI, ids=name_module)
def test_nothing_below_the_command_line_prints_exits_or_sets_up_logging(path):
    calls = [ast.unparse(n.func) for n in ast.walk(parse(path)) if isinstance(n, ast.Call)]
    assert not set(calls) & {"print", "sys.exit", "exit", "quit", "logging.basicConfig"}


def test_help_does_not_wait_for_spacy():
    heavy = {"spacy", "sklearn", "scipy", "thinc", "torch"}
    for path in (SOURCE / "cli").glob("*.py"):
        top_level = {
            name.partition(".")[0] for node in parse(path).body for name in _names_of(node)
        }
        assert not top_level & heavy, path


def _names_of(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
