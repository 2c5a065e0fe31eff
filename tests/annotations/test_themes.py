import re
from pathlib import Path

import pytest

from policy_themes.annotations.themes import (
    Theme,
    ThemesFileError,
    dress_labels,
    order_themes,
    read_themes,
)
from policy_themes.errors import MissingPathError, UnknownThemeError

ADVICE = "Each [[theme]] has label, slug, colour, hotkey, definition."
WATER = """[[theme]]
label = "水利"
slug = "water"
colour = "#112233"
hotkey = "1"
definition = "水渠和闸门"
"""
TEA = WATER.replace("水利", "种茶").replace("water", "tea").replace('"1"', '"2"')


def write(folder: Path, text: str) -> Path:
    path = folder / "themes.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_themes_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    themes = read_themes(write(tmp_path, f"# 主题\n{TEA}\n{WATER}"))
    assert themes == (
        Theme("种茶", "tea", "#112233", "2", "水渠和闸门"),
        Theme("水利", "water", "#112233", "1", "水渠和闸门"),
    )


def test_keys_that_nobody_asked_for_are_left_out(tmp_path: Path) -> None:
    themes = read_themes(write(tmp_path, WATER + 'note = "草稿"\n'))
    assert themes == (Theme("水利", "water", "#112233", "1", "水渠和闸门"),)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("", "no theme", id="empty"),
        pytest.param("[other]\na = 1\n", "no theme", id="no themes"),
        pytest.param(WATER + WATER, "two themes share a label", id="same label"),
        pytest.param(
            WATER + TEA.replace('slug = "tea"\n', ""), "theme 2 has no slug", id="no slug"
        ),
        pytest.param(
            '[[theme]]\nlabel = "水利"\nslug = "water"\n',
            "theme 1 has no colour, hotkey, definition",
            id="several keys",
        ),
        pytest.param(WATER.replace('"1"', "1"), "theme 1 has no hotkey", id="a number"),
        pytest.param("[theme]\nslug = 'water'\n", "'theme' is no list of tables", id="table"),
        pytest.param('theme = ["水利"]\n', "'theme' is no list of tables", id="strings"),
    ],
)
def test_a_file_that_lacks_something_is_refused(text: str, found: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ThemesFileError, match=f"^{re.escape(f'{path}: {found}. {ADVICE}')}$"):
        read_themes(path)


def test_a_file_that_is_no_toml_is_refused_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, "[[theme]\n")
    found = re.escape(f"{path}: not TOML (") + r".*\(at line 1, column \d+\)\)\. "
    with pytest.raises(ThemesFileError, match=f"^{found}{re.escape(ADVICE)}$"):
        read_themes(path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_bytes(WATER.encode("gb18030"))
    found = re.escape(f"{path}: not TOML ('utf-8' codec can't decode byte ")
    with pytest.raises(ThemesFileError, match=f"^{found}"):
        read_themes(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    message = f"{path}: no such file or folder. Check the path."
    with pytest.raises(MissingPathError, match=f"^{re.escape(message)}$"):
        read_themes(path)


@pytest.mark.parametrize(
    ("labels", "ordered"),
    [
        ([], ()),
        (["养羊", "水利"], ("水利", "养羊")),
        (["种茶", "种茶"], ("种茶",)),
        (["养羊", "种茶", "水利"], ("水利", "种茶", "养羊")),
    ],
)
def test_labels_come_in_the_order_of_the_themes_and_once(
    labels: list[str], ordered: tuple[str, ...]
) -> None:
    assert order_themes(labels, ["水利", "种茶", "养羊"], where="a") == ordered


def test_unknown_labels_are_named_with_their_place_and_the_known_ones() -> None:
    message = "r1-li.jsonl:17: unknown theme '修路', '渔业'. Known themes: 水利, 种茶."
    with pytest.raises(UnknownThemeError, match=f"^{re.escape(message)}$"):
        order_themes(["渔业", "水利", "修路"], ["水利", "种茶"], where="r1-li.jsonl:17")


def test_a_label_takes_the_known_theme_or_a_colour_of_its_own() -> None:
    water = Theme("水利", "water", "#112233", "1", "水渠和闸门")
    tea, dressed, sheep = dress_labels(["种茶", "水利", "养羊"], [water])
    assert dressed is water
    assert [tea.label, sheep.label] == ["种茶", "养羊"]
    assert len({tea.colour, sheep.colour}) == 2
    assert all(re.fullmatch("#[0-9A-F]{6}", theme.colour) for theme in (tea, sheep))


def test_there_may_be_more_labels_than_colours() -> None:
    labels = [f"主题{i}" for i in range(30)]
    assert [theme.label for theme in dress_labels(labels)] == labels


def test_a_file_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text("a = " + "[" * 10_000, encoding="utf-8")
    with pytest.raises(ThemesFileError, match=re.escape(f"{path}: nested too deeply. Each")):
        read_themes(path)
