"""What holds for the house as a whole."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata, resources
from pathlib import Path

import pytest

import socopt

HOUSE = Path(socopt.__file__).parent
ROOMS_BLIND_TO_EQUITY = ("policy", "matching", "solver", "check")
NEVER_IN_A_SCORE = re.compile(r"(?<![a-z])(equity|race|ethnic\w*|religion|national_origin)(?![a-z])")
DRAWERS = {"utils", "util", "common", "base", "helpers", "manager", "misc"}


def modules() -> list[Path]:
    return sorted(HOUSE.rglob("*.py"))


def names_and_strings(source: str) -> Iterator[str]:
    """Every identifier and string of a module, but not its docstrings."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                yield name
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                yield text


def speaks_of_equity(source: str) -> list[str]:
    return [word for word in names_and_strings(source) if NEVER_IN_A_SCORE.search(word.lower())]


@pytest.mark.parametrize("room", [room for room in ROOMS_BLIND_TO_EQUITY if (HOUSE / room).exists()])
def test_race_and_ethnicity_are_never_read_where_children_are_matched(room):
    found = {str(path): words for path in (HOUSE / room).rglob("*.py") if (words := speaks_of_equity(path.read_text()))}
    assert found == {}


@pytest.mark.parametrize(
    "source", ['instance.table("equity")', "row.race == 1", 'frame["ethnicity"]', "def by_race(): ...", "religion = 1"]
)
def test_the_search_for_race_and_ethnicity_finds_them(source):
    assert speaks_of_equity(source)


def test_the_search_for_race_and_ethnicity_lets_other_words_pass():
    assert not speaks_of_equity(
        '"""Never reads equity."""\ntrace = bracelet.embrace("races against time" and "a trace")'
    )


def test_modules_are_short_and_no_drawer_is_called_utils():
    too_long = {str(path): lines for path in modules() if (lines := len(path.read_text().splitlines())) > 400}
    assert too_long == {}
    assert [str(path) for path in modules() if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


def test_what_is_read_at_run_time_is_installed_with_the_package():
    for package, name in (("socopt", "py.typed"), ("socopt.domain", "schema.toml"), ("socopt.policy", "default.toml")):
        assert resources.files(package).joinpath(name).is_file()


def test_every_dependency_has_its_reason():
    reasons = (HOUSE.parent / "docs" / "dependencies.md").read_text("utf-8")
    required = [line for line in metadata.requires("socopt") or [] if "extra ==" not in line]
    names = [line.split(">")[0].split("[")[0].strip() for line in required]
    assert names
    assert [name for name in names if f"| {name} |" not in reasons] == []


def test_importing_socopt_is_quick_because_it_loads_nothing_heavy():
    code = "import socopt, sys; print(*sorted({'pandas', 'numpy', 'ortools', 'geopandas', 'rich'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == []
