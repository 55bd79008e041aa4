"""Every validity flag of the twin model, on findings made by hand: nothing is solved here."""

import itertools

import numpy as np
import pytest
from tests.probes.edges import assert_flips

from reheaton import TwinSterileNeutrino
from reheaton import citations as references
from reheaton.models.reading import checks_of
from reheaton.papers.twin_sterile_neutrino.checks import twin_checks

PARAMETERS = {"vev_ratio": 4.0, "m_N": 30.0, "m_nu": 1e-7, "T_f": 1e4}
EQUILIBRIUM, DECOUPLED = {"sm_neutrinos": "equilibrium"}, {"sm_neutrinos": "decoupled"}
CLEAN = {
    "T_RH": 0.02,
    "N_eff_sm": 3.0,
    "T_SM_max": 1e4,
    "dilution": 50.0,
    "delta_N_eff_bbn": 0.2,
    "delta_N_eff_cmb": 0.2,
    "delta_N_eff_relic_bbn": 0.0,
    "delta_N_eff_relic_cmb": 0.0,
    "decay_over_hubble_at_T_dec": 1e-4,
    "inverse_decay": 1e-6,
}


def _flags(found=None, parameters=None, options=None):
    model = TwinSterileNeutrino(**(PARAMETERS | (parameters or {}) | (options or EQUILIBRIUM)))
    flags = [check for check in checks_of(model, model.probes(), CLEAN | (found or {}), 0.0) if check.raised]
    assert all(flag.message.endswith(".") and "{" not in flag.message for flag in flags)
    return {flag.name: flag.value for flag in flags}


@pytest.mark.parametrize("options", [EQUILIBRIUM, DECOUPLED])
def test_a_clean_point_has_no_flags(options):
    assert _flags(options=options) == {}


@pytest.mark.parametrize(
    ("found", "parameters", "options", "expected"),
    [
        ({}, {"vev_ratio": 20.0}, EQUILIBRIUM, {"twin_neutrinos_leave_early": 20.0}),
        ({"T_RH": 8e-3}, {}, EQUILIBRIUM, {"neutrinos_not_in_equilibrium": 8e-3}),
        ({"T_RH": 8e-3}, {}, DECOUPLED, {"neutrinos_decouple_during_decay": 8e-3}),
        ({"delta_N_eff_relic_bbn": 0.1}, {}, EQUILIBRIUM, {"relic_outlives_bbn": 0.5}),
        ({"delta_N_eff_relic_cmb": 0.1}, {}, EQUILIBRIUM, {"relic_outlives_cmb": 0.5}),
        ({"decay_over_hubble_at_T_dec": 3.0}, {}, EQUILIBRIUM, {"decays_before_T_dec": 3.0}),
        ({"T_RH": 1e4}, {}, EQUILIBRIUM, {"decays_at_freeze_out": 1e4}),
        ({"inverse_decay": 0.5}, {}, EQUILIBRIUM, {"inverse_decays": 0.5}),
        ({}, {"m_N": 200.0, "T_f": 100.0}, EQUILIBRIUM, {"cold_freeze_out": 2.0}),
        ({}, {"m_N": 1.2}, EQUILIBRIUM, {"width_into_quarks": 1.2}),
        ({}, {"m_N": 4.9}, EQUILIBRIUM, {"width_into_quarks": 4.9}),
        ({}, {"m_N": 3100.0}, EQUILIBRIUM, {"width_without_loops": 3100.0}),
        ({}, {"Gamma_N": 1e-22}, EQUILIBRIUM, {"width_is_given": 1e-22}),
        ({}, {"Gamma_N": 0.0}, EQUILIBRIUM, {"width_is_given": 0.0}),
    ],
)
def test_each_flag_alone(found, parameters, options, expected):
    """Rounding only: the value is the number that the flag is about."""
    assert _flags(found, parameters, options) == pytest.approx(expected)


def test_flags_add_up():
    found = {"T_RH": 1e4, "decay_over_hubble_at_T_dec": 3.0, "inverse_decay": 2.0}
    assert set(_flags(found, {"vev_ratio": 20.0})) == {
        "twin_neutrinos_leave_early", "decays_before_T_dec", "decays_at_freeze_out", "inverse_decays",
    }  # fmt: skip


@pytest.mark.parametrize(
    "found",
    [
        {"T_RH": 9e-3},
        {"delta_N_eff_relic_bbn": 0.001},
        {"decay_over_hubble_at_T_dec": 1.0},
        {"inverse_decay": 0.1},
    ],
)
def test_no_flag_on_the_good_side_of_an_edge(found):
    assert _flags(found) == {}


@pytest.mark.parametrize("parameters", [{"m_N": 0.9}, {"m_N": 5.0}, {"m_N": 3000.0}])
def test_widths_that_are_known_well(parameters):
    assert _flags(parameters=parameters) == {}


@pytest.mark.parametrize("m_N", [1.2, 30.0, 5000.0])
def test_a_given_width_is_as_good_as_it_is(m_N):
    assert _flags(parameters={"m_N": m_N, "m_nu": None, "Gamma_N": 1e-22}) == {}


def test_a_relic_that_never_decays_has_no_reheating_to_judge():
    """T_RH = 0 stands for never, not for a low temperature."""
    assert _flags({"T_RH": 0.0}) == {}


def test_without_relic_only_the_twin_neutrinos_count():
    for vev_ratio, expected in ((4.0, []), (30.0, ["twin_neutrinos_leave_early"])):
        model = TwinSterileNeutrino(m_N=None, vev_ratio=vev_ratio)
        checks = checks_of(model, model.probes(), {"T_SM_max": 1e4}, 0.0)
        assert [check.name for check in checks if check.raised] == expected
        epochs = ["reheated_after_nucleosynthesis", "reheated_after_recombination"]
        assert [check.name for check in checks] == ["twin_neutrinos_leave_early", *epochs, "first_law"]


@pytest.mark.parametrize(("m_nu", "expected"), [(0.44, {}), (0.46, {"m_nu_measured": 0.46})])
def test_a_neutrino_heavier_than_katrin_allows_is_flagged(m_nu, expected):
    assert _flags(parameters={"m_nu": m_nu}) == expected


DARK_MATTER = {
    "Omega_h2": 0.12, "Omega_h2_low": 0.12, "Omega_h2_high": 0.13, "dm_outside": 0.0, "T_peak": 1.0, "lifetime": 1e4,
    "delta_N_eff_dm_bbn": 0.0, "m_nu_twin": 0.0, "T_ratio_cmb": 0.4, "delta_N_eff_cmb_neutrinos": 0.081,
}  # fmt: skip


@pytest.mark.parametrize(
    ("found", "parameters", "expected"),
    [
        ({}, {"theta_AB": 1e-5}, {}),
        # theta_AB^2 m_N/m_s with M_AB^2 = theta_AB^2 (M_A - M_B)^2; M_B/M_A = 1e-5 is left out.
        ({}, {"theta_AB": 3e-3}, {"sterile_mass_cancels": 9.0}),
        # With u = m_nu/m_nu,B = 0.02667 and x = theta_AB^2 m_N/m_s = 0.64: the root of u x/[(1 - u) (1 - u - u x)]. The
        # visible mixing, 1.71e-6 [1 + u x/(1 - u - u x)], is 0.017 of the twin one, and vev_ratio^2 = 16.
        (
            {},
            {"theta_AB": 8e-4, "m_nu": 0.02},
            {"neutrinos_of_both_sectors_mix": 0.1354, "production_in_sm": 16 * 0.01707 * 1.0178},
        ),
        # <p> = 3.15 T_nu,twin, T_nu,twin = 0.4 (4/11)^(1/3) 0.26 eV.
        ({"m_nu_twin": 10.0}, {}, {"twin_neutrino_is_matter": 10.0 / 0.2339}),
        ({"m_nu_twin": 0.23}, {}, {}),
    ],
)
def test_flags_of_the_seesaw_and_of_the_twin_neutrino(found, parameters, expected):
    """1%: the orders that the formulas leave out."""
    given = {"m_s": 30.0, "sin2_2theta": 1e-4} | parameters
    assert _flags(DARK_MATTER | found, given) == pytest.approx(expected, rel=0.01)


def test_every_citation_is_in_the_bibliography():
    """For every pair of choices of two options."""
    for first, second in itertools.combinations(CITED, 2):
        _are_known([first, second])


@pytest.mark.slow
def test_every_citation_of_all_choices_together_is_in_the_bibliography():
    _are_known(CITED)


CITED = [option for option in TwinSterileNeutrino.OPTIONS if not option.limits_only]


def _are_known(options):
    """The citations of the model for all choices of these options, and the defaults of the others."""
    for values in itertools.product(*(option.choices for option in options)):
        chosen = dict(zip((option.name for option in options), values, strict=True))
        keys = TwinSterileNeutrino.example(**chosen).citations()
        assert set(keys) <= set(references.known_keys())
        assert references.bibtex(keys).count("\n@") == len(set(keys)) - 1


# --- on both sides of each threshold ---------------------------------------------------------------------

SEESAW = {"m_s": 30.0, "sin2_2theta": 1e-4}


def _checks(name, **given):
    """All checks as a function of one parameter or observable, a number or an array (points,)."""

    def checks(value):
        parameters = PARAMETERS | EQUILIBRIUM | given
        if name not in {item.name for item in TwinSterileNeutrino.PARAMETERS}:
            model, found = TwinSterileNeutrino(**parameters), CLEAN | DARK_MATTER | {name: value}
        else:
            first = TwinSterileNeutrino(**parameters | {name: float(np.ravel(value)[0])})
            model, found = first.changed({name: value}), CLEAN | DARK_MATTER
        return checks_of(model, model.probes(), found, 0.0)

    return checks


FLIPS = [
    # T = 2 MeV f^(4/3) at which twin neutrinos leave; 2 MeV 12^(4/3) = 55 MeV, a third of a QCD transition at 150 MeV.
    ("twin_neutrinos_leave_early", "vev_ratio", 12.0, "above", {}),
    # KATRIN 2025: 0.45 eV, 90%.
    ("m_nu_measured", "m_nu", 0.45, "above", {}),
    # N is relativistic at T_f while m_N < T_f.
    ("cold_freeze_out", "m_N", 100.0, "above", {"T_f": 100.0}),
    ("cold_freeze_out", "T_f", 30.0, "below", {"m_N": 30.0}),
    # Quarks count from about 1 GeV; alpha_s is 0.2 at 5 GeV, and what is unknown 6%.
    ("width_into_quarks", "m_N", 1.0, "above", {}),
    ("width_into_quarks", "m_N", 5.0, "below", {}),
    # Couplings to longitudinal W and Z go as m_N^2/v^2, v = 246 GeV: 3 TeV/(4 pi v) = 1.
    ("width_without_loops", "m_N", 3000.0, "above", {}),
    # theta_AB^2 m_N/m_s = 1, 30 GeV over 30 keV.
    ("sterile_mass_cancels", "theta_AB", 1e-3, "above", SEESAW),
    # u x/[(1 - u)(1 - u - u x)] = 0.1^2, u = 0.02 eV/0.75 eV and x = theta_AB^2 m_N/m_s.
    ("neutrinos_of_both_sectors_mix", "theta_AB", 5.931e-4, "above", SEESAW | {"m_nu": 0.02}),
    # <p> = 3.1514 T_nu,twin, T_nu,twin = 0.4 (4/11)^(1/3) 0.26 eV = 0.07423 eV.
    ("twin_neutrino_is_matter", "m_nu_twin", 3.1514 * 0.07423, "above", SEESAW),
]


@pytest.mark.parametrize(("name", "of", "threshold", "raised", "given"), FLIPS)
def test_each_flag_flips_at_its_threshold(name, of, threshold, raised, given):
    assert_flips(_checks(of, **given), name, threshold, raised)


def test_N_that_decays_at_freeze_out_is_found_to_rounding():
    """T_RH is T_f there, inverted from a table to rounding; a temperature 2e-9 below is another."""
    T_RH = 1e4 * (1.0 + np.array([-2e-9, -5e-10, 0.0, 5e-10, 2e-9]))
    (check,) = (check for check in _checks("T_RH")(T_RH) if check.name == "decays_at_freeze_out")
    assert check.raised.tolist() == [False, True, True, True, False]
    for value, raised in zip(T_RH, check.raised, strict=True):
        (alone,) = (check for check in _checks("T_RH")(float(value)) if check.name == "decays_at_freeze_out")
        assert bool(alone.raised) == raised


def test_a_given_width_is_told_in_every_lane():
    (check,) = (c for c in _checks("Gamma_N")(np.array([0.0, 1e-30, 1e-4])) if c.name == "width_is_given")
    assert check.raised.tolist() == [True, True, True] and np.all(check.margin < 0.0)


def test_what_voids_the_verdict():
    """Parameters that nature does not have, and effects that are left out of all numbers."""
    model = TwinSterileNeutrino(**PARAMETERS, **SEESAW, theta_AB=1e-5)
    void = {check.name for check in twin_checks(model, CLEAN) if np.all(check.voids)}
    assert void == {"m_nu_measured", "decays_at_freeze_out", "neutrinos_of_both_sectors_mix"}


def test_every_flag_of_the_model_flips_in_one_of_these_tests():
    known = {row[0] for row in FLIPS} | {"decays_at_freeze_out", "width_is_given"}
    probes = {"neutrinos_not_in_equilibrium", "relic_outlives_bbn", "relic_outlives_cmb", "decays_before_T_dec",
              "inverse_decays", "production_outside", "large_mixing", "slow_neutrinos", "hadronic_opacity",
              "production_in_sm", "part_of_dark_matter", "decayed", "dark_matter_as_radiation", "first_law",
              "reheated_after_nucleosynthesis", "reheated_after_recombination",
              }  # fmt: skip
    made = [_checks("theta_AB", **SEESAW)(1e-5), _checks("Gamma_N", **SEESAW)(1e-22)]
    assert {check.name for checks in made for check in checks} == known | probes


def test_the_threshold_itself_is_not_flagged():
    """1 GeV and 5 GeV are written without rounding."""
    (check,) = (c for c in _checks("m_N")(np.array([1.0, 5.0, 2.0])) if c.name == "width_into_quarks")
    assert check.raised.tolist() == [False, False, True]
