"""`policy-themes status`: how far the annotators of a round are."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from policy_themes.annotations.themes import read_themes
from policy_themes.cli import defaults
from policy_themes.cli.pull import (
    Home,
    RoundName,
    Rounds,
    Sentences,
    Url,
    read_round,
    say_problems,
)

if TYPE_CHECKING:
    from policy_themes.annotations.doccano.progress import Progress

EXAMPLE = "Example: policy-themes status r7"


def status(
    round_name: RoundName,
    url: Url = None,
    home: Home = defaults.DOCCANO,
    sentences: Sentences = defaults.SENTENCES,
    rounds: Rounds = defaults.ROUNDS,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print how far each annotator is, how fast, and what a pull would bring; nothing is written.

    Below it stand the comments that annotators wrote beside sentences.

    Speed is in sentences an hour; breaks of more than ten minutes do not count.
    """
    from policy_themes.annotations.doccano.progress import measure_progress
    from policy_themes.outputs.terminal import print_table

    pulled = read_round(round_name, url=url, home=home, sentences=sentences, rounds=rounds)
    labels = [theme.label for theme in read_themes(defaults.THEMES)]
    progress = [measure_progress(own, labels) for own in pulled]
    if as_json:
        print(json.dumps([asdict(own) for own in progress], ensure_ascii=False, indent=2))
    else:
        print_table(build_table(round_name, progress, labels))
        if any(own.comments for own in progress):
            print_table(build_comments(progress))
    say_problems([problem for own in pulled for problem in own.problems])


def build_table(round_name: str, progress: "Sequence[Progress]", themes: Sequence[str]) -> Table:
    """Return a row an annotator, and the sum where there are several."""
    table = Table(title=round_name)
    columns = ("annotator", "done", "left", "none", *themes, "per hour", "to pull")
    for column in columns:
        table.add_column(column, justify="left" if column == "annotator" else "right")
    for own in progress:
        table.add_row(
            own.annotator,
            str(own.done),
            str(own.left),
            str(own.none),
            *(str(own.themes[theme]) for theme in themes),
            f"{own.speed:.0f}" if own.speed else "",
            f"{own.new} new, {own.changed} changed" if own.new or own.changed else "",
        )
    if len(progress) > 1:
        table.add_section()
        table.add_row(
            "",
            *(str(sum(getattr(own, key) for own in progress)) for key in ("done", "left", "none")),
            *(str(sum(own.themes[theme] for own in progress)) for theme in themes),
        )
    return table


def build_comments(progress: "Sequence[Progress]") -> Table:
    """Return a row a comment: in whose project, on which sentence, and by whom if by another."""
    from policy_themes.outputs.characters import strip_illegal

    table = Table(title="comments")
    table.add_column("annotator")
    table.add_column("sentence", overflow="fold")
    table.add_column("comment", overflow="fold", ratio=1)
    for own in progress:
        for comment in own.comments:
            by = "" if comment.author == own.annotator else f" ({comment.author})"
            cells = (own.annotator, comment.sentence, comment.text + by)
            # Text, not strings: rich would read brackets in them as its markup.
            table.add_row(*(Text(strip_illegal(cell)) for cell in cells))
    return table
