import io

import pytest
from rich.cells import cell_len
from rich.table import Table

from policy_themes.outputs.terminal import print_table

THEMES = ("党建", "巩固脱贫", "产业", "民生", "安全", "生态")


def make_table():
    table = Table(title="r7")
    for column in ("annotator", "done", *THEMES, "95 % interval"):
        table.add_column(column, justify="left" if column == "annotator" else "right")
    table.add_row("zhaowanfang", "1200", "20", "31", "40", "12", "14", "", "0.964 to 0.988")
    return table


def make_text_table():
    table = Table()
    table.add_column("序号", no_wrap=True)
    table.add_column("句子", overflow="fold", ratio=1)
    table.add_row("12", "新建茶叶大棚，茶农卖茶增收，" * 5)
    return table


def show(table, monkeypatch, columns):
    if columns:
        monkeypatch.setenv("COLUMNS", str(columns))
    else:
        monkeypatch.delenv("COLUMNS", raising=False)
    file = io.StringIO()
    print_table(table, file)
    return file.getvalue()


@pytest.mark.parametrize("columns", range(24, 130, 7))
@pytest.mark.parametrize("make", [make_table, make_text_table])
def test_at_every_width_all_is_shown_and_nothing_is_too_wide(make, columns, monkeypatch):
    shown = show(make(), monkeypatch, columns)
    assert all(cell_len(line) <= columns for line in shown.splitlines())
    assert "…" not in shown
    flat = "".join(c for c in shown if c not in " \n│┃")
    for column in make().columns:
        for cell in column.cells:
            assert cell.replace(" ", "")[:7] in flat


def test_a_wide_terminal_gets_a_table_and_a_narrow_one_lists(monkeypatch):
    assert "┃ 巩固脱贫 ┃" in show(make_table(), monkeypatch, 120)
    lines = [line.rstrip() for line in show(make_table(), monkeypatch, 40).splitlines()]
    assert lines[:3] == ["r7", "annotator      zhaowanfang", "done           1200"]
    assert not any(line.startswith("生态") for line in lines)  # an empty cell


def test_a_pipe_has_no_bounds(monkeypatch):
    assert "新建茶叶大棚，茶农卖茶增收，" * 5 in show(make_text_table(), monkeypatch, None)
