"""Cleaning the text of a report before its structure is read."""

import re
from functools import cache
from operator import ne

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
_HAN_BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_BY_PHRASE = dict(zip("覆俱瞭揹藉甦座炼薰", "复具了背借苏坐链熏", strict=True))
"""Forms that a converter chooses by the phrase around them: 反复 becomes 反覆."""
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
    converted = _simplify(text)
    if converted == text:
        return text
    han = len(_HAN.findall(text))
    if not han:
        return text
    same_length = len(converted) == len(text)
    changed = sum(map(ne, text, converted)) if same_length else han
    return converted if changed / han > _TRADITIONAL_SHARE else text


def simplified_forms() -> dict[str, str]:
    """Return the simplified forms of single traditional characters.

    One for one and whatever stands beside it, so that a character and what it is converted to
    have one form: 著 becomes 着 in 显著 too. It is for comparing texts, not for reading them.
    """
    forms = {chr(code): _simplify(chr(code)) for block in _HAN_BLOCKS for code in block}
    forms = {char: form for char, form in forms.items() if form != char and len(form) == 1}
    forms |= _BY_PHRASE
    # 麼 becomes 么, which alone is also the traditional form of 幺.
    return {char: forms.get(form, form) for char, form in forms.items()}


def _simplify(text: str) -> str:
    for converter in _converters():
        text = converter.convert(text)
    return text


@cache
def _converters() -> tuple[opencc.OpenCC, ...]:
    # t2s alone leaves the forms that Taiwan (領著) and Hong Kong (衞生) write.
    return opencc.OpenCC("tw2s"), opencc.OpenCC("hk2s")
