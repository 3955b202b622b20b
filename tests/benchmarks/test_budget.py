"""What a peer may spend: by the clock where it is alone, by the processor too where it is not."""

from time import sleep

import pytest

from benchmarks import budget as module
from benchmarks.budget import Budget


class Clocks:
    """Seconds by the clock and of the processor, set by hand."""

    def __init__(self, monkeypatch):
        self.wall = self.processor = 100.0
        monkeypatch.setattr(module, "POLL_SECONDS", 0.001)
        monkeypatch.setattr(module.time, "perf_counter", lambda: self.wall)
        monkeypatch.setattr(module.time, "process_time", lambda: self.processor)

    def work(self, wall, processor):
        self.wall, self.processor = self.wall + wall, self.processor + processor


@pytest.fixture
def clocks(monkeypatch):
    return Clocks(monkeypatch)


def is_stopped(interrupter, *, looks):
    """Whether the interrupter is told to stop within so many thousandths of a second."""
    for _ in range(looks):
        if interrupter.interrupted:
            return True
        sleep(0.001)
    return False


def test_without_patience_seconds_are_those_of_the_clock(clocks):
    spending = Budget(seconds=10)
    with spending.counting() as interrupter:
        clocks.work(10, 4)
        assert not is_stopped(interrupter, looks=20)  # the solver's own limit ends it
    assert (spending.spent, spending.processor) == (10, 4)
    assert spending.left() == 0
    assert spending.is_used_up()


def test_with_patience_a_solve_goes_on_until_it_had_the_processor(clocks):
    spending = Budget(seconds=10, threads=2, patience=3)
    assert spending.left() == 30
    with spending.counting() as interrupter:
        clocks.work(12, 15)
        assert not is_stopped(interrupter, looks=20)
        clocks.work(3, 5)
        assert is_stopped(interrupter, looks=5_000)
    assert spending.is_used_up()
    assert spending.left() == 15


def test_with_patience_no_solve_ends_before_its_seconds_by_the_clock(clocks):
    spending = Budget(seconds=10, patience=2)
    with spending.counting() as interrupter:
        clocks.work(6, 12)
        assert not is_stopped(interrupter, looks=20)
    assert not spending.is_used_up()


def test_solves_add_up_and_what_is_between_them_does_not_count(clocks):
    spending = Budget(seconds=10)
    for _ in range(2):
        clocks.work(100, 100)
        with spending.counting():
            clocks.work(3, 2)
    assert (spending.spent, spending.processor) == (6, 4)
    assert spending.left() == 4


def test_without_a_limit_nothing_is_used_up(clocks):
    spending = Budget(patience=2)
    with spending.counting() as interrupter:
        clocks.work(1e6, 1e6)
        assert not is_stopped(interrupter, looks=20)
    assert spending.left() is None
    assert not spending.is_used_up()
