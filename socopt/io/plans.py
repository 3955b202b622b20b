"""A plan folder in and out: recommendations, manifest, the candidates that the match admitted, certificates."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from socopt.domain import Plan, Recommendation, TierResult
from socopt.domain.plan import COLUMNS
from socopt.domain.schema import Column, Table
from socopt.errors import DataError, Defect, UsageError
from socopt.io.cells import parse, render
from socopt.io.certificates import CERTIFICATES, certificates_bytes, read_certificates
from socopt.io.csv_table import csv_bytes, read_csv_table
from socopt.io.files import read_bytes, read_text
from socopt.io.staging import whole_folder
from socopt.io.validation import table_ring
from socopt.io.validation.kinds import defect

MANIFEST = "manifest.json"
RECOMMENDATIONS = "recommendations.csv"
CANDIDATES = "candidates.npz"
TIER_TYPES = {"name": str, "value": int, "best": int, "bound": int | None, "proven": bool, "proof": str}
OWN_KEYS = ("input_hash", "policy_hash", "status", "tiers")


def write_plan(plan: Plan, path: str | Path, *, overwrite: bool = False) -> None:
    """Write a plan as a folder; the same plan gives the same bytes.

    Raises
    ------
    UsageError
        Where something else stands at ``path``, or a flag holds the ; that separates flags.
    """
    with whole_folder(Path(path), marker=MANIFEST, overwrite=overwrite) as folder:
        (folder / RECOMMENDATIONS).write_bytes(_recommendations_bytes(plan))
        (folder / MANIFEST).write_bytes(_manifest_bytes(plan))
        if plan.candidates is not None:
            (folder / CANDIDATES).write_bytes(_candidates_bytes(plan.candidates))
        if plan.certificates:
            (folder / CERTIFICATES).write_bytes(certificates_bytes(plan.certificates))


def read_plan(path: str | Path) -> Plan:
    """The plan in a folder.

    Raises
    ------
    DataError
        With every defect of the folder.
    UsageError
        Where there is no such folder.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder. A plan is a folder with a {MANIFEST} and {RECOMMENDATIONS}.")
    manifest, defects = _read_manifest(folder)
    recommendations, found = _read_recommendations(folder)
    candidates, unread = _read_candidates(folder)
    certificates, torn = read_certificates(folder)
    defects += found + unread + torn
    if defects:
        raise DataError(defects)
    return Plan(
        input_hash=manifest["input_hash"],
        policy_hash=manifest["policy_hash"],
        status=manifest["status"],
        recommendations=recommendations,
        tiers=tuple(TierResult(**tier) for tier in manifest["tiers"]),
        candidates=candidates,
        manifest={key: value for key, value in manifest.items() if key not in OWN_KEYS},
        certificates=certificates,
    )


def recommendations_table() -> Table:
    """The columns of ``recommendations.csv``, declared as the tables of an instance are."""
    columns = (
        Column(name="line_id", type="id", meaning="need line that is chosen, else the unit's lead line"),
        Column(name="child_id", type="id", meaning="child"),
        Column(name="service", type="enum", values="service", meaning="service wanted"),
        Column(name="kind", type="enum", values="kind", meaning="outcome"),
        Column(name="program_id", type="id", optional=True, meaning="program recommended"),
        Column(name="from_program_id", type="id", optional=True, meaning="program left"),
        Column(name="group_id", type="id", optional=True, meaning="siblings placed together share it"),
        Column(name="chain_id", type="id", optional=True, meaning="moves of one vacancy chain share it"),
        Column(name="step", type="int", min=0, max=1000, meaning="place in the chain"),
        Column(name="minutes", type="int", min=-1, max=32767, unit="minutes", meaning="-1 without a program"),
        Column(name="flags", type="list", optional=True, meaning="words a reviewer must see"),
    )
    named = MappingProxyType({column.name: column for column in columns})
    return Table(name="recommendations", meaning="What the plan says.", key=("line_id",), columns=named)


def _recommendations_bytes(plan: Plan) -> bytes:
    table = recommendations_table()
    split = [flag for row in plan.recommendations for flag in row.flags if ";" in flag or not flag]
    if split:
        raise UsageError(f"flags are {split!r}, expected words without the ; that separates them.")
    rows = plan.recommendations
    data = {name: [getattr(row, name) for row in rows] for name in COLUMNS}
    data["flags"] = [";".join(row.flags) for row in rows]
    types = {"int": "Int64"}
    frame = pd.DataFrame(
        {name: pd.Series(data[name], dtype=types.get(table.columns[name].type, "str")) for name in COLUMNS}
    )
    return csv_bytes(table, render(table, frame))


def _read_recommendations(folder: Path) -> tuple[tuple[Recommendation, ...], list[Defect]]:
    table = recommendations_table()
    try:
        text, defects = read_csv_table(table, folder / RECOMMENDATIONS)
    except DataError as error:
        return (), list(error.defects)
    frame, unreadable = parse(table, text)
    defects += unreadable + [found for found in table_ring.defects(table, text, frame) if found.severity == "error"]
    return (() if defects else tuple(_recommendation(row) for row in frame.to_dict("records"))), defects


def _recommendation(row: Mapping[Any, Any]) -> Recommendation:
    values: dict[str, Any] = {str(name): None if pd.isna(value) else value for name, value in row.items()}
    values["flags"] = tuple(values["flags"].split(";")) if values["flags"] else ()
    return Recommendation(**values)


def _manifest_bytes(plan: Plan) -> bytes:
    own = {"input_hash": plan.input_hash, "policy_hash": plan.policy_hash, "status": plan.status}
    manifest = {**plan.manifest, **own, "tiers": [tier.to_dict() for tier in plan.tiers]}
    text = json.dumps(manifest, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def _read_manifest(folder: Path) -> tuple[dict[str, Any], list[Defect]]:
    try:
        manifest = json.loads(read_text(MANIFEST, read_bytes(MANIFEST, folder / MANIFEST)))
    except DataError as error:
        return {}, list(error.defects)
    except (ValueError, RecursionError) as error:
        return {}, [defect("plan_manifest_broken", MANIFEST, value=error)]
    if not isinstance(manifest, dict):
        return {}, [defect("plan_manifest_broken", MANIFEST, value=type(manifest).__name__)]
    return manifest, _manifest_defects(manifest)


def _manifest_defects(manifest: Mapping[str, Any]) -> list[Defect]:
    found = [
        defect("plan_manifest_value", MANIFEST, column=key, value=manifest.get(key), expected="a text")
        for key in OWN_KEYS[:3]
        if not isinstance(manifest.get(key), str)
    ]
    tiers = manifest.get("tiers")
    if not isinstance(tiers, list):
        return [*found, defect("plan_manifest_value", MANIFEST, column="tiers", value=tiers, expected="a list")]
    expected = ", ".join(field.name for field in fields(TierResult))
    return found + [
        defect("plan_manifest_value", MANIFEST, key=f"tier {number}", column="tiers", value=tier, expected=expected)
        for number, tier in enumerate(tiers, start=1)
        if not _is_tier(tier)
    ]


def _is_tier(tier: Any) -> bool:
    if not isinstance(tier, dict) or tier.keys() != TIER_TYPES.keys():
        return False
    return all(
        isinstance(tier[name], kind) and (name == "proven") == isinstance(tier[name], bool)
        for name, kind in TIER_TYPES.items()
    )


def _candidates_bytes(candidates: Mapping[str, frozenset[str]]) -> bytes:
    """Pairs in order; a line without any candidate is one pair with an empty program."""
    pairs = [(line, program) for line in sorted(candidates) for program in sorted(candidates[line]) or [""]]
    columns = {
        name: np.array([pair[part] for pair in pairs], dtype=str) for part, name in enumerate(("line_id", "program_id"))
    }
    sink = io.BytesIO()
    np.savez_compressed(sink, **columns)  # type: ignore[arg-type]
    return sink.getvalue()


def _read_candidates(folder: Path) -> tuple[Mapping[str, frozenset[str]] | None, list[Defect]]:
    if not (folder / CANDIDATES).exists():
        return None, []
    try:
        with np.load(io.BytesIO(read_bytes(CANDIDATES, folder / CANDIDATES)), allow_pickle=False) as arrays:
            lines, programs = arrays["line_id"].tolist(), arrays["program_id"].tolist()
        pairs = list(zip(lines, programs, strict=True))
    except DataError as error:
        return None, list(error.defects)
    except (OSError, EOFError, KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        return None, [defect("candidates_broken", CANDIDATES, value=error)]
    programs_of: dict[str, set[str]] = {}
    for line, program in pairs:
        programs_of.setdefault(str(line), set()).update({str(program)} - {""})
    return {line: frozenset(programs) for line, programs in programs_of.items()}, []
