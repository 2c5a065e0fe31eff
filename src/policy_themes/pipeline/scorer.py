"""Scores of many sentences at once, as `NgramLinear` gives them, without a Doc for each.

Half of a small pipeline's time goes into tokens that nobody reads: a score depends on the text of
a sentence and of its context, and on its words where the model counts words. A line is scored
once for all the sentences that it is read with, as a sentence and as the neighbour of two others.
The module imports spaCy (with thinc and numpy, which it brings) alone.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy
from thinc.api import Model

from policy_themes.pipeline.features import Cut
from policy_themes.pipeline.ngrams import logistic
from policy_themes.pipeline.text import (
    CONTEXT,
    FIGURES,
    NUMBERING,
    fold_word,
    simplify_text,
)
from policy_themes.pipeline.trie import (
    Alphabet,
    Array,
    Trie,
    pad_strings,
    read_codes,
    take_apart,
)
from policy_themes.records import SECTION_SEPARATOR

_MARKER = re.compile(rf"^[^\S\n]*{NUMBERING}", re.MULTILINE)
_DROPPED = re.compile(
    "[“”\"‘’'「」\t\x0b-\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
)
_STOP = re.compile(r"\.(?<=[\u4e00-\u9fff%)》]\.)(?=[\u4e00-\u9fff《(])|(?<![.a-z])\.(?=\n|\Z)")
_END = ord("\n")
_SINGLE = CONTEXT.removesuffix("b")
"""Parts of a text's context that are one line."""
_WORDS = "w\t"
"""What begins an n-gram of words."""
_KNOWN_WORDS = 65536
"""Words whose numbers are kept; a corpus of any size brings new ones for ever."""


def normalize_lines(text: str) -> str:
    """Return lines as `normalize_sentence` folds each, by a tenth of the calls."""
    text = FIGURES.sub("0", unicodedata.normalize("NFKC", text).lower())
    return _STOP.sub("。", _DROPPED.sub("", _MARKER.sub("", text)))


class BulkScorer:
    """The scores of a trained `policy_themes.NgramLinear.v1`, for many sentences at a time.

    Building one takes as long as scoring a few hundred sentences by their docs. The weights are
    read from the model each time; n-grams, lexicon and forms are those it had when it was built.

    Attributes:
        model: The classifier's model.
    """

    def __init__(self, model: Model[Any, Any], forms: Mapping[str, str], cut: Cut) -> None:
        """Build the tables.

        Args:
            model: The classifier's model.
            forms: Simplified forms of traditional characters, as `simplified_forms` returns them.
            cut: Returns the words of sentences; it is called where the model counts words.
        """
        self.model = model
        self._attrs = dict(model.attrs)
        self._forms = forms
        self._cut = cut
        vocabulary: dict[str, int] = model.attrs["vocabulary"]
        lexicon: dict[str, list[str]] = model.attrs["lexicon"]
        # No list of pairs: Python's search for cycles would take longer than all the rest.
        ngrams = [ngram for ngram in vocabulary if "\t" not in ngram]
        rows = [row for ngram, row in vocabulary.items() if "\t" not in ngram]
        terms = [term for term in lexicon if len(term) > 1]
        self._alphabet = Alphabet({*"".join(ngrams), *"".join(terms)} - {"\n"})
        self._ngrams = Trie(pad_strings(ngrams, self._alphabet))
        self._ngram_rows = numpy.array(rows, dtype="i8")
        self._terms = Trie(pad_strings(terms, self._alphabet))
        themes = sorted({theme for term in terms for theme in lexicon[term]})
        self._term_themes = numpy.array(
            [[lexicon[term].count(theme) for theme in themes] for term in terms], dtype="d"
        ).reshape(len(terms), len(themes))
        self._theme_rows = {
            name: numpy.array([vocabulary.get(f"{name}\t{t}", -1) for t in themes], dtype="i8")
            for name in "lh"
        }
        self._index_words(vocabulary)

    def _index_words(self, vocabulary: Mapping[str, int]) -> None:
        ngrams = [ngram for ngram in vocabulary if ngram.startswith(_WORDS)]
        rows = [vocabulary[ngram] for ngram in ngrams]
        lengths = numpy.array([ngram.count("\t") for ngram in ngrams], dtype="i8")
        joined = "\t".join(ngram.removeprefix(_WORDS) for ngram in ngrams)
        words = joined.split("\t") if ngrams else []
        ids: dict[str, int] = {}
        numbers = [ids.setdefault(word, len(ids) + 1) for word in words]
        padded = numpy.zeros((len(ngrams), int(lengths.max(initial=0))), dtype="i8")
        padded[numpy.arange(padded.shape[1]) < lengths[:, None]] = numbers
        self._words = Trie(padded)
        self._word_rows = numpy.array(rows, dtype="i8")

        @lru_cache(maxsize=_KNOWN_WORDS)
        def number(word: str) -> int:
            folded = fold_word(simplify_text(word, self._forms))
            return ids.get(folded, 0) if folded else -1

        self._number_word = number

    def is_of(self, model: Model[Any, Any]) -> bool:
        """Return whether this scores for a model, whose n-grams and lexicon have stayed."""
        same = (model.attrs[name] is self._attrs[name] for name in ("vocabulary", "lexicon"))
        return model is self.model and all(same)

    def score(self, texts: Sequence[str]) -> Array:
        """Return the scores of texts as the model reads those of docs, (n_texts, n_themes)."""
        model = self.model
        weights: dict[str, float] = model.attrs["weights"]
        lines, sentences, places, below = _collect(texts)
        second, first, counts = self._score_lines(lines)
        context = numpy.zeros((len(texts), len(CONTEXT), first.shape[1]))
        for i, name in enumerate(_SINGLE):
            there = numpy.flatnonzero(places[name] >= 0)
            context[there, i] = first[places[name][there]] * weights[name]
        heading, line, count = below
        heard = first[line] * (weights["b"] / count)[:, None]
        numpy.add.at(context[:, CONTEXT.index("b")], heading, heard)
        logits = second[places["c"]] + model.get_param("b")
        logits += context.reshape(len(texts), -1) @ numpy.asarray(model.get_param("context"))
        below = numpy.flatnonzero(places["s"] >= 0)
        heard = self._weigh_terms("h", counts[places["s"][below]], model.get_param("W"))
        logits[below] += heard
        if model.attrs["words"]:
            logits += weights["w"] * self._score_words(sentences)
        return logistic(logits).astype("f")

    def _score_lines(self, lines: Sequence[str]) -> tuple[Array, Array, Array]:
        """Return what both layers make of lines, and the terms of each theme in them.

        Returns:
            The second layer's logits without bias, the first layer's scores, both of shape
            (n_lines, n_themes), and log2(1 + n) for the n terms of each theme of the lexicon.
        """
        model = self.model
        simplified = "\n".join(simplify_text(line, self._forms) for line in lines)
        codes = read_codes(normalize_lines(simplified))
        owners = numpy.cumsum(codes == _END)
        ids = self._alphabet.encode(codes)
        layers = [model.get_param("W"), model.get_param("W1")]
        found = _find(self._ngrams, self._ngram_rows, ids, owners)
        second, first = self._sum_block(found, len(lines), layers)
        counts = self._count_terms(ids, owners, len(lines))
        weight = model.attrs["weights"]["c"]
        second = weight * second + self._weigh_terms("l", counts, layers[0])
        first = weight * first + self._weigh_terms("l", counts, layers[1])
        return second, logistic(first + model.get_param("b1")), counts

    def _score_words(self, sentences: Sequence[str]) -> Array:
        number, numbers = self._number_word, []
        for words in self._cut(sentences):
            numbers += [number(word) for word in words]
            numbers.append(-2)  # the end of a sentence
        ids = numpy.array(numbers, dtype="i8")
        ids = ids[ids != -1]  # punctuation
        owners = numpy.cumsum(ids == -2)
        found = _find(self._words, self._word_rows, numpy.maximum(ids, 0), owners)
        return self._sum_block(found, len(sentences), [self.model.get_param("W")])[0]

    def _sum_block(
        self, found: tuple[Array, Array], n_texts: int, layers: Sequence[Array]
    ) -> list[Array]:
        """Return the tf-idf of the n-grams found, of norm 1, times each layer's weights."""
        owners, rows = found
        idf: Array = self.model.get_param("idf")
        keys = numpy.sort(owners * len(idf) + rows)
        is_first = numpy.diff(keys, prepend=-1) > 0
        starts = numpy.flatnonzero(is_first)
        count = numpy.diff(starts, append=len(keys))
        owners, rows = numpy.divmod(keys[starts], max(len(idf), 1))
        values = (1 + numpy.log(count)) * idf[rows]
        opens = numpy.flatnonzero(numpy.diff(owners, prepend=-1))
        norms = numpy.sqrt(numpy.add.reduceat(values**2, opens)) if len(opens) else values
        sums = []
        for weights in layers:
            total = numpy.zeros((n_texts, weights.shape[1]))
            if len(opens):
                heard = numpy.add.reduceat(weights[rows] * values[:, None], opens, axis=0)
                total[owners[opens]] = heard / norms[:, None]
            sums.append(total)
        return sums

    def _count_terms(self, ids: Array, owners: Array, n_texts: int) -> Array:
        ends = numpy.zeros(len(ids), dtype="i8")
        terms = numpy.zeros(len(ids), dtype="i8")
        for length, (places, numbers) in enumerate(self._terms.find(ids), start=1):
            own = places[numbers >= 0]
            ends[own], terms[own] = own + length, numbers[numbers >= 0]  # the longest comes last
        starts = numpy.flatnonzero(ends)
        taken = numpy.array([start for start, _ in take_apart(starts, ends[starts])], dtype="i8")
        counts = numpy.zeros((n_texts, self._term_themes.shape[1]))
        numpy.add.at(counts, owners[taken], self._term_themes[terms[taken]])
        return numpy.log2(1 + counts)

    def _weigh_terms(self, name: str, counts: Array, weights: Array) -> Array:
        rows = self._theme_rows[name]
        known = rows >= 0
        factor = self.model.attrs["weights"][name]
        return counts[:, known] @ (weights[rows[known]].astype("d") * factor)


def _collect(texts: Sequence[str]) -> tuple[list[str], list[str], dict[str, Array], Array]:
    """Take texts apart, as `split_context` does each.

    Returns:
        The distinct lines; the sentences; by part where each text's own line is, -1 for none; and,
        of shape (3, n), the headings' texts, the lines that they stand above, and how many those
        are.
    """
    index: dict[str, int] = {}
    sentences: list[str] = []
    places: list[int] = []
    below: list[tuple[int, int, int]] = []
    for i, text in enumerate(texts):
        section, *lines = text.split("\n") if "\n" in text else ("", text)
        sentence, previous, following, *_ = (*lines, "", "")
        governed = [line for line in lines[3:] if line]
        above, _, heading = section.rpartition(SECTION_SEPARATOR)
        sentences.append(sentence)
        places.append(index.setdefault(sentence, len(index)))
        for line in (heading, above, previous, following):
            places.append(index.setdefault(line, len(index)) if line else -1)
        below += [(i, index.setdefault(line, len(index)), len(governed)) for line in governed]
    found = numpy.array(places, dtype="i8").reshape(len(texts), 1 + len(_SINGLE))
    own = dict(zip("c" + _SINGLE, found.T, strict=True))
    return list(index), sentences, own, numpy.array(below, dtype="i8").reshape(-1, 3).T


def _find(trie: Trie, rows: Array, ids: Array, owners: Array) -> tuple[Array, Array]:
    """Return the owners of the n-grams that stand in a text, and their rows."""
    found: list[tuple[Array, Array]] = []
    for places, numbers in trie.find(ids):
        whole = numbers >= 0
        found.append((owners[places[whole]], rows[numbers[whole]]))
    if not found:
        return numpy.zeros(0, dtype="i8"), numpy.zeros(0, dtype="i8")
    owned, numbers = zip(*found, strict=True)
    return numpy.concatenate(owned), numpy.concatenate(numbers)
