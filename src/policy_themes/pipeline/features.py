"""The features of a text: the weighted n-grams of its characters and words, and a lexicon's terms.

`policy_themes.pipeline.ngrams` scores them. The module imports spaCy (with thinc and numpy, which
it brings) alone, so that a wheel carries it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy
from spacy.tokens import Doc
from thinc.api import Model

from policy_themes.pipeline.text import (
    CONTEXT,
    fold_word,
    normalize_sentence,
    read_text,
    sentence_words,
    simplify_text,
    split_context,
)

BLOCKS = "cwlh" + CONTEXT
"""Names of what has a weight: the n-grams of a sentence, and the parts of its context."""
TERM_BLOCKS = frozenset("lh")
"""Blocks that count terms of the lexicon; they are neither weighed by idf nor normalised."""
Array = Any
"""A numpy array; thinc's own types of arrays do not take numpy's indexing."""
Blocks = dict[str, list[str]]
"""The n-grams of a doc by block; the block's name is the prefix of its n-grams."""
Cut = Callable[[Sequence[str]], list[list[str]]]
"""Returns the words of each sentence; sentences hold no line breaks."""


def extract_blocks(model: Model[list[Doc], Array], doc: Doc) -> Blocks:
    """Return the n-grams of a doc's sentence by block.

    c: characters; w: words; l and h: the themes of the lexicon's terms in it and in its heading.
    """
    words = sentence_words(doc) if model.attrs["words"] else []
    return join_blocks(model, split_context(read_text(doc)), words, make_reader(model))


def extract_all_blocks(
    model: Model[list[Doc], Array], texts: Sequence[str], forms: Mapping[str, str], cut: Cut
) -> list[Blocks]:
    """Return `extract_blocks` of texts, without docs; see `score_texts`."""
    own = zip(*read_parts(model, texts, forms, cut), strict=True)
    read = make_reader(model)
    return [join_blocks(model, *pair, read) for pair in own]


def extract_text_blocks(model: Model[list[Doc], Array], text: str) -> Blocks:
    """Return the n-grams of a text that the first layer reads: blocks c and l."""
    blocks: Blocks = {"c": _char_ngrams(text, model.attrs["longest"])}
    if lexicon := model.attrs["lexicon"]:
        terms = find_terms(model, text)
        blocks["l"] = [f"l\t{theme}" for term in terms for theme in lexicon[term]]
    return blocks


def read_parts(
    model: Model[list[Doc], Array], texts: Sequence[str], forms: Mapping[str, str], cut: Cut
) -> tuple[list[dict[str, str]], Sequence[list[str]]]:
    """Return the simplified parts of texts, and the words of their sentences."""
    parts = [split_context(text) for text in texts]
    words: Sequence[list[str]] = [[]] * len(texts)
    if model.attrs["words"]:
        found = cut([own["c"] for own in parts])
        words = [[fold_word(simplify_text(word, forms)) for word in own] for own in found]
        words = [[word for word in own if word] for own in words]
    return [{name: simplify_text(part, forms) for name, part in p.items()} for p in parts], words


def make_reader(model: Model[list[Doc], Array]) -> Callable[[str], Blocks]:
    """Return `extract_text_blocks` of a model, which reads a line but once."""
    # A heading stands above many sentences, and a sentence beside two others.
    return cache(partial(extract_text_blocks, model))


def join_blocks(
    model: Model[list[Doc], Array],
    parts: Mapping[str, str],
    words: Sequence[str],
    read: Callable[[str], Blocks],
) -> Blocks:
    """Return the n-grams by block of a sentence's parts and words.

    Args:
        model: The model.
        parts: As `policy_themes.pipeline.text.split_context` returns them.
        words: The sentence's words, normalized.
        read: Returns the blocks of a line; see `make_reader`.
    """
    blocks = dict(read(parts["c"]))
    if model.attrs["words"]:
        blocks["w"] = list(_iter_word_ngrams(words, model.attrs["words"]))
    if model.attrs["lexicon"] and "s" in parts:
        blocks["h"] = [f"h{theme.removeprefix('l')}" for theme in read(parts["s"])["l"]]
    return blocks


def set_lexicon(model: Model[list[Doc], Array], themes_of: Mapping[str, Sequence[str]]) -> None:
    """Give the model a lexicon: the themes that each term points to."""
    lexicon = {normalize_sentence(term): list(themes) for term, themes in themes_of.items()}
    lengths: dict[str, set[int]] = {}
    for term in lexicon:
        lengths.setdefault(term[:2], set()).add(len(term))
    model.attrs["lexicon"] = lexicon
    model.attrs["term_lengths"] = {k: sorted(v, reverse=True) for k, v in lengths.items()}


def find_terms(model: Model[list[Doc], Array], text: str) -> list[str]:
    """Return the lexicon's terms in `text`, the longest where several begin at one place."""
    lexicon, lengths = model.attrs["lexicon"], model.attrs["term_lengths"]
    text = normalize_sentence(text)
    found: list[str] = []
    i = 0
    while i < len(text) - 1:
        for length in lengths.get(text[i : i + 2], ()):
            if text[i : i + length] in lexicon:
                found.append(text[i : i + length])
                i += length - 1
                break
        i += 1
    return found


def extract_features(
    model: Model[list[Doc], Array], texts: Iterable[Blocks]
) -> tuple[Array, Array, Array]:
    """Return the features of texts, given as their blocks, as a sparse matrix.

    Returns:
        Rows of the vocabulary, their values, and the offset of each text's first entry, the
        number of entries added at the end: the arrays of a CSR matrix.
    """
    vocabulary: dict[str, int] = model.attrs["vocabulary"]
    weights: dict[str, float] = model.attrs["weights"]
    # In double precision, so that a score does not depend on what stands beside it in a batch.
    idf: Array = numpy.asarray(model.get_param("idf"), dtype="d")
    rows: list[int] = []
    values: list[Array] = []
    offsets = [0]
    for blocks in texts:
        for name, ngrams in blocks.items():
            known = (row for row in map(vocabulary.get, ngrams) if row is not None)
            if counts := Counter(known):
                found = list(counts)
                tf = numpy.fromiter(counts.values(), dtype="d", count=len(found))
                if name in TERM_BLOCKS:
                    block = numpy.log2(1 + tf)
                else:
                    block = (1 + numpy.log(tf)) * idf[found]
                    block /= numpy.linalg.norm(block)
                rows += found
                values.append(block * weights[name])
        offsets.append(len(rows))
    flat = numpy.concatenate(values) if values else numpy.zeros(0)
    return numpy.asarray(rows, dtype="i8"), flat, numpy.asarray(offsets)


def idf_weights(frequency: Sequence[int], count: int) -> Array:
    """Return the weights of n-grams, ln((1 + n) / (1 + df)) + 1 for df of n docs holding one.

    References:
        The smoothed idf of scikit-learn's TfidfTransformer.
    """
    return (numpy.log((1 + count) / (1 + numpy.asarray(frequency))) + 1).astype("f")


def _char_ngrams(text: str, longest: int) -> list[str]:
    text = normalize_sentence(text)
    return [text[i : i + n] for n in range(1, longest + 1) for i in range(len(text) - n + 1)]


def _iter_word_ngrams(words: Sequence[str], longest: int) -> Iterator[str]:
    for n in range(1, longest + 1):
        for i in range(len(words) - n + 1):
            yield "w\t" + "\t".join(words[i : i + n])
