"""No withheld count can be worked out from what is shown."""

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socopt.report.aggregates.counts import ALL, counts_of
from socopt.report.aggregates.suppression import can_be_worked_out, protect


def table(numbers, *, keys=None, parent_of=None, name="table"):
    """Counts from rows of numbers, A, B ... by x, y ..."""
    rows = [f"A{n}" for n in range(len(numbers))]
    columns = [f"x{n}" for n in range(len(numbers[0]))]
    pairs = [(r, c, v) for r, line in zip(rows, numbers, strict=True) for c, v in zip(columns, line, strict=True)]
    frame = pd.DataFrame(pairs, columns=["row", "column", "number"])
    return counts_of(
        frame["row"], frame["column"], weights=frame["number"], row_order={r: r for r in rows},
        column_order={c: c for c in columns}, parent_of=parent_of, name=name, title=name, noun="child", keys=keys or {},
    )  # fmt: skip


def other_tables(counts, withheld, largest):
    """Every table that shows the same cells: withheld inner cells are at least one, sums add up."""
    cells = list(itertools.product(counts.leaves, counts.columns))
    parents = {row: [row, *above(counts, row)] for row in counts.leaves}
    shown = {cell: counts.value(*cell) for cell in itertools.product(counts.frame.index, counts.frame.columns)}
    choices = [range(1, largest + 1) if cell in withheld else [shown[cell]] for cell in cells]
    for values in itertools.product(*choices):
        sums = dict.fromkeys(shown, 0)
        for (row, column), value in zip(cells, values, strict=True):
            for each in parents[row]:
                sums[each, column] += value
                sums[each, ALL] += value
        if all(sums[cell] == value for cell, value in shown.items() if cell not in withheld):
            yield sums


def above(counts, row):
    """Rows above a row, up to the whole."""
    found = []
    while row in counts.parent_of:
        row = counts.parent_of[row]
        found.append(row)
    return found


def test_a_small_count_and_one_other_of_its_row_and_column_are_withheld():
    counts = protect([table([[2, 9, 30], [7, 8, 20], [40, 50, 60]])])[0]
    assert {("A0", "x0"), ("A0", "x1"), ("A1", "x0"), ("A1", "x1")} == counts.withheld


def test_large_counts_and_zeros_are_shown():
    assert protect([table([[0, 9], [5, 0]])])[0].withheld == frozenset()


def test_a_lone_small_total_is_withheld_with_what_it_is_made_of():
    withheld = protect([table([[3]])])[0].withheld
    assert {("A0", "x0"), ("A0", ALL), (ALL, "x0"), (ALL, ALL)} == withheld


def test_what_the_reader_may_see_is_never_withheld_and_hides_nothing():
    counts = protect([table([[1, 2], [3, 9]])], lambda row: row == "A0")[0]
    assert not any(row == "A0" for row, _ in counts.withheld)
    assert {("A1", "x0"), (ALL, "x0")} <= counts.withheld


def test_two_ones_that_add_up_to_a_shown_two_are_not_enough():
    counts = table([[1, 1, 9], [9, 9, 9]])
    pair = {("A0", "x0"), ("A0", "x1")}
    assert can_be_worked_out(counts, pair) == pair


def test_a_cell_that_two_tables_share_is_withheld_in_both():
    shared = {("A0", "x0"): "same"}
    first, second = protect([
        table([[2, 9], [9, 9]], keys=shared, name="first"), table([[7, 20], [30, 40]], keys=shared, name="second"),
    ])  # fmt: skip
    assert ("A0", "x0") in first.withheld
    assert ("A0", "x0") in second.withheld
    assert can_be_worked_out(second, second.withheld) == frozenset()


def test_beds_are_no_children():
    from dataclasses import replace

    assert protect([replace(table([[1, 2]]), counts_children=False)])[0].withheld == frozenset()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2), st.booleans())
def test_for_every_withheld_count_another_table_shows_the_same(numbers, in_regions):
    """By trying all tables: each withheld cell takes at least two values, also where rows lie in Regions."""
    tree = {f"A{n}": f"R{min(n, 1)}" for n in range(len(numbers))} if in_regions else None
    counts = protect([table(numbers, parent_of=tree)])[0]
    small = [(r, c) for r in counts.frame.index for c in counts.frame.columns if 0 < counts.value(r, c) < 5]
    assert set(small) <= counts.withheld
    assert can_be_worked_out(counts, counts.withheld) == frozenset()
    values = {cell: set() for cell in counts.withheld}
    for other in other_tables(counts, counts.withheld, largest=8):
        for cell, found in values.items():
            found.add(other[cell])
    assert all(len(found) > 1 for found in values.values())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(1, 4), min_size=2, max_size=2), min_size=2, max_size=2), st.data())
def test_what_can_be_worked_out_is_what_takes_one_value(numbers, data):
    """The cycles of the network say the same as trying all tables, whatever is withheld."""
    counts = table(numbers)
    cells = [(r, c) for r in counts.frame.index for c in counts.frame.columns]
    withheld = data.draw(st.sets(st.sampled_from(cells)))
    values = {cell: set() for cell in withheld}
    for other in other_tables(counts, withheld, largest=8):
        for cell, found in values.items():
            found.add(other[cell])
    assert can_be_worked_out(counts, withheld) == {cell for cell, found in values.items() if len(found) == 1}


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_the_order_of_tables_does_not_change_what_is_withheld(order):
    keys = {("A0", ALL): "total"}
    both = [table([[2, 9], [9, 9]], keys=keys, name="a"), table([[5, 6], [30, 40]], keys=keys, name="b")]
    found = {counts.name: counts.withheld for counts in protect([both[n] for n in order])}
    assert {name: sorted(cells) for name, cells in found.items()} == {
        counts.name: sorted(counts.withheld) for counts in protect(both)
    }
