"""How many sentences each theme has."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policy_themes.records import THEMELESS_KINDS, Sentence


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of labelled sentences.

    Attributes:
        labelled: Sentences that a pipeline or a person has labelled, credits and junk left out.
        themes: Of these, sentences a theme; a sentence with two themes counts for both.
        none: Of these, sentences without a theme.
        review: Of these, sentences that a person should look at.
    """

    labelled: int
    themes: Mapping[str, int]
    none: int
    review: int

    def share(self, number: int) -> float:
        """Return the share of `number` in the labelled sentences, 0 to 1."""
        return number / self.labelled if self.labelled else 0.0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.labelled + other.labelled,
            Counter(self.themes) + Counter(other.themes),
            self.none + other.none,
            self.review + other.review,
        )


def count_sentences(sentences: Iterable[Sentence]) -> Counts:
    """Count the labelled sentences; a sentence not labelled yet is not one without a theme."""
    labelled = [sentence for sentence in sentences if is_labelled(sentence)]
    return Counts(
        labelled=len(labelled),
        themes=Counter(theme for sentence in labelled for theme in sentence.themes),
        none=sum(not sentence.themes for sentence in labelled),
        review=sum(sentence.review for sentence in labelled),
    )


def is_labelled(sentence: Sentence) -> bool:
    """Return whether a pipeline or a person has labelled a sentence that can carry themes."""
    return sentence.kind not in THEMELESS_KINDS and bool(sentence.scores or sentence.themes)
