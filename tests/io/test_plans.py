"""Plans go out and come back the same; broken ones are named."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from socopt.domain import Certificate, Plan, Recommendation, TierResult
from socopt.domain.certificate import Corner
from socopt.domain.plan import COLUMNS
from socopt.errors import DataError, UsageError
from socopt.io import read_plan, write_plan
from tests.io.test_instances import TEXTS


def plan(**changes: object) -> Plan:
    values = {
        "input_hash": "a1",
        "policy_hash": "b2",
        "status": "optimal",
        "recommendations": (
            Recommendation(line_id="L2", child_id="NA", service="placement", kind="unserved"),
            Recommendation(
                line_id="007", child_id="C1", service="placement", kind="move", program_id="=P", from_program_id="P0",
                group_id="G", chain_id="K", step=2, minutes=31, flags=("below_floor:level", "units=3"),
            ),
        ),
        "tiers": (TierResult(name="safe_tonight", value=3, best=3, bound=None, proven=False, proof="none"),),
        "candidates": {"007": frozenset({"P1", "P2"}), "L2": frozenset()},
        "manifest": {"seed": 1, "params": {"time_limit": 10.5, "workers": [1, 2]}},
    }  # fmt: skip
    return Plan(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("candidates", [None, {}, {"L": frozenset({"P"}), "M": frozenset()}])
def test_plan_comes_back(tmp_path: Path, candidates: object) -> None:
    """A plan reads back equal, with candidates or without."""
    write_plan(plan(candidates=candidates), tmp_path / "plan")
    assert read_plan(tmp_path / "plan") == plan(candidates=candidates)


def test_plan_without_recommendations(tmp_path: Path) -> None:
    """An empty night has an empty plan."""
    write_plan(plan(recommendations=(), tiers=()), tmp_path / "plan")
    assert read_plan(tmp_path / "plan") == plan(recommendations=(), tiers=())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, other=TEXTS)
def test_nasty_ids_come_back(tmp_path: Path, text: str, other: str) -> None:
    """Whatever stands in an id or a flag is the same after writing and reading."""
    flag = f"discuss:{other}".replace(";", ",")
    row = Recommendation(
        line_id=text, child_id=other, service="placement", kind="place", program_id=text, flags=(flag,)
    )
    nasty = plan(recommendations=(row,), candidates={text: frozenset({other})})
    write_plan(nasty, tmp_path / "plan", overwrite=True)
    assert read_plan(tmp_path / "plan") == nasty


def test_same_plan_same_bytes(tmp_path: Path) -> None:
    """Two writes are byte for byte the same, and the columns are those of the contract."""
    for name in ("one", "other"):
        write_plan(plan(), tmp_path / name)
    one, other = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "other"))
    assert one == other
    assert one["recommendations.csv"].decode().splitlines()[0] == ",".join(COLUMNS)
    assert json.loads(one["manifest.json"])["tiers"][0]["bound"] is None


def test_only_plans_are_overwritten(tmp_path: Path) -> None:
    """A plan takes the place of a plan when asked, of nothing else."""
    write_plan(plan(), tmp_path / "plan")
    with pytest.raises(UsageError, match="exists"):
        write_plan(plan(), tmp_path / "plan")
    write_plan(plan(status="feasible"), tmp_path / "plan", overwrite=True)
    assert read_plan(tmp_path / "plan").status == "feasible"
    (tmp_path / "plan" / "manifest.json").unlink()
    with pytest.raises(UsageError, match=r"no manifest\.json"):
        write_plan(plan(), tmp_path / "plan", overwrite=True)


def test_flag_with_separator(tmp_path: Path) -> None:
    """A flag that could not be read back is not written."""
    row = Recommendation(line_id="L", child_id="C", service="placement", kind="stay", flags=("a;b",))
    with pytest.raises(UsageError, match="flags"):
        write_plan(plan(recommendations=(row,)), tmp_path / "plan")
    assert not list(tmp_path.iterdir())


HEADER = ",".join(COLUMNS)
BROKEN = {
    "no_manifest": ("manifest.json", None, "file_unreadable", ""),
    "manifest_not_json": ("manifest.json", b"{", "plan_manifest_broken", ""),
    "manifest_a_list": ("manifest.json", b"[]", "plan_manifest_broken", ""),
    "manifest_without_hash": ("manifest.json", b'{"policy_hash": "", "status": "", "tiers": []}', "plan_manifest_value",
                              "input_hash"),
    "tiers_not_a_list": ("manifest.json", b'{"input_hash": "", "policy_hash": "", "status": "", "tiers": 1}',
                         "plan_manifest_value", "tiers"),
    "tier_incomplete": ("manifest.json", b'{"input_hash": "", "policy_hash": "", "status": "", "tiers": [{}]}',
                        "plan_manifest_value", "tiers"),
    "no_recommendations": ("recommendations.csv", None, "file_unreadable", ""),
    "column_missing": ("recommendations.csv", HEADER.replace(",kind", "").encode(), "missing_column", "kind"),
    "column_unknown": ("recommendations.csv", f"{HEADER},why".encode(), "unknown_column", "why"),
    "kind_unknown": ("recommendations.csv", f"{HEADER}\nL,C,placement,plce,,,,,0,-1,".encode(), "unknown_word", "kind"),
    "step_not_a_number": ("recommendations.csv", f"{HEADER}\nL,C,placement,stay,,,,,one,-1,".encode(),
                          "not_a_whole_number", "step"),
    "line_twice": ("recommendations.csv", (HEADER + "\nL,C,placement,stay,,,,,0,-1," * 2).encode(), "duplicate_key",
                   "line_id"),
    "candidates_not_npz": ("candidates.npz", b"PK nothing", "candidates_broken", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_plan(tmp_path: Path, name: str) -> None:
    """A plan folder with one thing wrong names that thing."""
    file, content, code, column = BROKEN[name]
    write_plan(plan(), tmp_path / "plan")
    path = tmp_path / "plan" / file
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(DataError) as raised:
        read_plan(tmp_path / "plan")
    assert [(d.code, d.column) for d in raised.value.defects] == [(code, column)]


def test_candidates_are_never_unpickled(tmp_path: Path) -> None:
    """Arrays that hold objects are refused: unpickling them could run anything."""
    write_plan(plan(), tmp_path / "plan")
    objects = np.array([{"a": 1}], dtype=object)
    np.savez(tmp_path / "plan" / "candidates.npz", line_id=objects, program_id=objects)
    with pytest.raises(DataError, match=r"candidates\.npz"):
        read_plan(tmp_path / "plan")


def test_no_such_plan(tmp_path: Path) -> None:
    """A path that is not there is a mistake in the call."""
    with pytest.raises(UsageError, match="not a folder"):
        read_plan(tmp_path / "nowhere")


def test_certificates_come_back(tmp_path: Path) -> None:
    """Rows are lists of texts, whatever stands in them; a plan without certificates has no such file."""
    rows = {("resource", 'a program: ["x"]', "trait:é", "3"): 5, ("moves", "A1"): 2**61}
    certificate = Certificate(tier="placements", of_rows=rows, of_tiers={"safe_tonight": 7})
    first = Corner(price=0, of_rows={("cover", "é"): -1, ("moves", "A1"): 4}, of_tiers={}, of_corners={},
                   denominator=3)  # fmt: skip
    second = Corner(price=2**61, of_rows={}, of_tiers={"safe_tonight": 2}, of_corners={0: 3}, denominator=2, divisor=5)
    cornered = Certificate(tier="ready", of_rows={}, of_tiers={}, corners=(first, second))
    written = plan(certificates=(Certificate(tier="safe_tonight", of_rows={}, of_tiers={}), certificate, cornered))
    write_plan(written, tmp_path / "plan")
    assert read_plan(tmp_path / "plan").certificates == written.certificates
    write_plan(plan(), tmp_path / "without")
    assert not (tmp_path / "without" / "certificate.npz").exists()


@pytest.mark.parametrize("changes", [
    {"scale": np.array(7)}, {"row_prices": np.array([1.5])}, {"row_of": np.array([3])}, {"rows": np.array(["3"])},
    {"rows": np.array(["["])}, {"above": np.array([], dtype=str)}, {"rows": np.array([{}], dtype=object)},
    {"format": np.array(3)}, {"divisors": np.array([], dtype=np.int64)}, {"term_of": np.array([1, 0])},
    {"terms": np.array(['["tier", 3]', '["corner", 0]'])}, {"times": np.array([1.0, 2.0])},
    {"corner_of": np.array([9])},
])  # fmt: skip
def test_a_broken_certificate_is_named(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Arrays that disagree or hold something else are a defect of the file."""
    path = _with_certificate(tmp_path)
    with np.load(path) as arrays:
        good = {name: arrays[name] for name in arrays.files}
    np.savez(path, **{**good, **changes})
    with pytest.raises(DataError) as raised:
        read_plan(tmp_path / "plan")
    assert [found.code for found in raised.value.defects] == ["certificate_broken"]


def test_certificates_of_a_file_without_a_format_have_no_corners(tmp_path: Path) -> None:
    """Such files were written before there were any."""
    path = _with_certificate(tmp_path)
    with np.load(path) as arrays:
        good = {name: arrays[name] for name in arrays.files}
    older = ("scale", "tiers", "row_of", "rows", "row_prices", "above_of", "above", "above_prices")
    np.savez(path, **{name: good[name] for name in older})
    (certificate,) = read_plan(tmp_path / "plan").certificates
    assert certificate.of_rows == {("moves", "A1"): 1}
    assert certificate.corners == ()


def _with_certificate(folder: Path) -> Path:
    """A plan with a certificate of one row, one tier and one corner; the file of it."""
    corner = Corner(price=1, of_rows={("moves", "A1"): 1}, of_tiers={"safe_tonight": 2}, of_corners={}, denominator=2)
    prices = {("moves", "A1"): 1}
    certificate = Certificate(tier="placements", of_rows=prices, of_tiers={"safe_tonight": 7}, corners=(corner,))
    write_plan(plan(certificates=(certificate,)), folder / "plan")
    return folder / "plan" / "certificate.npz"
