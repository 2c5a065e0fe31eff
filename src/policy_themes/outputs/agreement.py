"""The agreement of a round's annotators as one page to read."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policy_themes.annotations.agreement import Agreement
from policy_themes.annotations.annotators import Annotator, Share
from policy_themes.annotations.confusions import Confusion
from policy_themes.annotations.rounds import Answers
from policy_themes.annotations.themes import Theme
from policy_themes.outputs.characters import strip_illegal
from policy_themes.outputs.colours import ink_on, tint_colour
from policy_themes.outputs.templates import load_template

_MOST_CONFUSIONS = 12
_MOST_EXAMPLES = 3
_SET_COLOUR = "#444444"
RELIABLE, TENTATIVE = 0.8, 0.667
"""Alpha from which on data are reliable, and below which they serve no conclusion.

References:
    Krippendorff (2004), Content Analysis, 2nd edition, chapter 11.
"""


@dataclass(frozen=True)
class Example:
    """A sentence that annotators answered differently.

    Attributes:
        id: Its id.
        text: The sentence; empty where the round does not hold it.
        given: The themes that each annotator gave, in order.
    """

    id: str
    text: str
    given: dict[str, list[str]]


def render_agreement(
    round_name: str,
    answers: Mapping[str, Answers],
    figures: Sequence[Agreement],
    confusions: Sequence[Confusion],
    annotators: Sequence[Annotator],
    themes: Sequence[Theme],
    texts: Mapping[str, str],
) -> str:
    """Return the agreement of a round as one HTML page; it loads nothing and runs no script.

    Args:
        round_name: The round, for the title.
        answers: Themes by sentence id, by annotator.
        figures: The agreement on each theme, then on sets.
        confusions: The pairs of themes confused, the commonest first.
        annotators: The annotators, the one who departs most first.
        themes: The themes in order.
        texts: The sentences by id.
    """
    reach = find_reach([share for own in annotators for share in own.more.values()])
    page = load_template("agreement.html.jinja").render(
        round_name=round_name,
        names=list(answers),
        sets=figures[-1],
        figures=figures,
        confusions=[
            (confusion, collect_examples(confusion, answers, themes, texts))
            for confusion in confusions[:_MOST_CONFUSIONS]
        ],
        annotators=annotators,
        themes=themes,
        colours={**{theme.label: theme.colour for theme in themes}, figures[-1].name: _SET_COLOUR},
        classes={theme.label: f"theme-{i}" for i, theme in enumerate(themes, start=1)},
        reliable=RELIABLE,
        tentative=TENTATIVE,
        reach=reach,
        across=across,
        aside=lambda value: across((value / reach + 1) / 2),
        ink_on=ink_on,
        tint_colour=tint_colour,
    )
    return strip_illegal(page)


def collect_examples(
    confusion: Confusion,
    answers: Mapping[str, Answers],
    themes: Sequence[Theme],
    texts: Mapping[str, str],
) -> list[Example]:
    """Return some sentences of a confusion with what each annotator gave them."""
    return [
        Example(
            sentence_id,
            texts.get(sentence_id, ""),
            {
                name: [theme.label for theme in themes if theme.label in own[sentence_id]]
                for name, own in answers.items()
                if sentence_id in own
            },
        )
        for sentence_id in confusion.pick_examples(_MOST_EXAMPLES)
    ]


def across(value: float) -> float:
    """Return where a value from 0 to 1 lies across a chart 100 wide; not outside of it."""
    return round(100 * min(max(value, 0.0), 1.0), 2)


def find_reach(shares: Sequence[Share]) -> float:
    """Return the end of an axis, both ways from 0, that all intervals lie within: 1 %, 2 %, …"""
    widest = max((max(abs(share.low), abs(share.high)) for share in shares), default=0.0)
    return max(math.ceil(100 * widest), 1) / 100
