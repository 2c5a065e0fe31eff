"""`policy-themes agree`: how far the annotators of a round agree."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from policy_themes.cli import defaults
from policy_themes.cli.talk import say
from policy_themes.files import write_text

if TYPE_CHECKING:
    from policy_themes.annotations.agreement import Agreement
    from policy_themes.annotations.annotators import Annotator
    from policy_themes.annotations.confusions import Confusion
    from policy_themes.annotations.rounds import Answers

EXAMPLE = "Example: policy-themes agree r1 --html agreement.html"
_MOST_CONFUSIONS = 10
_LONGEST_EXAMPLE = 60
_NONE = "无主题"


def agree(
    round_name: Annotated[str, typer.Argument(metavar="ROUND", help="The round, such as r1.")],
    rounds: Annotated[Path, typer.Option(help="Folder of the rounds.")] = defaults.ROUNDS,
    output: Annotated[Path | None, typer.Option(help="Write the figures as JSON.")] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write figures, confusions and annotators as a page (HTML).")
    ] = None,
    table: Annotated[
        Path | None, typer.Option(help="Markdown file whose agreement table is replaced.")
    ] = None,
) -> None:
    """Print how far annotators agree, which themes they confuse, and who departs from the rest.

    Per theme and for sets: percent, Krippendorff's alpha with its interval over reports, and
    Gwet's AC, which a rare theme does not lower.
    """
    from policy_themes.annotations.agreement import measure_agreement
    from policy_themes.annotations.annotators import compare_annotators
    from policy_themes.annotations.confusions import find_confusions
    from policy_themes.annotations.rounds import read_round, read_texts
    from policy_themes.annotations.themes import read_themes
    from policy_themes.outputs.terminal import print_table

    answers, texts = read_round(rounds, round_name), read_texts(rounds, round_name)
    themes = read_themes(defaults.THEMES)
    labels = [theme.label for theme in themes]
    figures = measure_agreement(answers, labels)
    confusions = find_confusions(answers, labels)
    annotators = compare_annotators(answers, labels)
    print_table(build_figures(f"{round_name}: {', '.join(answers)}", figures))
    if confusions:
        print_table(build_confusions(confusions[:_MOST_CONFUSIONS], answers, texts))
    if annotators:
        print_table(build_annotators(annotators))
    if output:
        found = {
            "round": round_name,
            "agreement": [asdict(figure) for figure in figures],
            "confusions": [asdict(confusion) for confusion in confusions],
            "annotators": [asdict(annotator) for annotator in annotators],
        }
        write_text(output, json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        say(f"Wrote {output}")
    if html:
        from policy_themes.outputs.agreement import render_agreement

        page = render_agreement(round_name, answers, figures, confusions, annotators, themes, texts)
        write_text(html, page)
        say(f"Wrote {html}")
    if table:
        from policy_themes.outputs.markdown import format_agreement, replace_block

        replace_block(table, f"agreement {round_name}", format_agreement(figures))
        say(f"Replaced the agreement table of {table}")


def build_figures(title: str, figures: Sequence["Agreement"]) -> Table:
    """Return the agreement on each theme and on sets as a table."""
    table = _make_table(
        title,
        ("theme", "sentences", "has it", "same answer", "alpha", "95 % interval", "Gwet's AC"),
    )
    for figure in figures:
        table.add_row(
            figure.name,
            str(figure.sentences),
            f"{figure.positive:.1%}",
            f"{figure.percent:.1%}",
            f"{figure.alpha:.3f}",
            f"{figure.low:.3f} to {figure.high:.3f}",
            f"{figure.ac:.3f}",
        )
    return table


def build_confusions(
    confusions: Sequence["Confusion"],
    answers: Mapping[str, "Answers"],
    texts: Mapping[str, str],
) -> Table:
    """Return the themes confused most, each with a sentence and what each annotator gave it."""
    from policy_themes.outputs.characters import cut_text, strip_illegal

    table = Table(title="themes confused most")
    table.add_column("themes", overflow="fold", min_width=10)
    table.add_column("sentences", justify="right")
    table.add_column("for example", overflow="fold", ratio=1)
    for confusion in confusions:
        (example,) = confusion.pick_examples(1)
        given = "; ".join(
            f"{name}: {'、'.join(sorted(own[example])) or _NONE}"
            for name, own in answers.items()
            if example in own
        )
        text = cut_text(strip_illegal(texts.get(example, "")), _LONGEST_EXAMPLE)
        table.add_row(
            f"{confusion.one} / {confusion.other or _NONE}",
            str(len(confusion.sentences)),
            # Text, not a string: rich would read brackets in a sentence as its markup.
            Text("\n".join(filter(None, (f"{example}  {given}", text)))),
        )
    return table


def build_annotators(annotators: Sequence["Annotator"]) -> Table:
    """Return who departs from the rest: how often, and the themes set more or less often."""
    table = _make_table(
        "annotators against the others",
        ("annotator", "sentences", "same answer", "95 % interval", "alone", "sets more or less"),
    )
    for annotator in annotators:
        departing = [
            f"{theme} {share.value:+.1%}"
            for theme, share in annotator.more.items()
            if share.departs
        ]
        same, alone = annotator.same, annotator.alone
        table.add_row(
            annotator.name,
            str(annotator.sentences),
            f"{same.value:.1%}",
            f"{same.low:.1%} to {same.high:.1%}",
            f"{alone.value:.1%}" if alone else "-",
            ", ".join(departing) or "-",
        )
    return table


def _make_table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title)
    for i, column in enumerate(columns):
        table.add_column(column, justify="right" if i else "left")
    return table
