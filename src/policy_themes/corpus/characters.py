"""The characters that Chinese text is made of, to tell a right decoding from a wrong one."""

from functools import cache

_GB_ROWS = (*range(0xA1, 0xA4), *range(0xB0, 0xD8))
_BIG5_ROWS = (*range(0xA1, 0xA4), *range(0xA4, 0xC7))
_LAST_BIG5_LEVEL_1 = 0xC67E
_GB_TRAILS = range(0xA1, 0xFF)
_BIG5_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))


@cache
def common_characters() -> frozenset[str]:
    """Return the punctuation and the commoner characters, simplified and traditional.

    References:
        GB/T 2312-1980, rows 1 to 3 and level 1 (3755 characters); Big5, level 1 (5401).
    """
    codes = [("gb18030", lead << 8 | trail) for lead in _GB_ROWS for trail in _GB_TRAILS]
    codes += [
        ("cp950", code)
        for lead in _BIG5_ROWS
        for trail in _BIG5_TRAILS
        if (code := lead << 8 | trail) <= _LAST_BIG5_LEVEL_1
    ]
    characters = (code.to_bytes(2).decode(codec, "ignore") for codec, code in codes)
    return frozenset(char for char in characters if len(char) == 1 and not _is_private(char))


def count_share(text: str) -> float:
    """Return the share of common characters in `text` without its ASCII, 0 to 1.

    Control characters count as uncommon; text in ASCII alone has 0.
    """
    others = [char for char in text if not (" " <= char <= "~" or char in "\t\n\r\f")]
    common = common_characters()
    return sum(char in common for char in others) / len(others) if others else 0.0


def _is_private(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff"
