"""The conditional random field of spacy-pkuseg, for many pieces of text at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from policy_themes.pipeline.arrays import Table
from policy_themes.pipeline.trie import Alphabet, Array, KeyTable, Trie, pad_strings

_AROUND = 2
"""Characters on each side of one that its features name."""


class Decoder(Table):
    """Scores of the tags of each character, and the best path through them.

    A node is what features name: a character, or the class of a figure or a letter (`**Num`).
    Node 0 is one that no feature names, and stands between two pieces.

    References:
        Luo et al. (2019), PKUSEG: A Toolkit for Multi-Domain Chinese Word Segmentation; the
        features are those of `spacy_pkuseg.feature_extractor`.
    """

    _start: Array
    _edges: Array
    _opens: Array
    _lengths: Array
    _alphabet: Alphabet
    _nodes: Array
    _n_nodes: int
    _by_node: dict[str, Array]
    _pairs: KeyTable
    _by_pair: dict[str, Array]
    _words: Trie
    _n_words: int
    _by_word: dict[str, Array]
    _couples: KeyTable
    _by_couple: dict[str, Array]

    def __init__(self, pkuseg: Any, config: Any) -> None:
        """Build the tables from a loaded `spacy_pkuseg.pkuseg` and its config."""
        extractor, model = pkuseg.feature_extractor, pkuseg.model
        n_tags: int = model.n_tag
        own = model.n_feature * n_tags
        no_weights = numpy.zeros((1, n_tags))  # row -1, of what is no feature
        weights = numpy.concatenate([model.w[:own].reshape(-1, n_tags), no_weights])
        features = _Features(extractor.feature_to_idx, weights)
        self._start = weights[0]
        self._edges = 1.0 + model.w[own:].reshape(n_tags, n_tags).T  # (n_tags, n_tags behind it)
        self._opens = numpy.array(["B" in pkuseg.idx_to_tag[tag] for tag in range(n_tags)])
        self._lengths = numpy.arange(config.wordMax, config.wordMin - 1, -1)
        words = sorted(
            word
            for word in extractor.unigram
            if len(word) in self._lengths and list(extractor.normalize_text(word)) == list(word)
        )
        self._read_nodes(extractor, words, features)
        self._read_words(words, features)

    def open_words(self, codes: Array, opens: Array) -> Array:
        """Return which characters open a word, of shape (n_characters,).

        Args:
            codes: Code points of the pieces, one piece behind the other.
            opens: Which of them open a piece.
        """
        if not len(codes):
            return opens
        piece = numpy.cumsum(opens) - 1
        places = numpy.arange(len(codes)) + _AROUND * piece
        ids = numpy.zeros(places[-1] + 1 + 2 * _AROUND, dtype="i8")
        ids[places + _AROUND] = self._nodes[self._alphabet.encode(codes)]
        scores = self._score(ids)
        first = places[opens]
        tags = _find_paths(scores, self._edges, first, numpy.bincount(piece))
        return opens | self._opens[tags[places]]

    def _read_nodes(self, extractor: Any, words: Sequence[str], features: "_Features") -> None:
        named = [feature.partition(".")[::2] for feature in features.rows]
        nodes = {node for kind, node in named if kind in {"c", "c-1", "c1", "c-2", "c2"}}
        spelt = {pair for kind, pair in named if kind in {"c-1c", "cc1", "c-2c-1"}}
        pairs = [pair.split(".") for pair in sorted(spelt)]
        known = sorted(nodes.union(*pairs, *words))
        number = {node: i for i, node in enumerate(known, start=1)}
        classes = {*extractor.num, *extractor.letter, *extractor.keywords}
        characters = sorted(classes.union(node for node in known if len(node) == 1))
        self._alphabet = Alphabet(characters)
        own = [number.get(next(extractor.normalize_text(c)), 0) for c in characters]
        self._nodes = numpy.array([0, *own], dtype="i8")
        self._n_nodes = len(known) + 1
        self._by_node = {
            kind: features.gather(f"{kind}.{node}" for node in ["", *known])
            for kind in ("c", "c-1", "c1", "c-2", "c2")
        }
        keys = [number[left] * self._n_nodes + number[right] for left, right in pairs]
        self._pairs = KeyTable(numpy.array(keys, dtype="i8"))
        self._by_pair = {
            kind: features.gather(f"{kind}.{pair}" for pair in [*sorted(spelt), ""])
            for kind in ("c-1c", "cc1", "c-2c-1")
        }

    def _read_words(self, words: Sequence[str], features: "_Features") -> None:
        self._words = Trie(self._nodes[pad_strings(words, self._alphabet)])
        self._n_words = len(words)
        self._by_word = {
            kind: features.gather(f"{kind}.{word}" for word in words) for kind in ("w-1", "w1")
        }
        number = {word: i for i, word in enumerate(words)}
        named = (
            f.removeprefix("ww.l.").removeprefix("ww.r.") for f in features.rows if f[:3] == "ww."
        )
        spelt = sorted(set(named))
        known = [pair for pair in spelt if number.keys() >= set(pair.split("*"))]
        keys = [
            number[left] * len(words) + number[right]
            for left, right in (pair.split("*") for pair in known)
        ]
        self._couples = KeyTable(numpy.array(keys, dtype="i8"))
        self._by_couple = {
            kind: features.gather(f"{kind}.{pair}" for pair in [*known, ""])
            for kind in ("ww.l", "ww.r")
        }

    def _score(self, ids: Array) -> Array:
        """Return the sums of the features' weights, (n_nodes - 4, n_tags), in pkuseg's order."""
        n = len(ids) - 2 * _AROUND
        around = {step: ids[_AROUND + step : _AROUND + step + n] for step in range(-2, 3)}
        pairs = self._pairs.find(ids[:-1] * self._n_nodes + ids[1:])
        pair = {step: pairs[_AROUND + step : _AROUND + step + n] for step in range(-2, 1)}
        scores: Array = self._start + self._by_node["c"][around[0]]
        scores += self._by_node["c-1"][around[-1]]
        scores += self._by_pair["c-1c"][pair[-1]]
        scores += self._by_node["c1"][around[1]]
        scores += self._by_pair["cc1"][pair[0]]
        scores += self._by_node["c-2"][around[-2]]
        scores += self._by_pair["c-2c-1"][pair[-2]]
        scores += self._by_node["c2"][around[2]]
        self._add_words(around[0], scores)
        return scores

    def _add_words(self, ids: Array, scores: Array) -> None:
        """Add the features of the words that end or start at a character, or meet beside it."""
        found = {
            length: (places[numbers >= 0], numbers[numbers >= 0])
            for length, (places, numbers) in enumerate(self._words.find(ids), start=1)
        }
        empty = (numpy.zeros(0, dtype="i8"),) * 2
        words = [(length, *found.get(length, empty)) for length in self._lengths]
        for length, places, numbers in words:
            scores[places + length - 1] += self._by_word["w-1"][numbers]
        for _, places, numbers in words:
            scores[places] += self._by_word["w1"][numbers]
        before = numpy.full((len(words), len(ids) + 1), -1)
        behind = before.copy()
        for i, (length, places, numbers) in enumerate(words):
            before[i, places + length] = numbers
            behind[i, places] = numbers
        meet = numpy.flatnonzero((before >= 0).any(axis=0) & (behind >= 0).any(axis=0))
        couples = []
        for left in before[:, meet]:
            for right in behind[:, meet]:
                both = numpy.flatnonzero((left >= 0) & (right >= 0))
                number = self._couples.find(left[both] * self._n_words + right[both])
                couples.append((meet[both], number))
        for places, number in couples:
            scores[places] += self._by_couple["ww.l"][number]
        for places, number in couples:
            scores[places - 1] += self._by_couple["ww.r"][number]


@dataclass(frozen=True)
class _Features:
    """The features of a model by name: rows of their weights, (n_features + 1, n_tags)."""

    rows: dict[str, int]
    weights: Array

    def gather(self, names: Iterable[str]) -> Array:
        return self.weights[numpy.array([self.rows.get(name, -1) for name in names], dtype="i8")]


def _find_paths(scores: Array, edges: Array, first: Array, lengths: Array) -> Array:
    """Return the best tag of each place, of shape (n_places,), as `run_viterbi` does.

    Args:
        scores: Scores of the tags, (n_places, n_tags).
        edges: Scores of a tag and the one behind it, (n_tags, n_tags).
        first: Place of the first character of each piece.
        lengths: Characters of each piece, 1 or more.

    Of two paths of one score the one with the later tag is taken, but the earlier at the start.
    """
    order = numpy.argsort(-lengths, kind="stable")
    first, lengths = first[order], lengths[order]
    last = first + lengths - 1
    active = [int(n) for n in numpy.searchsorted(-lengths, -numpy.arange(1, lengths[0]))]
    best = scores[last]
    following = numpy.zeros(scores.shape, dtype="i1")
    for back, n in enumerate(active, start=1):
        places = last[:n] - back
        own = scores[places]
        total = (best[:n, :1] + own) + edges[:, 0]
        tags = numpy.zeros(own.shape, dtype="i1")
        for tag in range(1, scores.shape[1]):
            other = (best[:n, tag : tag + 1] + own) + edges[:, tag]
            later = other >= total
            total = numpy.where(later, other, total)
            tags[later] = tag
        best[:n], following[places] = total, tags
    tag = best.argmax(axis=1)
    found = numpy.zeros(len(scores), dtype="i8")
    found[first] = tag
    for step, n in enumerate(active, start=1):
        tag = following[first[:n] + step - 1, tag[:n]]
        found[first[:n] + step] = tag
    return found
