"""What a converter to traditional characters left behind: pinyin in brackets, split bytes.

Some news sites serve simplified pages through a converter that works on GBK bytes and puts the
reading of a character behind it. Where it hits two whole characters that reads 鄉(xiāng)村. Where
it hits the second byte of one character and the first byte of the next, the rest of the line is
shifted by one byte: 變為價值 becomes 變?yōu)閮r值, because 83 9E, the bytes in the middle of 變為
(D7 83 9E E9), are those of 優(yōu), and 9E is lost together with the opening bracket.
"""

import re
import unicodedata
from functools import cache

from policy_themes.corpus.characters import common_characters

_SYLLABLE = "[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0261]{1,6}"
_LONGEST = 300
"""Characters of a line that are shifted, at most: each place is looked at that far."""
_PASSES, _MOST_PLACES = 10, 10_000
"""Places that are restored at most; a page that a converter broke has some hundreds."""
_WHOLE = re.compile(rf"(?<=([\u3400-\u9fff]))[(\uff08]({_SYLLABLE})[)\uff09]")
_SPLIT = re.compile(
    rf"([\u3400-\u9fff])[?\uff1f\ufffd]\(?({_SYLLABLE})[)\uff09]([^\x00-\x7f]{{0,{_LONGEST}}}[\x40-\x7e])"
)
_LEFT = re.compile(rf"[?\uff1f\ufffd]\(?{_SYLLABLE}[)\uff09]")
_LEAD_BYTES = range(0x81, 0xFF)


def remove_residue(text: str) -> tuple[str, int]:
    """Remove pinyin in brackets and restore characters whose bytes it split.

    Args:
        text: Text as read.

    Returns:
        The text, and the number of places that could not be restored and stay as they were.
    """
    if not _LEFT.search(text) and not _WHOLE.search(text):
        return text, 0
    for _ in range(_PASSES):  # what is restored can be the beginning of the next place
        if (restored := _SPLIT.sub(_restore, text, count=_MOST_PLACES)) == text:
            break
        text = restored
    text = _WHOLE.sub(lambda match: "" if _is_read(match[1], match[2]) else match[0], text)
    return text, len(_LEFT.findall(text))


def _restore(match: re.Match[str]) -> str:
    before, reading, shifted = match.groups()
    try:
        tail_byte = before.encode("gbk")[1]
        rest = shifted.encode("gbk")
    except UnicodeEncodeError:
        return match[0]
    found: list[str] = []
    for lost in _LEAD_BYTES:
        hit = _decode(bytes([tail_byte, lost]))
        if hit and _is_read(hit, reading):
            restored = _decode(bytes([lost]) + rest)
            if restored and restored[0] in common_characters():
                found.append(restored)
    # 大?fǎ)W is 大學 or 大奧: a guess would put a wrong word where the damage could be seen.
    return before + found[0] if len(found) == 1 else match[0]


def _decode(data: bytes) -> str | None:
    try:
        return data.decode("gbk")
    except UnicodeDecodeError:
        return None


def _is_read(char: str, reading: str) -> bool:
    readings = _readings(char)
    return reading in readings or (
        reading.isascii() and reading in {_without_tone(known) for known in readings}
    )


@cache
def _readings(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin  # half a second, for the few texts that need it

    return frozenset(pinyin(char, style=Style.TONE, heteronym=True)[0])


def _without_tone(reading: str) -> str:
    marks = unicodedata.normalize("NFD", reading)
    return "".join(mark for mark in marks if not unicodedata.combining(mark))
