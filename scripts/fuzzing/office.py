"""Random Word files: the parts of one, put together rightly and wrongly."""

import io
import zipfile
from functools import cache
from random import Random

import docx

from fuzzing.texts import damage, make_text

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCUMENT = "word/document.xml"
_BOMB = (
    '<!DOCTYPE a [<!ENTITY a "村村村村村村村村">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
_FILE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_NUMBERS = (
    "0",
    "1",
    "2",
    "-1",
    "a",
    "",
    "1e9",
    "300",
    "70000",
    "2000000000",
    "99999999999999999999",
)


def make_docx(rng: Random) -> bytes:
    """Return a Word file, most of them damaged in one way or the other."""
    parts = dict(_template())
    head = rng.choice(("", "", "", "", _BOMB, _FILE))
    body = "".join(_make_block(rng, 0) for _ in range(rng.choice((1, 3, 10))))
    if head:
        body = f"<w:p><w:r><w:t>&{rng.choice('ai')};</w:t></w:r></w:p>{body}"
    document = f'{head}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    parts[_DOCUMENT] = document.encode("utf-8", "ignore")
    while rng.random() < 0.15:
        _change_part(rng, parts)
    return pack_parts(rng, parts)


def pack_parts(rng: Random, parts: dict[str, bytes]) -> bytes:
    """Return parts as a zip, often damaged, encrypted as its headers say, or of odd methods."""
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    data = bytearray(zip_parts(parts, rng.choice(methods[:2] if rng.random() < 0.9 else methods)))
    if rng.random() < 0.3:
        _lie(rng, data)
    return damage(rng, bytes(data)) if rng.random() < 0.3 else bytes(data)


def zip_parts(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return parts as a zip, such as a Word file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def make_bomb(megabytes: int) -> bytes:
    """Return a Word file whose document unpacks to so many megabytes of blanks in a tag."""
    head = f'<w:document xmlns:w="{_W}"><w:body'.encode()
    file = io.BytesIO(zip_parts({k: v for k, v in _template().items() if k != _DOCUMENT}))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(_DOCUMENT, "w", force_zip64=True) as part,
    ):
        part.write(head)
        for _ in range(megabytes):
            part.write(b" " * 1_000_000)
        part.write(b"/>")
    return file.getvalue()


def wrap_body(body: str) -> bytes:
    """Return a Word file with this in its body."""
    document = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return zip_parts({**_template(), _DOCUMENT: document.encode()})


@cache
def _template() -> dict[str, bytes]:
    file = io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _make_block(rng: Random, depth: int) -> str:
    kind = rng.random()
    if kind < 0.6 or depth > 6:
        return "".join(_make_paragraph(rng) for _ in range(rng.choice((0, 1, 1, 3))))
    if kind < 0.8:
        return _make_table(rng, depth)
    inner = _make_block(rng, depth + 1)
    tag = rng.choice(
        ("sdt><w:sdtContent", "ins", "del", "tbl", "tr", "tc", "p", "hyperlink", "smartTag")
    )
    ends = "".join(f"</w:{name.lstrip('<w:')}>" for name in reversed(tag.split(">")))
    deep = rng.choice((1, 1, 1, 300 if depth == 0 else 2))
    return f"<w:{tag}>" * deep + inner + ends * deep


def _make_paragraph(rng: Random) -> str:
    text = make_text(rng, 80).replace("&", "&amp;").replace("<", "&lt;")
    if rng.random() < 0.9:
        text = "".join(char for char in text if char >= " " and not "\ud800" <= char <= "\udfff")
    extra = rng.choice(
        ("", "", "<w:br/>", "<w:tab/>", "<w:drawing/>", "<w:noBreakHyphen/>", "<w:sym/>")
    )
    style = rng.choice(("", "", '<w:pPr><w:pStyle w:val="Nope"/></w:pPr>'))
    return f"<w:p>{style}<w:r><w:t>{text}</w:t>{extra}</w:r></w:p>"


def _make_table(rng: Random, depth: int) -> str:
    rows = []
    for _ in range(rng.choice((0, 1, 3, 8))):
        cells = []
        for _ in range(rng.choice((0, 1, 2, 5))):
            merge = rng.choice(
                ("", "", "<w:vMerge/>", '<w:vMerge w:val="restart"/>', '<w:vMerge w:val="x"/>')
            )
            span = f'<w:gridSpan w:val="{rng.choice(_NUMBERS)}"/>' if rng.random() < 0.3 else ""
            cells.append(
                f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_make_block(rng, depth + 1)}</w:tc>"
            )
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def _change_part(rng: Random, parts: dict[str, bytes]) -> None:
    if not parts:
        return
    name = rng.choice(sorted(parts))
    data = parts.pop(name)
    kind = rng.random()
    if kind < 0.4:
        parts[name] = damage(rng, data)
    elif kind < 0.6:
        parts[rng.choice(("../" + name, "/" + name, name.upper(), name + "/", "a\\b"))] = data
    elif kind < 0.8:
        parts[name] = data.replace(
            b"word/document.xml", rng.choice((b"word/none.xml", b"../a", b"/"))
        )


def _lie(rng: Random, data: bytearray) -> None:
    """Overwrite a field of a header in the archive's list or before a part."""
    mark, fields = rng.choice(
        ((b"PK\x01\x02", (6, 8, 10, 16, 20, 24, 28, 42)), (b"PK\x03\x04", (4, 6, 8, 14, 18, 22)))
    )
    places = [i for i in range(len(data)) if data[i : i + 4] == mark]
    if places:
        at = rng.choice(places) + rng.choice(fields)
        data[at : at + 2] = rng.choice(
            (b"\x00\x00", b"\xff\xff", b"\x01\x00", b"\x63\x00", rng.randbytes(2))
        )
