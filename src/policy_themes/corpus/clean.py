"""Cleaning the text of a report before its structure is read."""

import re
from functools import cache

import opencc

from policy_themes.corpus.residue import remove_residue

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # zero width, direction, byte order mark
    "\u2800-\u28ff"  # braille cells, which editors leave as invisible filling
    "\ue000-\uf8ff\ud800-\udfff"  # private use (symbol fonts), halves of surrogate pairs
    "]"
)
_NEWLINES = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_BLANKS = re.compile("[\t\xa0\u2000-\u200a\u202f\u3000]")
_HAN = re.compile("[\u4e00-\u9fff]")
_TRADITIONAL_SHARE = 0.08
"""Share of characters that the conversion changes above which a text is traditional.

Measured: text written in traditional characters 0.30 to 0.45; simplified text in which a company
writes its name 麗霖 below 0.01, and such a name stays as it is written.
"""


def clean_text(text: str) -> tuple[str, int]:
    """Return the text in simplified characters without invisible characters and residue.

    Line breaks become `\\n`, page breaks stay `\\f`, every kind of blank becomes a space.

    Args:
        text: Text as read from a file.

    Returns:
        The text, and the number of places whose damage could not be restored.
    """
    text = _NEWLINES.sub("\n", text)
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text))
    text, damaged = remove_residue(text)
    return to_simplified(text), damaged


def to_simplified(text: str) -> str:
    """Return `text` in simplified characters if it is written in traditional ones."""
    han = len(_HAN.findall(text))
    if not han:
        return text
    converted = _converter().convert(text)
    if len(converted) == len(text):
        changed = sum(a != b for a, b in zip(text, converted, strict=True))
    else:
        changed = han
    return converted if changed / han > _TRADITIONAL_SHARE else text


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
