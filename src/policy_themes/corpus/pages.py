"""The text of HTML pages and of Markdown."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


def read_html(text: str) -> str:
    """Return the main text of a page, its title first."""
    import trafilatura
    from trafilatura.settings import Document

    page = trafilatura.bare_extraction(
        text, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    found = page.as_dict() if isinstance(page, Document) else page or {}
    title, body = found.get("title") or "", found.get("text") or ""
    return body if not title or title in body[: len(title) + 50] else f"{title}\n{body}"


def read_markdown(text: str) -> str:
    """Return the lines of a Markdown text without its marks, the numbers of its lists kept."""
    from markdown_it import MarkdownIt

    return "\n".join(_iter_markdown(MarkdownIt("commonmark").enable("table").parse(text)))


def _iter_markdown(tokens: list["Token"]) -> Iterator[str]:
    number = ""
    for token in tokens:
        if token.type == "list_item_open":
            number = f"{token.info}." if token.info else ""
        elif token.type == "inline":
            parts = [
                "\n" if child.type in {"softbreak", "hardbreak"} else child.content
                for child in token.children or []
                if child.type != "html_inline"
            ]
            yield number + "".join(parts)
            number = ""
        elif token.type in {"fence", "code_block"}:
            yield token.content
