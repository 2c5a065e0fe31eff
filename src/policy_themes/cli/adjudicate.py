"""`policy-themes adjudicate`: make the gold of agreed answers and decided disputes."""

from pathlib import Path
from typing import Annotated

import typer

from policy_themes.annotations.rounds import (
    Answers,
    decide_gold,
    find_disputes,
    read_round,
    write_gold,
)
from policy_themes.annotations.themes import read_themes
from policy_themes.cli import defaults
from policy_themes.cli.talk import say
from policy_themes.jsonl import Row, read_jsonl
from policy_themes.records import parse_sentence

EXAMPLE = "Example: policy-themes adjudicate r1:r1adj r2:r2adj --audit audit"


def adjudicate(
    rounds: Annotated[
        list[str],
        typer.Argument(metavar="ROUND:DECISIONS", help="A round, and the round that decides it."),
    ],
    audit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROUND", help="Later decisions on doubtful sentences; repeat it, the last wins."
        ),
    ] = None,
    output: Annotated[Path, typer.Option(help="The gold.")] = defaults.GOLD,
) -> None:
    """Write the gold: agreed answers as they are, disputes as the adjudicator decided."""
    labels = [theme.label for theme in read_themes(defaults.THEMES)]
    sentences = [parse_sentence(row) for row in read_jsonl(defaults.SENTENCES)]
    audited = {key: own for name in audit or () for key, own in _read_decisions(name).items()}
    gold: dict[tuple[str, int], Row] = {}
    for pair in rounds:
        name, _, decisions = pair.partition(":")
        if not decisions:
            raise typer.BadParameter(f"'{pair}' is not ROUND:DECISIONS, such as r1:r1adj.")
        answers = read_round(defaults.ROUNDS, name)
        decided = _read_decisions(decisions)
        disputes = find_disputes(answers)
        for row in decide_gold(sentences, answers, decided, labels, audited=audited):
            gold[row["report"], row["index"]] = row
        open_ones = [sentence_id for sentence_id in disputes if sentence_id not in decided]
        say(f"{name}: {len(disputes)} disputes, {len(open_ones)} of them undecided")
    rows = [
        gold[sentence.report, sentence.index]
        for sentence in sentences
        if (sentence.report, sentence.index) in gold
    ]
    write_gold(output, rows)
    say(f"Wrote {output}: {len(rows)} of {len(sentences)} sentences")


def _read_decisions(round_name: str) -> Answers:
    return {
        sentence_id: themes
        for own in read_round(defaults.ROUNDS, round_name).values()
        for sentence_id, themes in own.items()
    }
