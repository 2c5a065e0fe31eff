"""What a project of one's own begins with: its themes, a guideline to fill in, an empty lexicon."""

import json
from collections.abc import Sequence

from policy_themes.annotations.lexicon import HEADER
from policy_themes.annotations.themes import dress_labels

_HOTKEYS = "123456789abcdefghijklmnopqrstuvwxyz"
_THEME = """
[[theme]]
label = {label}
slug = "{slug}"
colour = "{colour}"
hotkey = "{hotkey}"
definition = ""
"""
_GUIDELINE = """# 标注规范

版本 1.0

标注单位是一个句子。按“这句话在讲什么工作、什么成效、什么问题”打主题,可以打几个,也可以一个都不打;顺带一提的不打。

## 主题

| 主题 | 打 | 不打 |
|---|---|---|
{rows}

不打任何主题:时间与背景套话、总体评价、署名、结尾号召。

## 边界

两个主题之间拿不准的,在这里一条一条写清楚。

## 例句

每个主题写几例:一看就是的、容易错的、看着像而不是的。
"""


def draft_themes(labels: Sequence[str]) -> str:
    """Return a `themes.toml` of these labels, in colours of the palette, with key 1 and so on."""
    head = (
        "# The themes, in the order in which every file and table lists them.\n"
        "# label   what annotators and readers see      slug    name in code and file names\n"
        "# colour  background in Doccano and the html   hotkey  key in Doccano\n"
        "# definition  what it covers, in one line; the rulings are in guideline.zh.md\n"
    )
    entries = [
        _THEME.format(
            label=json.dumps(theme.label, ensure_ascii=False),  # as TOML quotes, too
            slug=theme.slug,
            colour=theme.colour,
            hotkey=_HOTKEYS[place : place + 1],
        )
        for place, theme in enumerate(dress_labels(labels))
    ]
    return head + "".join(entries)


def draft_guideline(labels: Sequence[str]) -> str:
    """Return a guideline for annotators with a row to fill in for each theme."""
    return _GUIDELINE.format(rows="\n".join(f"| {label} |  |  |" for label in labels))


def draft_lexicon() -> str:
    """Return a lexicon without terms."""
    return "\t".join(HEADER) + "\n"
