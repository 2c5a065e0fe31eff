"""`policy-themes corpus`: the corpus files."""

import typer

from policy_themes.cli import defaults
from policy_themes.cli.talk import say

app = typer.Typer(help="Build the corpus files.", no_args_is_help=True)


@app.callback()
def options() -> None:
    """Build the corpus files."""


@app.command("build", epilog="Example: policy-themes corpus build")
def build() -> None:
    """Write corpus/reports.jsonl and corpus/sentences.jsonl from the reports and their briefs."""
    from policy_themes.corpus.build import build_corpus

    reports, sentences = build_corpus(defaults.CORPUS)
    say(f"{reports} reports, {sentences} sentences")
