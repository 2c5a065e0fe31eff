from policy_themes.annotations.confusions import Confusion, find_confusions
from policy_themes.annotations.rounds import Answers

THEMES = ["水利", "种茶", "养羊"]
NONE: frozenset[str] = frozenset()
WATER, TEA, SHEEP = frozenset(["水利"]), frozenset(["种茶"]), frozenset(["养羊"])


def test_confusions_are_pairs_of_themes_with_the_commonest_first() -> None:
    answers: dict[str, Answers] = {
        "li": {"a:1": WATER, "a:2": TEA, "a:3": NONE, "a:4": TEA, "a:5": WATER},
        "wang": {"a:1": TEA, "a:2": WATER, "a:3": TEA, "a:4": TEA},
    }
    assert find_confusions(answers, THEMES) == [
        Confusion("水利", "种茶", ["a:1", "a:2"]),
        Confusion("种茶", None, ["a:3"]),
    ]


def test_a_theme_that_one_left_out_is_confused_with_what_both_gave() -> None:
    answers = {
        "li": {"a:1": WATER | TEA, "a:2": WATER | TEA, "a:3": WATER},
        "wang": {"a:1": WATER, "a:2": NONE, "a:3": SHEEP | WATER},
    }
    assert find_confusions(answers, THEMES) == [
        Confusion("水利", None, ["a:2"]),
        Confusion("水利", "种茶", ["a:1"]),
        Confusion("水利", "养羊", ["a:3"]),
        Confusion("种茶", None, ["a:2"]),
    ]


def test_what_both_gave_is_not_confused_with_what_each_gave_alone() -> None:
    answers = {"li": {"a:1": WATER | TEA}, "wang": {"a:1": SHEEP | TEA}}
    assert find_confusions(answers, THEMES) == [Confusion("水利", "养羊", ["a:1"])]


def test_each_theme_of_one_is_confused_with_each_of_the_other() -> None:
    answers = {"li": {"a:1": WATER | TEA}, "wang": {"a:1": SHEEP}}
    assert find_confusions(answers, THEMES) == [
        Confusion("水利", "养羊", ["a:1"]),
        Confusion("种茶", "养羊", ["a:1"]),
    ]


def test_a_sentence_counts_once_for_a_pair_however_many_annotators_differ() -> None:
    answers: dict[str, Answers] = {"li": {"a:1": WATER}, "wang": {"a:1": TEA}, "zhao": {"a:1": TEA}}
    assert find_confusions(answers, THEMES) == [Confusion("水利", "种茶", ["a:1"])]


def test_annotators_who_agree_have_no_confusions() -> None:
    answers = {"li": {"a:1": WATER}, "wang": {"a:1": WATER, "a:2": TEA}}
    assert find_confusions(answers, THEMES) == []


def test_a_theme_that_there_is_no_more_is_passed_over() -> None:
    answers = {"li": {"a:1": frozenset(["修路"])}, "wang": {"a:1": WATER}}
    assert find_confusions(answers, THEMES) == [Confusion("水利", None, ["a:1"])]


def test_examples_are_taken_from_as_many_reports_as_possible() -> None:
    confusion = Confusion("水利", None, ["a:1", "a:2", "a:3", "b:1", "c:9"])
    assert confusion.pick_examples(4) == ["a:1", "b:1", "c:9", "a:2"]
