"""What is installed with the package is what stands at the top of the repository, and what the generator makes."""

from pathlib import Path

from socopt.io import read_instance, write_instance
from socopt.synth import demo_instance_path
from tests.synth.nights import synthetic

ROOT = Path(__file__).resolve().parents[2]


def test_the_bundled_night_is_what_the_generator_makes() -> None:
    assert read_instance(demo_instance_path()).input_hash == synthetic(1).input_hash, "run python instances/build.py"


def test_the_bundled_files_are_what_the_writer_writes(tmp_path: Path) -> None:
    write_instance(synthetic(1), tmp_path / "night", format="csv")
    for path in sorted((tmp_path / "night").iterdir()):
        assert (demo_instance_path() / path.name).read_bytes() == path.read_bytes(), path.name


def test_maps_and_instances_at_the_top_are_the_installed_ones() -> None:
    data = demo_instance_path().parents[2]
    for path in sorted((data / "maps").iterdir()):
        assert (ROOT / "maps" / path.name).read_bytes() == path.read_bytes()
    assert (ROOT / "instances" / "region" / "west-1" / "README.md").is_file()
