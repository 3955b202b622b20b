"""A page in headless Chromium that fails the test where it asks for anything over a network or logs an error."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from socopt.policy import Night
from socopt.report import render, viewer_of
from socopt.report.morning import figures, state_report
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
    """The report of the synthetic night for its Region, with its figures."""
    night = synthetic_night()
    viewer = viewer_of(night.instance, region_id=night.instance.manifest.region_id)
    drawn = figures(Night(night.instance, night.policy), night.plan, viewer)
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render(night.told(region_id=viewer.region_id), drawn), "utf-8")
    return Path(file)


@pytest.fixture(scope="session")
def state_file(tmp_path_factory) -> Path:
    """The statewide summary of the same night."""
    night = synthetic_night()
    _, page = state_report(Night(night.instance, night.policy), night.plan, viewer_of(night.instance, state=True))
    file = tmp_path_factory.mktemp("report") / "state.html"
    file.write_text(page, "utf-8")
    return Path(file)


@pytest.fixture
def open_page(browser, report_file) -> Iterator[Callable[..., Page]]:
    """``open_page("phone")``: the report at that width; the test fails at any request or error."""
    yield from opener(browser, report_file)


@pytest.fixture
def open_state(browser, state_file) -> Iterator[Callable[..., Page]]:
    """The same of the statewide summary."""
    yield from opener(browser, state_file)


def opener(browser: Browser, file: Path) -> Iterator[Callable[..., Page]]:
    """Open a file at a width, note what it asks for, and judge that in the end."""
    pages: list[Page] = []
    wrong: list[str] = []

    def opened(width: str = "desktop") -> Page:
        across, down = WIDTHS[width]
        page = browser.new_page(viewport={"width": across, "height": down})
        page.on("request", lambda request: wrong.append(request.url) if request.url != file.as_uri() else None)
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(file.as_uri())
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert wrong == []
