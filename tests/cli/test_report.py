"""``socopt report``: one offline file for one reader; what it refuses, and with which exit code."""

import json
import sys

import pytest

from socopt.io import read_instance, write_instance


def test_a_report_for_an_area_is_one_file_that_names_its_child(run, night, matched, tmp_path):
    file = tmp_path / "new" / "report.html"
    result = run("report", night, matched, "--area", "A1", "--out", file)
    assert result.exit_code == 0, result.output
    assert "A1 Area: 1 child without a safe bed tonight." in result.stdout
    assert "urgent" in file.read_text("utf-8")


def test_the_same_report_is_the_same_file_to_the_byte(run, night, matched, tmp_path):
    files = [tmp_path / "one.html", tmp_path / "two.html"]
    for file in files:
        assert run("report", night, matched, "--region", "R1", "--out", file).exit_code == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_state_gets_counts_and_no_child(run, night, matched, tmp_path):
    file = tmp_path / "state.html"
    assert run("report", night, matched, "--state", "--out", file).exit_code == 0
    assert "urgent" not in file.read_text("utf-8").split("<main", 1)[1].split("<script", 1)[0]


@pytest.mark.no_cover  # reaches no line that other tests do not; traced it would take three times as long
def test_paper_is_laid_out_without_a_browser(run, night, matched, tmp_path):
    files = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for file in files:
        assert run("report", night, matched, "--region", "R1", "--format", "pdf", "--out", file).exit_code == 0
    assert files[0].read_bytes().startswith(b"%PDF-")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_without_its_library_pdf_says_what_to_install(run, night, matched, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    result = run("report", night, matched, "--region", "R1", "--format", "pdf", "--out", tmp_path / "report.pdf")
    assert result.exit_code == 2
    assert "socopt[pdf]" in result.stderr
    assert not (tmp_path / "report.pdf").exists()


@pytest.mark.parametrize("form", ["xlsx", "gpkg", "csv"])
def test_tables_come_in_the_form_that_was_asked_for(run, night, matched, tmp_path, form):
    result = run(
        "report", night, matched, "--region", "R1", "--format", form, "--out", tmp_path / f"tables.{form}", "--json"
    )
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["format"] == form
    assert (tmp_path / f"tables.{form}").exists()


def test_a_plan_of_another_night_is_refused(run, night, matched, tmp_path):
    instance = read_instance(night)
    children = instance.table("children")
    children["urgency"] = 1
    write_instance(instance.replace(children=children), tmp_path / "other")
    result = run("report", tmp_path / "other", matched, "--region", "R1", "--out", tmp_path / "report.html")
    assert result.exit_code == 4
    assert not (tmp_path / "report.html").exists()


def test_a_plan_that_the_checker_rejects_makes_no_report(run, night, plan, tmp_path):
    table = plan / "recommendations.csv"
    table.write_text(table.read_text().replace(",move,vacant,full,", ",stay,full,full,"))
    result = run("report", night, plan, "--region", "R1", "--out", tmp_path / "report.html")
    assert result.exit_code == 7
    assert "no report was written" in result.stderr
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--region", "R9"), "expected one of R1, R2"),
        (("--area", "A9"), "expected one of A1, A2, A3"),
        ((), "name exactly one"),
        (("--region", "R1", "--area", "A1"), "name exactly one"),
        (("--region", "R1", "--format", "xls"), "expected one of html, pdf, xlsx, csv, gpkg"),
    ],
)
def test_a_wrong_call_says_what_is_possible(run, night, matched, tmp_path, arguments, said):
    result = run("report", night, matched, *arguments, "--out", tmp_path / "report.html")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "report.html").exists()


def test_what_stands_there_is_replaced_only_on_request(run, night, matched, tmp_path):
    file = tmp_path / "report.html"
    file.write_text("kept")
    assert run("report", night, matched, "--region", "R1", "--out", file).exit_code == 2
    assert file.read_text() == "kept"
    assert run("report", night, matched, "--region", "R1", "--out", file, "--overwrite", "--dry-run").exit_code == 0
    assert file.read_text() == "kept"
    assert run("report", night, matched, "--region", "R1", "--out", file, "--overwrite").exit_code == 0
    assert file.read_text("utf-8").startswith("<!DOCTYPE html>")
