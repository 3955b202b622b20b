"""``socopt prices``: in words, as one object, and how many are solved again."""

import json
from dataclasses import replace

import pytest

from socopt.io import write_instance
from socopt.matching import pricing
from tests.nights import child, home, instance_of, need


@pytest.fixture
def night(tmp_path):
    shelter = home("p", setting="shelter", levels="2", phone="555-0100")
    write_instance(
        instance_of([child("a"), child("b")], [shelter], [need(each, lottery_ticket=1) for each in "ab"]),
        tmp_path / "night",
    )
    return tmp_path / "night"


def test_prices_are_told_in_words_and_as_one_object(run, night):
    text = run("prices", str(night))
    assert text.exit_code == 0, text.output
    assert "one bed more in p (p): placements 1 -> 0" in text.stdout
    told = json.loads(run("prices", str(night), "--json").stdout)
    assert [limit["kind"] for limit in told["limits"]] == ["beds"]


def test_nothing_is_solved_again_where_none_is_asked_for(run, night):
    told = json.loads(run("prices", str(night), "--most", "0", "--json").stdout)
    assert told["limits"][0]["changes"] is None
    assert told["limits"][0]["at_most"] == 1


def test_what_was_not_proven_in_time_says_so_and_exits_as_stopped(run, night, monkeypatch):
    solve_again = pricing._Pricer.solved_again
    monkeypatch.setattr(
        pricing._Pricer,
        "solved_again",
        lambda self, limit: replace(limit, price=replace(solve_again(self, limit).price, proven=False)),
    )
    told = run("prices", str(night))
    assert told.exit_code == 5
    assert "not proven" in told.stdout
    assert "give it more" in told.stdout
    assert json.loads(run("prices", str(night), "--json").stdout)["proven"] is False
