import pytest

from policy_themes.corpus.blocks import Block
from policy_themes.corpus.outline import find_kinds, iter_sections

LINES = [
    "石鼓乡工作情况",
    "一、产业",
    "种茶50亩。茶农增收。",
    "1.修渠。今年修了3公里。",
    "二、生态",
]


def blocks_of(lines):
    return [Block(line) for line in lines]


def test_lines_without_a_stop_are_headings():
    assert find_kinds(blocks_of(LINES)) == ["heading", "heading", "body", "body", "heading"]


def test_the_kind_that_a_line_told_stays():
    assert find_kinds([Block("修渠。"), Block("图为修渠现场", "caption")]) == ["body", "caption"]


def test_the_signature_at_the_end_is_a_credit():
    assert find_kinds(blocks_of(["修渠。", "石鼓乡人民政府"])) == ["body", "credit"]


def test_each_sentence_has_the_headings_above_it():
    blocks = blocks_of(LINES)
    texts = [
        [LINES[0]],
        [LINES[1]],
        ["种茶50亩。", "茶农增收。"],
        ["1.修渠。", "今年修了3公里。"],
        [LINES[4]],
    ]
    assert list(iter_sections(blocks, find_kinds(blocks), texts)) == [
        (),
        (),
        ("一、产业",),
        ("一、产业",),
        ("一、产业",),
        ("一、产业", "1.修渠"),
        (),
    ]


@pytest.mark.parametrize("texts", [[], [["修渠。"]]])
def test_no_blocks_and_one_have_no_headings(texts):
    blocks = blocks_of(text for (text,) in texts)
    assert list(iter_sections(blocks, find_kinds(blocks), texts)) == [()] * len(texts)


def test_what_follows_a_heading_is_found_without_copying_all_blocks():
    lead, page = Block("(一)抓实党建。"), Block("1", "junk")
    kinds = find_kinds([lead] * 50_000 + [page] * 3_000_000 + [Block("修渠,种茶。")])
    assert kinds[:50_000] == ["body"] * 49_999 + ["heading"]  # only the last has no equal below it
