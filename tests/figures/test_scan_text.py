"""The small print and the table of many points."""

import numpy as np
from tests.figures.many_points import LOWER, M_N, M_NU, UPPER, columns, cube, failed, grid

from reheaton.figures.scan_text import caption, fixed_text, flags_label, left_out_text, points_table
from reheaton.figures.scanned import drawn_limits, verdicts
from reheaton.figures.selection import at_values
from reheaton.universe.outcome import Outcome


def read(data, names=()):
    limits = drawn_limits(data, names)
    return data, verdicts(data, limits), limits


def test_what_is_fixed():
    assert fixed_text(grid(), latex=False) == "product: vev_ratio = 4, flavour = mu"  # unused has no effect
    cut = at_values(cube(), ["m_N", "m_nu"], {})
    assert "vev_ratio = 4 (one of 3 values)" in fixed_text(cut, latex=True)
    data = grid()
    del data.attrs["in_use"]
    assert "unused = yes" in fixed_text(data, latex=False)
    assert "Gamma_N" not in fixed_text(data, latex=False)  # it is none
    assert "$m_N$ = 10 GeV" in fixed_text(at_values(grid(), ["m_nu"], {"m_N": 10}), latex=True)


def test_caption_counts_points_and_flags():
    text = caption(*read(failed(grid(), 0, 1, code=Outcome.UNDEFINED)), "More words.")
    x = np.ravel(M_N[:, None] * M_NU)[2:]
    excluded = ((x > UPPER) | (x < LOWER)).sum()
    outside = ((x >= LOWER) & (x <= UPPER) & (np.repeat(M_N, 11)[2:] < 2)).sum()
    assert f"99 points: {97 - excluded - outside} allowed, {excluded} excluded," in text
    assert f"{outside} within every limit but outside the approximation, 2 failed (an observable is not" in text
    assert "More words. Flags: large at" in text and "light at 20" in text


def test_caption_says_which_limits_count():
    assert "99 points by 1 of 2 limits" in caption(*read(grid(), ["most"]))


def test_parameters_that_vary_along_the_axes_are_named():
    data = grid()
    assert "vary" not in caption(*read(data))
    assert "m_s varies along the axes" in caption(*read(data.assign_coords(m_s=data["x"])))


def test_limits_that_are_not_drawn():
    most, least = drawn_limits(grid(), ())
    assert left_out_text([most, least], [most, least]) == ""
    beyond = int((least.excluded & ~most.excluded).sum())
    assert left_out_text([most, least], [most]) == (
        f"1 limit that is not drawn excludes {beyond} points beyond those that are."
    )
    same = [most, *drawn_limits(grid(), ["most", "most"])]
    assert left_out_text(same, [most]) == "2 limits that are not drawn exclude nothing beyond those that are."


def test_legend_of_flags():
    assert flags_label(["a", "b"]) == "allowed with a flag: a, b"
    assert flags_label("abcde") == "allowed with a flag: a, b, c and 2 more"


def test_table_has_the_numbers_of_the_data_set():
    data, found, limits = read(failed(grid(), 5))
    table = points_table(data, ("m_N", "m_nu", "x"), limits, found)
    assert table.columns == ("m_N [GeV]", "m_nu [eV]", "x [GeV eV]", "margin most", "margin least", "flag large",
                             "flag light", "verdict")  # fmt: skip
    read_back = columns(table)
    np.testing.assert_array_equal(read_back["m_N [GeV]"], np.repeat(M_N, len(M_NU)))
    for column, name in (("x [GeV eV]", "x"), ("margin least", "margin least"), ("flag large", "flag large")):
        np.testing.assert_array_equal(read_back[column], np.ravel(data[name].values))
    assert read_back["verdict"][5] == "failed"
    np.testing.assert_array_equal(read_back["verdict"] == "allowed", np.ravel(data["allowed"].values))
    assert len(list(table.rows)) == len(list(table.rows)) == 99  # they can be asked for twice
