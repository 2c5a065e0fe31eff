import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_themes.corpus.split import iter_sentences, split_sentences

# Everything that opens, closes or stops, beside letters, digits and blanks.
TEXTS = st.text(
    alphabet='柳塘村修渠3.5一二,;。\uff01\uff1f!?.．“”‘’《》\uff08\uff09()【】" \n', max_size=80
)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("柳塘村修渠。青禾村种茶。", ["柳塘村修渠。", "青禾村种茶。"], id="stop"),
        pytest.param(
            "修渠了吗\uff1f修了\uff01好。",
            ["修渠了吗\uff1f", "修了\uff01", "好。"],
            id="full width",
        ),
        pytest.param("修渠了吗?修了!好。", ["修渠了吗?", "修了!", "好。"], id="half width"),
        pytest.param(
            "修渠了\uff01\uff01\uff01好。", ["修渠了\uff01\uff01\uff01", "好。"], id="run"
        ),
        pytest.param("修渠了?!好。", ["修渠了?!", "好。"], id="mixed run"),
        pytest.param("还没修渠", ["还没修渠"], id="no stop"),
        pytest.param("修渠。还在种茶", ["修渠。", "还在种茶"], id="rest without stop"),
        pytest.param("一、修渠\n二、种茶\n", ["一、修渠", "二、种茶"], id="line"),
        pytest.param("修渠。\r\n\r\n种茶。\r\n", ["修渠。", "种茶。"], id="crlf"),
        pytest.param("  修渠。  种茶。 \n \n", ["修渠。", "种茶。"], id="blanks"),
        pytest.param("\u3000\u3000修渠。", ["修渠。"], id="indent"),
        pytest.param("", [], id="empty"),
        pytest.param(" \n\u3000\n", [], id="white space"),
        pytest.param("修渠;种茶\uff1b养羊。", ["修渠;种茶\uff1b养羊。"], id="semicolon"),
        pytest.param("做法是:修渠\uff1a种茶。", ["做法是:修渠\uff1a种茶。"], id="colon"),
        pytest.param("修渠……种茶。", ["修渠……种茶。"], id="ellipsis"),
        pytest.param("一是修渠。二是种茶。", ["一是修渠。", "二是种茶。"], id="first and second"),
        pytest.param(
            "1.修通水渠。全村用上了水。", ["1.修通水渠。", "全村用上了水。"], id="run-in heading"
        ),
    ],
)
def test_a_sentence_ends_at_a_stop_or_with_its_line(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "收入3.5亿元,增长12.8%。",
        "收入3．5亿元。",
        "1.加强领导,修通水渠。",
        "1．加强领导,修通水渠。",
        "一.加强领导,修通水渠。",
        "(一.加强领导)修通水渠。",
        "网址是www.liutang.example,欢迎查询。",
        "引进A.B两个品种。",
    ],
)
def test_a_dot_that_is_no_stop_ends_nothing(text: str) -> None:
    assert split_sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("水渠修通了.全村用上了水。", ["水渠修通了.", "全村用上了水。"]),
        ("水渠修通了．全村用上了水。", ["水渠修通了．", "全村用上了水。"]),
        ("水渠修通了. 全村用上了水。", ["水渠修通了.", "全村用上了水。"]),
        ("增长12%.全村用上了水。", ["增长12%.", "全村用上了水。"]),
        ("争创“水乡”.“茶乡”也在建。", ["争创“水乡”.", "“茶乡”也在建。"]),
        ("印发《办法》.《细则》在写。", ["印发《办法》.", "《细则》在写。"]),
        ("水渠修通了.", ["水渠修通了."]),
    ],
)
def test_a_dot_between_characters_is_a_stop(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("他说“水通了。”大家笑了。", ["他说“水通了。”", "大家笑了。"], id="quote"),
        pytest.param("“水通了\uff01”“茶好了。”", ["“水通了\uff01”", "“茶好了。”"], id="two quotes"),
        pytest.param("他说‘水通了。’大家笑了。", ["他说‘水通了。’", "大家笑了。"], id="single"),
        pytest.param("他说「水通了。」大家笑了。", ["他说「水通了。」", "大家笑了。"], id="corner"),
        pytest.param(
            "水通了(去年底。)茶好了。", ["水通了(去年底。)", "茶好了。"], id="bracket at the end"
        ),
        pytest.param(
            "水通了。(见附件)茶好了。", ["水通了。", "(见附件)茶好了。"], id="bracket behind"
        ),
        pytest.param(
            "他说“读《茶经》。”大家笑了。", ["他说“读《茶经》。”", "大家笑了。"], id="nested"
        ),
        pytest.param(
            "他说“她说‘水通了。’”大家笑了。",
            ["他说“她说‘水通了。’”", "大家笑了。"],
            id="both close",
        ),
        pytest.param('他说"水通了。"大家笑了。', ['他说"水通了。"', "大家笑了。"], id="straight"),
        pytest.param(
            '水通了。"茶乡"也建成了。', ["水通了。", '"茶乡"也建成了。'], id="straight opens"
        ),
    ],
)
def test_closing_quotes_and_brackets_stay_with_their_sentence(
    text: str, sentences: list[str]
) -> None:
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("开展“水通了吗\uff1f茶好不好”大走访。", id="quotes"),
        pytest.param("开展‘水通了吗?茶好不好’大走访。", id="single quotes"),
        pytest.param('开展"水通了吗?茶好不好"大走访。', id="straight quotes"),
        pytest.param("排演《水渠通了吗\uff1f我们去看看》小戏。", id="title"),
        pytest.param("小戏《水渠通了吗\uff1f》演了三场。", id="title with a stop at its end"),
        pytest.param("水渠(东段已通。西段在修)今年完工。", id="brackets"),
        pytest.param("水渠\uff08东段已通。西段在修\uff09今年完工。", id="full-width brackets"),
        pytest.param("水渠\uff08东段已通。西段在修)今年完工。", id="mixed brackets"),
        pytest.param("水渠【东段已通。西段在修】今年完工。", id="lenticular brackets"),
        pytest.param("水渠\u3014东段已通。西段在修\u3015今年完工。", id="tortoise brackets"),
    ],
)
def test_no_sentence_ends_inside_a_pair_that_goes_on(text: str) -> None:
    assert split_sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("他说“水通了。茶好了。", ["他说“水通了。", "茶好了。"], id="quote"),
        pytest.param(
            "他说“水通了。她说“茶好了。”都笑了。",
            ["他说“水通了。", "她说“茶好了。”", "都笑了。"],
            id="second quote opens",
        ),
        pytest.param("水通了(东段。茶好了。", ["水通了(东段。", "茶好了。"], id="bracket"),
        pytest.param("读《茶经。茶好了。", ["读《茶经。", "茶好了。"], id="title"),
        pytest.param("水通了。”茶好了。", ["水通了。”", "茶好了。"], id="stray closing quote"),
        pytest.param('他说"水通了。茶好了。', ['他说"水通了。', "茶好了。"], id="straight quote"),
        pytest.param("他说“水通了。\n茶好了。”", ["他说“水通了。", "茶好了。”"], id="over a line"),
    ],
)
def test_what_nobody_closed_does_not_swallow_the_next_sentences(
    text: str, sentences: list[str]
) -> None:
    assert split_sentences(text) == sentences


def test_brackets_sixty_characters_apart_are_the_widest_pair() -> None:
    widest, wider = "东" * 56, "东" * 57
    assert split_sentences(f"水渠(通了。{widest})好。") == [f"水渠(通了。{widest})好。"]
    assert split_sentences(f"水渠(通了。{wider})好。") == ["水渠(通了。", f"{wider})好。"]


def test_offsets_slice_the_text_that_was_given() -> None:
    text = "  一、水渠\n修通了。 好\uff01\n"
    assert list(iter_sentences(text)) == [(2, 6), (7, 11), (12, 14)]


@settings(deadline=None)
@given(TEXTS)
def test_offsets_are_ordered_and_slice_to_stripped_sentences(text: str) -> None:
    position = 0
    for start, end in iter_sentences(text):
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        position = end


@settings(deadline=None)
@given(TEXTS)
def test_every_character_but_white_space_is_in_a_sentence(text: str) -> None:
    covered = {i for start, end in iter_sentences(text) for i in range(start, end)}
    assert [i for i, char in enumerate(text) if not char.isspace() and i not in covered] == []


@settings(deadline=None)
@given(TEXTS)
def test_no_sentence_holds_a_line_break(text: str) -> None:
    assert not any("\n" in sentence for sentence in split_sentences(text))


@settings(deadline=None)
@given(TEXTS)
def test_splitting_a_sentence_again_leaves_it_whole(text: str) -> None:
    sentences = split_sentences(text)
    assert [split_sentences(sentence) for sentence in sentences] == [[s] for s in sentences]


def test_a_text_without_stops_is_cut_after_ten_thousand_characters() -> None:
    text = "渠" * 25_000
    assert list(iter_sentences(text)) == [(0, 10_000), (10_000, 20_000), (20_000, 25_000)]


def test_blanks_where_a_long_text_is_cut_are_left_out() -> None:
    text = "渠" * 9_999 + "  " + "茶" * 5
    assert list(iter_sentences(text)) == [(0, 9_999), (10_001, 10_006)]


def test_each_of_many_straight_quotes_closes_what_it_opened() -> None:
    assert split_sentences('他说"水通了。"' * 3) == ['他说"水通了。"'] * 3
    assert split_sentences('水通了。"茶好了"' * 2) == ["水通了。", '"茶好了"水通了。', '"茶好了"']


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("(东渠修通了三里路。", id="brackets that nobody closed"),
        pytest.param("(东渠)修通了三里路。", id="brackets"),
        pytest.param('他说"东渠通了。"', id="straight quotes"),
    ],
)
def test_a_line_of_hundreds_of_thousands_of_pairs_is_split(sentence: str) -> None:
    # Minutes to hours, were each stop or bracket compared with all of the line.
    assert split_sentences(sentence * 300_000) == [sentence] * 300_000
