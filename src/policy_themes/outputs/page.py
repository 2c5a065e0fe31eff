"""Labelled reports as one page to read, each sentence in the colours of its themes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policy_themes.annotations.themes import Theme
from policy_themes.outputs.characters import strip_illegal
from policy_themes.outputs.colours import NEUTRAL, ink_on, parse_colour, tint_background
from policy_themes.outputs.counts import Counts, count_sentences
from policy_themes.outputs.reasons import LEVELS, format_reasons, shade_text
from policy_themes.outputs.templates import load_template
from policy_themes.records import Sentence

_TITLE_LEVEL = 2  # h1 is the page's own
_DEEPEST_LEVEL = 6


@dataclass(frozen=True)
class Block:
    """What stands on lines of its own: a heading, a paragraph, a caption, a credit, junk.

    Attributes:
        tag: The HTML element.
        kind: The sentences' kind, or `title`.
        sentences: The sentences in it.
    """

    tag: str
    kind: str
    sentences: list[Sentence]


@dataclass(frozen=True)
class Article:
    """A report on the page; `title` is empty where the report has none."""

    id: str
    title: str
    blocks: list[Block]
    counts: Counts


@dataclass(frozen=True)
class Palette:
    """What the page's style sheet says of the themes.

    Attributes:
        tags: CSS class of each theme's name tag.
        tints: CSS class of the sentences that have these themes.
        backgrounds: CSS background of each class in `tints`.
    """

    tags: dict[str, str]
    tints: dict[tuple[str, ...], str]
    backgrounds: dict[str, str]


def render_page(sentences: Iterable[Sentence], themes: Sequence[Theme]) -> str:
    """Return one HTML page with the reports; it loads nothing and runs no script.

    Where it is known what drove a theme, its tag takes the focus, by a click or the keyboard, and
    shows the sentence with its characters coloured by their weight.

    Args:
        sentences: Sentences of one or several reports, each report's in its order.
        themes: The themes, in the order of the legend.
    """
    reports: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        reports.setdefault(sentence.report, []).append(sentence)
    everything = [sentence for report in reports.values() for sentence in report]
    page = load_template("page.html.jinja").render(
        articles=[build_article(name, report) for name, report in reports.items()],
        counts=count_sentences(everything),
        themes=themes,
        palette=build_palette(everything, themes),
        neutral=NEUTRAL,
        ink_on=ink_on,
        format_scores=format_scores,
        explained=any(sentence.why for sentence in everything),
        format_reasons=format_reasons,
        shade_text=shade_text,
        levels=LEVELS,
        parse_colour=parse_colour,
    )
    return strip_illegal(page)


def build_article(report: str, sentences: Sequence[Sentence]) -> Article:
    """Return a report as blocks to read, paragraphs joined from their sentences."""
    titles = _find_titles(sentences)
    blocks: list[Block] = []
    for place, sentence in enumerate(sentences):
        if place and _continues(sentences[place - 1], sentence):
            blocks[-1].sentences.append(sentence)
        elif place in titles:
            blocks.append(Block(f"h{_TITLE_LEVEL}", "title", [sentence]))
        elif sentence.kind == "heading":
            level = min(_TITLE_LEVEL + 1 + len(sentence.section), _DEEPEST_LEVEL)
            blocks.append(Block(f"h{level}", "heading", [sentence]))
        else:
            blocks.append(Block("p", sentence.kind, [sentence]))
    title = sentences[min(titles)].text if titles else ""
    return Article(report, title, blocks, count_sentences(sentences))


def build_palette(sentences: Iterable[Sentence], themes: Sequence[Theme]) -> Palette:
    """Return the CSS classes of the themes and of the sets of themes that the sentences have."""
    colours = {theme.label: theme.colour for theme in themes}
    sets = dict.fromkeys(sentence.themes for sentence in sentences if sentence.themes)
    tints = {names: f"tint-{number}" for number, names in enumerate(sets, start=1)}
    return Palette(
        tags={theme.label: f"theme-{number}" for number, theme in enumerate(themes, start=1)},
        tints=tints,
        backgrounds={
            tint: tint_background([colours.get(name, NEUTRAL) for name in names])
            for names, tint in tints.items()
        },
    )


def format_scores(sentence: Sentence, themes: Iterable[Theme]) -> str:
    """Return the scores of all themes, two decimals each, to show on hover."""
    scores = sentence.scores
    labels = (theme.label for theme in themes if theme.label in scores)
    return " · ".join(f"{label} {scores[label]:.2f}" for label in labels)


def _continues(previous: Sentence, sentence: Sentence) -> bool:
    return previous.kind == sentence.kind == "body" and sentence.start <= previous.end


def _find_titles(sentences: Sequence[Sentence]) -> set[int]:
    """Return the places of the title's lines: headings above the text that head no section."""
    heads = tuple({sentence.section[0] for sentence in sentences if sentence.section})
    places = set()
    for place, sentence in enumerate(sentences):
        if sentence.kind == "body" or sentence.section:
            break
        if sentence.kind == "heading" and not sentence.text.startswith(heads):
            places.add(place)
    return places
