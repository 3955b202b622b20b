"""``describe --calibration``: the table, one JSON object, and the refusal of nights of another origin."""

import json
from dataclasses import replace

from socopt.domain import Instance
from socopt.io import write_instance
from tests.nights import child, home, instance_of


def write_night(folder, **origin):
    made = instance_of([child("a", sex="M", current_program_id="p")], [home("p")])
    tables = {name: made.table(name) for name in ("areas", "regions", "children", "programs", "providers")}
    write_instance(Instance(replace(made.manifest, origin=origin), tables), folder, format="csv")


def test_the_command_prints_the_table_or_one_json_object(run, tmp_path):
    write_night(tmp_path / "night", preset="modern", in_play="night")
    text = run("describe", tmp_path / "night", "--calibration")
    assert text.exit_code == 0, text.output
    assert "boys" in text.stdout
    told = json.loads(run("describe", tmp_path / "night", "--calibration", "--json").stdout)
    (boys,) = [target for target in told["targets"] if target["id"] == "boys"]
    assert (told["preset"], boys["low"], boys["generated"]) == ("modern", 52, 100)


def test_the_command_refuses_a_night_of_another_origin(run, tmp_path):
    write_night(tmp_path / "night", preset="region")
    refused = run("describe", tmp_path / "night", "--calibration")
    assert refused.exit_code == 2
    assert "made by the preset 'region'; presets with targets: massachusetts-2004, modern" in refused.stderr
