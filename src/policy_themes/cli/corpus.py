"""`policy-themes corpus`: the corpus files."""

from pathlib import Path
from typing import Annotated

import typer

from policy_themes.cli import defaults
from policy_themes.cli.check import EXAMPLE as CHECK
from policy_themes.cli.check import check
from policy_themes.cli.talk import say

app = typer.Typer(
    help="Build, count and check the corpus files.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


@app.callback()
def options() -> None:
    """Build, count and check the corpus files."""


app.command("check", epilog=CHECK)(check)


@app.command("build", epilog="Example: policy-themes corpus build")
def build() -> None:
    """Write corpus/reports.jsonl and corpus/sentences.jsonl from the reports and their briefs."""
    from policy_themes.corpus.build import build_corpus

    reports, sentences = build_corpus(defaults.CORPUS)
    say(f"{reports} reports, {sentences} sentences")


@app.command("count", epilog="Example: policy-themes corpus count --table corpus/README.md")
def count(
    table: Annotated[
        Path | None, typer.Option(help="Markdown file whose table of counts is replaced.")
    ] = None,
) -> None:
    """Print the gold's sentences per theme, over split, level, region and year, and per pair."""
    from policy_themes.annotations.counts import ATTRIBUTES, count_pairs, count_themes
    from policy_themes.annotations.rounds import read_gold
    from policy_themes.annotations.themes import read_themes
    from policy_themes.jsonl import read_jsonl
    from policy_themes.outputs.markdown import format_counts, replace_block

    labels = [theme.label for theme in read_themes(defaults.THEMES)]
    gold = read_gold(defaults.GOLD, labels)
    reports = {row["id"]: row for row in read_jsonl(defaults.REPORTS, required=["id", *ATTRIBUTES])}
    tables = [format_counts(name, count_themes(gold, reports, name), labels) for name in ATTRIBUTES]
    pairs = ", ".join(f"{a}+{b} {number}" for (a, b), number in count_pairs(gold))
    text = "\n\n".join([*tables, f"Pairs of themes in one sentence: {pairs}."])
    print(text)
    if table:
        replace_block(table, "counts", text)
        say(f"Replaced the counts of {table}")
