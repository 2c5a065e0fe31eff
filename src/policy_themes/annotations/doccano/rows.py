"""From a sentence to an example of Doccano, and back."""

import json
import re
from collections.abc import Mapping
from typing import Any

from policy_themes.jsonl import Row
from policy_themes.records import SECTION_SEPARATOR, Sentence

SENTENCE = "sentence"
"""Key of the meta that holds the sentence's id."""
SUGGESTION = "建议"
NOTHING = "无"
_SUREST = 0.99
"""Highest score that annotators see: 1.00 would say that a suggestion cannot be wrong."""
_SCORE = re.compile(r" \d\.\d\d$")
RESERVED = frozenset(
    (
        "id",
        "data",
        "label",
        "text",
        "Comments",
        "categories",
        "filename",
        "upload_name",
        "example_uuid",
    )
)
"""Keys that Doccano's import or export takes for its own; no key of ours is among them."""


def make_example(
    sentence: Sentence,
    before: Sentence | None,
    after: Sentence | None,
    suggestion: Sentence | None = None,
    *,
    notes: Mapping[str, str] | None = None,
) -> Row:
    """Return the row of an import: text, label, and what annotators read beside them.

    Args:
        sentence: The sentence.
        before: The sentence before it in the report.
        after: The sentence after it.
        suggestion: The sentence as a model or the lexicon labels it; None if nothing is suggested.
        notes: More keys and values for annotators to read.
    """
    meta = {
        "报告": sentence.report,
        "小节": SECTION_SEPARATOR.join(sentence.section) or NOTHING,
        "上文": before.text if before else NOTHING,
        "下文": after.text if after else NOTHING,
        **({SUGGESTION: _format_suggestion(suggestion)} if suggestion else {}),
        **(notes or {}),
        SENTENCE: sentence.id,
    }
    return {"text": sentence.text, "label": list(suggestion.themes if suggestion else ()), **meta}


def sentence_id(example: Mapping[str, Any]) -> str:
    """Return the id of the sentence that an example holds; empty if it is none of ours."""
    return str(example.get("meta", {}).get(SENTENCE, ""))


def suggested_themes(example: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the themes that were suggested when an example was pushed."""
    said = str(example.get("meta", {}).get(SUGGESTION, NOTHING))
    return () if said == NOTHING else tuple(_SCORE.sub("", one) for one in said.split("、"))


def parse_export(line: bytes | str) -> Row:
    """Return the row of a line of an export.

    Raises:
        ValueError: It is no JSON, or not what Doccano writes.
    """
    try:
        row = json.loads(line)
    except RecursionError as error:
        raise ValueError(str(error)) from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError("no text")
    labels = row.get("label", row.get("labels", []))
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise ValueError("labels that are no strings")
    if not isinstance(row.get("id"), int):
        raise ValueError("no id")
    return row


def exported_labels(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the labels of a row of an export; their key has been `label` and `labels`."""
    return tuple(row.get("label", row.get("labels", ())))


def _format_suggestion(suggestion: Sentence) -> str:
    scores = suggestion.scores
    return (
        "、".join(
            f"{theme} {min(scores[theme], _SUREST):.2f}" if theme in scores else theme
            for theme in suggestion.themes
        )
        or NOTHING
    )
