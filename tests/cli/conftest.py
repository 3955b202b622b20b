"""A night in a folder, the command line, and a plan that it wrote."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from socopt.cli.app import app
from socopt.io import write_instance
from tests.chain_night import chain_night

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def run() -> Run:
    """The command line in this process: ``run("match", folder, "--json")``."""
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def night(tmp_path_factory) -> Path:
    """Folder of the night of ``chain_night``."""
    folder = tmp_path_factory.mktemp("nights") / "night"
    write_instance(chain_night(), folder, format="csv")
    return folder


@pytest.fixture(scope="session")
def matched(run, night, tmp_path_factory) -> Path:
    """Folder of its plan, as ``match`` wrote it; not to be changed."""
    folder = tmp_path_factory.mktemp("plans") / "plan"
    result = run("match", night, "--out", folder)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def plan(matched, tmp_path) -> Path:
    """A copy of that plan, to be changed."""
    return Path(shutil.copytree(matched, tmp_path / "plan"))
