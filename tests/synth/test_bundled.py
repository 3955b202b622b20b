"""What is installed with the package is what stands at the top of the repository, and what the generator makes."""

import json
from pathlib import Path

import pytest

from socopt.errors import UsageError
from socopt.io import read_instance, write_instance
from socopt.synth import bundled_instance_path, demo_instance_path
from tests.synth.nights import synthetic
from tests.synth.states import statewide

ROOT = Path(__file__).resolve().parents[2]
REGION = bundled_instance_path("region/west-1")
AGAIN = "run python instances/build.py --best"


def test_the_bundled_region_night_is_what_the_generator_makes() -> None:
    assert read_instance(REGION).input_hash == synthetic(1).input_hash, AGAIN


def test_the_bundled_statewide_night_is_what_the_generator_makes() -> None:
    made = statewide("massachusetts-2004")
    assert read_instance(demo_instance_path()).input_hash == made.input_hash, AGAIN


def test_the_bundled_files_are_what_the_writer_writes(tmp_path: Path) -> None:
    write_instance(synthetic(1), tmp_path / "night", format="csv")
    for path in sorted((tmp_path / "night").iterdir()):
        assert (REGION / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_night_that_is_not_bundled_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"massachusetts-2004/night-1, region/west-1"):
        bundled_instance_path("region/east-9")


@pytest.mark.parametrize("name", ["massachusetts-2004/night-1", "region/west-1"])
def test_the_best_known_tiers_are_those_of_the_night_that_is_there(name: str) -> None:
    folder = bundled_instance_path(name)
    best = json.loads((folder / "best.json").read_text("utf-8"))
    assert best["input_hash"] == read_instance(folder).input_hash, AGAIN
    assert len(best["tiers"]) == 12


def test_all_bundled_nights_together_are_small() -> None:
    files = [path for path in REGION.parents[1].rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 10_000_000


def test_maps_and_instances_at_the_top_are_the_installed_ones() -> None:
    data = REGION.parents[2]
    for path in sorted((data / "maps").iterdir()):
        assert (ROOT / "maps" / path.name).read_bytes() == path.read_bytes()
    for path in sorted((data / "instances").glob("*/*")):
        assert (ROOT / "instances" / path.parent.name / path.name / "README.md").is_file()
