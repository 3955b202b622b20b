"""The planner's brief in a browser: it fits, it is accessible, it answers on the first screen, it asks nobody."""

from pathlib import Path

import pytest

from socopt.report.planning.answer import headline, tiles
from socopt.report.planning.page import brief_page
from tests.report.browser.conftest import WIDTHS, opener
from tests.report.browser.test_page import violations
from tests.report.planning.cases import small_case


@pytest.fixture(scope="session")
def brief_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("brief") / "brief.html"
    file.write_text(brief_page(small_case()), "utf-8")
    return Path(file)


@pytest.fixture
def open_brief(browser, brief_file):
    yield from opener(browser, brief_file)


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_and_is_accessible(open_brief, width):
    page = open_brief(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width][0]
    assert violations(page) == []


def test_the_answer_stands_on_the_first_screen(open_brief):
    page = open_brief("desktop")
    assert page.locator("#answer h2").inner_text() == headline(small_case())
    last = page.locator(".answers dt").last
    assert last.inner_text() == tiles(small_case())[-1].question
    assert last.bounding_box()["y"] + last.bounding_box()["height"] <= WIDTHS["desktop"][1]


def test_every_section_is_reached_from_its_contents(open_brief):
    page = open_brief()
    for link in page.locator(".contents a").all():
        assert page.locator(link.get_attribute("href")).locator("h2").count() == 1


def test_it_prints_without_what_only_a_screen_needs(open_brief):
    page = open_brief()
    assert page.pdf(format="Letter").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator(".search").is_hidden()
    assert page.locator("#by-area-h").is_visible()
