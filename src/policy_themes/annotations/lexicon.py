"""The policy lexicon: terms, the themes they point to, and when they were in use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_themes.errors import MissingPathError, RowsError

HEADER = ["term", "themes", "from", "to", "note"]
_STOCK_PHRASE = re.compile("套话|口号|语法主语")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of policy language.

    Attributes:
        text: The term.
        themes: The themes it points to, in the order of themes.toml.
        first: First year of use, None if unknown.
        last: Last year of use, None if unknown or still in use.
        note: Where the term misleads, in Chinese; empty if it does not.
    """

    text: str
    themes: tuple[str, ...]
    first: int | None = None
    last: int | None = None
    note: str = ""

    @property
    def is_stock_phrase(self) -> bool:
        """Whether the term stands in sentences of any theme, so that it points to none."""
        return bool(_STOCK_PHRASE.search(self.note))


def read_lexicon(path: Path, themes: Sequence[str]) -> list[Term]:
    """Read the lexicon, tab-separated with the header term, themes, from, to, note.

    Raises:
        MissingPathError: There is no such file.
        RowsError: Rows of other columns, unknown themes, years that are none, or a term twice.
    """
    if not path.is_file():
        raise MissingPathError(path)
    terms: dict[str, Term] = {}
    problems: list[tuple[int, str]] = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise RowsError(path, [(number, "not UTF-8")], "Save it in UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t")
        if number == 1:
            if cells != HEADER:
                problems.append((1, f"header {cells}"))
            continue
        if problem := _find_problem(cells, themes, terms):
            problems.append((number, problem))
            continue
        text, named, first, last, note = cells
        terms[text] = Term(
            text,
            tuple(theme for theme in themes if theme in named.split("、")),
            int(first) if first else None,
            int(last) if last else None,
            note,
        )
    if problems:
        raise RowsError(path, problems, f"Columns: {', '.join(HEADER)}, tab-separated.")
    return list(terms.values())


def _find_problem(cells: list[str], themes: Sequence[str], terms: dict[str, Term]) -> str | None:
    if len(cells) != len(HEADER):
        return f"{len(cells)} columns"
    text, named, first, last, _ = cells
    if unknown := [theme for theme in named.split("、") if theme not in themes]:
        return f"unknown theme {', '.join(map(repr, unknown))}"
    if not all(year == "" or re.fullmatch(r"\d{4}", year) for year in (first, last)):
        return f"years '{first}', '{last}'"
    return f"'{text}' a second time" if text in terms else None
