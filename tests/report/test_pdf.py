"""A page as PDF: whatever the page asks for, nothing is fetched."""

from socopt.report.page.pdf import pdf_of


def test_a_page_that_asks_for_a_picture_elsewhere_is_laid_out_without_it(caplog):
    assert pdf_of('<p>Tonight</p><img src="https://example.org/elsewhere.png">').startswith(b"%PDF-")
    assert "disallowed protocol" in caplog.text
