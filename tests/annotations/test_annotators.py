import pytest

from policy_themes.annotations.annotators import Share, compare_annotators
from policy_themes.annotations.rounds import Answers

THEMES = ["水利", "种茶"]
NONE: frozenset[str] = frozenset()
WATER, TEA = frozenset(["水利"]), frozenset(["种茶"])


def test_the_one_who_departs_from_the_rest_comes_first() -> None:
    keys = [f"{report}:{i}" for report in "abcdef" for i in range(5)]
    answers: dict[str, Answers] = {
        "li": dict.fromkeys(keys, WATER),
        "qian": {key: WATER | TEA if key.endswith(("1", "2")) else WATER for key in keys},
        "wang": dict.fromkeys(keys, WATER),
    }
    first, second, third = compare_annotators(answers, THEMES)
    assert [first.name, second.name, third.name] == ["qian", "li", "wang"]
    # 2 of 5 sentences differ from both others.
    assert (first.same.value, second.same.value) == (pytest.approx(0.6), pytest.approx(0.8))
    assert first.alone is not None
    assert first.alone.value == pytest.approx(0.4)
    assert first.more["种茶"].value == pytest.approx(0.4)
    assert first.more["种茶"].departs
    # The others differ there, so that it is not li who departs.
    assert second.more["种茶"] == Share(0.0, 0.0, 0.0)
    assert (first.more["水利"].value, first.more["水利"].departs) == (0, False)
    assert [annotator.sentences for annotator in (first, second)] == [30, 30]


def test_of_two_neither_departs_alone_and_their_figures_mirror_each_other() -> None:
    answers = {"li": {"a:1": WATER, "b:1": TEA}, "wang": {"a:1": NONE, "b:1": TEA}}
    li, wang = compare_annotators(answers, THEMES)
    assert (li.alone, wang.alone) == (None, None)
    assert li.same == wang.same
    assert li.same.value == 0.5
    assert (li.more["水利"].value, wang.more["水利"].value) == (0.5, -0.5)


def test_nobody_is_alone_where_the_others_differ_too() -> None:
    answers: dict[str, Answers] = {
        "li": {"a:1": WATER},
        "wang": {"a:1": TEA},
        "zhao": {"a:1": NONE},
    }
    assert {own.alone for own in compare_annotators(answers, THEMES)} == {Share(0.0, 0.0, 0.0)}


def test_the_interval_is_over_reports_and_the_same_each_time() -> None:
    li = {f"{report}:{i}": WATER for report in "abcdefgh" for i in range(4)}
    wang = {key: NONE if key.startswith(("a", "b")) else own for key, own in li.items()}
    (first, _) = compare_annotators({"li": li, "wang": wang}, THEMES)
    assert first.same.low < first.same.value == 0.75 < first.same.high
    assert compare_annotators({"li": li, "wang": wang}, THEMES)[0] == first
    one_report = {name: {"a:1": own["a:1"], "a:2": own["b:2"]} for name, own in (("li", li),)}
    one_report["wang"] = {"a:1": NONE, "a:2": WATER}
    (only, _) = compare_annotators(one_report, THEMES)
    assert only.same == Share(0.5, 0.5, 0.5)


def test_one_who_shares_no_sentence_is_left_out() -> None:
    answers = {"li": {"a:1": WATER}, "wang": {"a:1": WATER}, "zhao": {"b:1": TEA}}
    assert [own.name for own in compare_annotators(answers, THEMES)] == ["li", "wang"]
