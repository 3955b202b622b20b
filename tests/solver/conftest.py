"""What backends fail on is kept in the test's own folder."""

import tempfile

import pytest


@pytest.fixture(autouse=True)
def temporary_files(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path
