"""What drove the themes of a sentence, as people read it."""

from itertools import groupby

from policy_themes.records import Sentence, Why

LEVELS = 4
"""Shades in which characters are coloured."""


def format_reasons(why: Why) -> str:
    """Return the reasons in a line, as `茶叶大棚 1.23、〔小节〕 0.80`."""
    return "、".join(f"{piece} {weight:.2f}" for piece, weight in why.reasons) or "无"


def format_why(sentence: Sentence) -> list[str]:
    """Return a line for each theme that has reasons, as `产业：茶叶大棚 1.23`."""
    return [f"{theme}：{format_reasons(why)}" for theme, why in sentence.why.items()]


def shade_text(text: str, why: Why) -> list[tuple[str, int]]:
    """Return the sentence in runs of one shade.

    Returns:
        Runs with their shade: 1 (lightest) to 4 spoke for the theme, -1 to -4 against it, 0 did
        neither; the character of the greatest weight has shade 4 or -4.
    """
    greatest = max(map(abs, why.weights), default=0.0) or 1.0
    shades = [round(LEVELS * weight / greatest) for weight in why.weights]
    runs = groupby(zip(text, shades, strict=True), key=lambda pair: pair[1])
    return [("".join(character for character, _ in run), shade) for shade, run in runs]
