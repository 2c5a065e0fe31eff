"""The text of PDFs."""

from typing import Any

from policy_themes.errors import (
    BrokenFileError,
    EncryptedPdfError,
    LargeReportError,
    ScannedPdfError,
)

_MOST_PAGES = 10_000
"""No report has more; a file of a megabyte can have a hundred thousand."""
_MOST_CHARACTERS = 50_000_000
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD in fpdfview.h


def read_pdf(data: bytes, name: str) -> str:
    """Return the text of a PDF's text layer; a page ends with `\\f`.

    Raises:
        BrokenFileError: It is damaged.
        EncryptedPdfError: It wants a password.
        LargeReportError: It has too many pages, or too much text.
        ScannedPdfError: No page has any text.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise EncryptedPdfError(name) from error
        raise BrokenFileError(name, "PDF") from error
    try:
        pages = _read_pages(document, name)
    except pypdfium2.PdfiumError as error:
        raise BrokenFileError(name, "PDF") from error
    finally:
        document.close()
    if not any(page.strip() for page in pages):
        raise ScannedPdfError(name, len(pages))
    return "\f".join(pages)


def _read_pages(document: Any, name: str) -> list[str]:
    if len(document) > _MOST_PAGES:
        raise LargeReportError(name, f"more than {_MOST_PAGES:,} pages")
    pages: list[str] = []
    left = _MOST_CHARACTERS
    for page in document:
        layer = page.get_textpage()
        pages.append(layer.get_text_bounded())
        layer.close()
        page.close()
        left -= len(pages[-1])
        if left < 0:
            raise LargeReportError(name, f"more than {_MOST_CHARACTERS:,} characters")
    return pages
