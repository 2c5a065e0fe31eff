"""Labelled sentences in the terminal."""

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from policy_themes.annotations.themes import Theme
from policy_themes.outputs.characters import cut_text, strip_illegal
from policy_themes.outputs.colours import NEUTRAL
from policy_themes.outputs.counts import count_sentences
from policy_themes.outputs.reasons import format_why
from policy_themes.records import THEMELESS_KINDS, Sentence

_LONGEST_SENTENCE = 60
_WIDEST_HEADING = 16  # columns of the terminal; a Chinese character takes two


def build_table(sentences: Sequence[Sentence], themes: Sequence[Theme]) -> Table:
    """Return the sentences of one report as a table, credits and junk left out.

    What drove the themes, where it is known, stands below the sentence: the terminal is too
    narrow for a column of its own.
    """
    title = _text(sentences[0].report) if sentences else None
    table = Table(title=title, show_lines=False)
    table.add_column("序号", justify="right", no_wrap=True)
    table.add_column("小节", overflow="ellipsis", no_wrap=True, max_width=_WIDEST_HEADING)
    table.add_column("句子", overflow="fold", ratio=1)
    table.add_column("主题", overflow="fold", min_width=8)
    table.add_column("分", justify="right", no_wrap=True)
    table.add_column("待复核", justify="center", no_wrap=True)
    colours = {theme.label: theme.colour for theme in themes}
    for sentence in sentences:
        if sentence.kind in THEMELESS_KINDS:
            continue
        section = sentence.section[-1] if sentence.section else ""
        table.add_row(
            str(sentence.index),
            _text(section, "dim"),
            _show_sentence(sentence),
            _name_themes(sentence.themes, colours),
            f"{max(sentence.scores.values()):.2f}" if sentence.scores else "",
            Text("是", "bold yellow") if sentence.review else "",
        )
    return table


def build_summary(sentences: Iterable[Sentence], themes: Sequence[Theme]) -> Table:
    """Return how many sentences each theme has over all reports, and their share.

    The shares can add up to more than 100 %, as a sentence can have several themes.
    """
    counts = count_sentences(sentences)
    table = Table(title=f"共 {counts.labelled} 句")
    table.add_column("主题")
    table.add_column("句数", justify="right")
    table.add_column("占比", justify="right")
    rows = [
        (_text(theme.label, theme.colour), counts.themes.get(theme.label, 0)) for theme in themes
    ]
    rows += [(Text("无主题", "dim"), counts.none), (Text("待复核", "bold yellow"), counts.review)]
    for i, (name, number) in enumerate(rows):
        table.add_row(
            name,
            str(number),
            f"{counts.share(number):.1%}",
            end_section=i == len(themes) - 1,
        )
    return table


def _show_sentence(sentence: Sentence) -> Text:
    look = "bold" if sentence.kind == "heading" else ""
    lines = [_text(cut_text(sentence.text, _LONGEST_SENTENCE), look)]
    lines += [_text(line, "dim") for line in format_why(sentence)]
    return Text("\n").join(lines)


def _name_themes(names: Iterable[str], colours: dict[str, str]) -> Text:
    return Text("、").join(_text(name, colours.get(name, NEUTRAL)) for name in names)


def _text(text: str, style: str = "") -> Text:
    # Text, not a string: rich would read “[图]” or “[/]” in a string as its markup.
    return Text(strip_illegal(text), style)
