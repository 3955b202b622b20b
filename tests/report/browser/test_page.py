"""The report in a browser: it fits, it is accessible, it answers keys, it prints, and it asks nobody for anything."""

import re
from importlib import resources

import pytest

from tests.report.browser.conftest import WIDTHS
from tests.report.nights import synthetic_night

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def told():
    night = synthetic_night()
    return night.told(region_id=night.instance.manifest.region_id)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(open_page, width):
    page = open_page(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width][0]


FEW_OF_A_KIND = """
for (const details of document.querySelectorAll("details")) details.open = true;
const alike = "tbody tr:nth-child(n+4), .child:nth-child(n+6), .facts div:nth-child(n+6)";
for (const like of document.querySelectorAll(alike)) like.remove();
"""


def violations(page) -> list[tuple[str, list[str]]]:
    """What axe finds on a page, of which a few rows of every table stay: all rows of a table are alike."""
    page.evaluate(FEW_OF_A_KIND)
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then((results) => results.violations)")
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violation(open_page, width):
    assert violations(open_page(width)) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_statewide_summary_fits_and_is_accessible(open_state, width):
    page = open_state(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width][0]
    assert violations(page) == []


def test_every_section_of_the_statewide_summary_is_reached_from_its_contents(open_state):
    page = open_state()
    for link in page.locator(".contents a").all():
        section = page.locator(link.get_attribute("href"))
        assert section.locator("h2").count() == 1


def test_axe_would_find_one(open_page):
    page = open_page()
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [rule for rule, _ in violations(page)] == ["html-has-lang"]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_screen_says_whom_to_call_for_whom(open_page, width):
    """The first child for whom there is anybody to call stands in the window before any scrolling, with the number."""
    page = open_page(width)
    urgent = next(row for row in told().without_safe_bed if row.recommended or row.others)
    first = page.locator(".tile, .child", has=page.locator("a.phone")).first
    steps = [step.call for step in urgent.before if step.call]
    call = (steps or [urgent.recommended or urgent.others[0]])[0]
    assert urgent.who.child_id in first.inner_text()
    assert call.name in first.inner_text()
    assert (urgent.recommended or call).reasons[0] in first.inner_text()
    phone = first.locator("a.phone").first
    assert phone.inner_text() == call.phone
    assert phone.bounding_box()["y"] + phone.bounding_box()["height"] <= WIDTHS[width][1]


def test_search_leaves_what_it_finds_and_escape_brings_all_back(open_page):
    page = open_page()
    child_id = told().without_safe_bed[2].who.child_id
    everyone = page.locator(".child:visible").count()
    page.keyboard.press("/")
    page.keyboard.type(child_id)
    page.locator("#found:not(:empty)").wait_for()
    assert all(child_id in text for text in page.locator(".child:visible").all_text_contents())
    assert page.locator("#lines-grid tbody tr:visible").count() >= 1
    assert all(child_id in text for text in page.locator("#lines-grid tbody tr:visible").all_text_contents())
    page.keyboard.press("Escape")
    assert page.locator(".child:visible").count() == everyone


def test_a_heading_sorts_its_column_up_and_down(open_page):
    page = open_page()
    heading = page.locator("#lines-grid th", has_text="Days")
    heading.locator("button").click()
    days = [int(text) for text in page.locator("#lines-grid tbody td:nth-child(5)").all_text_contents()]
    assert heading.get_attribute("aria-sort") == "ascending"
    assert days == sorted(days)
    heading.locator("button").press("Enter")
    days = [int(text) for text in page.locator("#lines-grid tbody td:nth-child(5)").all_text_contents()]
    assert heading.get_attribute("aria-sort") == "descending"
    assert days == sorted(days, reverse=True)


def test_a_choice_leaves_the_rows_of_that_value(open_page):
    page = open_page()
    page.locator("#lines-grid select").nth(2).select_option("stay")
    rows = page.locator("#lines-grid tbody tr:visible")
    assert rows.count() == sum(line.kind == "stay" for line in told().lines)
    assert f"{rows.count()} of {len(told().lines)} shown" in page.locator("#lines-grid .shown").text_content()


def test_n_and_p_walk_the_children_until_shortcuts_are_switched_off(open_page):
    page = open_page()
    focused = "document.activeElement.id"
    for _ in range(3):
        page.keyboard.press("n")
    assert page.evaluate(focused) == "child-3"
    page.keyboard.press("p")
    assert page.evaluate(focused) == "child-2"
    page.locator("#keys").uncheck()
    page.locator("#child-2").focus()
    page.keyboard.press("n")
    assert page.evaluate(focused) == "child-2"


def test_the_first_tab_stop_skips_to_the_children(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_figures_come_alive_when_a_reader_comes_near_them_and_not_before(open_page):
    page = open_page()
    assert page.evaluate("typeof window.Plotly") == "undefined"
    page.locator("#map").scroll_into_view_if_needed()
    page.locator(".is-live .main-svg").first.wait_for(state="attached")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_with_details_opened_and_without_what_only_a_screen_needs(open_page, paper):
    page = open_page()
    assert page.pdf(format=paper).startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator(".search").is_hidden()
    assert page.locator(".contents").is_hidden()
    assert page.locator("#lines").is_hidden()
    assert page.locator(".printed").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#rules-grid").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_the_file_forbids_itself_the_network(report_file):
    text = report_file.read_text("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text).group(1)
    assert "default-src &#39;none&#39;" in policy
    page = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="(?!#|tel:)[^"]*"', page) == []
