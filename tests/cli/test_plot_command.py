"""`reheaton plot` on stores that can be checked by hand."""

import json

import pandas
import pytest
from tests.figures.many_points import cube, grid, line, result


@pytest.fixture
def store(tmp_path):
    cube().to_zarr(tmp_path / "scan.zarr", zarr_format=2, consolidated=True)
    return tmp_path / "scan.zarr"


def test_without_a_name_the_picture_has_that_of_the_store(reheaton, store, tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    outcome = reheaton("plot", store)
    assert outcome.code == 0 and outcome.out == ""
    assert sorted(path.name for path in folder.iterdir()) == ["scan-points.csv", "scan.png"]
    assert "wrote scan.png" in outcome.err and (folder / "scan.png").stat().st_size > 20_000
    assert "vev_ratio = 4 (one of 3 values)" in (folder / "scan-points.csv").read_text()


def test_suffix_and_options(reheaton, store, tmp_path):
    asked = ("--x", "m_nu", "--at", "vev_ratio=5", "--at", "m_N=10 GeV", "--quantity", "root", "--limit", "most")
    outcome = reheaton("plot", store, "-o", tmp_path / "p.pdf", *asked)
    assert outcome.code == 0, outcome
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    text = (tmp_path / "p-points.csv").read_text()
    assert "vev_ratio = 5 (one of 3 values)" in text and "m_N = 10 GeV (one of 9 values)" in text
    assert "margin most" in text and "margin least" not in text
    assert (tmp_path / "p-edges.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--quantity", "rot"), "did you mean 'root'?"),
        (("--x", "mN"), "did you mean 'm_N'?"),
        (("--limit", "mots"), "did you mean 'most'?"),
        (("--at", "vevratio=4"), "did you mean 'vev_ratio'?"),
        (("--at", "vev_ratio"), "is not of the form NAME=VALUE"),
        (("--at", "vev_ratio=4", "--at", "vev_ratio=5"), "--at gives vev_ratio twice"),
        (("--at", "vev_ratio=9"), "allowed is from 3 to 5"),
        (("-o", "p.jpg"), "its suffix must be .png or .pdf"),
    ],
)
def test_wrong_names_are_told(refuses, store, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert words in refuses("plot", store, *arguments)
    assert [path.name for path in tmp_path.iterdir()] == ["scan.zarr"]


def test_a_result(reheaton, refuses, tmp_path):
    (tmp_path / "result.json").write_text(json.dumps(result([10.0], [10.0])[0].to_dict()))
    for source in (tmp_path, tmp_path / "result.json"):
        assert reheaton("plot", source, "-o", tmp_path / "m.png").code == 0
        assert (tmp_path / "m-limits.csv").read_text().count("\n") >= 4
    assert "a result is one" in refuses("plot", tmp_path, "--x", "m_N", "-o", tmp_path / "m.png")
    (tmp_path / "result.json").write_text("{")
    assert "it is not JSON" in refuses("plot", tmp_path, "-o", tmp_path / "m.png")


def test_what_is_no_store(refuses, tmp_path):
    assert "no such folder" in refuses("plot", tmp_path / "missing.zarr", "-o", tmp_path / "p.png")


def test_nothing_to_draw(refuses, tmp_path):
    line().isel(m_nu=[0]).to_zarr(tmp_path / "one.zarr", zarr_format=2, consolidated=True)
    assert "nothing to draw" in refuses("plot", tmp_path / "one.zarr", "-o", tmp_path / "p.png")


def test_a_plane_of_a_store_is_that_of_the_data_set(reheaton, tmp_path):
    """A store sorts its variables by name; the picture does not depend on their order."""
    from reheaton.figures.picture import draw_points
    from reheaton.figures.selection import Selection

    grid().to_zarr(tmp_path / "s.zarr", zarr_format=2, consolidated=True)
    assert reheaton("plot", tmp_path / "s.zarr", "-o", tmp_path / "p.png").code == 0
    direct = draw_points(grid(), Selection()).tables["points"]
    direct.save(tmp_path / "direct.csv")
    found, expected = (pandas.read_csv(tmp_path / name, comment="#") for name in ("p-points.csv", "direct.csv"))
    assert len(found) == 99
    pandas.testing.assert_frame_equal(found[sorted(found)], expected[sorted(expected)])
