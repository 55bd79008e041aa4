"""Whatever a model refuses it refuses at one point, and in the first and in a later lane of a batch, by its number.

Nothing is solved here. The allowed ranges are written out with their reasons, apart from the code.
"""

import re

import numpy as np
import pytest

import reheaton as rh
from reheaton.models import batch as batches
from reheaton.models.points import InvalidPoint

RELIC = {"m_N": 30.0, "m_nu": 1.5e-7, "vev_ratio": 4.0}
DARK_MATTER = {"m_s": 10.0, "sin2_2theta": 1e-9}
SEESAW = RELIC | {"m_nu": 1e-2, "m_s": 30.0, "sin2_2theta": 1e-4}
FREEZE_IN = {"M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14}
DIRECT = FREEZE_IN | {"c_phi": 0.05, "T_star": 1e14}
COUPLINGS = FREEZE_IN | {
    "lambda_eta": 1e-3, "lambda_phi": 0.2, "lambda_eta_phi": -0.02, "mu_eta": 1e8, "mu_phi": 1e8, "Lambda_eff": 1e15,
}  # fmt: skip
TWIN, DW, ISB = rh.TwinSterileNeutrino, rh.DodelsonWidrow, rh.InverseSymmetryBreaking


@pytest.fixture(autouse=True)
def _nothing_is_solved(monkeypatch):
    """A batch that is accepted gives the model with its arrays."""
    monkeypatch.setattr(batches, "prepare", lambda model: None)
    monkeypatch.setattr(batches, "_run", lambda batch, *_: ({}, np.zeros(batch.shape, int), np.zeros(batch.shape)))
    monkeypatch.setattr(batches.dependence, "of_matter", lambda structure: frozenset())
    monkeypatch.setattr(batches.reading, "result_of_many", lambda model, *_: model)


def assert_refused(kind, values, name, good, bad, words):
    """`bad` is refused at one point and in lanes 0, 1 and 3, and `good` nowhere."""
    kind(**values | {name: good})
    with pytest.raises(rh.InvalidInput, match=words):
        kind(**values | {name: bad})
    rh.solve_batch(kind, **values | {name: np.full(3, good)})
    for lane in (0, 1, 3):
        lanes = np.array([bad if i == lane else good for i in range(4)])
        with pytest.raises(InvalidPoint, match=words) as refused:
            rh.solve_batch(kind, **values | {name: lanes})
        assert refused.value.point == lane


# --- ranges ----------------------------------------------------------------------------------------------

ENDS = [
    # Twin vacua above ours; f/v = 100 is a tuning of 1e-4.
    (TWIN, RELIC, "vev_ratio", 1.0, 0.99),
    (TWIN, RELIC, "vev_ratio", 100.0, 101.0),
    # The table of widths: 0.1 GeV to 10 TeV.
    (TWIN, RELIC, "m_N", 0.1, 0.099),
    (TWIN, RELIC, "m_N", 1e4, 1.01e4),
    (TWIN, RELIC, "m_nu", 1e-300, 0.0),
    (TWIN, RELIC, "m_nu", 1e6, 1.01e6),
    # Sectors part before nucleosynthesis; tables of the bath reach 1e6 GeV.
    (TWIN, RELIC, "T_dec", 0.01, 0.0099),
    (TWIN, RELIC | {"T_f": 1e6}, "T_dec", 1e5, 1.01e5),
    (TWIN, RELIC | {"T_dec": 0.05}, "T_f", 0.1, 0.099),
    (TWIN, RELIC, "T_f", 1e6, 1.01e6),
    (TWIN, RELIC, "Gamma_N", 0.0, -1e-30),
    (TWIN, RELIC, "Gamma_N", 1e-4, 1.01e-4),
    # 0.1 keV to 1 MeV, where decays to e+ e- open at 1.022 MeV.
    (TWIN, RELIC | DARK_MATTER, "m_s", 0.1, 0.099),
    (TWIN, RELIC | DARK_MATTER, "m_s", 1000.0, 1010.0),
    (DW, DARK_MATTER, "m_s", 0.1, 0.099),
    (DW, DARK_MATTER, "m_s", 1000.0, 1010.0),
    # sin^2 of an angle.
    (TWIN, RELIC | DARK_MATTER, "sin2_2theta", 1e-300, 0.0),
    (TWIN, RELIC | DARK_MATTER, "sin2_2theta", 1.0, 1.01),
    (DW, DARK_MATTER, "sin2_2theta", 1e-300, 0.0),
    (DW, DARK_MATTER, "sin2_2theta", 1.0, 1.01),
    (TWIN, RELIC | DARK_MATTER, "sin2_2theta_x", 0.0, -1e-30),
    (TWIN, RELIC | DARK_MATTER, "sin2_2theta_x", 1.0, 1.01),
    (TWIN, RELIC | DARK_MATTER, "theta_AB", 0.0, -1e-30),
    (TWIN, SEESAW | {"m_nu": 1e-7}, "theta_AB", 1.0, 1.01),
    # The flavour of sin2_2theta is not given twice; |mu|/T is beyond 0.5 long before |L| = 0.1.
    *(
        (kind, values | {"dm_flavour": "e" if flavour == "mu" else "mu"}, f"sin2_2theta_{flavour}", *ends)
        for kind, values in ((TWIN, RELIC | DARK_MATTER), (DW, DARK_MATTER))
        for flavour in ("e", "mu", "tau")
        for ends in ((0.0, -1e-30), (1.0, 1.01))
    ),
    *(
        (kind, values, f"asymmetry_{flavour}", end, 1.01 * end)
        for kind, values in ((TWIN, RELIC | DARK_MATTER), (DW, DARK_MATTER))
        for flavour in ("e", "mu", "tau")
        for end in (-0.1, 0.1)
    ),
    # 1 MeV to the start of the universe of this model.
    (DW, DARK_MATTER, "T_reheat", 1e-3, 0.99e-3),
    (DW, DARK_MATTER, "T_reheat", 58.0, 58.6),
    # Up to the Planck mass; couplings that are no larger than 10.
    (ISB, DIRECT | {"T_max": 2e3}, "M_N", 1e3, 0.99e3),
    (ISB, DIRECT | {"T_max": 2e18}, "M_N", 1e18, 1.01e18),
    (ISB, DIRECT, "lambda_portal", 1e-300, 0.0),
    (ISB, DIRECT, "lambda_portal", 1.0, 1.01),
    (ISB, DIRECT, "T_max", 1e14, 0.0),
    (ISB, DIRECT | {"M_N": 1e18}, "T_max", 1e19, 1.01e19),
    (ISB, DIRECT, "c_phi", 1e-6, 0.99e-6),
    (ISB, DIRECT, "c_phi", 4.0, 4.04),
    (ISB, DIRECT, "T_star", 1e-300, 0.0),
    (ISB, DIRECT, "Gamma_N", 1e-300, 0.0),
    (ISB, COUPLINGS | {"Gamma_N": 1e-20, "scalars": "decaying"}, "Gamma_scalars", 1e-300, 0.0),
    (ISB, COUPLINGS, "Lambda_eff", 1e-300, 0.0),
    (ISB, COUPLINGS, "lambda_phi", 10.0, 10.1),
    (ISB, COUPLINGS, "lambda_eta", 1e-3, 10.1),
    (ISB, COUPLINGS | {"lambda_eta": 1.0, "lambda_phi": 10.0}, "lambda_eta_phi", -6.2, -10.1),
    (ISB, COUPLINGS, "mu_eta", 1e8, 1.01e18),
    (ISB, COUPLINGS, "mu_phi", 1e18, 1.01e18),
]


@pytest.mark.parametrize(("kind", "values", "name", "good", "bad"), ENDS)
def test_both_ends_of_each_range(kind, values, name, good, bad):
    """The end itself is allowed, unless it is 0 and excluded, and 1% beyond it is not."""
    assert_refused(kind, values, name, good, bad, re.escape(f"{name} = {bad:g} is out of range: allowed is "))


@pytest.mark.parametrize("kind", [TWIN, DW, ISB])
def test_every_parameter_has_its_ends_among_these(kind):
    ends = {(item.name, end) for item in kind.PARAMETERS for end in (item.minimum, item.maximum) if np.isfinite(end)}
    assert len(ends) == len([row for row in ENDS if row[0] is kind])
    assert {name for name, _ in ends} == {row[2] for row in ENDS if row[0] is kind}


@pytest.mark.parametrize(("kind", "values"), [(TWIN, RELIC | DARK_MATTER), (DW, DARK_MATTER), (ISB, DIRECT)])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_finite_number(kind, values, bad):
    for name, good in values.items():
        assert_refused(kind, values, name, good, bad, f"{name} = {bad:g} is not a finite number")


# --- relations between parameters ------------------------------------------------------------------------

RELATIONS = [
    # The sectors part after N has frozen out.
    (TWIN, RELIC | {"T_f": 100.0}, "T_dec", 99.0, 100.0, "T_dec = 100 GeV must be below T_f = 100 GeV"),
    (TWIN, RELIC | {"T_dec": 1.0}, "T_f", 1.01, 1.0, "T_dec = 1 GeV must be below T_f = 1 GeV"),
    # Above (m_s/m_N)^(1/2) and more the light neutrino of mass m_nu is no longer one of our sector: 0.00575 here.
    (TWIN, SEESAW, "theta_AB", 5e-3, 6.2e-3, "theta_AB = 0.0062 is out of range: allowed is from 0 to 0.0057"),
    (TWIN, SEESAW | {"theta_AB": 5.7e-3}, "m_nu", 0.9e-2, 1.2e-2, "theta_AB = 0.0057 is out of range"),
    # Tables of freeze-in: M_N/100 to 1e4 M_N.
    (ISB, DIRECT, "T_max", 1e12, 0.99e12, "T_max = 9.9e\\+11 GeV is out of range: allowed is M_N/100 to 1e4 M_N"),
    (ISB, DIRECT, "T_max", 1e18, 1.01e18, "T_max = 1.01e\\+18 GeV is out of range: allowed is M_N/100 to 1e4 M_N"),
    (ISB, DIRECT | {"T_max": 1e12}, "M_N", 1e14, 1.01e14, "T_max = 1e\\+12 GeV is out of range"),
    # Eq. 2, lambda_eta_phi > -2 (lambda_eta lambda_phi)^(1/2) = -0.02828; Eq. 5, below -6 lambda_eta = -0.006.
    (ISB, COUPLINGS, "lambda_eta_phi", -0.0280, -0.0286, "must be above .* unbounded from below"),
    (ISB, COUPLINGS, "lambda_eta_phi", -0.00606, -0.00594, "must be below .* no inverse symmetry breaking"),
    (ISB, COUPLINGS, "lambda_phi", 0.101, 0.099, "lambda_eta_phi = -0.02 must be above"),
    (ISB, COUPLINGS, "lambda_eta", 3.30e-3, 3.37e-3, "lambda_eta_phi = -0.02 must be below"),
    (ISB, COUPLINGS, "lambda_eta", 1e-3, 0.0, "lambda_eta = 0 must be positive and finite"),
    (ISB, COUPLINGS, "lambda_phi", 0.2, 0.0, "lambda_phi = 0 must be positive and finite"),
    (ISB, COUPLINGS, "mu_eta", 1e-30, 0.0, "mu_eta = 0 must be positive and finite"),
    (ISB, COUPLINGS, "mu_phi", 0.0, -1e-30, "mu_phi = -1e-30 must not be negative, and finite"),
    # T_c = mu_eta/|c_eta|^(1/2) = 41.40 mu_eta for c_eta = -0.014/24, Eq. 7.
    (ISB, COUPLINGS, "mu_eta", 0.99 * 2e14 / 41.404, 1.01 * 2e14 / 41.404, "T_max = 2e\\+14 GeV is below T_c"),
    (ISB, COUPLINGS | {"mu_eta": 1e12}, "T_max", 4.2e13, 4.1e13, "T_max = 4.1e\\+13 GeV is below T_c"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "values", "name", "good", "bad", "words"), RELATIONS)
def test_relations_between_parameters(kind, values, name, good, bad, words):
    assert_refused(kind, values, name, good, bad, words)


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (TWIN, {"m_N": 30.0, "vev_ratio": 4.0}, "m_nu must be given .or Gamma_N., because it sets the width of N"),
        (TWIN, RELIC | {"Gamma_N": 1e-22, "flavour": "e"}, "flavour = e has no effect with Gamma_N"),
        (TWIN, RELIC | {"contact": "higgs-portal", "T_dec": 2.0}, "T_dec may not be given with contact = higgs-portal"),
        (TWIN, SEESAW | {"theta_AB": 1e-3, "sin2_2theta_x": 0.0}, "sin2_2theta_x may not be given with theta_AB"),
        (TWIN, RELIC | {"theta_AB": 1e-3}, "m_s and sin2_2theta must be given with theta_AB"),
        (TWIN, RELIC | {"m_s": 10.0}, "sin2_2theta must be given with m_s"),
        (TWIN, RELIC | {"sin2_2theta": 1e-9}, "m_s must be given with sin2_2theta"),
        (DW, {"m_s": 10.0}, "sin2_2theta must be given"),
        (ISB, DIRECT | {"T_star": None}, "T_star must be given with c_phi"),
        (ISB, FREEZE_IN, "the scalars are not described: give either lambda_eta"),
        (ISB, COUPLINGS | {"c_phi": 0.05}, "lambda_eta and c_phi exclude each other"),
        (ISB, COUPLINGS | {"Lambda_eff": None}, "Lambda_eff must be given with lambda_eta"),
        (ISB, DIRECT | {"processes": "all"}, "processes = all needs the couplings"),
        (ISB, DIRECT | {"resummation": "parwani"}, "resummation = parwani needs the couplings"),
        (ISB, DIRECT | {"phi_mass": "vacuum"}, "phi_mass = vacuum needs the couplings"),
        (ISB, COUPLINGS | {"phi_mass": "vacuum", "resummation": "parwani"}, "phi_mass goes with"),
    ],
)
def test_what_does_not_go_together_is_refused_at_one_point_and_in_a_batch(kind, values, words):
    """It is the same for all points: the first is named."""
    with pytest.raises(rh.InvalidInput, match=words):
        kind(**values)
    for name, value in values.items():
        if isinstance(value, float):
            with pytest.raises(InvalidPoint, match=words) as refused:
                rh.solve_batch(kind, **values | {name: np.full(3, value)})
            assert refused.value.point == 0
