"""A page in headless Chromium that fails the test where it asks for anything over a network or logs an error."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from socopt.report import render
from tests.report.nights import synthetic_night

NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = {"desktop": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system installed it; ``CHROMIUM`` names another one."""
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        pytest.fail("Chromium is missing: `sudo apt-get install chromium`, or name one with CHROMIUM=/path/to/it.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def report_file(tmp_path_factory) -> Path:
    """The report of the synthetic night for its Region."""
    night = synthetic_night()
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render(night.told(region_id=night.instance.manifest.region_id)), "utf-8")
    return Path(file)


@pytest.fixture
def open_page(browser, report_file) -> Iterator[Callable[[str], Page]]:
    """``open_page("phone")``: the report at that width; the test fails at any request or error."""
    pages: list[Page] = []
    wrong: list[str] = []

    def opened(width: str = "desktop") -> Page:
        across, down = WIDTHS[width]
        page = browser.new_page(viewport={"width": across, "height": down})
        page.on("request", lambda request: wrong.append(request.url) if request.url != report_file.as_uri() else None)
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(report_file.as_uri())
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert wrong == []
