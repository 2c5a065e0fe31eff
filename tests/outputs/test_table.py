import io

import pytest
from rich.console import Console

from policy_themes.outputs.table import build_summary, build_table
from policy_themes.records import Why


def show(table, *, width: int = 120, colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
    )
    console.print(table)
    return console.file.getvalue()


def cells(table) -> list[list[str]]:
    columns = [[str(cell) for cell in column.cells] for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def test_row_shows_the_last_heading_the_themes_and_the_highest_score(make, themes):
    sentence = make(index=7, section=("一、产业", "茶"), themes=("党建", "产业"), review=True)
    table = build_table([sentence], themes)
    assert [column.header for column in table.columns] == [
        *("序号", "小节", "句子", "主题", "分", "待复核")
    ]
    assert cells(table) == [["7", "茶", "种了三百亩茶。", "党建、产业", "0.90", "是"]]
    assert str(table.title) == "liulin-2023"


def test_credits_and_junk_are_left_out(make, themes):
    kinds = ("heading", "credit", "body", "junk", "caption")
    rows = [make(index=index, kind=kind) for index, kind in enumerate(kinds, start=1)]
    assert [row[0] for row in cells(build_table(rows, themes))] == ["1", "3", "5"]


def test_a_sentence_not_labelled_has_no_score(make, themes):
    assert cells(build_table([make()], themes))[0][3:] == ["", "", ""]


def test_no_sentence_gives_an_empty_table(themes):
    assert cells(build_table([], themes)) == []


@pytest.mark.parametrize("length", [59, 60, 61, 500])
def test_long_sentences_are_cut_at_sixty_characters(make, themes, length):
    text = cells(build_table([make("茶" * length)], themes))[0][2]
    assert len(text) == min(length, 60)
    assert text.endswith("…") == (length > 60)


def test_long_headings_take_one_line(make, themes):
    sentence = make("短。", section=("一、抓好产业发展促进群众持续增收",), themes=())
    shown = show(build_table([sentence], themes), width=80)
    assert sum("短。" in line or "增收" in line for line in shown.splitlines()) == 1
    assert "抓好产业" in shown


def test_brackets_in_the_text_are_not_taken_for_markup(make, themes):
    text = "[red]红[/red] [/] [图]"
    table = build_table([make(text, report="[b]r", section=("[i]",), themes=("[u]",))], themes)
    shown = show(table)
    assert all(part in shown for part in (text, "[b]r", "[i]", "[u]"))


def test_text_cannot_steer_the_terminal(make, themes):
    assert "\x1b" not in show(build_table([make("\x1b]0;题\x07\x1b[2J茶。")], themes))


def test_themes_have_their_colour_and_unknown_ones_are_grey(make, themes):
    shown = show(build_table([make(themes=("党建", "财税"))], themes), colour=True)
    assert "\x1b[38;2;228;87;46m党建" in shown
    assert "\x1b[38;2;128;128;128m财税" in shown


def test_summary_counts_sentences_over_all_reports(make, themes):
    sentences = [
        make(report="a", themes=("党建", "产业")),
        make(report="a", themes=("产业",), review=True),
        make(report="b", themes=()),
        make(report="b", themes=("产业",)),
        make(report="b", kind="junk"),
    ]
    table = build_summary(iter(sentences), themes)
    assert str(table.title) == "共 4 句"
    assert cells(table) == [
        ["党建", "1", "25.0%"],
        ["产业", "3", "75.0%"],
        ["安全", "0", "0.0%"],
        ["无主题", "1", "25.0%"],
        ["待复核", "1", "25.0%"],
    ]


def test_summary_of_nothing_divides_by_nothing(themes):
    assert cells(build_summary([], themes))[0] == ["党建", "0", "0.0%"]


def test_reasons_stand_below_the_sentence(make, themes):
    why = {"产业": Why((("[茶]", 1.0),), (0.0,) * 7), "安全": Why((), (0.0,) * 7)}
    row = cells(build_table([make(why=why)], themes))[0]
    assert row[2] == "种了三百亩茶。\n产业：[茶] 1.00\n安全：无"
