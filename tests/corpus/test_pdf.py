import io

import pytest
from pypdfium2 import PdfPage
from reportlab.pdfgen.canvas import Canvas

from policy_themes.corpus import pdf
from policy_themes.corpus.pdf import read_pdf
from policy_themes.errors import LargeReportError


def make_pdf(pages):
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in range(pages):
        canvas.drawString(72, 700, f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_pages_are_read_up_to_the_most_that_a_report_has(monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_PAGES", 3)
    assert read_pdf(make_pdf(3), "a.pdf").split("\f") == ["Page 1", "Page 2", "Page 3"]
    with pytest.raises(LargeReportError, match=r"^a\.pdf: too large to read \(more than 3 pages\)"):
        read_pdf(make_pdf(4), "a.pdf")


def test_text_is_read_up_to_the_most_that_a_report_has(monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_CHARACTERS", 12)
    assert read_pdf(make_pdf(2), "a.pdf").split("\f") == ["Page 1", "Page 2"]
    with pytest.raises(LargeReportError, match=r"\(more than 12 characters\)"):
        read_pdf(make_pdf(3), "a.pdf")


def test_no_more_than_a_page_is_open_at_once(monkeypatch):
    opened, open_text = [], PdfPage.get_textpage

    def get_textpage(page):
        assert not any(before.raw for before in opened)
        opened.extend((page, open_text(page)))
        return opened[-1]

    monkeypatch.setattr(PdfPage, "get_textpage", get_textpage)
    assert read_pdf(make_pdf(3), "a.pdf").count("\f") == 2
    assert len(opened) == 6
