"""What can be wrong with the answers in a project, and what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from policy_themes.errors import join_lines

Weight = Literal["told", "left out"]
"""told: the answers count. left out: these answers do not."""

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem.

    Attributes:
        found: What was found.
        advice: What to do.
        weight: What becomes of the answers.
    """

    found: str
    advice: str
    weight: Weight


NO_ID = Kind(
    "answers left out, as their meta names no sentence",
    "Put the sentence's id back into the meta, or delete the examples and push the round again.",
    "left out",
)
UNKNOWN_ID = Kind(
    "answers left out, as the corpus has no such sentence",
    "Mend the id in the meta, or name the file of these sentences with --sentences.",
    "left out",
)
EDITED_TEXT = Kind(
    "answers left out, as they were given on another text than the corpus has",
    "Set the text back in Doccano and have the sentence confirmed again.",
    "left out",
)
CONTRADICTED = Kind(
    "answers left out, as the sentence stands there twice and was answered differently",
    "Delete one of the two examples in Doccano.",
    "left out",
)
STRANGER = Kind(
    "answers left out, as somebody else confirmed them",
    "Have them confirmed by the annotator.",
    "left out",
)
REPEATED = Kind("sentences stand there twice with the same answer", "It counts once.", "told")
WITHDRAWN = Kind("answers are no longer confirmed", "What was pulled before stays.", "told")
DELETED = Kind("answered sentences were deleted", "What was pulled before stays.", "told")
GONE = Kind("no such project on the server", "What was pulled before stays.", "told")


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem in one project.

    Attributes:
        project: Name of the project.
        kind: What it is.
        places: The sentences or examples that it is about.
    """

    project: str
    kind: Kind
    places: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as two sentences in one line: where and what, and what to do."""
        more = len(self.places) - _SHOWN
        shown = ", ".join(self.places[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        places = f" ({len(self.places)}): {shown}" if self.places else ""
        # Ids stand in the meta, where an administrator writes whatever he likes.
        return join_lines(f"{self.project}: {self.kind.found}{places}. {self.kind.advice}")


def collect_problems(project: str, found: Iterable[tuple[Kind, Sequence[str]]]) -> list[Problem]:
    """Return a problem for each kind that has a place."""
    return [Problem(project, kind, tuple(places)) for kind, places in found if places]
