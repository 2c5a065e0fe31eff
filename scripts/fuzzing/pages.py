"""Random pages of HTML and Markdown."""

from random import Random

from fuzzing.texts import damage, encode, make_text

_TAGS = [
    "div",
    "p",
    "span",
    "table",
    "tr",
    "td",
    "th",
    "ul",
    "li",
    "ol",
    "a",
    "b",
    "article",
    "main",
    "section",
    "h1",
    "h2",
    "title",
    "head",
    "body",
    "html",
    "script",
    "style",
    "form",
    "input",
    "iframe",
    "svg",
    "math",
    "template",
    "noscript",
    "blockquote",
    "pre",
    "code",
    "br",
    "hr",
    "img",
    "figure",
    "font",
    "center",
    "select",
    "option",
    "object",
    "embed",
    "dl",
    "dt",
    "dd",
    "tbody",
    "details",
    "summary",
    "frameset",
    "meta",
    "base",
    "xmp",
    "q",
]
_TRICKS = [
    *(
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?xml version='1.0'?>",
        "<!DOCTYPE html>",
        "</",
        "<",
        ">",
    ),
    *(
        "&#0;",
        "&#xD800;",
        "&#x110000;",
        "&nbsp;",
        "&amp;lt;",
        "&unknown;",
        "&#99999999999;",
        "\x00",
    ),
    '<!DOCTYPE html [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]>&c;',
    '<meta charset="gb2312">',
    '<meta http-equiv="refresh" content="0;url=http://a.example">',
    '<base href="http://[">',
    '<html lang="\x01"><head><title>',
    '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":[[{}]]}</script>',
    '<script type="application/ld+json">{"a":' + "[" * 2000,
    '<meta property="og:title" content="'
    + "一" * 500
    + '"><meta name="date" content="9999-99-99">',
    '<time datetime="0000-00-00T99">',
    '<a href="http://[::1">链接</a>',
    '<a href="javascript:1">链接</a>',
    '<td colspan="99999999" rowspan="-1">',
    '<table><tr><td colspan="1000">a</td></tr></table>',
]
_MARKS = [
    *(
        "#",
        "##",
        "* ",
        "- ",
        "+ ",
        "1. ",
        "999999999. ",
        "> ",
        ">",
        "```",
        "~~~",
        "    ",
        "\t",
        "|",
    ),
    *("---", "***", "===", "|---|---|", "[", "]", "(", ")", "![", "](", "[a]: b", "<", ">", "\\"),
    *(
        "`",
        "``",
        "*",
        "**",
        "_",
        "__",
        "<!--",
        "-->",
        "<div>",
        "&#0;",
        "&amp;",
        "\n",
        "\n\n",
        "http://a",
    ),
]


def make_html(rng: Random) -> bytes:
    """Return a page, often none that a browser would call one."""
    page = "".join(_iter_html(rng))
    if rng.random() < 0.5:
        page = f"<html><head><title>{make_text(rng, 30)}</title></head><body>{page}</body></html>"
    data = encode(rng, page)
    return damage(rng, data) if rng.random() < 0.3 else data


def make_markdown(rng: Random) -> bytes:
    """Return text with many marks of Markdown."""
    parts = []
    for _ in range(rng.choice((3, 20, 100))):
        mark = rng.choice(_MARKS) * rng.choice((1, 1, 1, 2, 50))
        parts += [mark, make_text(rng, 20) if rng.random() < 0.3 else ""]
    data = encode(rng, "".join(parts))
    return damage(rng, data) if rng.random() < 0.2 else data


def _iter_html(rng: Random):
    for _ in range(rng.choice((1, 4, 15))):
        tag = rng.choice(_TAGS)
        depth = rng.choice((1, 1, 1, 5, 100, 400))
        yield f"<{tag} class='a' id=\"{rng.choice(_TAGS)}\">" * depth
        yield make_text(rng, 300) if rng.random() < 0.8 else rng.choice(_TRICKS)
        yield rng.choice(_TRICKS) if rng.random() < 0.3 else ""
        yield f"</{tag}>" * rng.randint(0, depth)
