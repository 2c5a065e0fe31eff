import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_themes.corpus import blocks as module
from policy_themes.corpus.blocks import Block, join_lines
from policy_themes.corpus.structure import parse_report

PARAGRAPH = (
    "柳塘村去年冬天组织了一百二十名劳力清理东段主渠的淤泥,前后干了四十多天,清出的淤泥铺到茶园里做底肥。"
    "今年开春以后村里又换了十六处闸门,渠水头一回流到最远的老鹰岩组,那里的四十户人家不再下河挑水。"
    "西段主渠因为要穿过青禾镇的林地,手续办了大半年,到秋后才开工,年底前只挖通了一半。"
    "剩下的一半连同两座小桥排在明年三月,所需的石料已经由合作社从云溪采石场拉到了工地。"
)
WIDTH = 24


def wrap(text: str, width: int = WIDTH) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)]


def texts_of(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks]


def test_lines_of_one_width_are_joined_to_the_paragraph_they_were() -> None:
    assert join_lines("\n".join(wrap(PARAGRAPH))) == [Block(PARAGRAPH)]


def test_white_space_round_the_lines_of_a_column_is_dropped() -> None:
    indented = "\n".join(f"   {line}  " for line in wrap(PARAGRAPH))
    assert join_lines(indented) == [Block(PARAGRAPH)]


def test_several_blanks_inside_a_line_become_one() -> None:
    assert texts_of(join_lines("柳塘   修渠。")) == ["柳塘 修渠。"]


def test_paragraphs_that_were_not_wrapped_stay_apart() -> None:
    lines = ["柳塘村修通了水渠。", "青禾村种上了茶。", PARAGRAPH, "云溪村养了羊。"]
    assert texts_of(join_lines("\n".join(lines))) == lines


def test_a_wrapped_paragraph_ends_where_the_next_one_begins() -> None:
    first, second = PARAGRAPH, PARAGRAPH.replace("柳塘", "荷塘")
    assert texts_of(join_lines("\n".join(wrap(first) + wrap(second)))) == [first, second]


def test_a_numbered_heading_ends_a_wrapped_paragraph_that_has_no_stop() -> None:
    text = "\n".join([*wrap(PARAGRAPH[:-1]), "二、种茶情况", *wrap(PARAGRAPH)])
    assert texts_of(join_lines(text)) == [PARAGRAPH[:-1], "二、种茶情况", PARAGRAPH]


@pytest.mark.parametrize(
    ("number", "separator"), [("- 3 -", "\n"), ("3", "\n"), ("第3页 共9页", "\n"), ("3", "\n\f")]
)
def test_a_sentence_goes_on_behind_a_page_number(number: str, separator: str) -> None:
    lines = wrap(PARAGRAPH)
    text = "\n".join([*lines[:3], number]) + separator + "\n".join(lines[3:])
    assert join_lines(text) == [Block(PARAGRAPH), Block(number, "junk")]


def test_a_sentence_goes_on_behind_the_blank_rest_of_a_page() -> None:
    lines = wrap(PARAGRAPH)
    text = "\n".join(lines[:3]) + "\n\n\n\f" + "\n".join(lines[3:])
    assert join_lines(text) == [Block(PARAGRAPH)]


@pytest.mark.parametrize("caption", ["图为村民在清淤", "村民在渠边歇脚", "新换的闸门(王小柳 摄)"])
def test_a_caption_in_mid_sentence_is_a_block_of_its_own(caption: str) -> None:
    lines = wrap(PARAGRAPH)
    text = "\n".join([*lines[:3], caption, *lines[3:]])
    assert join_lines(text) == [Block(PARAGRAPH), Block(caption, "caption")]


def test_two_captions_in_mid_sentence_leave_the_sentence_whole() -> None:
    lines = wrap(PARAGRAPH)
    text = "\n".join([*lines[:3], "▲清淤", "▲换闸门", *lines[3:]])
    assert join_lines(text) == [
        Block(PARAGRAPH),
        Block("▲清淤", "caption"),
        Block("▲换闸门", "caption"),
    ]


def test_a_caption_between_paragraphs_that_were_not_wrapped_cuts_nothing() -> None:
    lines = ["柳塘村修通了水渠,", "图为通水", "四十户人家用上了水。"]
    assert join_lines("\n".join(lines)) == [
        Block("柳塘村修通了水渠,四十户人家用上了水。"),
        Block("图为通水", "caption"),
    ]


def test_a_running_header_is_junk_on_every_page() -> None:
    pages = [f"柳塘村简报\n{name}主渠修通了。\n{i}" for i, name in enumerate("东西南", start=1)]
    assert join_lines("\f".join(pages)) == [
        block
        for i, name in enumerate("东西南", start=1)
        for block in (
            Block("柳塘村简报", "junk"),
            Block(f"{name}主渠修通了。"),
            Block(str(i), "junk"),
        )
    ]


def test_a_running_header_cuts_no_sentence() -> None:
    lines = wrap(PARAGRAPH)
    pages = ["\n".join(["柳塘村简报", *lines[i : i + 3]]) for i in range(0, len(lines), 3)]
    assert len(pages) == 3
    joined = join_lines("\f".join(pages))
    assert [block.text for block in joined if block.kind is None] == [PARAGRAPH]
    assert [block.text for block in joined if block.kind == "junk"] == ["柳塘村简报"] * 3


def test_a_heading_that_comes_twice_is_no_running_header() -> None:
    lines = ["存在问题", "水渠不够长。", "存在问题", "茶树太老。"]
    assert join_lines("\n".join(lines)) == [Block(line) for line in lines]


def test_a_sentence_that_comes_three_times_is_no_running_header() -> None:
    assert join_lines("\f".join(["水渠修通了。"] * 3)) == [Block("水渠修通了。")] * 3


def test_newspaper_headings_stay_apart_from_their_paragraphs() -> None:
    lines = ["水渠边上种起了茶", PARAGRAPH, "谁来管水", PARAGRAPH, "羊进了圈", PARAGRAPH]
    assert texts_of(join_lines("\n".join(lines))) == lines


def test_newspaper_headings_stay_apart_from_wrapped_paragraphs() -> None:
    text = "\n".join(["水渠边上种起了茶", *wrap(PARAGRAPH), "谁来管水", *wrap(PARAGRAPH)])
    assert texts_of(join_lines(text)) == ["水渠边上种起了茶", PARAGRAPH, "谁来管水", PARAGRAPH]


@pytest.mark.parametrize(
    ("lines", "blocks"),
    [
        pytest.param(["水渠修通以后,", "人人有水。"], ["水渠修通以后,人人有水。"], id="comma"),
        pytest.param(
            ["水渠修通以后\uff0c", "人人有水。"], ["水渠修通以后\uff0c人人有水。"], id="full width"
        ),
        pytest.param(["东渠、", "西渠都通了。"], ["东渠、西渠都通了。"], id="enumeration"),
        pytest.param(["印发了《", "水渠公约》。"], ["印发了《水渠公约》。"], id="open title"),
        pytest.param(
            ["渠通了。他们说", "好。"], ["渠通了。他们说好。"], id="stop before the break"
        ),
        pytest.param(["水渠修通了", "。”", "种茶。"], ["水渠修通了。”", "种茶。"], id="lone stop"),
        pytest.param(["水渠修通了", "\uff0c种茶。"], ["水渠修通了\uff0c种茶。"], id="lone comma"),
        pytest.param(["三件事:", "修渠。"], ["三件事:", "修渠。"], id="colon"),
        pytest.param(["修渠;", "种茶。"], ["修渠;", "种茶。"], id="semicolon"),
        pytest.param(["柳塘村", "", "修渠。"], ["柳塘村", "修渠。"], id="empty line"),
        pytest.param(["修渠的路,", "一、种茶"], ["修渠的路,一、种茶"], id="comma before a number"),
    ],
)
def test_a_line_goes_on_where_its_end_or_the_next_line_says_so(
    lines: list[str], blocks: list[str]
) -> None:
    assert texts_of(join_lines("\n".join(lines))) == blocks


def test_words_in_latin_letters_keep_a_blank_between_them() -> None:
    line = "村里引进了三家做茶叶出口的公司,其中一家叫做Green"
    assert len(line) > WIDTH
    text = f"水渠,{line},\nTea是它的牌子。".replace("Green,", "Green")
    assert texts_of(join_lines("修通了。" + text)) == [f"修通了。水渠,{line} Tea是它的牌子。"]


def test_a_wrapped_list_goes_on_behind_a_semicolon() -> None:
    text = PARAGRAPH.replace(",", ";")
    assert text[2 * WIDTH - 1] != ";"
    shifted = text[text.index(";") + 1 - WIDTH :]
    assert wrap(shifted)[0][-1] == ";"
    assert texts_of(join_lines("\n".join(wrap(shifted)))) == [shifted]


def test_a_text_without_characters_has_no_blocks() -> None:
    assert join_lines(" \n\n\f\n") == []


CLAUSES = st.builds(
    lambda who, did, what: who + did + what,
    st.sampled_from(["柳塘村", "青禾镇党委", "各村支部", "茶叶合作社", "护林员", "云溪小学"]),
    st.sampled_from(["修通了", "巡查了", "整治了", "扩建了", "更换了", "走访了"]),
    st.sampled_from(
        [
            "东段三公里主渠",
            "3.5公里通组公路",
            "“幸福食堂”和日间照料点",
            "《水渠公约》公示栏",
            "集镇的消防栓(含12处新装点位)",
            "五十二户监测对象的住房",
        ]
    ),
)
SENTENCES = st.builds(
    lambda clauses, mark: mark.join(clauses) + "。",
    st.lists(CLAUSES, min_size=2, max_size=4),
    st.sampled_from([",", "\uff0c", ";", "\uff1b", "、"]),
)
PARAGRAPHS = st.lists(SENTENCES, min_size=3, max_size=5).map("".join)
SECTIONS = st.lists(PARAGRAPHS, min_size=1, max_size=2)


@settings(max_examples=150, deadline=None)
@given(
    sections=st.lists(SECTIONS, min_size=3, max_size=4),
    width=st.integers(min_value=20, max_value=40),
)
def test_wrapping_a_report_changes_none_of_its_sentences(
    sections: list[list[str]], width: int
) -> None:
    lines = ["柳塘镇全年工作总结"]
    for number, title, paragraphs in zip("一二三四", "渠茶羊路", sections, strict=False):
        lines += [f"{number}、{title}的情况", *paragraphs]
    wrapped = [part for line in lines for part in wrap(line, width)]
    whole, again = parse_report("a", "\n".join(lines)), parse_report("a", "\n".join(wrapped))
    expected = [(s.kind, s.section[:1], s.text) for s in whole.sentences]
    assert [(s.kind, s.section[:1], s.text) for s in again.sentences] == expected


def test_a_file_of_lines_without_an_end_is_cut_into_blocks_of_bounded_length():
    line = "全镇推进各项工作,"
    blocks = join_lines("\n".join([line] * 5000))
    assert len(blocks) > 1
    assert all(len(block.text) <= 10_000 + len(line) for block in blocks)
    assert sum(len(block.text) for block in blocks) == 5000 * len(line)


@pytest.mark.parametrize("closers", [1, 40, 49])
def test_a_stop_before_closing_quotes_ends_a_block(closers: int) -> None:
    assert Block("水通了。" + "”" * closers).ended


def test_a_stop_before_fifty_closing_quotes_is_too_far_from_the_end_to_be_seen() -> None:
    assert not Block("水通了。" + "”" * 50).ended


def test_the_end_of_a_block_is_seen_without_reading_all_of_it() -> None:
    block = Block("渠" * 5_000_000 + "。")
    assert all(block.ended for _ in range(50_000))


def test_words_behind_the_last_stop_go_on_unless_they_close_a_quotation() -> None:
    assert [block.text for block in join_lines("水通了。茶\n好了")] == ["水通了。茶好了"]
    assert [block.text for block in join_lines("“水通了。茶”\n好了")] == ["“水通了。茶”", "好了"]


def test_nothing_stands_inside_a_line_that_is_longer_than_any_paragraph() -> None:
    first, second = "水通了。" + "渠" * 10_000_000, "东渠。三里"
    joined = join_lines("\n".join([first, *[second] * 50_000]))
    assert texts_of(joined[:1]) == [first]
    assert {block.kind for block in joined} == {None}


def test_what_follows_a_caption_is_found_without_copying_all_lines() -> None:
    line = module._Line("东渠。三里", gap=True, kind=None, edge=False)
    lines, before = [line] * 3_000_000, Block("渠通了。他们说")
    assert all(
        module._is_inserted_caption(before, lines, i, None, goes_on=False) for i in range(50_000)
    )
