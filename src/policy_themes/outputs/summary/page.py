"""A summary as one page to hand on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from policy_themes.annotations.themes import Theme
from policy_themes.corpus.figures import Figure, find_figures
from policy_themes.outputs.characters import strip_illegal
from policy_themes.outputs.colours import ink_on
from policy_themes.outputs.counts import Counts, count_sentences, is_labelled
from policy_themes.outputs.summary import amounts
from policy_themes.outputs.summary.changes import Change, compare_years, find_pairs
from policy_themes.outputs.summary.digest import (
    Digest,
    Overview,
    add_up,
    split_sections,
)
from policy_themes.outputs.summary.panels import FEWEST_YEARS, draw_panels
from policy_themes.outputs.summary.words import write_paragraphs
from policy_themes.outputs.templates import load_template
from policy_themes.records import Sentence

MOST_SENTENCES = 5_000
"""Labelled sentences that a page carries in full; with more, they are in the workbook alone."""
_MOST_SHOWN = 30
"""Rows of a table before the rest is folded."""
_MOST_ROWS = 1_000
_MOST_CHANGES = 20
_MOST_REVIEWS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table of shares: a report, a place, a year or a section.

    Attributes:
        name: What it is of.
        counts: Its sentences.
        reports: Its number of reports.
        key: What ids of its sentences on the page end in; empty where they are not listed.
        note: What else is to be said of it.
    """

    name: str
    counts: Counts
    reports: int = 1
    key: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence in the list of a theme.

    Attributes:
        sentence: The sentence.
        figures: Its figures.
        key: Id of the first sentence of a section, else empty.
    """

    sentence: Sentence
    figures: list[Figure]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report with its sections and, where the page carries sentences, those of each theme."""

    digest: Digest
    key: str
    sections: list[Row]
    entries: Mapping[str, list[Entry]]


def render_summary(overview: Overview, themes: Sequence[Theme]) -> str:
    """Return the summary as one HTML page; it loads nothing and runs no script.

    Every number that stands for sentences leads to them by a link, as long as the page carries
    them: up to `MOST_SENTENCES`. Long tables are folded, and cut where a browser would suffer; the
    workbook has all.

    Args:
        overview: The reports in numbers.
        themes: The themes, in the order of the tables.
    """
    changes = [compare_years(pair, overview.labels) for pair in find_pairs(overview.digests)]
    counts = overview.counts
    listed = counts.labelled <= MOST_SENTENCES
    reports = _read_reports(overview, themes) if listed else []
    page = load_template("summary/summary.html.jinja").render(
        overview=overview,
        counts=counts,
        themes=themes,
        paragraphs=write_paragraphs(overview, changes),
        panels=draw_panels(overview, themes),
        years=[year for year in overview.group_by_year() if year],
        fewest_years=FEWEST_YEARS,
        reports=reports,
        listed=listed,
        tables=_make_tables(overview),
        figures=overview.figures,
        changes=[(c, _make_sides(c, overview)) for c in changes[:_MOST_CHANGES]],
        unchanged=len(changes) - _MOST_CHANGES,
        reviews=_find_reviews(overview),
        rank=lambda change: rank_themes(change, themes),
        most_shown=_MOST_SHOWN,
        most_reviews=_MOST_REVIEWS,
        most_rows=_MOST_ROWS,
        mark_figures=mark_figures,
        amounts=amounts,
        ink_on=ink_on,
    )
    return strip_illegal(page)


def rank_themes(change: Change, themes: Sequence[Theme]) -> list[tuple[float, int]]:
    """Return the change of each theme in points with its number from 1, greatest first."""
    points = [(change.points(theme.label), i) for i, theme in enumerate(themes, start=1)]
    return sorted(points, key=lambda pair: -abs(pair[0]))


def mark_figures(entry: Entry) -> list[tuple[str, str]]:
    """Return the pieces of a sentence, each with what the figure in it is, or with nothing."""
    text, pieces, place = entry.sentence.text, [], 0
    for figure in entry.figures:
        told = f"{figure.counted}：{figure.move}{amounts.format_amount(figure)}".lstrip("：")
        pieces += [(text[place : figure.start], ""), (text[figure.start : figure.end], told)]
        place = figure.end
    return [piece for piece in [*pieces, (text[place:], "")] if piece[0]]


def _make_tables(overview: Overview) -> list[tuple[str, str, list[Row]]]:
    """Return the tables by report, place and year: id, title and rows; one of one row is none."""
    keys = _find_key(overview)
    reports = [
        Row(digest.title, digest.counts, key=f"r{number}", note=_describe(digest))
        for number, digest in enumerate(overview.digests, start=1)
    ]
    places = [
        Row(place or "未写明", add_up(own), len(own), keys(own))
        for place, own in overview.group_by_place().items()
    ]
    years = [
        Row(f"{year} 年" if year else "未写明", add_up(own), len(own), keys(own))
        for year, own in overview.group_by_year().items()
    ]
    tables = [
        ("years", "年份", years),
        ("places", "地方或单位", places),
        ("reports", "报告", reports),
    ]
    return [table for table in tables if len(table[2]) > 1 or table[0] == "reports"]


def _make_sides(change: Change, overview: Overview) -> tuple[Row, Row]:
    """Return the rows of the two years that are compared."""
    keys, pair = _find_key(overview), change.pair
    return (
        Row("", change.earlier, len(pair.earlier), keys(pair.earlier)),
        Row("", change.later, len(pair.later), keys(pair.later)),
    )


def _find_key(overview: Overview) -> Callable[[Sequence[Digest]], str]:
    """Return what gives the key of a group of reports: that of its report where it is one."""
    keys = {digest.report: f"r{i}" for i, digest in enumerate(overview.digests, start=1)}
    return lambda digests: keys[digests[0].report] if len(digests) == 1 else ""


def _describe(digest: Digest) -> str:
    origin = digest.origin
    year = f"{origin.year} 年{origin.period}" if origin.year else "年份未写明"
    if origin.conflict:
        year += "（标题年份不同）"
    return f"{digest.report} · {origin.place or '地方未写明'} · {year}"


def _read_reports(overview: Overview, themes: Sequence[Theme]) -> list[Report]:
    return [
        _read_report(digest, f"r{number}", themes)
        for number, digest in enumerate(overview.digests, start=1)
    ]


def _read_report(digest: Digest, key: str, themes: Sequence[Theme]) -> Report:
    """Return a report's sections, and its sentences by theme; "" holds those without one."""
    rows: list[Row] = []
    entries: dict[str, list[Entry]] = {}
    for number, (head, sentences) in enumerate(split_sections(digest.source.read()).items()):
        own = f"{key}-s{number}"
        rows.append(Row(head or "（标题与引言）", count_sentences(sentences), key=own))
        met: set[str] = set()
        for sentence in sentences:
            figures = find_figures(sentence.text)
            for label in sentence.themes or ("",):
                first = "" if label in met else own
                entries.setdefault(label, []).append(Entry(sentence, figures, first))
                met.add(label)
    return Report(digest, key, rows, entries)


def _find_reviews(overview: Overview) -> list[tuple[Digest, list[Entry]]]:
    """Return the first sentences that are to be checked, by report."""
    found: list[tuple[Digest, list[Entry]]] = []
    left = _MOST_REVIEWS
    for digest in overview.digests:
        if not digest.counts.review or left <= 0:
            continue
        own = [s for s in digest.source.read() if s.review and is_labelled(s)][:left]
        found.append((digest, [Entry(s, find_figures(s.text)) for s in own]))
        left -= len(own)
    return found
