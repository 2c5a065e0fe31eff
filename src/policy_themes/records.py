"""The record that everything exchanges: one sentence of one report."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["heading", "body", "caption", "credit", "junk"]
KINDS: tuple[Kind, ...] = ("heading", "body", "caption", "credit", "junk")
THEMELESS_KINDS = frozenset({"credit", "junk"})
"""Kinds that never carry a theme (guideline, ruling 3)."""


SECTION_SEPARATOR = " / "
"""What stands between headings where they are one string."""
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Why:
    """What drove a theme of a sentence, in shares of the logit of its score.

    Attributes:
        reasons: Pieces of the sentence, and of what stands around it as in `〔小节〕`, with their
            shares, heaviest first.
        weights: Share of each character of the sentence.
    """

    reasons: tuple[tuple[str, float], ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its place in the report and, once labelled, its themes.

    Attributes:
        report: Id of the report, its file stem.
        index: Place in the report, from 1.
        kind: heading, body, caption, credit or junk.
        section: Headings above the sentence, outermost first.
        start: Offset of the first character in the report's cleaned text.
        end: Offset behind the last character.
        text: The cleaned sentence, `cleaned[start:end]`.
        themes: Themes whose score reaches their threshold, in the order of themes.toml.
        scores: Score of every theme, 0 to 1; empty before a pipeline has labelled it.
        review: Whether a score lies in its theme's band of doubt.
        why: What drove each theme that is set or in doubt; empty unless it was asked for.
    """

    report: str
    index: int
    kind: Kind
    section: tuple[str, ...]
    start: int
    end: int
    text: str
    themes: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    review: bool = False
    why: Mapping[str, Why] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The sentence's id over all reports, `report:index`."""
        return f"{self.report}:{self.index}"

    def labelled(
        self, themes: tuple[str, ...], scores: Mapping[str, float], *, review: bool
    ) -> "Sentence":
        """Return this sentence with themes, scores and the review mark set."""
        # As `replace`, which takes three times as long, does with fields that it has to look up.
        return Sentence(
            self.report,
            self.index,
            self.kind,
            self.section,
            self.start,
            self.end,
            self.text,
            themes,
            scores,
            review,
            self.why,
        )

    def as_row(self) -> dict[str, Any]:
        """Return the sentence as a row for JSON lines; `why` is in it where there is one."""
        row: dict[str, Any] = {
            "report": self.report,
            "index": self.index,
            "kind": self.kind,
            "section": list(self.section),
            "start": self.start,
            "end": self.end,
            "text": self.text,
            **make_labels_row(self.themes, self.scores, review=self.review),
        }
        if self.why:
            row["why"] = {
                theme: [[piece, round(weight, 2)] for piece, weight in why.reasons]
                for theme, why in self.why.items()
            }
        return row


def make_labels_row(
    themes: Iterable[str], scores: Mapping[str, float], *, review: bool
) -> dict[str, Any]:
    """Return what a pipeline found in a sentence as the columns of its row, wherever they go."""
    return {
        "themes": list(themes),
        "scores": {theme: round(score, _DIGITS) for theme, score in scores.items()},
        "review": review,
    }


def parse_sentence(row: Mapping[str, Any]) -> Sentence:
    """Return the sentence that `row` holds; absent optional keys take their defaults.

    Its `why` is for people to read and is not taken back: the weights of characters are not in it.
    """
    return Sentence(
        report=str(row["report"]),
        index=int(row["index"]),
        kind=row.get("kind", "body"),
        section=tuple(row.get("section", ())),
        start=int(row.get("start", 0)),
        end=int(row.get("end", len(row["text"]))),
        text=row["text"],
        themes=tuple(row.get("themes", ())),
        scores=dict(row.get("scores", {})),
        review=bool(row.get("review", False)),
    )


def find_problem(row: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the values of a row, or None; other keys than ours are let be."""
    for key, value in row.items():
        wanted, is_right = _VALUES.get(key, ("", _is_anything))
        if not is_right(value):
            return f"'{key}' is no {wanted}"
    return None


def _is_anything(_: Any) -> bool:
    return True


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _are_strings(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_string, value))


def _are_scores(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(x, int | float) for x in value.values())


_VALUES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "report": ("name", lambda value: isinstance(value, str | int)),
    "id": ("name", lambda value: isinstance(value, str | int)),
    "split": ("string", _is_string),
    "state": ("string", _is_string),
    "text": ("string", _is_string),
    "time": ("string", lambda value: value is None or _is_string(value)),
    "index": ("whole number", _is_number),
    "start": ("whole number", _is_number),
    "end": ("whole number", _is_number),
    "kind": (f"kind ({', '.join(KINDS)})", lambda value: value in KINDS),
    "section": ("list of strings", _are_strings),
    "themes": ("list of strings", _are_strings),
    "scores": ("object of numbers", _are_scores),
}
"""What each value of a row is, and how to tell."""
