import pytest

from policy_themes.corpus.docbin import GOVERNED, iter_inputs
from policy_themes.corpus.structure import parse_report

REPORT = """柳塘镇2024年工作总结
一、产业发展
(一)茶叶提质。新建茶园80亩。改造老茶园300亩。
(二)项目提速。引进食品厂一家。
二、社会民生
新建卫生室两间。
"""


def read(text):
    """What is read with each sentence, by its text."""
    return {s.text: own.split("\n") for s, own in iter_inputs(parse_report("a", text).sentences)}


def test_a_sentence_is_read_with_its_headings_and_neighbours():
    assert read(REPORT)["改造老茶园300亩。"] == [
        *("一、产业发展 / (一)茶叶提质", "改造老茶园300亩。"),
        *("新建茶园80亩。", "(二)项目提速。"),
    ]


def test_a_heading_is_read_with_the_sentences_that_it_stands_above():
    found = read(REPORT)
    assert found["(一)茶叶提质。"][4:] == ["新建茶园80亩。", "改造老茶园300亩。"]
    assert found["二、社会民生"][4:] == ["新建卫生室两间。"]
    assert found["一、产业发展"][4:] == [
        *("(一)茶叶提质。", "新建茶园80亩。", "改造老茶园300亩。"),
        *("(二)项目提速。", "引进食品厂一家。"),
    ]


def test_a_sentence_that_is_no_heading_stands_above_none():
    found = read(REPORT)
    assert not any(found[text][4:] for text in found if text.endswith(("亩。", "家。", "间。")))


def test_a_heading_is_read_with_so_many_sentences_at_most():
    many = "".join(f"建成第{i}号大棚。" for i in range(GOVERNED + 5))
    assert len(read(f"一、产业发展\n{many}\n")["一、产业发展"]) == 4 + GOVERNED


def test_what_another_report_holds_is_under_no_heading():
    one, other = (parse_report(name, f"一、产业\n{name}村种茶。\n").sentences for name in "甲乙")
    texts = [text.split("\n")[4:] for _, text in iter_inputs([*one, *other])]
    assert texts == [["甲村种茶。"], [], ["乙村种茶。"], []]


@pytest.mark.parametrize("count", [0, 1, GOVERNED, GOVERNED + 1, 3 * GOVERNED])
def test_every_sentence_is_read_once_in_its_order(count):
    sentences = parse_report("a", "".join(f"建成第{i}号大棚。" for i in range(count))).sentences
    assert [s for s, _ in iter_inputs(sentences)] == list(sentences)


def test_few_sentences_are_held_at_a_time():
    taken = 0

    def take():
        nonlocal taken
        for sentence in parse_report("a", "建成大棚。" * 100).sentences:
            taken += 1
            yield sentence

    next(iter_inputs(take()))
    assert taken <= GOVERNED + 2
