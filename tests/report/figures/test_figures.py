"""Figures: drawn for every viewer, the same each time, readable by a screen reader, and silent about small counts."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree as ET

import matplotlib as mpl
import plotly.graph_objects as go
import pytest

from socopt.errors import UsageError
from socopt.report.aggregates import aggregates_for, night_facts
from socopt.report.figures import KINDS, draw, figure_function, scripts, spec_of, text_of
from socopt.report.figures.labels import place_labels
from socopt.report.figures.style import BLUES, ORANGES
from socopt.report.viewer import viewer_of
from tests.nights import child, home, night_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn(of_region):
    return {each.name: each for each in draw(of_region)}


@pytest.fixture(scope="module")
def by_hand():
    """A night without outlines: maps fall back on the Area Offices."""
    night = night_of([child("a"), child("b", current_program_id="p")], [home("p", area_id="A2", capacity=3)])
    return aggregates_for(night_facts(night), viewer_of(night.instance, region_id="R1"))


@pytest.mark.parametrize("name", KINDS)
def test_each_figure_is_one_svg_with_title_description_and_no_date(drawn, name):
    root = ET.fromstring(drawn[name].svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title, text = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
    assert (title.text, text.text) == (KINDS[name].title, drawn[name].text)
    assert not re.search(r"<metadata|20[1-9]\d-\d\d-\d\d", drawn[name].svg)


@pytest.mark.parametrize("name", KINDS)
def test_each_figure_is_the_same_each_time(drawn, of_region, name):
    again = draw(of_region, [name])[0]
    assert (again.svg, again.markup) == (drawn[name].svg, drawn[name].markup)


def test_ids_are_unique_on_a_page_of_all_figures(drawn):
    ids = re.findall(r'\bid="([^"]+)"', "".join(each.markup for each in drawn.values()))
    assert len(ids) == len(set(ids))
    used = re.findall(r'(?:href="|url\()#([^")]+)', "".join(each.svg for each in drawn.values()))
    assert set(used) <= set(ids)


@pytest.mark.parametrize("name", KINDS)
def test_each_figure_draws_on_axes_of_the_caller(of_region, name):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    assert figure_function(name)(of_region, ax) is ax
    assert ax.get_title(loc="left")
    figure.canvas.draw()


@pytest.mark.parametrize("name", KINDS)
def test_each_figure_to_explore_is_one_that_plotly_takes_and_plain_json(of_region, name):
    spec = spec_of(of_region, name)
    assert len(go.Figure(spec).data) == len(spec["data"])
    assert json.loads(json.dumps(spec, allow_nan=False)) == json.loads(json.dumps(spec))


@pytest.mark.parametrize("name", KINDS)
def test_a_night_without_outlines_is_drawn_too(by_hand, name):
    each = draw(by_hand, [name])[0]
    assert ET.fromstring(each.svg) is not None
    go.Figure(each.spec)


@pytest.mark.parametrize("name", KINDS)
def test_an_empty_night_is_drawn_too(name):
    night = night_of([], [])
    each = draw(aggregates_for(night_facts(night), viewer_of(night.instance, state=True)), [name])[0]
    assert each.text
    go.Figure(each.spec)


def test_settings_of_matplotlib_are_those_of_the_caller(of_region):
    before = dict(mpl.rcParams)
    draw(of_region, ["waiting", "flows_map"])
    assert dict(mpl.rcParams) == before


def test_no_global_state_is_loaded():
    code = (
        "import sys, socopt.report.figures, socopt.report; "
        "print(*sorted({'matplotlib', 'plotly', 'geopandas', 'xlsxwriter', 'ortools'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_pyplot_is_never_used(drawn):
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


def test_the_words_are_those_of_the_numbers(by_hand):
    assert text_of(by_hand, "waiting") == "1 child waits for a place: 1 waiting for another place. Most wait in A1 (1)."
    assert text_of(by_hand, "outside") == (
        "1 of 1 child in programs live outside their home Area tonight (100%). The largest shares: A1 (100%)."
    )
    assert (
        text_of(by_hand, "open_beds") == "2 beds could take a child tonight: mostly 2 foster home. Most are in A2 (2)."
    )
    assert text_of(by_hand, "flows") == (
        "The largest flows of children from home Area to the Area they live in: A1 to A2 (1)."
    )


def test_nothing_small_is_in_the_figures_of_the_state(of_state):
    """No withheld cell has its number in the table, and matrices write none below five but zero."""
    assert of_state.flows.withheld
    for each in draw(of_state, ["flows", "waiting", "outside"]):
        shown = each.table.to_numpy(dtype="float64", na_value=0).ravel()
        assert not ((shown > 0) & (shown < 5)).any()
    assert "<td>withheld</td>" in draw(of_state, ["waiting"])[0].markup
    cells = spec_of(of_state, "flows")["data"][0]["text"]
    numbers = {int(cell) for line in cells for cell in line if cell not in {"", "…"}}
    assert not numbers & {1, 2, 3, 4}


def test_bars_of_the_state_add_up_to_what_is_shown_only(of_state):
    known = sum(sum(value or 0 for value in bar["x"]) for bar in spec_of(of_state, "waiting")["data"])
    assert known == of_state.waiting.inner.join(of_state.waiting.shown[["all"]])["all"].fillna(0).sum()


def test_scripts_are_the_same_for_all_and_ask_no_network():
    plotly, live = scripts()
    assert plotly is scripts()[0]
    assert "newPlot" in live
    assert not re.search(r"fetch\(|XMLHttpRequest|https?:", live)


def test_data_in_a_page_cannot_close_its_script(by_hand):
    areas = by_hand.areas.assign(name="</script><b>")
    from dataclasses import replace

    markup = draw(replace(by_hand, areas=areas, all_areas=areas), ["waiting_map"])[0].markup
    assert "</script><b>" not in markup
    assert "<b>" not in markup


def test_ramps_keep_their_order_in_grey():
    """Lightness falls along each ramp, so that a grey print and a colour-blind reader see the same order."""

    def lightness(color):
        red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    for ramp in (BLUES, ORANGES):
        steps = [lightness(color) for color in ramp]
        assert steps == sorted(steps, reverse=True)
        assert min(a - b for a, b in pairwise(steps)) > 15


def test_labels_do_not_stand_on_one_another_where_there_is_room():
    points = {"a": (0.0, 0.0), "b": (2.0, 0.0), "c": (40.0, 0.0)}
    placed = place_labels(
        dict.fromkeys(points, "name"), points, dict.fromkeys(points, 0.5), size=1.0, window=(-50, -50, 50, 50)
    )
    boxes = [label.box for label in placed.values()]
    for one in boxes:
        for other in boxes:
            if one is not other:
                assert min(one[2], other[2]) <= max(one[0], other[0]) or min(one[3], other[3]) <= max(one[1], other[1])


def test_an_unknown_figure_is_refused_by_name(of_region):
    from socopt.report.figures.drawn import check_name

    with pytest.raises(UsageError, match=r"pie.*waiting_map"):
        check_name("pie")
