"""`policy-themes adjudicate`: make the gold of agreed answers and decided disputes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policy_themes.cli import defaults
from policy_themes.cli.talk import say

if TYPE_CHECKING:
    from policy_themes.jsonl import Row

EXAMPLE = "Example: policy-themes adjudicate r1:r1adj r2:r2adj --audit audit"


def adjudicate(
    rounds: Annotated[
        list[str],
        typer.Argument(
            metavar="ROUND:DECISIONS",
            help="A round, and the round that decides it; ROUND alone while nothing is decided.",
        ),
    ],
    audit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROUND", help="Later decisions on doubtful sentences; repeat it, the last wins."
        ),
    ] = None,
    output: Annotated[Path, typer.Option(help="The gold.")] = defaults.GOLD,
) -> None:
    """Write the gold: agreed answers as they are, disputes as the adjudicator decided.

    Each row says how it was decided and by whom. Undecided disputes have no row. What the gold
    holds of sentences that these rounds did not answer stays; remove the file to begin anew.
    """
    from policy_themes.annotations.decisions import decide_gold, keep_gold, read_decisions
    from policy_themes.annotations.rounds import find_disputes, read_round, write_gold
    from policy_themes.annotations.themes import read_themes
    from policy_themes.corpus.reports import read_sentences
    from policy_themes.jsonl import read_jsonl
    from policy_themes.locks import lock

    pairs = [_parse_pair(pair) for pair in rounds]
    labels = [theme.label for theme in read_themes(defaults.THEMES)]
    sentences = read_sentences(defaults.SENTENCES)
    audited = {
        sentence_id: decision
        for name in audit or ()
        for sentence_id, decision in read_decisions(defaults.ROUNDS, name).items()
    }
    gold: dict[str, Row] = {}
    answered: set[str] = set()
    for name, decisions in pairs:
        answers = read_round(defaults.ROUNDS, name)
        answered.update(*answers.values())
        decided = read_decisions(defaults.ROUNDS, decisions) if decisions else {}
        for row in decide_gold(sentences, answers, decided, labels, audited=audited):
            gold[f"{row['report']}:{row['index']}"] = row
        disputes = find_disputes(answers)
        left = [key for key in disputes if key not in decided and key not in audited]
        _say_disputes(name, decisions or f"{name}adj", len(disputes), len(left))
    with lock(output, wait=True):
        earlier = read_jsonl(output, required=["report", "index"]) if output.is_file() else []
        kept = keep_gold(earlier, sentences, answered, labels, audited=audited)
        if kept:
            say(f"Kept {len(kept)} rows of {output} that these rounds did not answer")
        gold |= {f"{row['report']}:{row['index']}": row for row in kept}
        rows = [gold[sentence.id] for sentence in sentences if sentence.id in gold]
        write_gold(output, rows)
    say(f"Wrote {output}: {len(rows)} of {len(sentences)} sentences")


def _parse_pair(pair: str) -> tuple[str, str]:
    name, colon, decisions = pair.partition(":")
    if not name or bool(colon) != bool(decisions):
        raise typer.BadParameter(f"'{pair}' is not ROUND:DECISIONS, such as r1:r1adj.")
    return name, decisions


def _say_disputes(name: str, decisions: str, disputes: int, left: int) -> None:
    say(f"{name}: {disputes} disputes, {left} of them undecided")
    if left:
        say(f"Push them: policy-themes push {decisions} --disputes {name} --annotators NAME")
