"""Random texts: pieces of the corpus's reports, changed; pieces of a grammar; odd encodings."""

from functools import cache
from pathlib import Path
from random import Random

import opencc

REPORTS = Path(__file__).parents[2] / "corpus" / "reports"
_ODD = [
    *("\x00", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\r", "\t", "\x7f"),
    *("\u200b", "\u200f", "\u202e", "\u2066", "\ufeff", "\ufffd", "\ufffe", "\u2800", "\ue000"),
    *("\ud800", "\udfff", "\udc80", "\U0001f600", "\U00020164", "\U0010ffff"),
    *("\u0301", "e\u0301\u0302", "\u3099", "\ufe0f", "\u0bcd", "\u1100\u1161", "\u00ad", "\u2060"),
    *(
        "\ufb01",
        "㍿",
        "①",
        "Ⅷ",
        "½",
        "\uff10",
        "\uff21",
        "\u3000",
        "\xa0",
        "ß",
        "İ",
        "\u0131",
        "ǆ",
        "ﷺ",
    ),
]
_WORDS = [
    *"。\uff01\uff1f!?;\uff1b:\uff1a…,\uff0c、“”‘’「」『』《》〈〉\uff08\uff09()【】[]\u3014\u3015",
    *"\"'.．-—·*#|`<>&\n \f",
    *(
        "一、",
        "(一)",
        "\uff08二\uff09",
        "1.",
        "1．",
        "12、",
        "①",
        "第一部分",
        "一是",
        "——",
        "亮点1:",
    ),
    *(
        "3.5亿元",
        "2023年",
        "2023年5月1日",
        "来源:",
        "记者 王一",
        "- 3 -",
        "第3页 共9页",
        "图为",
        "摄",
    ),
    *("修渠", "党支部", "村民", "发展茶叶产业", "村人民政府", "委员会", "打印本页", "字号:大中小"),
    *(
        "變?yōu)閮r值",
        "鄉(xiāng)村",
        "？ā）",
        "\ufffdō)",
        "(xyz)",
        "茶?xyz)開了",
        "\n\n",
        "\n",
        "。\n",
    ),
]


@cache
def read_seeds() -> tuple[str, ...]:
    """Return the corpus's reports, decoded as far as they are in UTF-8."""
    return tuple(path.read_bytes().decode("utf-8", "ignore") for path in sorted(REPORTS.iterdir()))


def make_text(rng: Random, longest: int = 600) -> str:
    """Return a text, half surrogate pairs in it or not."""
    text = _make_grammar(rng) if rng.random() < 0.4 else _cut(rng, rng.choice(read_seeds()))
    for _ in range(rng.choice((0, 1, 1, 2, 4, 8))):
        text = rng.choice(_CHANGES)(rng, text[:longest])
    return text


def pack(text: str) -> bytes:
    """Return a text, also one that no encoding takes, as bytes."""
    return text.encode("utf-16-le", "surrogatepass")


def unpack(data: bytes) -> str:
    """Return the text of any bytes."""
    return data[: len(data) // 2 * 2].decode("utf-16-le", "surrogatepass")


def make_file(rng: Random) -> bytes:
    """Return a text in some encoding, whole or damaged, or mixed of two."""
    data = encode(rng, make_text(rng))
    if rng.random() < 0.15:
        data += encode(rng, make_text(rng))
    return damage(rng, data) if rng.random() < 0.4 else data


def encode(rng: Random, text: str) -> bytes:
    """Return a text in a random encoding."""
    codecs = [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "utf-7",
    ]
    codec = rng.choice([*codecs, "gb18030", "gbk", "hz", "big5", "cp950", "latin-1", "cp1252"])
    if codec.startswith("utf-") and codec != "utf-7" and rng.random() < 0.3:
        return text.encode(codec, "surrogatepass")
    return text.encode(codec, rng.choice(("ignore", "replace", "xmlcharrefreplace")))


def damage(rng: Random, data: bytes) -> bytes:
    """Return bytes with some cut off, overwritten, repeated, swapped or put in."""
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        i = rng.randrange(len(data) + 1)
        j = min(len(data), i + rng.choice((1, 2, 4, 16, 200)))
        some = rng.choice((b"\x00", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", rng.randbytes(4)))
        data = rng.choice(
            (
                data[:i] + some + data[j:],
                data[:i] + some + data[i:],
                data[:i] + data[j:],
                data[:j] + data[i:],
                data[:i] if rng.random() < 0.3 else data[i:j] + data[:i] + data[j:],
            )
        )
    return data


def _make_grammar(rng: Random) -> str:
    return "".join(rng.choice(_WORDS) for _ in range(rng.choice((1, 3, 10, 40, 150))))


def _cut(rng: Random, text: str) -> str:
    start = rng.randrange(len(text))
    return text[start : start + rng.choice((1, 20, 100, 400))]


def _put_in(rng: Random, text: str, piece: str) -> str:
    i = rng.randrange(len(text) + 1)
    return text[:i] + piece + text[i:]


def _repeat(rng: Random, text: str) -> str:
    piece = text[(i := rng.randrange(len(text) + 1)) : i + rng.choice((1, 2, 5, 50))]
    return _put_in(rng, text, piece * rng.choice((2, 3, 10, 100)))


def _delete(rng: Random, text: str) -> str:
    i = rng.randrange(len(text) + 1)
    return text[:i] + text[i + rng.choice((1, 3, 30)) :]


def _wrap(rng: Random, text: str) -> str:
    width = rng.choice((1, 2, 15, 20, 36))
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def _nest(rng: Random, text: str) -> str:
    opening, closing = rng.choice(("“”", "\uff08\uff09", "《》", "()", "「」", '""', "【】"))
    depth = rng.choice((1, 2, 30))
    return _put_in(
        rng, text, opening * depth + rng.choice(_WORDS) + closing * rng.randint(0, depth)
    )


def _to_traditional(rng: Random, text: str) -> str:
    clean = text.encode("utf-8", "ignore").decode().replace("\x00", "")
    return _converter().convert(clean)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")


_CHANGES = (
    lambda rng, text: _put_in(rng, text, rng.choice(_ODD)),
    lambda rng, text: _put_in(rng, text, rng.choice(_WORDS)),
    lambda rng, text: _put_in(rng, text, rng.choice(_ODD) * rng.choice((2, 20))),
    lambda rng, text: _put_in(rng, text, _make_grammar(rng)),
    lambda rng, text: _put_in(rng, text, chr(rng.randrange(0x110000))),
    _repeat,
    _delete,
    _wrap,
    _nest,
    _to_traditional,
)
