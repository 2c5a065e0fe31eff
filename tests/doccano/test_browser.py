"""An annotator at work on Doccano's own pages, in headless Chromium."""

import itertools
import re
from pathlib import Path

import pytest

from policy_themes.annotations.doccano.secrets import read_accounts
from policy_themes.annotations.themes import read_themes
from policy_themes.jsonl import read_jsonl

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import expect
from tests.doccano.browser import (
    CHROMIUM,
    COMMENT,
    CONFIRM,
    FILTER,
    GUIDELINE,
    SORT,
    open_screen,
)

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium: install the system's package")

GUIDE = "# 标注规范\n\n拿不准时先看**小节**。\n"
# In the order of the corpus: the lexicon suggests nothing, 党建, 巩固脱贫, 产业.
HEADING, PARTY, POVERTY, INDUSTRY = (f"liuping-2021:{number}" for number in range(1, 5))


_ROUNDS = (f"b{number}" for number in itertools.count(1))


@pytest.fixture
def round_name():
    return next(_ROUNDS)


@pytest.fixture
def pushed(workspace, cli, server, monkeypatch, round_name):
    """The small project, of which a round of four sentences is pushed to li."""
    for name in ("URL", "USER", "PASSWORD"):
        monkeypatch.delenv(f"POLICY_THEMES_DOCCANO_{name}", raising=False)
    workspace.gold.unlink()
    (workspace.root / "annotations" / "guideline.zh.md").write_text(GUIDE, encoding="utf-8")
    server.start()
    said = cli(
        *("push", round_name, "--annotators", "li", "--sample", "4", "--home", server.folder),
    )
    assert said.code == 0, said.err
    return workspace


@pytest.fixture
def screen(pushed, server):
    with open_screen(server.url) as made:
        made.log_in("li", read_accounts(server.folder)["li"])
        yield made


def test_an_annotator_labels_by_hotkey_and_confirms_and_the_answers_arrive_by_pull(
    screen, pushed, server, cli, round_name
):
    screen.open_project(f"{round_name}-li")
    screen.begin()
    confirm_as_it_is_not(screen, pushed)
    read_beside_it(screen)
    take_back_a_suggestion(screen)
    leave_one_and_label_the_last(screen)
    look_for_what_is_left(screen)
    check_order(screen)
    assert screen.foreign == []
    check_pulled(cli, server, round_name)


def confirm_as_it_is_not(screen, pushed):
    """A heading without a suggestion: all themes with their hotkeys, none set; 1 sets the first."""
    expect(screen.sentence).to_have_text("一、党建工作")
    keys = [f"{theme.label}\n{theme.hotkey}" for theme in read_themes(themes_file(pushed))]
    assert screen.chips.all_inner_texts() == keys
    expect(screen.labels).to_have_count(0)
    screen.press("1")
    expect(screen.labels).to_have_text([re.compile("党建")])
    expect(screen.complete).to_have_text("0")
    screen.press("Enter")
    expect(screen.complete).to_have_text("1")


def themes_file(pushed):
    return pushed.root / "annotations" / "themes.toml"


def read_beside_it(screen):
    """The second sentence: a suggestion set as a label, its context, and the guideline."""
    screen.press("ArrowRight")
    expect(screen.sentence).to_have_text("柳坪村党支部开展主题党日活动6次。")
    expect(screen.labels).to_have_text([re.compile("党建")])
    assert screen.read_meta() == {
        "报告": "liuping-2021",
        "小节": "一、党建工作",
        "上文": "一、党建工作",
        "下文": "驻村工作队走访脱贫户和监测户12户。",
        "建议": "党建",
        "sentence": PARTY,
    }
    dialog = screen.open_dialog(GUIDELINE)
    expect(dialog.get_by_role("heading", name="标注规范")).to_be_visible()
    expect(dialog.locator("strong")).to_have_text("小节")
    screen.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(screen.button(COMMENT)).to_be_visible()


def take_back_a_suggestion(screen):
    """The second sentence: its hotkey takes the suggestion away; confirmed it has no theme."""
    screen.press("1")
    expect(screen.labels).to_have_count(0)
    screen.button(CONFIRM).click()
    expect(screen.complete).to_have_text("2")


def leave_one_and_label_the_last(screen):
    """The third is looked at and not confirmed; the last gets a theme beside the suggestion."""
    screen.press("ArrowRight")
    expect(screen.labels).to_have_text([re.compile("巩固脱贫")])
    assert screen.read_meta()["sentence"] == POVERTY
    screen.press("ArrowRight")
    expect(screen.labels).to_have_text([re.compile("产业")])
    screen.press("4")
    expect(screen.labels).to_have_text([re.compile("产业"), re.compile("民生")])
    screen.press("Enter")
    expect(screen.complete).to_have_text("3")


def look_for_what_is_left(screen):
    screen.choose(FILTER, "未标注")
    expect(screen.sentence).to_have_text("驻村工作队走访脱贫户和监测户12户。")
    screen.choose(FILTER, "全部")
    expect(screen.sentence).to_have_text("一、党建工作")


def check_order(screen):
    """Doccano's own order of scores is that of the push."""
    screen.choose(SORT, "Highest score first")
    expect(screen.sentence).to_have_text("新建茶叶大棚8个,茶农卖茶增收。")
    screen.choose(SORT, "Lowest score first")
    expect(screen.sentence).to_have_text("一、党建工作")
    screen.press("ArrowRight")
    expect(screen.sentence).to_have_text("柳坪村党支部开展主题党日活动6次。")


def check_pulled(cli, server, round_name):
    said = cli("pull", round_name, "--home", server.folder)
    assert said.error_lines == [
        f"annotations/rounds/{round_name}-li.jsonl: 3 new, 0 changed; 3 answers, 1 sentences left"
    ]
    rows = read_jsonl(Path(f"annotations/rounds/{round_name}-li.jsonl"))
    assert [(f"{row['report']}:{row['index']}", row["state"], row["themes"]) for row in rows] == [
        (HEADING, "labelled", ["党建"]),
        (PARTY, "none", []),
        (INDUSTRY, "labelled", ["产业", "民生"]),
    ]


def test_an_annotator_comes_back_to_the_sentence_he_left(screen, server, round_name):
    screen.open_project(f"{round_name}-li")
    screen.begin()
    screen.press("ArrowRight")
    screen.press("ArrowRight")
    expect(screen.pager).to_have_text(re.compile("3 of 4"))
    screen.page.goto(f"{server.url}/zh/projects")
    screen.open_project(f"{round_name}-li")
    screen.begin()
    expect(screen.pager).to_have_text(re.compile("3 of 4"))
    other = screen.open_anew()
    other.log_in("li", read_accounts(server.folder)["li"])
    other.open_project(f"{round_name}-li")
    other.begin()
    expect(other.pager).to_have_text(re.compile("1 of 4"))
    other.move_to(3)
    expect(other.pager).to_have_text(re.compile("3 of 4"))
    other.page.get_by_text("数据集", exact=True).click()
    other.page.locator("tbody tr").nth(2).get_by_role("button", name="标注").click()
    expect(other.sentence).to_have_text("驻村工作队走访脱贫户和监测户12户。")


def test_what_is_left_is_done_backwards_as_the_filtered_list_closes_up(screen, round_name):
    screen.open_project(f"{round_name}-li")
    screen.begin()
    screen.choose(FILTER, "未标注")
    assert screen.read_meta()["sentence"] == HEADING
    screen.press("Enter")
    screen.press("ArrowRight")
    expect(screen.sentence).to_have_text("驻村工作队走访脱贫户和监测户12户。")  # not the second
    screen.press("Shift+ArrowRight")
    for done, sentence in enumerate((INDUSTRY, POVERTY, PARTY), start=2):
        expect(screen.meta.get_by_text(sentence, exact=True)).to_be_visible()
        screen.press("Enter")
        expect(screen.complete).to_have_text(str(done))
        if sentence != PARTY:
            screen.press("ArrowLeft")
