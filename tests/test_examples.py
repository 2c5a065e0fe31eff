"""The examples in the docstrings of what Python code calls, run with the small md pipeline."""

import doctest

import pytest

from policy_themes import api


@pytest.fixture(autouse=True)
def installed(monkeypatch, md):
    """The small md pipeline under the name that the examples call."""
    monkeypatch.setattr(api, "load_pipeline", {"zh_policy_themes_md": md}.__getitem__)
    api._load.cache_clear()
    yield
    api._load.cache_clear()


@pytest.mark.parametrize("name", ["api", "pandas", "sklearn"])
def test_the_examples_of_a_module_are_true(name):
    if name == "pandas":
        pytest.importorskip("pandas")
    module = __import__(f"policy_themes.{name}", fromlist=["x"])
    failed, attempted = doctest.testmod(module)
    assert attempted > 0
    assert failed == 0
