"""What drove each theme of a sentence: the score of an `NgramLinear` model taken apart.

The logit of a theme is a sum, so nothing is estimated: every n-gram, term and context has a
share, and the shares and the bias add up to the logit.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from spacy.tokens import Doc
from thinc.api import Model

from policy_themes.pipeline.alignment import Place, align_sentence
from policy_themes.pipeline.features import Array, extract_features, find_terms
from policy_themes.pipeline.ngrams import score_context
from policy_themes.pipeline.text import (
    CONTEXT,
    normalize_word,
    read_text,
    sentence_tokens,
    split_context,
)

CONTEXT_NAMES = {"s": "小节", "t": "上级小节", "p": "上句", "n": "下句", "b": "统领内容"}
"""Names of the parts of a doc's text beside the sentence, as people read them."""
_CLAUSE = re.compile(r"[\n,.;:!?\u3001\u3002\uff0c\uff0e\uff1b\uff1a\uff01\uff1f]")
_EDGE = re.compile(r"^\W+|\W+$")
_LEAST_SHARE = 0.25
"""Part of the heaviest character's weight that a run of characters has to hold on average."""
_LEAST_REASON = 0.05
"""Logits; less than this moves a score by at most about 0.01."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the lexicon in a sentence, and its share of the theme's logit.

    Attributes:
        text: The term, normalized.
        start: Offset of its first character in the sentence.
        end: Offset behind its last character.
        weight: Its share.
    """

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The logit of one theme of one sentence as the sum of its shares.

    Attributes:
        theme: The theme.
        text: The sentence.
        words: Places of the tokenizer's words in the sentence.
        total: The logit: what follows, added up.
        bias: What the theme has without any text.
        characters: Share of each character of the sentence, by the n-grams and words it is in.
        terms: The lexicon's terms in the sentence, in their order.
        heading_terms: Share of each term in the heading above the sentence.
        contexts: Share of the heading, the headings above that, the sentence before, the one
            after, and what it stands above, by their names in `CONTEXT_NAMES`; 0 for one that is
            not there.
    """

    theme: str
    text: str
    words: tuple[Place, ...]
    total: float
    bias: float
    characters: tuple[float, ...]
    terms: tuple[Term, ...]
    heading_terms: Mapping[str, float]
    contexts: Mapping[str, float]

    def mark_characters(self) -> tuple[float, ...]:
        """Return the share of each character, those of the terms it is in added."""
        marked = list(self.characters)
        for term in self.terms:
            for place in range(term.start, term.end):
                marked[place] += term.weight / (term.end - term.start)
        return tuple(marked)


def can_explain(model: Model[Any, Any]) -> bool:
    """Return whether a text classifier's model is one that `explain_doc` takes apart."""
    return model.name == "ngram_linear"


def explain_doc(
    model: Model[list[Doc], Array], doc: Doc, themes: Sequence[str]
) -> list[Explanation]:
    """Return what drove each theme of a doc.

    Args:
        model: A trained `policy_themes.NgramLinear.v1`.
        doc: A sentence, alone or with its context, as the model reads it.
        themes: The model's themes in order, of length n_themes.

    Returns:
        One explanation a theme, in their order; `logistic(total)` is the theme's score.
    """
    parts = split_context(read_text(doc))
    sentence = parts["c"]
    words = _locate_words(doc, len(sentence))
    # Shares are of shape (n_characters, n_themes), (n_terms, n_themes) and (5, n_themes).
    characters = _share_characters(model, sentence) + _share_words(model, words, len(sentence))
    spans = locate_terms(model, sentence)
    terms = _share_terms(model, "l", [term for term, _ in spans])
    above = find_terms(model, parts.get("s", ""))
    heading_terms = _share_terms(model, "h", above)
    contexts = _share_contexts(model, doc)
    bias = numpy.asarray(model.get_param("b"), dtype="d")
    shares = (characters, terms, heading_terms, contexts)
    total = bias + sum(share.sum(axis=0) for share in shares)
    return [
        Explanation(
            theme=theme,
            text=sentence,
            words=tuple(place for _, place in words),
            total=float(total[i]),
            bias=float(bias[i]),
            characters=tuple(characters[:, i].tolist()),
            terms=tuple(
                Term(term, start, end, float(weight))
                for (term, (start, end)), weight in zip(spans, terms[:, i], strict=True)
            ),
            heading_terms=_add_up(above, heading_terms[:, i].tolist()),
            contexts=dict(zip(CONTEXT_NAMES.values(), contexts[:, i].tolist(), strict=True)),
        )
        for i, theme in enumerate(themes)
    ]


def list_reasons(explanation: Explanation, n: int = 5) -> list[tuple[str, float]]:
    """Return what spoke most for a theme, heaviest first, for people to read.

    Returns:
        At most n: pieces of the sentence in whole words and terms and, as in `〔小节〕`, names of
        its context, with their shares of the logit. A heading's terms count for the heading.
        Shares below 0.05 are left out.
    """
    weights = list(explanation.mark_characters())
    for start, end in (*explanation.words, *((t.start, t.end) for t in explanation.terms)):
        weights[start:end] = [sum(weights[start:end]) / (end - start)] * (end - start)
    contexts = dict(explanation.contexts)
    contexts[CONTEXT_NAMES["s"]] += sum(explanation.heading_terms.values())
    reasons = find_pieces(explanation.text, weights, n)
    reasons += [(f"〔{name}〕", weight) for name, weight in contexts.items()]
    heard = [reason for reason in reasons if reason[1] >= _LEAST_REASON]
    return sorted(heard, key=lambda reason: -reason[1])[:n]


def find_pieces(text: str, weights: Sequence[float], n: int = 5) -> list[tuple[str, float]]:
    """Return the runs of a sentence that spoke most for a theme, with their weights.

    A run is as long as it can be with a quarter of the heaviest character's weight on average,
    and stays within a clause; so 黄桃种植 is one piece where 桃种 weighs little. A character alone
    tells people nothing and is left out.

    Args:
        text: The sentence.
        weights: Weight of each character.
        n: Number of pieces at most.

    Returns:
        Pieces and the sums of their weights, heaviest first.

    References:
        Ruzzo and Tompa (1999), A linear time algorithm for finding all maximal scoring
        subsequences.
    """
    heard = (weight for character, weight in zip(text, weights, strict=True) if character.isalnum())
    least = _LEAST_SHARE * max(heard, default=0.0)
    excess = [weight - least for weight in weights]
    pieces = []
    for start, end in _iter_clauses(text):
        for first, last in _iter_runs(excess, start, end):
            piece = _EDGE.sub("", text[first:last])
            if len(piece) > 1:
                pieces.append((piece, sum(weights[first:last])))
    # The same piece in two places is one reason.
    summed = _add_up((piece for piece, _ in pieces), (weight for _, weight in pieces))
    return sorted(summed.items(), key=lambda piece: -piece[1])[:n]


def locate_terms(model: Model[list[Doc], Array], text: str) -> list[tuple[str, Place]]:
    """Return the lexicon's terms in `text`, as `find_terms` does, with their places in it."""
    normalized, spans = align_sentence(text)
    located = []
    at = 0
    for term in find_terms(model, text):
        at = normalized.index(term, at)
        located.append((term, (spans[at][0], spans[at + len(term) - 1][1])))
        at += len(term)
    return located


def _share_characters(model: Model[list[Doc], Array], text: str) -> Array:
    normalized, spans = align_sentence(text)
    longest: int = model.attrs["longest"]
    places = [(i, i + n) for n in range(1, longest + 1) for i in range(len(normalized) - n + 1)]
    weights = _weigh_ngrams(model, "c", [normalized[i:j] for i, j in places])
    folded = numpy.zeros((len(normalized), model.get_dim("nO")))
    for (i, j), weight in zip(places, weights, strict=True):
        folded[i:j] += weight / (j - i)
    shares = numpy.zeros((len(text), model.get_dim("nO")))
    for (start, end), weight in zip(spans, folded, strict=True):
        shares[start:end] += weight / (end - start)
    return shares


def _locate_words(doc: Doc, length: int) -> list[tuple[str, Place]]:
    start = doc.text.find("\n") + 1
    located = []
    for token in sentence_tokens(doc):
        if word := normalize_word(token):
            first = token.idx - start
            located.append((word, (first, min(first + len(token.text), length))))
    return located


def _share_words(
    model: Model[list[Doc], Array], words: Sequence[tuple[str, Place]], length: int
) -> Array:
    longest: int = model.attrs["words"]
    runs = [words[i : i + n] for n in range(1, longest + 1) for i in range(len(words) - n + 1)]
    ngrams = ["\t".join(["w", *(word for word, _ in run)]) for run in runs]
    shares = numpy.zeros((length, model.get_dim("nO")))
    for run, weight in zip(runs, _weigh_ngrams(model, "w", ngrams), strict=True):
        covered = [i for _, place in run for i in range(*place)]
        shares[covered] += weight / len(covered)
    return shares


def _share_terms(model: Model[list[Doc], Array], block: str, terms: Sequence[str]) -> Array:
    lexicon: dict[str, list[str]] = model.attrs["lexicon"]
    owners = [i for i, term in enumerate(terms) for _ in lexicon[term]]
    ngrams = [f"{block}\t{theme}" for term in terms for theme in lexicon[term]]
    shares = numpy.zeros((len(terms), model.get_dim("nO")))
    numpy.add.at(shares, owners, _weigh_ngrams(model, block, ngrams))
    return shares


def _share_contexts(model: Model[list[Doc], Array], doc: Doc) -> Array:
    themes = model.get_dim("nO")
    layer: Array = model.get_param("context")
    heard = score_context(model, [doc]).astype("d").reshape(len(CONTEXT), 1, themes)
    shares = (heard @ layer.reshape(len(CONTEXT), themes, themes))[:, 0]
    return shares[[CONTEXT.index(name) for name in CONTEXT_NAMES]]


def _weigh_ngrams(model: Model[list[Doc], Array], block: str, ngrams: Sequence[str]) -> Array:
    """Return the share of each n-gram of a block, (n_ngrams, n_themes).

    An n-gram that stands several times has its share split evenly; unknown ones have 0.
    """
    vocabulary: dict[str, int] = model.attrs["vocabulary"]
    shares = numpy.zeros((len(ngrams), model.get_dim("nO")))
    rows, values, _ = extract_features(model, [{block: list(ngrams)}])
    value = dict(zip(rows.tolist(), values.tolist(), strict=True))
    counts = Counter(ngrams)
    known = [i for i, ngram in enumerate(ngrams) if ngram in vocabulary]
    found = [vocabulary[ngrams[i]] for i in known]
    split = [value[row] / counts[ngrams[i]] for i, row in zip(known, found, strict=True)]
    weights: Array = model.get_param("W")
    shares[known] = weights[found] * numpy.array(split)[:, None]
    return shares


def _iter_clauses(text: str) -> Iterator[Place]:
    at = 0
    for match in _CLAUSE.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _iter_runs(excess: Sequence[float], start: int, end: int) -> Iterator[Place]:
    """Yield the runs of the greatest sums above 0, the rest on either side searched again."""
    best, found, running, first = 0.0, (start, start), 0.0, start
    for i in range(start, end):
        if running <= 0:
            running, first = 0.0, i
        running += excess[i]
        if running > best:
            best, found = running, (first, i + 1)
    if best > 0:
        yield found
        yield from _iter_runs(excess, start, found[0])
        yield from _iter_runs(excess, found[1], end)


def _add_up(names: Iterable[str], weights: Iterable[float]) -> dict[str, float]:
    summed: dict[str, float] = {}
    for name, weight in zip(names, weights, strict=True):
        summed[name] = summed.get(name, 0.0) + weight
    return summed
