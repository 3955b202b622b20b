"""Help: complete, and quick because it loads nothing heavy."""

import subprocess
import sys

import pytest

COMMANDS = (
    "demo",
    "template",
    "synth",
    "describe",
    "validate",
    "match",
    "verify",
    "explain",
    "prices",
    "report",
    "populations",
)
LOADED = """
import sys
from socopt.cli.app import app
import typer
sys.argv = ["socopt", *sys.argv[1:]]
try:
    typer.main.get_command(app)(prog_name="socopt")
finally:
    print(*sorted({"pandas", "numpy", "ortools", "geopandas", "pandera", "rich"} & set(sys.modules)), file=sys.stderr)
"""


def test_help_names_every_command_and_the_exit_codes(run):
    text = run("--help").stdout
    assert all(f"  {command} " in text for command in COMMANDS)
    assert "7 the checker rejected" in text.replace("\n  ", " ")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run, command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "--debug" in result.stdout


@pytest.mark.parametrize("arguments", [("--help",), ("match", "--help"), ("--version",)])
def test_help_and_version_load_nothing_heavy(arguments):
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True
    ).stderr
    assert loaded.split() == []


def test_without_a_command_the_help_is_shown(run):
    assert "Commands" in run().output
