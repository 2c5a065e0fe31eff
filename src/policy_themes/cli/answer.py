"""`policy-themes answer`: the model as one more annotator of a round."""

from pathlib import Path
from typing import Annotated

import typer

from policy_themes.cli import defaults
from policy_themes.cli.talk import say

EXAMPLE = "Example: policy-themes answer r7 --model training/md/model-best --name md"


def answer(
    round_name: Annotated[str, typer.Argument(metavar="ROUND", help="The round, such as r7.")],
    model: Annotated[
        str | None, typer.Option(help="A trained pipeline: its folder, or an installed package.")
    ] = None,
    name: Annotated[str, typer.Option(help="The annotator that the model is in the round.")] = (
        "model"
    ),
    rounds: Annotated[Path, typer.Option(help="Folder of the rounds.")] = defaults.ROUNDS,
    sentences: Annotated[
        Path, typer.Option(help="All sentences of the reports (JSONL).")
    ] = defaults.SENTENCES,
) -> None:
    """Let the model answer the sentences that people answered in a round.

    `agree` then shows it beside them, and only what it and they answer differently is a dispute.
    The model must not have learnt from these sentences: train it before they are gold.
    """
    from policy_themes.annotations.rounds import read_gold, read_round
    from policy_themes.annotations.themes import read_themes
    from policy_themes.corpus.reports import read_sentences, read_splits
    from policy_themes.errors import MissingDataError
    from policy_themes.jsonl import write_jsonl
    from policy_themes.models.answer import answer_sentences, check_annotator, count_learnt
    from policy_themes.models.load import load_pipeline

    path = rounds / f"{round_name}-{name}.jsonl"
    answers = read_round(rounds, round_name)
    check_annotator(path)
    wanted = {key for other, own in answers.items() if other != name for key in own}
    where = rounds / f"{round_name}-*.jsonl"
    if not wanted:
        raise MissingDataError(where, "Nobody has answered a sentence yet: pull the round first.")
    labels = [theme.label for theme in read_themes(defaults.THEMES)]
    if defaults.GOLD.is_file():
        learnt = count_learnt(
            wanted, read_gold(defaults.GOLD, labels), read_splits(defaults.REPORTS)
        )
        if learnt:
            say(
                f"{learnt} of {len(wanted)} sentences are gold of train reports: a model that was "
                "trained on them agrees by heart."
            )
    found = defaults.find_model(model)
    nlp = load_pipeline(found)
    corpus = read_sentences(sentences)
    # The end of the path, such as md/model-best: the rest of it means nothing elsewhere.
    called = "/".join(Path(found).parts[-2:])
    rows = answer_sentences(nlp, corpus, wanted, labels, model=called, where=where)
    write_jsonl(path, rows)
    labelled = sum(row["state"] == "labelled" for row in rows)
    say(f"Wrote {path}: {labelled} labelled, {len(rows) - labelled} none")
