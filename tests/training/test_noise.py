import sys
from dataclasses import replace

import pytest

from policy_themes.errors import MissingExtraError
from policy_themes.records import Sentence
from policy_themes.training.noise import find_label_issues

THEMES = ("产业", "生态")


def make(i, themes, scores):
    own = dict(zip(THEMES, scores, strict=True))
    return Sentence("a", i, "body", (), 0, 1, "句", themes, own)


@pytest.mark.extra("lab")
def test_a_label_that_the_scores_contradict_is_found_first():
    rows = [make(i, (THEMES[i % 2],), (0.9, 0.1) if i % 2 == 0 else (0.1, 0.9)) for i in range(40)]
    gold = [replace(rows[7], themes=("产业",)) if row is rows[7] else row for row in rows]
    found = find_label_issues(gold, rows, THEMES)
    assert found[0] == gold[7]
    assert len(found) < 5


def test_a_missing_library_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "cleanlab", None)
    monkeypatch.setitem(sys.modules, "cleanlab.multilabel_classification.filter", None)
    with pytest.raises(MissingExtraError, match="label issues: needs libraries"):
        find_label_issues([], [], THEMES)
