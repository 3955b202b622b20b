"""The standing by which growth is measured: the first tier proven, the second near its bound, both at once."""

import pytest

from benchmarks.nights.growth import until_close


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], None),
        ([(1.0, 2.0, 1, 0, 0, True)], None),
        ([(1.0, 2.0, 1, 0, 0, True), (3.0, 4.0, 2, 100, 92, False)], None),
        ([(1.0, 2.0, 1, 0, 0, True), (3.0, 4.0, 2, 100, 92, False), (5.0, 6.0, 2, 98, 92, False)], (5.0, 6.0)),
        ([(1.0, 2.0, 2, 100, 94, False), (3.0, 4.0, 1, 0, 0, True)], (3.0, 4.0)),
        ([(1.0, 2.0, 2, 100, None, False), (3.0, 4.0, 1, 0, 0, True)], None),
        ([(1.0, 2.0, 1, 4, 0, False), (3.0, 4.0, 2, 100, 100, False)], None),
    ],
)
def test_seconds_and_processor_seconds_until_then(told, expected):
    assert until_close({"told": told}) == expected


def test_solvers_that_tell_nothing_never_stand_so():
    assert until_close({"values": [0]}) is None
