"""The solver without each of its ingredients: still exact, the ingredient truly off; and the table of what it cost."""

import json
import re

import numpy as np
import pytest

from benchmarks.ablation import command
from benchmarks.ablation.ingredients import BY_NAME, INGREDIENTS, Ingredient, without
from benchmarks.ablation.run import Run, run
from socopt.solver import NO_LIMIT, search, solve
from tests.solver.problems import make

LINES, EACH, KNAPSACKS, EASY = 15, 7, 20, 60


@pytest.fixture(scope="module")
def problem():
    """Lines that compete for small knapsacks, and easy ones that only a wide row with much room joins."""
    dice = np.random.default_rng(1)
    contested, width = LINES * EACH, LINES * EACH + 2 * EASY
    of_line = np.concatenate([np.arange(contested) // EACH, LINES + np.arange(2 * EASY) // 2])
    waits = (np.arange(width) < contested) & (np.arange(width) % EACH == 0)
    rows = [((of_line == line).astype(int).tolist(), 1, 1, True) for line in range(LINES + EASY)]
    for _ in range(KNAPSACKS):
        member = (dice.random(width) < 14 / contested) & (np.arange(width) < contested) & ~waits
        rows.append(((dice.integers(1, 4, width) * member).tolist(), -NO_LIMIT, 4, False))
    dear = np.where(np.arange(width) < contested, 0, 1 + np.arange(contested, contested + width) % 2)
    rows.append((dear.tolist(), -NO_LIMIT, EASY + 50, False))
    costs = dice.integers(0, 6, (4, width)) * (dear < 2) + 9 * (dear == 2)
    costs[0] = waits
    return make(costs, rows, unclaimed=["last"])


@pytest.fixture(scope="module")
def best(problem):
    solution = solve(problem)
    assert all(tier.proven for tier in solution.tiers if tier.claimed)
    return problem.values(solution.x)[problem.claimed].tolist()


@pytest.mark.parametrize("ingredient", INGREDIENTS, ids=lambda each: each.name)
def test_without_an_ingredient_the_answer_is_the_same_and_it_did_not_run(problem, best, ingredient, monkeypatch):
    if ingredient.name != "at-once":
        monkeypatch.setattr(search, "SMALL", 0)
    if ingredient.name == "few-columns":  # what corners prove never comes to it
        monkeypatch.setattr(search, "rows_of_corner", lambda *_: [])
    before = [getattr(owner, name) for owner, name, _ in ingredient.off]
    with without(ingredient) as tally:
        solution = solve(problem)
        assert all(
            getattr(owner, name) is not was for (owner, name, _), was in zip(ingredient.off, before, strict=True)
        )
    assert [getattr(owner, name) for owner, name, _ in ingredient.off] == before
    assert all(tier.proven for tier in solution.tiers if tier.claimed)
    assert problem.values(solution.x)[problem.claimed].tolist() == best
    assert tally.times


def test_an_ingredient_that_the_solver_has_not_is_an_error():
    gone = Ingredient(name="gone", text="gone", off=[(search, "no_such_function", lambda *_: None)])
    with pytest.raises(AttributeError, match="no_such_function"), without(gone):
        pass


def test_a_run_says_what_was_proven_and_when(problem, best, tmp_path):
    problem.save(tmp_path / "night.npz")
    found = run(tmp_path / "night.npz", off="reduction", seconds=60)
    assert found.finished
    assert found.values == best
    assert found.left_out
    assert found.after == sorted(found.after)
    assert found.after[-1] <= found.seconds


def test_a_run_ends_when_its_processor_seconds_are_over(problem, tmp_path):
    problem.save(tmp_path / "night.npz")
    found = run(tmp_path / "night.npz", off=None, seconds=1e-3)
    assert not found.finished
    assert len(found.values) < found.claimed


def test_the_command_measures_each_in_a_process_of_its_own(problem, tmp_path, capfd):
    problem.save(tmp_path / "night.npz")
    (tmp_path / "night.json").write_text(json.dumps({}), encoding="utf-8")
    assert command.main([str(tmp_path), "--seconds", "60", "--off", "blends"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "| without | night |"
    assert re.fullmatch(r"\| \(all on\) \| 3 in [\d.]+ s, [\d,]+ MB \|", lines[2])
    assert re.fullmatch(r"\| tiers blended \| 3 in [\d.]+ s, [\d.]+ x \|", lines[3])


def outcome(values, seconds, *, left_out=1):
    after = [seconds * (place + 1) / len(values) for place in range(len(values))]
    return Run(
        claimed=3,
        values=values,
        after=after,
        finished=len(values) == 3,
        seconds=seconds,
        left_out=left_out,
        megabytes=9,
    )


def test_a_cell_says_how_much_longer_or_that_it_did_not_end(tmp_path):
    whole = outcome([1, 2, 3], 10.0, left_out=0)
    runs = {
        None: whole, "corners": outcome([1, 2, 3], 25.0), "blends": outcome([1], 60.0),
        "aside": outcome([1, 2, 3], 10.0, left_out=0),
    }  # fmt: skip
    text = command.table({tmp_path / "night.npz": runs})
    assert "| (all on) | 3 in 10.0 s, 9 MB |" in text
    assert f"| {BY_NAME['corners'].text} | 3 in 25.0 s, 2.5 x |" in text
    assert f"| {BY_NAME['blends'].text} | 1 of 3 in 60.0 s, over 6.0 x |" in text
    assert f"| {BY_NAME['aside'].text} | not used |" in text


def test_other_values_of_a_proven_tier_are_noticed():
    assert command.differ(outcome([1, 2, 3], 1.0), outcome([1, 4], 1.0))
    assert not command.differ(outcome([1, 2, 3], 1.0), outcome([1, 2], 1.0))


def test_problems_that_are_not_there_are_said(tmp_path, capsys):
    assert command.main([str(tmp_path / "none.npz")]) == 2
    assert "none.npz" in capsys.readouterr().err
    assert command.main(["--list"]) == 0
    assert all(each.text in capsys.readouterr().out for each in INGREDIENTS[:1])
