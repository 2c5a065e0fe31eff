"""Characters that no output can carry: they break XML, HTML or the terminal."""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
"""All controls but tab and line feed. XML forbids most; a terminal obeys ESC and CSI."""
_SURROGATES = re.compile(r"[\ud800-\udfff]")
"""Halves of characters, which a JSON escape can leave behind and UTF-8 cannot write."""


def strip_illegal(text: str) -> str:
    """Return `text` without control characters, lone surrogates replaced by U+FFFD."""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def cut_text(text: str, longest: int) -> str:
    """Return `text`, or its beginning and `…`, in at most `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
