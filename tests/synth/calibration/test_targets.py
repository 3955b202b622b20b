"""The targets as data: complete, sourced, and each with a measure that is tested."""

import inspect
import re
from pathlib import Path

import pytest

from socopt.domain import schema
from socopt.errors import UsageError
from socopt.synth.calibration import Target, presets_with_targets, targets_of
from socopt.synth.calibration.measures import MEASURES
from socopt.synth.calibration.stock import Stock

PRESETS = presets_with_targets()
TARGETS = {(preset, target.id): target for preset in PRESETS for target in targets_of(preset).targets}
PLACES = {*schema().vocabulary["setting"], "run", "hospital", "trial_home"}
VOCABULARY_OF = {
    "goal": "case_goal", "status": "legal_status", "sex": "sex", "category": "category", "categories": "category",
    "trait": "trait", "traits": "trait", "setting": "setting", "settings": "setting", "reason": "exit_reason",
    "reasons": "exit_reason", "places": "place",
}  # fmt: skip


def test_both_presets_of_the_state_have_targets():
    assert PRESETS == ("massachusetts-2004", "modern")
    assert all(len(targets_of(preset).targets) > 90 for preset in PRESETS)


def test_every_target_names_a_measure_that_takes_its_arguments():
    for target in TARGETS.values():
        inspect.signature(MEASURES[target.measure].read).bind(None, **target.arguments)


def words_of(target):
    """(vocabulary, word) of every argument that is a word of the schema."""
    for name, given in target.arguments.items():
        if name in VOCABULARY_OF:
            yield from ((VOCABULARY_OF[name], word) for word in (given if isinstance(given, list) else [given]))


def test_every_argument_is_a_word_of_the_schema():
    vocabulary = {**schema().vocabulary, "place": PLACES}
    asked = [(key, name, word) for key, target in TARGETS.items() for name, word in words_of(target)]
    assert len(asked) > 200
    assert [(key, word) for key, name, word in asked if word not in vocabulary[name]] == []


def test_every_target_says_where_it_comes_from_and_why_it_may_be_missed():
    assert [key for key, target in TARGETS.items() if len(target.source) < 6 or len(target.why) < 5] == []


def test_every_published_target_names_its_source_and_no_recalled_one_is_called_published():
    known = {key: target.source for key, target in TARGETS.items() if target.kind != "assumed"}
    assert [key for key, source in known.items() if not re.search("[A-Z0-9]|[.]org|[.]com", source)] == []
    assert [key for key, source in known.items() if source.startswith(("recalled", "no "))] == []


def test_a_tolerance_never_swallows_the_figure():
    """A point that could be doubled or halved would hold nothing together."""
    points = {key: target for key, target in TARGETS.items() if target.low == target.high and not target.comparison}
    assert [key for key, target in points.items() if target.slack > 0.7 * target.low] == []


def test_every_measure_serves_a_target():
    used = {target.measure for preset in PRESETS for target in targets_of(preset).targets}
    assert set(MEASURES) == used


def test_every_measure_is_tested_by_hand():
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in MEASURES if f'"{name}"' not in tests] == []


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_a_function_of_the_stock_with_a_sentence(name):
    read = MEASURES[name].read
    first, *others = inspect.signature(read).parameters.values()
    assert first.annotation in (Stock, "Stock")
    assert all(parameter.kind is inspect.Parameter.KEYWORD_ONLY for parameter in others)
    assert read.__doc__
    assert read.__name__ == name


def test_the_federal_count_is_never_mixed_with_the_states():
    (federal,) = [target for target in targets_of("massachusetts-2004").targets if target.id == "in_care_federal"]
    assert federal.comparison


def test_a_preset_without_targets_is_refused_with_those_that_have_them():
    with pytest.raises(UsageError, match="massachusetts-2004, modern"):
        targets_of("region")
    with pytest.raises(UsageError, match="shared"):
        targets_of("shared")


USUAL = {"id": "t", "group": "g", "meaning": "m", "unit": "%", "source": "s", "why": "w", "measure": "mean_age"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "rumoured"}, "rumoured"),
        ({"low": None, "high": None}, "neither a value"),
        ({"low": 3.0, "high": 2.0}, "above high"),
        ({"source": ""}, "must say something"),
    ],
)
def test_a_target_that_says_nothing_is_refused(wrong, says):
    with pytest.raises(ValueError, match=says):
        Target(**{**USUAL, "kind": "assumed", "low": 1.0, "high": 1.0, **wrong})


@pytest.mark.parametrize(
    ("low", "high", "slack"), [(10.0, 10.0, 3.0), (10.0, 30.0, 5.0), (None, 10.0, 3.0)], ids=["point", "band", "open"]
)
def test_slack_adds_what_is_absolute_and_what_is_relative(low, high, slack):
    target = Target(**USUAL, kind="assumed", low=low, high=high, tolerance=1, tolerance_percent=20)
    assert target.slack == pytest.approx(slack)
