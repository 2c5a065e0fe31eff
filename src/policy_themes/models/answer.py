"""A trained pipeline as one more annotator of a round."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from spacy.language import Language

from policy_themes.annotations.rounds import read_answer_rows
from policy_themes.annotations.themes import order_themes
from policy_themes.errors import AnnotatorTakenError, UnknownSentencesError
from policy_themes.jsonl import Row
from policy_themes.models.predict import label_sentences
from policy_themes.records import Sentence


def check_annotator(path: Path) -> None:
    """Check that an annotator's file is free, or holds what a model answered.

    Raises:
        AnnotatorTakenError: It holds answers of a person.
    """
    if path.is_file() and not all("model" in row for row in read_answer_rows(path).values()):
        raise AnnotatorTakenError(path)


def answer_sentences(
    nlp: Language,
    sentences: Sequence[Sentence],
    wanted: Collection[str],
    themes: Sequence[str],
    *,
    model: str,
    where: object,
) -> list[Row]:
    """Return what a pipeline answers to sentences, as rows of a round.

    The reports are read as a whole, so that each sentence has its neighbours. A row has the keys
    of a person's and `model`, which tells that no person answered.

    Args:
        nlp: The pipeline.
        sentences: All sentences, those of a report together.
        wanted: Ids of the sentences to answer.
        themes: The themes in order.
        model: What the rows call the pipeline.
        where: What names the ids, for the error.

    Raises:
        UnknownSentencesError: A wanted sentence is not there.
        UnknownThemeError: The pipeline knows themes that the project does not.
    """
    if unknown := sorted(set(wanted) - {sentence.id for sentence in sentences}):
        raise UnknownSentencesError(where, unknown)
    reports = {sentence_id.rpartition(":")[0] for sentence_id in wanted}
    read = (sentence for sentence in sentences if sentence.report in reports)
    time = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return [
        {
            "report": sentence.report,
            "index": sentence.index,
            "text": sentence.text,
            "state": "labelled" if sentence.themes else "none",
            "themes": list(order_themes(sentence.themes, themes, where=model)),
            "time": time,
            "model": model,
        }
        for sentence in label_sentences(nlp, read)
        if sentence.id in wanted
    ]


def count_learnt(wanted: Iterable[str], gold: Iterable[Sentence], splits: dict[str, str]) -> int:
    """Return how many of the wanted sentences are gold of train reports.

    A pipeline that was trained on the project's gold has learnt them, and agrees by heart.
    """
    learnt = {sentence.id for sentence in gold if splits.get(sentence.report) == "train"}
    return len(learnt.intersection(wanted))
