"""Near-duplicates among sentences, by MinHash."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from policy_themes.errors import MissingExtraError

NEAR = 0.7
"""Jaccard similarity of two sentences' n-grams from which they count as near-duplicates."""
SHORTEST = 15
"""Characters, without punctuation and figures, below which sentences are not compared: headings
such as 三、下一步工作打算 stand in half of all real reports."""
_N = 4
_PERMUTATIONS = 128
_SEED = 13
_DROPPED = re.compile(r"[\W\d_]+")


class NearDuplicate(NamedTuple):
    """Two sentences, by place in the sequence, and their similarity, 0 to 1."""

    first: int
    second: int
    similarity: float


def find_near_duplicates(texts: Sequence[str], *, threshold: float = NEAR) -> list[NearDuplicate]:
    """Return the pairs of texts whose n-grams of four characters have a Jaccard index so high.

    Punctuation, figures and spaces do not count. MinHash finds the candidates, and the exact
    index decides.

    Args:
        texts: The sentences; those shorter than 15 characters are not compared.
        threshold: Least index, above 0 to 1.

    Raises:
        MissingExtraError: datasketch is not installed.

    References:
        Broder (1997), On the Resemblance and Containment of Documents.
    """
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError as error:
        raise MissingExtraError("near-duplicates", "lab") from error
    # A recall of candidates near 1 matters more than their number: the exact index decides.
    index = MinHashLSH(threshold=threshold * 0.8, num_perm=_PERMUTATIONS)
    shingles: dict[int, frozenset[str]] = {}
    found: list[NearDuplicate] = []
    for place, text in enumerate(texts):
        own = _shingle(text)
        if not own:
            continue
        sketch = MinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        sketch.update_batch([gram.encode() for gram in own])
        for other in index.query(sketch):
            similarity = len(own & shingles[other]) / len(own | shingles[other])
            if similarity >= threshold:
                found.append(NearDuplicate(other, place, similarity))
        index.insert(place, sketch, check_duplication=False)
        shingles[place] = own
    return sorted(found)


def _shingle(text: str) -> frozenset[str]:
    text = _DROPPED.sub("", unicodedata.normalize("NFKC", text))
    if len(text) < SHORTEST:
        return frozenset()
    return frozenset(text[i : i + _N] for i in range(len(text) - _N + 1))
