"""A page of the report as PDF: laid out by WeasyPrint, without a browser and without a network."""

from socopt.errors import UsageError

MISSING = (
    "pdf needs WeasyPrint and Pango. Install socopt[pdf], and on Debian libpango-1.0-0 and libpangoft2-1.0-0; "
    "or write html, open it in a browser and print it."
)


def pdf_of(page: str) -> bytes:
    """The sheets of a page, as its rules for print lay them out.

    Raises
    ------
    UsageError
        WeasyPrint or what it rests on is not installed.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise UsageError(MISSING) from error
    nothing = URLFetcher(allowed_protocols=())  # a report needs nothing from outside
    return bytes(HTML(string=page, url_fetcher=nothing).write_pdf())
