"""`policy-themes pull`: bring the annotators' answers from Doccano into the round's files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policy_themes.annotations.themes import read_themes
from policy_themes.cli import defaults
from policy_themes.cli.talk import say, show_steps
from policy_themes.jsonl import read_jsonl

if TYPE_CHECKING:
    from policy_themes.annotations.doccano.problems import Problem
    from policy_themes.annotations.doccano.pulled import Pulled

EXAMPLE = "Example: policy-themes pull r7"
RoundName = Annotated[str, typer.Argument(metavar="ROUND", help="The round, such as r7.")]
Url = Annotated[
    str | None, typer.Option(help="Address of a server that policy-themes did not start.")
]
Home = Annotated[Path, typer.Option(help="Folder of our own server.")]
Sentences = Annotated[Path, typer.Option(help="The sentences that were pushed.")]
Rounds = Annotated[Path, typer.Option(help="Folder of the rounds.")]


def pull(
    round_name: RoundName,
    url: Url = None,
    home: Home = defaults.DOCCANO,
    sentences: Sentences = defaults.SENTENCES,
    rounds: Rounds = defaults.ROUNDS,
) -> None:
    """Add every annotator's new answers to ROUND-ANNOTATOR.jsonl; what is there stays.

    Only what is confirmed is an answer; a sentence that is not has no row.

    An answer changed since the last pull is a row more, and the latest stands.

    Answers that cannot be taken are told, and the exit code is 1.
    """
    from policy_themes.annotations.doccano.pull import find_gone, lock_round, write_pulled

    with lock_round(rounds, round_name):
        pulled = read_round(round_name, url=url, home=home, sentences=sentences, rounds=rounds)
        write_pulled(pulled)
    for own in pulled:
        say(
            f"{own.path}: {own.new} new, {own.changed} changed; {len(own.standing)} answers, "
            f"{own.left} sentences left"
        )
    found = [problem for own in pulled for problem in own.problems]
    if say_problems([*found, *find_gone(rounds, round_name, pulled)]):
        raise typer.Exit(1)


def read_round(
    round_name: str, *, url: str | None, home: Path, sentences: Path, rounds: Path
) -> "list[Pulled]":
    """Return what a pull would bring, with a progress bar."""
    from policy_themes.annotations.doccano.pull import Reader
    from policy_themes.cli.doccano import open_connection

    themes = read_themes(defaults.THEMES)
    rows = read_jsonl(sentences, required=["report", "index", "text"])
    texts = {f"{row['report']}:{row['index']}": row["text"] for row in rows}
    connection = open_connection(home, url)
    with show_steps() as tell:
        return Reader(connection, texts, themes, tell).read_round(round_name, rounds)


def say_problems(problems: "Sequence[Problem]") -> bool:
    """Print problems on stderr; return whether answers were left out."""
    for problem in problems:
        say(str(problem))
    return any(problem.kind.weight == "left out" for problem in problems)
