"""Figure 2 of the twin model: the plane, its table, levels, words and files."""

import dataclasses

import numpy as np
import pytest

import reheaton as rh
from reheaton.figures.refined import parts_of, refined
from reheaton.figures.scanned import edge
from reheaton.papers.twin_sterile_neutrino.figures import figure_2 as twin_plane
from reheaton.universe.outcome import Outcome

SMALL = 12
"""Points along each axis of the plane in the tests."""


@pytest.fixture(scope="module")
def plane():
    heard = []
    solved = twin_plane.solve_plane(SMALL, lambda message, fraction: heard.append(fraction))
    assert heard == sorted(heard) and heard[-1] == 0.95
    return solved


@pytest.fixture(scope="module")
def drawing(plane):
    return twin_plane.draw_twin_plane(plane)


def _columns(table):
    rows = list(table.rows)
    return {name: np.array([row[i] for row in rows]) for i, name in enumerate(table.columns)}


def test_table_of_figure_2(plane, drawing):
    columns = _columns(drawing.tables["plane"])
    assert len(columns["m_N [GeV]"]) == SMALL**2
    assert plane.result.failures == {}
    i = 5 * SMALL + 7
    point = rh.TwinSterileNeutrino(
        m_N=columns["m_N [GeV]"][i], m_nu=columns["m_nu [eV]"][i], vev_ratio=4, sm_neutrinos="equilibrium"
    ).solve()
    # 1e-4: one point is integrated with other steps than a batch.
    for column in ("delta_N_eff_bbn", "delta_N_eff_cmb", "T_RH [GeV]"):
        assert columns[column][i] == pytest.approx(point.observables[column.split()[0]], rel=1e-4)
    assert columns["allowed_current"][i] == point.allowed
    assert columns["allowed_paper"].any() and not columns["allowed_paper"].all()
    assert np.all(columns["allowed_paper"][columns["allowed_current"]])


def test_wedge_of_figure_2(plane):
    """Allowed points have their decays after T_dec and before nucleosynthesis, far below the line of Eq. 11."""
    allowed = plane.allowed("paper")
    down, across = (parts_of(len(along)) for along in (plane.m_nu, plane.m_N))
    assert np.array_equal(allowed, plane.margin("paper")[::down, ::across] >= 0.0)
    # Between the points each limit has its own zero: nowhere is allowed more than any of them allows there.
    for limit in plane.result.compared_with("paper").limits:
        assert np.all(plane.margin("paper") <= refined(edge(plane.grid(limit.log_margin))))
    assert np.all(plane.observable("decay_over_hubble_at_T_dec")[allowed] < 1.0)
    assert np.all(plane.observable("T_RH")[allowed] > 5.4e-3)
    m_nu = np.broadcast_to(plane.m_nu[:, None], allowed.shape)[allowed]
    line = _columns(twin_plane.plane_table(plane))["m_nu_thermalisation_all_fermions [eV]"]
    # Real W and Z would lower the line by 15; a hundred leaves room for that.
    assert np.max(m_nu) < 1e-2 * np.nanmin(line)
    assert np.array_equal(np.isnan(line), _columns(twin_plane.plane_table(plane))["m_N [GeV]"] > 300.0)
    # Upper right: both sectors are heated alike, and nothing is diluted; 5.85 without relic.
    assert plane.observable("delta_N_eff_cmb")[-1, -1] == pytest.approx(5.85, rel=0.02)


def test_a_result_of_rows_and_columns_gives_the_same_words_and_numbers(plane, drawing):
    """As `solve_batch` gives it for masses that are not made flat first."""
    flat = plane.result
    rows = rh.solve_batch(
        rh.TwinSterileNeutrino,
        m_N=plane.m_N,
        m_nu=plane.m_nu[:, None],
        vev_ratio=4.0,
        limits="all",
        sm_neutrinos="equilibrium",
    )
    assert rows.shape == (SMALL, SMALL) and flat.shape == (SMALL**2,)
    other = twin_plane.Plane(plane.m_N, plane.m_nu, rows)
    assert twin_plane.caption(other) == twin_plane.caption(plane)
    assert twin_plane.table_comment(other) == twin_plane.table_comment(plane)
    table = twin_plane.plane_table(other)
    assert table.columns == drawing.tables["plane"].columns
    np.testing.assert_array_equal(list(table.rows), list(drawing.tables["plane"].rows))


def test_figure_2_says_what_it_shows(drawing):
    legend = " ".join(text.get_text() for text in drawing.figure.legends[0].get_texts())
    for word in (
        "excluded",
        "0.41 (BBN)",
        "0.28 (CMB)",
        "5.4 MeV",
        "CMB-S4",
        "dec",
        "Eq. 11",
        "allowed today",
        "uncertain",
    ):
        assert word in legend
    assert any(text.get_text() == "allowed" for text in drawing.figure.axes[0].texts)


def test_levels_of_figure_2_come_from_the_table():
    """Limits and sensitivity of both panels are contours; each panel is labelled without the other's limit."""
    assert {0.06, 0.28, 0.41} < set(twin_plane.contour_levels())
    assert 0.41 not in twin_plane.labelled_levels("delta_N_eff_cmb")
    assert 0.28 not in twin_plane.labelled_levels("delta_N_eff_bbn")


def test_caption_of_figure_2_says_where_it_does_not_hold(plane):
    text, header = twin_plane.caption(plane), twin_plane.table_comment(plane)
    least = {name: plane.m_N[np.any(plane.allowed(name), axis=0)].min() for name in ("paper", "current")}
    assert (
        f"{least['paper']:.3g} GeV with the limits of the paper, {least['current']:.3g} GeV with those of today" in text
    )
    assert "order of magnitude" in text
    for words in (
        "T_RH below 9 MeV",
        "nan for m_N > 300 GeV",
        "set paper: Delta N_eff (BBN) < 0.41",
        "set current: T_RH > 0.0078",
    ):
        assert words in header


def test_texts_of_figure_2_leave_out_what_is_not_fixed_or_not_there(plane):
    for text in (twin_plane.caption(plane), twin_plane.plane_table(plane).comment):
        assert "bbn_neutrinos" in text
        for name in ("dm_", "opacity", "sin2_2theta", "m_nu =", r"m_\nu$ ="):
            assert name not in text
    assert "vev_ratio = 4" in twin_plane.plane_table(plane).comment and "$v_B/v_A$ = 4" in twin_plane.caption(plane)


def test_points_that_failed_are_reported(plane):
    codes = np.array(plane.result.codes)
    codes[3:5] = Outcome.NOT_FINISHED
    failed = dataclasses.replace(plane, result=dataclasses.replace(plane.result, codes=codes))
    assert "2 points failed: the integration did not finish" in twin_plane.caption(failed)


def test_files(drawing, tmp_path):
    names = [path.name for path in drawing.save(tmp_path, "figure-2")]
    assert names == ["figure-2.png", "figure-2.pdf", "figure-2-plane.csv"]
    assert all((tmp_path / name).stat().st_size > 500 for name in names)
