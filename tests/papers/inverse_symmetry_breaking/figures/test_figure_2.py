"""The figures of asymmetric reheating by inverse symmetry breaking: their numbers, words and files."""

import itertools
import time

import numpy as np
import pytest

import reheaton as rh
from reheaton.constants import M_PLANCK
from reheaton.papers.figure_catalogue import find_figures, load_figure
from reheaton.papers.inverse_symmetry_breaking.figures import figure_1 as growth
from reheaton.papers.inverse_symmetry_breaking.figures import figure_2 as plane
from reheaton.papers.inverse_symmetry_breaking.figures import figure_3 as temperature
from reheaton.papers.inverse_symmetry_breaking.figures import points
from reheaton.papers.inverse_symmetry_breaking.model import EQ17
from reheaton.papers.inverse_symmetry_breaking.yields import exchange_yields


def _silent(message, fraction):
    assert message and 0.0 <= fraction < 1.0


def _columns(table):
    rows = list(table.rows)
    return {name: np.array([row[i] for row in rows]) for i, name in enumerate(table.columns)}


@pytest.fixture(scope="module")
def made():
    return growth.solve_growth(60, _silent)


@pytest.fixture(scope="module")
def heats():
    return temperature.solve_temperatures(40, _silent)


@pytest.fixture(scope="module")
def curves():
    return {name: plane.solve_curve(name) for name in points.BENCHMARKS}


@pytest.fixture(scope="module")
def drawings(made, heats, curves):
    return {
        1: growth.draw_growth(made),
        2: plane.draw_x_RH(plane.solve_plane(40), plane.solve_plane(5, everything=True), curves),
        3: temperature.draw_temperatures(heats),
    }


def test_catalogue_finds_the_figures():
    assert find_figures("inverse-symmetry-breaking") == [("inverse-symmetry-breaking", n) for n in (1, 2, 3)]
    for number in (1, 2, 3):
        assert load_figure("inverse-symmetry-breaking", number).__name__ == f"figure_{number}"


def test_curves_of_figure_1_add_up_to_the_yields(made):
    """Integrals over ln T up to a temperature of the grid; 1%: trapezoidal rule, and nothing below the range."""
    end = int(np.argmin(np.abs(made.T - 5.0)))
    log_T = np.log(made.T[: end + 1])
    y_0 = 2.0 * points.LAMBDA
    for star, pair in made.paper.items():
        found = exchange_yields(points.M_N, y_0, star * points.M_N, made.T[end] * points.M_N, points.C_PHI)
        assert np.trapezoid(pair.N[: end + 1], log_T) == pytest.approx(float(found.N), rel=0.01)
        # N' has a zero, near which the grid is finer but the curve is not smooth in logarithms.
        assert np.trapezoid(pair.N_mirror[: end + 1], log_T) == pytest.approx(float(found.N_mirror), rel=0.02)
    phase, T_end = points.benchmark("B2"), made.T[end] * points.M_N
    for name, pair in made.processes.items():
        found = points.PROCESSES[name](points.M_N, y_0, points.M_N, T_end, phase)
        assert np.trapezoid(pair.N[: end + 1], log_T) == pytest.approx(float(found.N), rel=0.01), name


def test_what_figure_1_shows(made):
    """N only rises with T, also at T_* = M_N; N' vanishes at T_*; h phi exceeds the paper's process by 1e8."""
    for star, pair in made.paper.items():
        assert np.all(np.diff(pair.N) > 0.0)
        at = np.argmin(np.where((made.T > 0.2 * star) & (made.T < 5.0 * star), pair.N_mirror, np.inf))
        assert made.T[at] == pytest.approx(star, rel=1e-3)
    h_phi, exchange = made.processes["h_phi"], made.processes["exchange"]
    i = int(np.argmin(np.abs(made.T - 1.0)))
    assert 3e7 < h_phi.N[i] / exchange.N[i] < 3e8
    np.testing.assert_allclose(h_phi.N_mirror, h_phi.N, rtol=3e-3)
    assert made.x_RH == pytest.approx((0.2517677, 1.0005166), rel=1e-6)


def test_tables_of_figure_1(made, drawings):
    paper, everything = (_columns(drawings[1].tables[name]) for name in ("paper", "all"))
    np.testing.assert_array_equal(paper["dY_N_mirror/dlnT T_*=0.3M_N"], made.paper[0.3].N_mirror)
    np.testing.assert_array_equal(everything["dY_N/dlnT graviton"], everything["dY_N_mirror/dlnT graviton"])
    assert np.all(np.isfinite(np.array(list(everything.values()))))


def test_table_of_figure_2(drawings):
    """One point solved as a model, and all processes with the couplings that belong to them."""
    columns = _columns(drawings[2].tables["plane"])
    i = 17 * 40 + 22
    M_N, T_max, T_star = points.M_N, columns["T_max/M_N"][i], columns["T_star/M_N"][i]
    found = rh.InverseSymmetryBreaking(
        M_N=M_N, lambda_portal=1e-2, T_max=T_max * M_N, T_star=T_star * M_N, c_phi=points.C_PHI
    ).solve().observables  # fmt: skip
    assert columns["x_RH"][i] == pytest.approx(found["x_RH"], rel=1e-9)
    assert columns["delta_N_eff_eq17"][i] == pytest.approx(found["delta_N_eff_eq17"], rel=1e-9)
    # 1%: both are reheated far above the weak scale, where g_* hardly changes.
    assert found["T_RH"] > 1e5
    assert columns["delta_N_eff_late"][i] == pytest.approx(found["delta_N_eff_cmb"], rel=0.01)
    everything = _columns(drawings[2].tables["plane-all"])
    assert np.all(np.abs(everything["x_RH"] - 1.0) < 0.02)


def test_order_lambda_squared_undoes_the_asymmetry(curves):
    """x_RH of the paper's process does not depend on lambda; that of all is 1 until N is in equilibrium."""
    expected = {"B1": 1.0024, "B2": 1.0005, "B3": 1.0001}
    for name, curve in curves.items():
        assert np.ptp(curve.paper.x_RH) < 1e-12
        at = int(np.argmin(np.abs(np.log(curve.lambda_portal / points.LAMBDA))))
        assert curve.everything.x_RH[at] == pytest.approx(expected[name], abs=1e-4)
        rare = curve.everything.N < plane.Y_EQUILIBRIUM
        assert np.all(curve.everything.x_RH[rare] > 0.98) and not rare.all()
        assert np.all(curve.everything.x_RH > points.largest_x_RH())


def test_limits_of_figure_2():
    """The contours are those of Delta N_eff = 0.5 by Eq. 17, and of the table of limits by the late value."""
    limits = plane.limits()
    assert EQ17 * limits["paper"] ** 4 == pytest.approx(0.5, rel=0.01)
    assert points.LATE_DELTA_N_EFF == pytest.approx(7.40, abs=0.005)
    assert limits["present"] == pytest.approx((0.28 / 7.40) ** 0.25, rel=1e-3)
    assert limits["projected"] == pytest.approx((0.06 / 7.40) ** 0.25, rel=1e-3)
    assert points.heaviest_T_max(0.05) == pytest.approx(8.944, rel=1e-4)


def test_the_plane_is_quick():
    """100 x 100 points in 2 s, once compiled."""
    plane.solve_plane(plane.POINTS)
    start = time.perf_counter()
    found = plane.solve_plane(plane.POINTS)
    assert time.perf_counter() - start < 2.0
    assert np.all(np.isfinite(found.x_RH))


def test_temperatures_of_figure_3(heats, drawings):
    """Eq. 18 as it stands, 16 times more for Majorana neutrinos, and its own g_* at one point."""
    i = 20
    T_max, value = heats.T_max[i], points.LAMBDA
    found = exchange_yields(1e12, 2.0 * value, 1e12, T_max * 1e12, points.C_PHI)
    x4 = float(found.x_RH) ** 4
    expected = 4.0 / 3.0 * (2.0 / 106.75) ** 0.25 * (1.0 + x4) ** 0.75 * float(found.N) * 1e12
    row = list(temperature.LAMBDAS).index(value)
    majorana, literal = heats.versions["majorana"], heats.versions["literal"]
    assert majorana.eq18[row, i] == pytest.approx(expected, rel=1e-9)
    np.testing.assert_allclose(majorana.eq18, 16.0 * literal.eq18, rtol=1e-12)
    model = rh.InverseSymmetryBreaking(M_N=1e12, lambda_portal=value, T_max=T_max * 1e12, T_star=1e12, c_phi=0.05)
    assert majorana.own[row, i] == pytest.approx(model.solve().observables["T_RH"], rel=1e-6)
    columns = _columns(drawings[3].tables["T_RH"])
    assert columns[f"T_RH lambda={value:g} majorana [GeV]"][i] == majorana.own[row, i]
    assert columns[f"lambda^4 M_Pl lambda={value:g} [GeV]"][0] == pytest.approx(value**4 * M_PLANCK)


def test_the_estimate_holds_only_where_x_RH_is_too_large(heats):
    """Near T_max = 10 M_N, above the range of T_max that is allowed at T_* = M_N."""
    low, high = temperature.excluded(heats, points.PAPER_X_RH)
    assert low[0] == temperature.T_RANGE[0] and high[1] == pytest.approx(temperature.T_RANGE[1])
    assert low[1] == pytest.approx(0.51, abs=0.02) and high[0] == pytest.approx(3.2, abs=0.1)
    meets = temperature.crossing(heats, "majorana")
    assert 10.0 < meets < 15.0 and np.isnan(temperature.crossing(heats, "literal"))
    # At T_max = 2 M_N the estimate is too large by a factor over a hundred.
    ratio = heats.versions["majorana"].eq18[0] / temperature.estimate(1e-5)
    assert np.interp(np.log(2.0), np.log(heats.T_max), ratio) < 1e-2


def test_figures_say_what_they_show(drawings):
    titles = [ax.get_title() for ax in drawings[1].figure.axes]
    assert "1.0005 instead of 0.25" in titles[1]
    legend = " ".join(text.get_text() for text in drawings[2].figure.legends[0].get_texts())
    for word in ("0.42", "0.44", "CMB-S4", "c_\\phi", "T_*"):
        assert word in legend
    for drawing in drawings.values():
        comment = next(iter(drawing.tables.values())).comment
        for word in ("c_phi = 0.05", "B2", "2 lambda", "phi phi -> N N"):
            assert word in comment


def test_labels_do_not_overlap(drawings):
    """Words inside the panels keep apart from each other, and from the edges of their panel."""
    for number, drawing in drawings.items():
        drawing.figure.canvas.draw()
        for ax in drawing.figure.axes:
            frame = ax.get_window_extent()
            boxes = [(t.get_text(), t.get_window_extent()) for t in ax.texts if t.get_text()]
            if ax.get_legend():
                boxes.append(("legend", ax.get_legend().get_window_extent()))
            for (one, box), (other, second) in itertools.combinations(boxes, 2):
                assert not box.overlaps(second), (number, one, other)
            for word, box in boxes:
                assert frame.x0 <= box.x0 and box.x1 <= frame.x1, (number, word)
                assert frame.y0 <= box.y0 and box.y1 <= frame.y1, (number, word)


def test_files(drawings, tmp_path):
    names = [p.name for number, drawing in drawings.items() for p in drawing.save(tmp_path, f"figure-{number}")]
    assert [name for name in names if name.endswith("csv")] == [
        "figure-1-paper.csv", "figure-1-all.csv", "figure-2-plane.csv", "figure-2-plane-all.csv",
        "figure-2-lambda.csv", "figure-3-T_RH.csv",
    ]  # fmt: skip
    assert len(names) == 12
    assert all((tmp_path / name).stat().st_size > 500 for name in names)
