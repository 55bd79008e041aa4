"""The picture of a history: crossings of made-up powers of a, the tables of a solved universe, and any result."""

from functools import cache

import numpy as np
import pytest
from tests.universe.universes import ORDER, Toy, toy_universe

import reheaton as rh
from reheaton.constants import SECOND
from reheaton.figures.annotations import Mark
from reheaton.figures.history import Curves, draw_history, end_of_contact, history_drawing, history_table, marks_table
from reheaton.universe.background import Snapshot
from reheaton.universe.evolve import evolve


def curves(relic: np.ndarray | None, log_a: np.ndarray) -> Curves:
    """Radiation with T = 10 GeV/a and rho = a^-4, and a relic."""
    rho = {"sm": np.exp(-4.0 * log_a)} | ({} if relic is None else {"N": relic})
    unit = np.ones_like(log_a)
    at = Snapshot(log_a, unit * SECOND, unit, {"sm": 10.0 * np.exp(-log_a)}, rho, {"sm": unit}, {})
    return Curves(at, ("sm",), () if relic is None else ("N",), ())


@cache
def solved() -> tuple[Curves, object]:
    """Three sectors, two of them in contact at first, and two relics."""
    background = evolve(toy_universe(Toy(), ORDER), until=("left", 1e-4))
    return Curves.of(background), background


def test_a_relic_dominates_between_two_crossings():
    """Matter of 1e-3 of the radiation passes it at a = 1e3; decay as exp(-(a/1e5)) ends that where both are equal.

    1e-3: straight lines between points 0.01 apart in ln a.
    """
    log_a = np.linspace(0.0, np.log(1e7), 1613)
    a = np.exp(log_a)
    found = curves(1e-3 * a**-3.0 * np.exp(-a / 1e5), log_a).domination()
    assert found[0] == pytest.approx(np.log(1e3) + 1e-2, abs=1e-3)
    # a exp(-a/1e5) = 1e3 a second time: x = a/1e5 with x exp(-x) = 1e-2.
    assert found[1] == pytest.approx(np.log(6.472775e5), abs=1e-3)
    assert len(found) == 2


def test_nothing_dominates_without_relics_or_below_radiation():
    log_a = np.linspace(0.0, 5.0, 50)
    assert curves(None, log_a).domination() == []
    assert curves(1e-9 * np.exp(-3.0 * log_a), log_a).domination() == []


def test_temperatures_are_found_from_scale_factors_and_back():
    """1e-12: T = 10/a is a straight line between logarithms."""
    made_up = curves(None, np.linspace(0.0, 5.0, 7))
    assert made_up.log_a_at("sm", 2.0) == pytest.approx(np.log(5.0), rel=1e-12)
    assert made_up.temperature_at("sm", np.log(5.0)) == pytest.approx(2.0, rel=1e-12)


@pytest.mark.slow
def test_curves_of_a_solution():
    """Contact ends where `left` and `right` part at 50 GeV: they have one temperature before and two later."""
    found, background = solved()
    assert found.sectors == ORDER and set(found.relics) == {"N", "X"}
    (end,) = found.contact_ends
    assert background.age.grid.stage[end - 1 : end + 1] == (0, 1)
    # 1e-6: the error of T(s) in the tables.
    assert found.at.T["left"][end] == pytest.approx(50.0, rel=1e-6)
    np.testing.assert_allclose(found.at.T["left"][:end], found.at.T["right"][:end], rtol=1e-12)
    assert abs(found.at.T["left"][-1] / found.at.T["right"][-1] - 1.0) > 1e-3
    np.testing.assert_array_equal(found.at.T["far"], background.instants.T["far"])


def test_where_several_contacts_end_labels_say_whose():
    """First the twin sector parts from the plasma and its neutrinos, then these, by the name they have."""
    sectors = [rh.standard_model(name) for name in ("sm", "nu_e", "nu_mu_tau", "twin")]
    twin = rh.Contact(*(sector.name for sector in sectors), until=2.0)
    neutrinos = rh.Contact("sm", "nu_e", "nu_mu_tau", until=0.008, name="neutrinos")
    both = rh.Universe(sectors=sectors, start=100.0, contacts=[twin, neutrinos])
    assert [end_of_contact(both, n) for n in (0, 1)] == ["contact of\ntwin\nends", "contact of\nneutrinos\nends"]
    alone = rh.Universe(sectors=sectors, start=100.0, contacts=[twin])
    assert end_of_contact(alone, 0) == "contact\nends"


def test_tables_hold_what_was_solved():
    found, _ = solved()
    table = history_table(found, "caption")
    columns = dict(zip(table.columns, np.array(list(table.rows)).T, strict=True))
    np.testing.assert_allclose(columns["a/a_start"], np.exp(found.at.log_a))
    np.testing.assert_allclose(columns["t [s]"] * SECOND, found.at.t)
    np.testing.assert_array_equal(columns["rho_N [GeV^4]"], found.at.rho["N"])
    assert {"T_left [GeV]", "T_far [GeV]", "rho_X [GeV^4]", "S_right [GeV^3]", "H [GeV]"} <= set(columns)
    assert "T_N [GeV]" not in columns
    assert table.comment.startswith("caption\n")


def test_marks_carry_the_temperature_of_every_sector():
    found, _ = solved()
    mark = Mark("contact_1_ends", "contact\nends", float(found.at.log_a[found.contact_ends[0]]))
    table = marks_table(found, [mark], "caption")
    (row,) = table.rows
    assert table.columns == ("mark", "a/a_start", *(f"T_{name} [GeV]" for name in ORDER))
    assert row[0] == "contact_1_ends"
    # 1%, as stated: interpolated on the grid.
    assert row[2] == pytest.approx(50.0, rel=0.01)


def test_picture_has_a_line_for_each_component(tmp_path):
    found, _ = solved()
    drawing = history_drawing(
        found, [Mark("start", "start", 1.0)], {"left": "Left"}, "caption of the picture", "comment"
    )
    energy, temperature = drawing.figure.axes[:2]
    assert [text.get_text() for text in energy.get_legend().get_texts()] == ["Left", "right", "far", *found.relics]
    assert [text.get_text() for text in temperature.get_legend().get_texts()] == ["Left", "right", "far"]
    # rho a^4 over the sum at the start: 1 for everything together.
    first = sum(line.get_ydata()[0] for line in energy.lines[: len(found.names)])
    assert first == pytest.approx(1.0, rel=1e-12)
    assert drawing.figure.get_supxlabel() == "caption of the picture"
    assert all(table.comment.startswith("comment") for table in drawing.tables.values())
    names = [path.name for path in drawing.save(tmp_path, "history", main="history")]
    assert names == ["history.png", "history.pdf", "history.csv", "history-marks.csv"]


def test_history_of_any_result():
    """By the names of the universe, with the relics' reign marked from the energies alone."""
    drawn = draw_history(
        rh.TwinSterileNeutrino(m_N=30.0, m_nu=1.5e-7, vev_ratio=4.0, sm_neutrinos="equilibrium").solve()
    )
    assert [text.get_text() for text in drawn.figure.axes[0].get_legend().get_texts()] == ["sm", "twin", "N"]
    table = drawn.tables["marks"]
    marks = dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
    assert list(marks["mark"]) == ["contact_1_ends", "domination_starts", "domination_ends"]
    assert marks["T_sm [GeV]"][0] == pytest.approx(2.0, rel=1e-6)
    comment = drawn.tables["history"].comment
    assert "m_N = 30 GeV" in comment and "bbn_neutrinos" in comment
    for name in ("dm_", "opacity", "sin2_2theta"):
        assert name not in comment


def test_history_of_a_sector_that_starts_empty(tmp_path):
    """A relic that rules from the start fills one of two sectors: no logarithm of zero reaches the picture."""
    log_a = np.linspace(0.0, 10.0, 40)
    filled = np.exp(-log_a) * (1.0 - np.exp(-log_a))
    decaying = np.exp(-3.0 * log_a - np.exp(log_a - 5.0))
    rho = {"visible": filled**4, "hidden": 1e-2 * np.exp(-4.0 * log_a), "phi": decaying}
    T = {"visible": filled, "hidden": 0.3 * np.exp(-log_a)}
    H = np.sqrt(sum(rho.values()))
    curves = Curves(Snapshot(log_a, 1.0 / H, H, T, rho, rho, {}), ("visible", "hidden"), ("phi",), ())
    assert len(curves.domination()) == 1
    drawn = history_drawing(curves, [], {}, "toy", "toy")
    paths = drawn.save(tmp_path, "history", main="history")
    assert [path.name for path in paths] == ["history.png", "history.pdf", "history.csv", "history-marks.csv"]


@pytest.mark.slow
def test_caption_of_a_history_with_dark_matter():
    solved = rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0, m_s=10.0, sin2_2theta=1e-9).solve()
    drawn = draw_history(solved)
    assert "sin2_2theta = 1e-09" in drawn.tables["history"].comment
    small = drawn.figure.get_supxlabel()
    assert r"$\sin^2 2\theta$ = $10^{-9}$" in small and "dm_flavour = mu" in small
    assert "sin2_2theta" not in small
