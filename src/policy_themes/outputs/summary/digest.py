"""What a summary keeps of each report, and of all of them: counts, never the sentences."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path

from policy_themes.corpus.figures import find_figures
from policy_themes.corpus.origin import Origin, find_origin
from policy_themes.outputs.counts import Counts, count_sentences, is_labelled
from policy_themes.outputs.summary.labelled import Source, iter_reports
from policy_themes.records import Sentence

PARTS = 10
"""Parts of equal numbers of sentences that the course of a report is shown in."""
_STOPS = "。;\uff1b:\uff1a"
NO_COUNTS = Counts(0, Counter(), 0, 0)


@dataclass(frozen=True, slots=True)
class Digest:
    """A report in numbers.

    Attributes:
        source: Where its sentences stand.
        origin: Where and when it is from.
        counts: Its labelled sentences by theme.
        figured: Of these, sentences with a figure.
        figures: Number of figures by theme; a figure of a sentence with two themes counts for both.
        total_figures: Number of figures.
    """

    source: Source
    origin: Origin
    counts: Counts
    figured: int
    figures: Mapping[str, int]
    total_figures: int

    @property
    def report(self) -> str:
        """The report's name."""
        return self.source.report

    @property
    def title(self) -> str:
        """Its title, or its name where it has none."""
        return self.origin.title or self.source.report


@dataclass(slots=True)
class Overview:
    """All reports in numbers.

    Attributes:
        labels: The themes that the sentences were scored for, in the order of the first one's.
        digests: The reports, in the order they came.
        parts: Counts of each tenth of the reports, from the beginning to the end.
    """

    labels: list[str] = field(default_factory=list)
    digests: list[Digest] = field(default_factory=list)
    parts: list[Counts] = field(default_factory=lambda: [NO_COUNTS] * PARTS)

    @property
    def counts(self) -> Counts:
        """The counts of all reports."""
        return add_up(self.digests)

    @property
    def figures(self) -> Mapping[str, int]:
        """Number of figures by theme."""
        return sum((Counter(digest.figures) for digest in self.digests), Counter())

    def group_by_place(self) -> dict[str, list[Digest]]:
        """Return the reports of each place, most sentences first; unknown is "" and last."""
        groups = _group(self.digests, [digest.origin.place for digest in self.digests])
        order = sorted(
            groups, key=lambda place: (not place, -add_up(groups[place]).labelled, place)
        )
        return {place: groups[place] for place in order}

    def group_by_year(self) -> dict[str, list[Digest]]:
        """Return the reports of each year, in their order; unknown is "" and last."""
        groups = _group(self.digests, [str(digest.origin.year or "") for digest in self.digests])
        return {year: groups[year] for year in sorted(groups, key=lambda year: (not year, year))}


def add_up(digests: Iterable[Digest]) -> Counts:
    """Return the counts of several reports together."""
    return reduce(add, (digest.counts for digest in digests), NO_COUNTS)


def survey(paths: Iterable[Path]) -> Overview:
    """Read labelled reports and return them in numbers; see `iter_reports` for what it raises."""
    overview = Overview()
    labels: dict[str, None] = {}
    for source, sentences in iter_reports(paths):
        for sentence in sentences:
            labels.update(dict.fromkeys(sentence.scores))
        overview.digests.append(digest_report(source, sentences))
        own = split_parts(sentences)
        overview.parts = [*map(add, overview.parts, map(count_sentences, own))]
    overview.labels = list(labels)
    return overview


def digest_report(source: Source, sentences: Sequence[Sentence]) -> Digest:
    """Return a report in numbers."""
    figured = figures = 0
    by_theme: Counter[str] = Counter()
    for sentence in filter(is_labelled, sentences):
        found = len(find_figures(sentence.text))
        figured += bool(found)
        figures += found
        by_theme.update(dict.fromkeys(sentence.themes, found))
    return Digest(
        source=source,
        origin=find_origin(source.report, sentences),
        counts=count_sentences(sentences),
        figured=figured,
        figures=by_theme,
        total_figures=figures,
    )


def split_parts(sentences: Iterable[Sentence]) -> list[list[Sentence]]:
    """Return the labelled sentences of a report in ten parts, from its beginning to its end."""
    labelled = list(filter(is_labelled, sentences))
    parts: list[list[Sentence]] = [[] for _ in range(PARTS)]
    for place, sentence in enumerate(labelled):
        parts[place * PARTS // len(labelled)].append(sentence)
    return parts


def split_sections(sentences: Sequence[Sentence]) -> dict[str, list[Sentence]]:
    """Return the labelled sentences under each heading of the first level; "" is above them all.

    A heading belongs to its own section.
    """
    heads = {sentence.section[0] for sentence in sentences if sentence.section}
    sections: dict[str, list[Sentence]] = {}
    for sentence in filter(is_labelled, sentences):
        own = sentence.text.rstrip(_STOPS)
        head = sentence.section[0] if sentence.section else own if own in heads else ""
        sections.setdefault(head, []).append(sentence)
    return sections


def _group(digests: Iterable[Digest], keys: Iterable[str]) -> dict[str, list[Digest]]:
    groups: dict[str, list[Digest]] = {}
    for digest, key in zip(digests, keys, strict=True):
        groups.setdefault(key, []).append(digest)
    return groups
