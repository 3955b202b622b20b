"""``socopt validate``: everything that is wrong with a night, at once."""

from dataclasses import asdict

import typer

from socopt.cli.options import Debug, InstanceFolder, Json
from socopt.cli.outcome import defect_lines, outcome, print_json
from socopt.errors import DataError


def validate(instance: InstanceFolder, as_json: Json = False, debug: Debug = False) -> None:
    """Name every defect of an instance, all at once."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.io import validate as validate_folder

        validation = validate_folder(instance)
        if as_json:
            print_json({"ok": validation.ok, "defects": [asdict(defect) for defect in validation.defects]})
        else:
            errors = sum(defect.severity == "error" for defect in validation.defects)
            verdict = "valid" if validation.ok else "not valid"
            typer.echo(f"{instance}: {verdict}; errors: {errors}, warnings: {len(validation.defects) - errors}")
            for line in defect_lines(validation.defects):
                typer.echo(line)
        if not validation.ok:
            raise typer.Exit(DataError.exit_code)
