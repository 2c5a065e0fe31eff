"""A few inputs of a size that shows what grows faster than its input."""

import struct
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from fuzzing import office, pdfs

_LINES = (
    *(
        "村",
        "村,",
        "村。",
        "村\n",
        ",\n",
        "。”",
        '。"',
        "“",
        "\uff08",
        "(村",
        "《村。",
        "变？ā）",
        "变?yōu)閮r",
    ),
    *(
        "1.",
        "村.",
        "a",
        " ",
        "\n",
        "\f",
        "\f村\n",
        "一、",
        "一、\n",
        "一是村\n",
        "——",
        "★",
        "來自",
        "茶葉\n",
        '"',
    ),
    *(
        "村民种茶\n\n",
        "村民种茶,\n东渠通水。\n- 3 -\n",
        "图为村民\n",
        "村" * 36 + "\n",
        "记者 王一\n",
    ),
    *(
        "\x00",
        "\u202e村",
        "村\u0301",
        "\U00020164",
        "村民种茶,",
        "东渠通了水\n西渠也通了水。\n",
        "打印",
        "摄\n",
    ),
)
_MARKS = (
    *(
        "[",
        "![",
        "](",
        "*",
        "**a",
        "_a",
        "`",
        "> ",
        "- ",
        "    ",
        "<",
        "&",
        "\\",
        "|",
        "a|b\n-|-\n",
        "#",
        "1. ",
    ),
    *("[a]: b\n", "[a](", "<a ", "<!-- ", "```\n", "~~~", "* * *\n", "!["),
)
_TAGS = (
    *(
        "<div>",
        "<p>村",
        "<table><tr><td>",
        "<a>",
        "<b>",
        "<!--",
        "&amp;",
        "<li>",
        "<",
        "<br>",
        "村",
        "<td>",
    ),
    *(
        "<span><p>村</p></span>",
        "<p>村民</p>",
        "<a href='b'>c</a>",
        "<ul><li>",
        "<h1>a</h1>",
        "<script>",
        "<font>",
    ),
)
_KINDS = {
    b"t": ("", _LINES, 50_000_000),
    b"m": (".md", _MARKS, 2_000_000),
    b"h": (".html", _TAGS, 2_000_000),
}


def make_huge(rng: Random) -> bytes:
    """Return the kind and the size of an input, which itself would fill a disk."""
    kind = rng.choice((b"t", b"m", b"h", b"o", b"p"))
    count = len(_KINDS[kind][1]) if kind in _KINDS else len(_FILES[kind])
    return kind + struct.pack(">Hd", rng.randrange(count), rng.choice((0.01, 0.1, 1)))


def run_huge(read: Callable[..., Any]) -> Callable[[bytes], Any]:
    """Return what reads an input of such a kind and size."""
    return partial(_run, read)


def _run(read: Callable[..., Any], data: bytes) -> None:
    number, share = struct.unpack(">Hd", data[1:])
    if data[:1] in _KINDS:
        suffix, pieces, most = _KINDS[data[:1]]
        piece = pieces[number].encode()
        most = most if b"\n" not in piece else most // 10  # each line takes some time of its own
        read(piece * max(1, int(most * share) // len(piece)), suffix)
    else:
        read(_FILES[data[:1]][number](share), "", is_bomb=True)


def _nest_tables(share: float) -> bytes:
    depth = int(5000 * share)
    return office.wrap_body(
        "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth
    )


def _merge_rows(share: float) -> bytes:
    first, more = (
        '<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{}</w:tc></w:tr>',
        "<w:vMerge/>",
    )
    text = "<w:p><w:r><w:t>柳塘村</w:t></w:r></w:p>"
    row = f"<w:tr><w:tc><w:tcPr>{more}</w:tcPr>{text}</w:tc></w:tr>"
    return office.wrap_body(f"<w:tbl>{first.format(text)}{row * int(20_000 * share)}</w:tbl>")


def _widen_cells(share: float) -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc>'
    return office.wrap_body(f"<w:tbl><w:tr>{cell * int(10 * share + 1)}</w:tr></w:tbl>")


def _fill_docx(share: float) -> bytes:
    return office.wrap_body("<w:p><w:r><w:t>柳塘村。</w:t></w:r></w:p>" * int(300_000 * share))


def _fill_table(share: float) -> bytes:
    row = f"<w:tr>{'<w:tc><w:p><w:r><w:t>柳塘村。</w:t></w:r></w:p></w:tc>' * 20}</w:tr>"
    return office.wrap_body(f"<w:tbl>{row * int(10_000 * share)}</w:tbl>")


def _make_form_loop(share: float) -> bytes:
    """Return a PDF with forms that each draw the next ten times."""
    depth = max(2, int(12 * share))
    forms = [
        pdfs.make_stream(
            b"/F Do " * 10,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>"
            % (i + 5),
        )
        for i in range(depth)
    ]
    return pdfs.write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R"
        b"/Resources<</XObject<</F 4 0 R>>>>>>",
        *forms,
        pdfs.make_stream(b"BT (a) Tj ET"),
    )


_TEXT = b"BT /F 12 Tf 72 700 Td (Report of the village.) Tj ET\n"
_FILES: dict[bytes, tuple[Callable[[float], bytes], ...]] = {
    b"o": (
        lambda share: office.make_bomb(int(1000 * share)),
        *(_nest_tables, _merge_rows, _widen_cells, _fill_docx, _fill_table),
    ),
    b"p": (
        lambda share: pdfs.make_pages(int(100_000 * share)),
        lambda share: pdfs.make_pages(int(20_000 * share), _TEXT),
        lambda share: pdfs.make_pages(1, _TEXT * int(200_000 * share), packings=1),
        lambda share: pdfs.make_pages(1, b"q " * int(500_000_000 * share), packings=2),
        lambda share: pdfs.make_pages(1, b"[" * int(20_000_000 * share), packings=1),
        lambda share: pdfs.make_pages(1, b"0 0 m 9 9 l S " * int(2_000_000 * share), packings=1),
        _make_form_loop,
    ),
}
