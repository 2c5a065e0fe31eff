"""From the sentences of a request to the texts that a pipeline reads, and to their labels."""

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.language import Language

from policy_themes.corpus.clean import clean_text
from policy_themes.corpus.docbin import iter_inputs, join_input
from policy_themes.jsonl import Row
from policy_themes.models import score
from policy_themes.models.score import Labels
from policy_themes.records import Sentence, make_labels_row


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
    sentences = [_read_sentence(i, row) for i, row in enumerate(rows)]
    texts = []
    for row, (_, text) in zip(rows, iter_inputs(sentences), strict=True):
        section, own, before, after, *below = text.split("\n")
        before, after = (
            _clean(row[name]) if name in row else found
            for name, found in (("previous", before), ("next", after))
        )
        texts.append(join_input(own, [section], before, after, below))
    return texts


def _read_sentence(index: int, row: Mapping[str, Any]) -> Sentence:
    text = _clean(row["text"])
    return Sentence(
        # One without a report is alone, whatever reports are called.
        report=row.get("report", f"\n{index}"),
        index=index,
        kind="body",
        section=tuple(_clean(heading) for heading in row.get("section", ())),
        start=0,
        end=len(text),
        text=text,
    )


def _clean(text: str) -> str:
    return clean_text(text)[0].strip()
