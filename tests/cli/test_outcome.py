"""How commands end when something is wrong: one clear block, the right exit code, never a traceback."""

import json
import subprocess
import sys

import pytest

from socopt.cli.outcome import MAX_SHOWN, defect_lines, outcome
from socopt.errors import Defect, RejectedError, StoppedError

BROKEN = """
import sys
import socopt.io
from socopt.cli.app import main
def explode(path): raise ZeroDivisionError("boom")
socopt.io.validate = explode
sys.argv = ["socopt", *sys.argv[1:]]
main()
"""


def broken(*arguments):
    return subprocess.run(
        [sys.executable, "-c", BROKEN, "validate", "anywhere", *arguments], capture_output=True, text=True, check=False
    )


def test_what_nobody_expected_exits_1_with_one_line():
    result = broken()
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == ["socopt: internal error: ZeroDivisionError: boom (--debug shows where)"]


def test_debug_shows_the_traceback():
    result = broken("--debug")
    assert result.returncode == 1
    assert "Traceback" in result.stderr


def test_with_json_an_unexpected_error_is_an_object_too():
    assert json.loads(broken("--json").stdout)["kind"] == "ZeroDivisionError"


@pytest.mark.parametrize("command", ["describe", "validate", "match"])
def test_a_folder_that_is_not_there_is_a_usage_error(run, tmp_path, command):
    result = run(command, tmp_path / "nowhere", "--json")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
    assert json.loads(result.stdout)["kind"] == "UsageError"


@pytest.mark.parametrize("arguments", [("match",), ("match", "a", "--no-such-option"), ("no-such-command",)])
def test_a_call_that_cannot_be_parsed_is_a_usage_error(run, arguments):
    assert run(*arguments).exit_code == 2


def test_an_interrupt_before_there_is_a_plan_exits_6(capsys):
    with pytest.raises(Exception) as caught, outcome():  # noqa: PT011
        raise KeyboardInterrupt
    assert caught.value.exit_code == StoppedError.exit_code
    assert "nothing was written" in capsys.readouterr().err


def test_an_expected_error_keeps_its_exit_code_and_its_words(capsys):
    with pytest.raises(Exception) as caught, outcome(as_json=True):  # noqa: PT011
        raise RejectedError("a broken rule")
    assert caught.value.exit_code == 7
    told = capsys.readouterr()
    assert told.err == "socopt: a broken rule\n"
    assert json.loads(told.out) == {"error": "a broken rule", "kind": "RejectedError", "exit_code": 7, "defects": []}


def a_defect(number, severity):
    return Defect(
        code="negative",
        severity=severity,
        scope="row",
        table="programs",
        key=f"P{number}",
        column="capacity",
        value="-1",
        expected="0 or more",
        hint="Count the beds.",
    )


def test_defects_are_told_errors_first_and_the_rest_is_counted():
    lines = list(defect_lines([a_defect(0, "warning"), *(a_defect(n, "error") for n in range(1, MAX_SHOWN + 2))]))
    assert lines[0] == "  error    programs.P1.capacity is '-1': expected 0 or more. Count the beds."
    assert len(lines) == MAX_SHOWN + 1
    assert "2 more" in lines[-1]
