"""Steps, chains and flags that the checker fills in for whoever enumerates plans."""

from dataclasses import replace

from socopt.check import Checker
from tests.check.plans import rows
from tests.nights import child, home, night_of


def _bare(night, *specs):
    return [
        replace(row, step=0, chain_id=None, minutes=-1, from_program_id=None, flags=()) for row in rows(night, *specs)
    ]


def _must_move(child_id):
    return child(child_id, current_program_id=f"h{child_id}", status="must_move")


CHAIN = night_of([child("a"), *map(_must_move, "bcd")], [home("hb"), home("hc"), home("hd"), home("p")])


def test_earliest_steps_and_chains():
    """A chain of three is stepped from its vacant bed back; the plan so completed passes."""
    checker = Checker(CHAIN)
    done = checker.completed(_bare(CHAIN, "La place hc", "Lb move p", "Lc move hb", "Ld stay hd"))
    assert [row.step for row in done] == [3, 1, 2, 0]
    assert [row.chain_id for row in done] == ["La", "La", "La", None]
    assert checker.violations(done) == []


def test_no_steps_for_a_chain_too_deep_or_a_circle():
    """None where no order of steps is feasible."""
    checker = Checker(CHAIN)
    assert checker.completed(_bare(CHAIN, "La place hd", "Lb move p", "Lc move hb", "Ld move hc")) is None
    assert checker.completed(_bare(CHAIN, "La unserved", "Lb move hc", "Lc move hd", "Ld move hb")) is None


def test_vacant_bed_goes_to_who_frees_another():
    """Two enter one home: the one whose departure is awaited goes first."""
    night = night_of(
        [child("a"), child("z", current_program_id="p"), *map(_must_move, "bc"),
         child("d", current_program_id="p", status="must_move")],
        [home("hb"), home("hc"), home("p", capacity=3)],
    )  # fmt: skip
    checker = Checker(night)
    done = checker.completed(_bare(night, "La place p", "Lb move p", "Lc stay hc", "Ld move hb"))
    assert [row.step for row in done] == [3, 1, 0, 2]
    assert checker.violations(done) == []


def test_flags_are_filled_in():
    """Minutes, from_program_id and below_floor flags are those the checker expects."""
    night = night_of([child("a", tonight_at="office")], [home("p", levels="5")])
    (row,) = Checker(night).completed(_bare(night, "La place p"))
    assert row.flags == ("below_floor:level",)
    assert row.minutes == 0


def test_child_who_must_leave_frees_its_bed_unserved():
    """Whoever must leave and is unserved departs before the first entry."""
    night = night_of(
        [child("a"), child("b", current_program_id="q", status="must_move", must_leave_by=CHAIN.night)], [home("q")]
    )
    checker = Checker(night)
    done = checker.completed(_bare(night, "La place q", "Lb unserved"))
    assert [row.step for row in done] == [1, 0]
    assert checker.violations(done) == []
