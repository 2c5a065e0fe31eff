"""Labelled reports as one page to read, each sentence in the colours of its themes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policy_themes.annotations.themes import Theme
from policy_themes.outputs.characters import cut_text, strip_illegal
from policy_themes.outputs.colours import NEUTRAL, ink_on, parse_colour, tint_background
from policy_themes.outputs.counts import Counts, count_sentences, is_labelled
from policy_themes.outputs.reasons import LEVELS, format_reasons, shade_text
from policy_themes.outputs.templates import load_template
from policy_themes.records import Sentence

_TITLE_LEVEL = 2  # h1 is the page's own
_DEEPEST_LEVEL = 6
_OUTLINED = ("h3", "h4")
_MOST_OUTLINED = 20
"""Reports whose sections are in the outline; with more, it names the reports alone."""
_MOST_KEYS = 9


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
    """Return one HTML page with the reports; it loads nothing.

    A script of its own filters, jumps and copies; without it the page is plain text with a legend.
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
    articles = [build_article(name, report) for name, report in reports.items()]
    page = load_template("page.html.jinja").render(
        articles=articles,
        sectioned=len(articles) <= _MOST_OUTLINED and _have_sections(articles),
        outlined=_OUTLINED,
        cut_text=cut_text,
        shortcuts=list_shortcuts(themes),
        counts=count_sentences(everything),
        themes=themes,
        palette=build_palette(everything, themes),
        neutral=NEUTRAL,
        ink_on=ink_on,
        format_scores=format_scores,
        list_keys=list_keys,
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


def list_keys(sentence: Sentence, themes: Sequence[Theme]) -> list[str] | None:
    """Return the filters that show a sentence; None if it is not labelled.

    They are the places of its themes from 1, or `none`; and `review` if it is in doubt.
    """
    if not is_labelled(sentence):
        return None
    places = [str(i) for i, theme in enumerate(themes, start=1) if theme.label in sentence.themes]
    return [
        *places,
        *(["none"] if not sentence.themes else []),
        *(["review"] if sentence.review else []),
    ]


def list_shortcuts(themes: Sequence[Theme]) -> list[tuple[list[str], str]]:
    """Return the keys that the page's script obeys, with what they do."""
    labels = [theme.label for theme in themes[:_MOST_KEYS]]
    return [
        ([str(i) for i in range(1, len(labels) + 1)], f"筛选主题：{'、'.join(labels)}；可选几个"),
        (["0"], "筛选无主题的句子"),
        (["r"], "筛选待复核的句子"),
        (["Esc"], "清除筛选"),
        (["j", "k"], "下一小节，上一小节"),
        (["n", "p"], "下一处、上一处待复核"),
        (["c"], "复制筛出的句子"),
        (["?"], "打开本页说明"),
    ]


def _have_sections(articles: Iterable[Article]) -> bool:
    return any(
        block.kind == "heading" and block.tag in _OUTLINED
        for article in articles
        for block in article.blocks
    )


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
