"""`reheaton explore` on stores that can be checked by hand."""

import os

import pytest
from tests.figures.many_points import cube, failed, grid, line


@pytest.fixture
def store(tmp_path):
    cube().to_zarr(tmp_path / "scan.zarr", zarr_format=2, consolidated=True)
    return tmp_path / "scan.zarr"


def test_without_a_name_the_page_has_that_of_the_store(reheaton, store, tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    outcome = reheaton("explore", store)
    assert outcome.code == 0 and outcome.out == ""
    assert [path.name for path in folder.iterdir()] == ["scan.html"]
    assert (folder / "scan.html").read_text().startswith("<!DOCTYPE html>")
    assert "note: no histories" in outcome.err and "wrote scan.html: 0." in outcome.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "p.png"), "its suffix must be .html or .htm"),
        (("--histories", -1), "must be 0 or more"),
        (("--megabytes", 0.01), "allowed is from 0.2 to 500"),
        (("--megabytes", "nan"), "allowed is from 0.2 to 500"),
        (("--model", "twin"), "is not a model"),
        (("--model", "dodelson-widrow"), "the store is of the model product"),
    ],
)
def test_bad_input_is_told(refuses, store, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert words in refuses("explore", store, *arguments)
    assert [path.name for path in tmp_path.iterdir()] == ["scan.zarr"]


def test_what_is_no_store(refuses, tmp_path):
    assert "no such folder" in refuses("explore", tmp_path / "missing.zarr", "-o", tmp_path / "p.html")


def test_a_posterior_is_refused(refuses, tmp_path):
    data = line().rename(m_nu="sample").assign_attrs(kind="posterior")
    data.to_zarr(tmp_path / "p.zarr", zarr_format=2, consolidated=True)
    assert "`reheaton plot`" in refuses("explore", tmp_path / "p.zarr", "-o", tmp_path / "p.html")


def test_nothing_to_show(refuses, tmp_path):
    failed(grid(), *range(99)).to_zarr(tmp_path / "f.zarr", zarr_format=2, consolidated=True)
    assert "no point that was solved" in refuses("explore", tmp_path / "f.zarr", "-o", tmp_path / "p.html")


def test_a_damaged_store(refuses, store, tmp_path):
    (store / "x" / "0.0.0").write_bytes(b"nothing")
    assert "is damaged" in refuses("explore", store, "-o", tmp_path / "p.html")


def test_a_page_that_cannot_be_written(refuses, store, tmp_path):
    (tmp_path / "p.html").mkdir()
    assert "it is a folder" in refuses("explore", store, "-o", tmp_path / "p.html")
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refuses("explore", store, "-o", tmp_path / "file" / "p.html")


def test_a_page_is_replaced_as_a_whole(reheaton, store, tmp_path, monkeypatch):
    page = tmp_path / "p.html"
    page.write_text("before")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    assert reheaton("explore", store, "-o", page).code == 2
    assert page.read_text() == "before"
