"""Folders that cannot be written to are refused before anything is computed."""

import os
import tempfile

import pytest

from reheaton.cli.output_folder import check_output_folder
from reheaton.errors import InvalidInput


def test_folders_that_are_there_or_can_be_made_are_accepted_and_left_as_they_are(tmp_path):
    for directory in (tmp_path, tmp_path / "new" / "deeper"):
        check_output_folder(directory, ["result.json"])
    assert os.listdir(tmp_path) == []


def test_folders_in_which_nothing_can_be_written(monkeypatch, tmp_path):
    (tmp_path / "taken").write_text("")
    (tmp_path / "full" / "result.json").mkdir(parents=True)

    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    for directory, reason in (
        (tmp_path / "taken", "taken is a file, not a folder"),
        (tmp_path / "taken" / "below", "taken is a file, not a folder"),
        (tmp_path / ("x" * 300), "File name too long"),
        (tmp_path / "a\0b", r"a\\0b cannot be written to"),
        (tmp_path / "full", r"result\.json cannot be written: it is a folder"),
    ):
        with pytest.raises(InvalidInput, match=reason):
            check_output_folder(directory, ["result.json"])
    monkeypatch.setattr(tempfile, "TemporaryDirectory", refuse)
    with pytest.raises(InvalidInput, match="Permission denied"):
        check_output_folder(tmp_path / "new", ["result.json"])


def test_commands_refuse_before_anything_is_solved(refuses, spring, tmp_path):
    """At this mass solving fails."""
    (tmp_path / "taken").write_text("")
    sentence = refuses("run", spring, "-s", "mass=13", "--json", "-o", tmp_path / "taken")
    assert "taken is a file, not a folder" in sentence
    assert "taken is a file, not a folder" in refuses("reproduce", "-o", tmp_path / "taken")
