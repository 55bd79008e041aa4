"""Limits on warm dark matter: the half mode of each published limit, and which of them is chosen."""

import numpy as np
import pytest
from tests.probes.edges import assert_excludes

from reheaton import citations as references
from reheaton.errors import InvalidInput
from reheaton.probes.limits.sets import in_set
from reheaton.probes.limits.warm_dark_matter import (
    LABELS,
    least_half_mode,
    read_warm_limits,
    warm_limit_rows,
    warm_limits,
)
from reheaton.probes.warmth_and_decay import half_mode


@pytest.fixture(autouse=True)
def _shipped(monkeypatch):
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)


def test_shipped_table_is_complete():
    rows = warm_limit_rows()
    assert tuple(row.label for row in rows) == LABELS
    assert [row.citation for row in rows if row.citation not in references.known_keys()] == []


@pytest.mark.parametrize(
    ("label", "M_hm"),
    [
        ("nadler-2021", 10**7.58), ("enzi-2021", 3e7 / 0.6736), ("nadler-2021b", 1e7), ("keeley-2024", 10**7.6),
        ("gilman-2026", 10**7.4), ("gilman-2026-nbody", 10**7.2), ("dekker-2022", 5e8 * (4.4 / 3.0) ** (-10.0 / 3.0)),
        ("tan-2025", 5e8 * (6.6 / 3.0) ** (-10.0 / 3.0)),
    ],
)  # fmt: skip
def test_half_modes_of_published_masses(label, M_hm):
    """M_hm [solar masses] = (4 pi/3) rho_m (pi/k)^3 with Planck's cosmology, to the three digits of the table."""
    (row,) = [row for row in warm_limit_rows() if row.label == label]
    rho_m = 0.3153 * 2.77537e11 * 0.6736**2
    k = np.pi / np.cbrt(M_hm / (4.0 / 3.0 * np.pi * rho_m)) / 0.6736
    assert row.k_half_mode == pytest.approx(k, rel=6e-3)


@pytest.mark.parametrize(("label", "m_th"), [("nadler-2025", 5.9), ("irsic-2024", 5.1)])
def test_half_modes_of_masses_in_the_fit_of_2023(label, m_th):
    """The transfer function of Vogel & Abazajian with their cosmology, to the three digits of the table."""
    (row,) = [row for row in warm_limit_rows() if row.label == label]
    assert row.k_half_mode == pytest.approx(float(half_mode(m_th, 0.12, h=0.6736).k), rel=2e-3)


def test_every_set_has_one_limit():
    assert least_half_mode("paper").label == "nadler-2021"
    assert least_half_mode("current").label == "nadler-2025"
    assert least_half_mode("all").label == "nadler-2021b"


def test_a_chosen_limit_stands_alone_in_every_set():
    (limit,) = warm_limits(60.0, True, "dekker-2022")
    assert in_set(limit.sets, "current") and in_set(limit.sets, "paper")
    assert limit.allowed and limit.name == "Warm dark matter (dekker-2022, 4.4 keV thermal)"
    (of_today,) = [limit for limit in warm_limits(60.0, True) if in_set(limit.sets, "current")]
    assert of_today.margin == pytest.approx(60.0 / 77.9 - 1.0)


def test_a_part_of_dark_matter_is_not_limited():
    limits = warm_limits(np.array([1.0, 1.0]), np.array([True, False]), "nadler-2025")
    assert limits[0].allowed.tolist() == [False, True]


def test_users_table(monkeypatch, tmp_path):
    text = "label,data,m_thermal [keV],k_half_mode [h/Mpc],confidence,citation,comment\nmine,mine,3,35,0.9,Me:2030,\n"
    with pytest.raises(InvalidInput, match="has no column sets"):
        read_warm_limits(text)
    text = text.replace("confidence,citation", "confidence,sets,citation").replace("0.9,Me", "0.9,paper current,Me")
    (tmp_path / "warm_dark_matter.csv").write_text(text)
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))
    (limit,) = warm_limits(30.0, True)
    assert (limit.name, limit.citation, bool(limit.allowed)) == (
        "Warm dark matter (mine, 3 keV thermal)",
        "Me:2030",
        False,
    )
    with pytest.raises(
        InvalidInput, match=r"warm_limit = nadler-2025 is not in your warm_dark_matter\.csv, which has mine"
    ):
        warm_limits(30.0, True, "nadler-2025")


def test_a_table_without_a_set_says_so(monkeypatch, tmp_path):
    header = "label,data,m_thermal [keV],k_half_mode [h/Mpc],confidence,sets,citation,comment\n"
    (tmp_path / "warm_dark_matter.csv").write_text(header)
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))
    with pytest.raises(InvalidInput, match=r"warm_dark_matter\.csv has no limit of the set current"):
        least_half_mode("current")


@pytest.mark.parametrize(
    ("label", "m_thermal", "k_half_mode", "confidence", "sets"),
    [
        # Masses [keV] of the abstracts; half modes [h/Mpc] that stand for them, see above.
        ("dekker-2022", 4.4, 49.5, 0.95, ()),
        ("nadler-2021", 6.5, 76.3, 0.95, ("paper",)),
        ("enzi-2021", 6.048, 72.4, 0.95, ()),
        ("nadler-2021b", 9.7, 119.0, 0.95, ()),
        ("irsic-2024", 5.7, 65.5, 0.95, ()),
        ("villasenor-2023", 3.1, 36.3, 0.95, ()),
        ("garzilli-2021", 1.9, 20.3, 0.95, ()),
        ("nadler-2025", 5.9, 77.9, 0.95, ("current",)),
        # Odds of 10:1 are a probability of 10/11.
        ("tan-2025", 6.6, 77.6, 10 / 11, ()),
        ("keeley-2024", 6.1, 75.1, 10 / 11, ()),
        ("gilman-2026", 6.5, 87.6, 10 / 11, ()),
        ("gilman-2026-nbody", 7.4, 102.0, 10 / 11, ()),
    ],
)
def test_each_limit_excludes_one_side(label, m_thermal, k_half_mode, confidence, sets):
    (row,) = (row for row in warm_limit_rows() if row.label == label)
    assert (row.m_thermal_keV, row.sets) == (m_thermal, sets)
    assert row.confidence == pytest.approx(confidence, abs=5e-4)  # three digits
    name = f"Warm dark matter ({label}, {m_thermal:g} keV thermal)"
    for chosen in (label, "of-the-set"):
        assert_excludes(lambda k, chosen=chosen: warm_limits(k, True, chosen), name, k_half_mode, upper=False)
