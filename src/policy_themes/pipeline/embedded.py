"""Themes of every sentence of a doc that somebody else's pipeline has tokenized and split.

What is found is kept in `doc.spans["themes"]`: a span a theme and sentence, which displaCy shows,
and in the group's `attrs` the scores. spaCy keeps both wherever it keeps a doc, in a DocBin too;
`sent._.themes`, `sent._.theme_scores` and `sent._.theme_review` read them from there. A wheel
carries the module.
"""

from collections.abc import Callable, Iterator
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from policy_themes.corpus.docbin import iter_inputs
from policy_themes.errors import NoSentencesError
from policy_themes.pipeline.placement import place_sentences

KEY = "themes"
"""Name of the group in `doc.spans`."""
_DATA = "policy_themes"
"""Key of a doc's themes in its `user_data`."""


def register_extensions() -> None:
    """Make the attributes of docs and sentences known to spaCy."""
    if not Doc.has_extension("themes"):
        # A doc that comes back from another process has lists where it had tuples.
        Doc.set_extension("themes", getter=_get_themes, setter=_set_themes)
        Doc.set_extension("theme_review", default=False)
    for name, getter in (
        ("themes", read_themes),
        ("theme_scores", read_scores),
        ("theme_review", read_review),
    ):
        if not Span.has_extension(name):
            Span.set_extension(name, getter=getter)


def label_doc(doc: Doc, label: Callable[[list[str]], Iterator[Doc]]) -> Doc:
    """Set the themes of every sentence of a doc.

    `doc._.themes` are those of any sentence, and `doc._.theme_review` tells whether any sentence
    is to be looked at.

    Args:
        doc: A whole report or any part of one, split into sentences.
        label: Returns the labelled docs of sentences, each given as a text with its context.

    Raises:
        NoSentencesError: The doc is not split into sentences.
    """
    if not doc.has_annotation("SENT_START"):
        raise NoSentencesError
    sents = list(doc.sents)
    numbers, texts = [], []
    for sentence, text in iter_inputs(place_sentences(doc)):
        numbers.append(sentence.index - 1)
        texts.append(text)
    found: dict[str, dict[str, Any]] = {
        name_sentence(sents[i]): {
            "themes": list(one._.themes),
            "scores": dict(one.cats),
            "review": one._.theme_review,
        }
        for i, one in zip(numbers, label(texts), strict=True)
    }
    spans = [
        Span(doc, sent.start, sent.end, label=theme)
        for sent in sents
        for theme in found.get(name_sentence(sent), {}).get("themes", ())
    ]
    doc.spans[KEY] = SpanGroup(doc, name=KEY, attrs={"sentences": found}, spans=spans)
    set_anywhere = {theme for one in found.values() for theme in one["themes"]}
    order: dict[str, float] = next((one["scores"] for one in found.values()), {})
    doc._.themes = tuple(theme for theme in order if theme in set_anywhere)
    doc._.theme_review = any(one["review"] for one in found.values())
    return doc


def name_sentence(sent: Span) -> str:
    """Return what the group's `attrs` call a sentence: its tokens."""
    return f"{sent.start}:{sent.end}"


def read_themes(sent: Span) -> tuple[str, ...]:
    """Return the themes of a sentence, in order; none for a span that is no sentence."""
    return tuple(_read(sent).get("themes", ()))


def read_scores(sent: Span) -> dict[str, float]:
    """Return the score of each theme of a sentence, 0 to 1.

    A credit, page furniture, or a span that is no sentence has no scores.
    """
    return dict(_read(sent).get("scores", {}))


def read_review(sent: Span) -> bool:
    """Return whether a person should look at a sentence."""
    return bool(_read(sent).get("review", False))


def _get_themes(doc: Doc) -> tuple[str, ...]:
    return tuple(doc.user_data.get(_DATA, ()))


def _set_themes(doc: Doc, themes: tuple[str, ...]) -> None:
    doc.user_data[_DATA] = themes


def _read(sent: Span) -> dict[str, Any]:
    group = sent.doc.spans.get(KEY)
    found: dict[str, dict[str, Any]] = {} if group is None else group.attrs.get("sentences", {})
    return found.get(name_sentence(sent), {})
