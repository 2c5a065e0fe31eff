"""From the sentences of a request to the texts that a pipeline reads, and to their labels."""

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.language import Language

from policy_themes.corpus.clean import clean_text
from policy_themes.corpus.docbin import join_input
from policy_themes.jsonl import Row
from policy_themes.models import score
from policy_themes.models.score import Labels
from policy_themes.records import make_labels_row


def label_texts(nlp: Language, texts: Sequence[str]) -> list[Labels]:
    """Return the labels of texts as `join_input` makes them."""
    return list(score.label_texts(nlp, texts))


def describe_labels(labels: Labels) -> Row:
    """Return labels for JSON, as `Sentence.as_row` writes them."""
    return make_labels_row(labels.themes, labels.scores, review=labels.review)


def read_sentences(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the text that a pipeline reads for each sentence of a checked request.

    Each line is cleaned as those of a report are, so that both get the same labels.
    """
    cleaned = [_clean(row["text"]) for row in rows]
    texts = []
    for i, row in enumerate(rows):
        before = cleaned[i - 1] if i and _is_next(rows[i - 1], row) else ""
        after = cleaned[i + 1] if i + 1 < len(rows) and _is_next(row, rows[i + 1]) else ""
        if "previous" in row:
            before = _clean(row["previous"])
        if "next" in row:
            after = _clean(row["next"])
        section = [_clean(heading) for heading in row.get("section", ())]
        texts.append(join_input(cleaned[i], section, before, after))
    return texts


def _is_next(row: Mapping[str, Any], following: Mapping[str, Any]) -> bool:
    return "report" in row and row["report"] == following.get("report")


def _clean(text: str) -> str:
    return clean_text(text)[0].strip()
