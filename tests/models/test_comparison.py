import pytest

from policy_themes.models.comparison import compare_labelled, evaluate_annotators, label_beside
from policy_themes.records import Sentence

THEMES = ("产业", "生态")


def make(i, themes, score=0.0, *, review=False):
    scores = {theme: 1 - score if theme in themes else score for theme in THEMES}
    return Sentence(f"r{i // 4}", i, "body", (), 0, 1, "句", themes, scores, review)


GOLD = [make(i, ("产业",) if i % 2 else ("生态",)) for i in range(20)]


def test_ours_are_compared_with_the_best_of_the_others():
    labelled = {
        "worst": [make(i, ()) for i in range(20)],
        "better": [make(i, GOLD[i].themes if i % 4 else ()) for i in range(20)],
        "ours": [make(i, GOLD[i].themes, 0.1, review=i < 5) for i in range(20)],
    }
    found = compare_labelled(GOLD, labelled, ["ours"], THEMES)
    best, micro, macro = found.ahead["ours"]
    assert best == "better"
    assert micro.mean == pytest.approx(1 - 30 / 35)
    assert micro.low > 0
    assert macro.mean > 0
    assert found.evaluations["worst"].micro.f1 == 0
    assert found.calibration["ours"]["产业"] == pytest.approx(0.1)
    assert found.coverage["ours"].accepted == 0.75
    assert found.coverage["ours"].wrong == 0
    assert set(found.as_row()) == {"evaluations", "ahead", "calibration", "coverage"}


def test_sentences_beside_are_labelled_by_what_learnt_from_all():
    seen = []

    def system(train, test):
        seen.append((len(train), len(test)))
        return list(test)

    assert label_beside({"ours": system}, GOLD, GOLD[:3]) == {"ours": GOLD[:3]}
    assert seen == [(20, 3)]


def test_annotators_are_scored_on_what_both_answered():
    one = {"a:1": frozenset({"产业"}), "a:2": frozenset(), "a:3": frozenset({"生态"})}
    other = {"a:1": frozenset({"产业"}), "a:2": frozenset({"生态"})}
    found = evaluate_annotators({"r1": {"li": one, "wang": other}}, THEMES)
    assert found.sentences == 2
    assert found.exact == 0.5
    assert found.micro.f1 == pytest.approx(2 / 3)
