"""Random PDFs: a few written well, whose numbers, streams and references then lie."""

import io
import re
import zlib
from functools import cache
from random import Random

from fuzzing.texts import damage

_NUMBER = re.compile(rb"(?<![\w.])\d{1,10}(?![\w.])")
_LIES = (b"0", b"1", b"2", b"-1", b"65535", b"2147483647", b"4294967296", b"99999999999999", b"1.5")
_PIECES = (
    *(b"[", b"]", b"<<", b">>", b"(", b")", b"endobj", b"stream", b"endstream", b"1 0 R", b"null"),
    *(
        b"/Kids [2 0 R]",
        b"/Parent 1 0 R",
        b"/Prev 9",
        b"/Filter [/FlateDecode /FlateDecode]",
        b"%%EOF",
    ),
    *(
        b"/Encrypt 1 0 R",
        b"/Length 999999999",
        b"BT",
        b"Q",
        b"q " * 500,
        b"/Fm0 Do",
        b"/W [1 99 2]",
    ),
)


def make_pdf(rng: Random) -> bytes:
    """Return a PDF with a few lies in it."""
    data = rng.choice(_seeds())
    for _ in range(rng.choice((0, 1, 1, 2, 6))):
        data = rng.choice((_change_number, _put_in_piece, _cut_off, damage))(rng, data)
    return data if data.startswith(b"%PDF") else b"%PDF-1.4\n" + data


def write_pdf(*objects: bytes) -> bytes:
    """Return the objects, numbered from 1, the first of them the catalogue, as a PDF."""
    file, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        file
        + b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )


def make_stream(data: bytes, head: bytes = b"", *, packings: int = 0) -> bytes:
    """Return a stream, packed so many times."""
    for _ in range(packings):
        data = zlib.compress(data, 9)
    filters = b"/Filter [%b]" % (b"/FlateDecode " * packings) if packings else b""
    return b"<<%b%b/Length %d>>stream\n%b\nendstream" % (head, filters, len(data), data)


def make_pages(count: int, content: bytes = b"", *, packings: int = 0) -> bytes:
    """Return a PDF with so many pages, all of one content."""
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 3 0 R"
        b"/Resources<</Font<</F 4 0 R>>>>>>"
    )
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count),
        make_stream(content, packings=packings),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[page] * count,
    )


@cache
def _seeds() -> tuple[bytes, ...]:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locks = (None, None, StandardEncryption("", "b"), StandardEncryption("a", "b", strength=128))
    written = [_write(lock, compressed=i % 2) for i, lock in enumerate(locks)]
    text = b"BT /F 12 Tf 72 700 Td (Report of the village) Tj ET"
    return (*written, make_pages(1, text), make_pages(3, text, packings=2))


def _write(lock: object, *, compressed: int) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=lock, pageCompression=compressed)
    for page in ("柳塘村总结", "东渠通了水。"):
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(72, 700, page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _change_number(rng: Random, data: bytes) -> bytes:
    places = list(_NUMBER.finditer(data))
    if not places:
        return data
    place = rng.choice(places)
    return (
        data[: place.start()]
        + rng.choice((*_LIES, b"%d" % rng.randrange(30)))
        + data[place.end() :]
    )


def _put_in_piece(rng: Random, data: bytes) -> bytes:
    i = rng.randrange(len(data) + 1)
    return data[:i] + b" " + rng.choice(_PIECES) * rng.choice((1, 1, 1, 100)) + b" " + data[i:]


def _cut_off(rng: Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]
