"""Dark matter made in the twin sector: independent numbers, rescaled masses, dilution, bad input."""

import functools

import jax
import numpy as np
import pytest

import reheaton as rh


@functools.cache
def solve(**values):
    """With neutrinos as in the paper: dark matter is made in the other sector."""
    return rh.TwinSterileNeutrino(**({"vev_ratio": 4.0, "sm_neutrinos": "equilibrium"} | values)).solve().observables


# m_N [GeV], m_nu [eV], Omega_h2, <p>/T_gamma0, max_rate_over_H; m_s = 10 keV, sin^2 2theta = 1e-9, vev_ratio 4. An
# independent calculation of "Twin Sterile Neutrino Dark Matter" Eqs. 12-14 with all masses rescaled, the gain
# term, and quarks counted by entropy.
CHAIN = [(None, None, 0.0024842, 1.3126, 0.00013252), (30.0, 1e-7, 0.00014906, 0.52058, 0.00012473)]


@pytest.mark.parametrize(("m_N", "m_nu", "density", "momentum", "rate"), CHAIN)
def test_chain(m_N, m_nu, density, momentum, rate):
    found = solve(m_N=m_N, m_nu=m_nu, m_s=10.0, sin2_2theta=1e-9, opacity_mesons=False)
    # 6%, 2%, 5%: the effect of another equation of state.
    assert found["Omega_h2"] == pytest.approx(density, rel=0.06)
    assert found["mean_p_over_T"] == pytest.approx(momentum, rel=0.02)
    assert found["max_rate_over_H"] == pytest.approx(rate, rel=0.05)


@pytest.mark.parametrize(("m_s", "mixing", "expected"), [(10.0, 1e-8, 0.771), (100.0, 1e-8, 0.772)])
def test_rescaled_masses_make_less(m_s, mixing, expected):
    # Independent numbers for vev_ratio 3 with both sectors at one temperature; with the twin sector at its own, colder
    # one the ratio moves by a percent.
    point = {"m_N": None, "vev_ratio": 3.0, "m_s": m_s, "sin2_2theta": mixing}
    ratio = solve(**point)["Omega_h2"] / solve(**point, opacity_masses="standard-model")["Omega_h2"]
    assert ratio == pytest.approx(expected, rel=0.04)


def test_production_before_the_decay_is_diluted_and_cooled():
    # T_RH from 39 to 1.5 MeV, production at a twin temperature of 1.3 GeV: only dilution is left to differ.
    points = [solve(m_N=10.0, Gamma_N=width, m_s=100.0, sin2_2theta=1e-12) for width in (1.2e-21, 5e-23, 2e-24)]
    assert points[0]["T_RH"] > 0.035 and points[-1]["T_RH"] < 0.002
    density = [found["Omega_h2"] * found["dilution"] for found in points]
    momentum = [found["mean_p_over_T"] * found["dilution"] ** (1.0 / 3.0) for found in points]
    assert density == pytest.approx([density[0]] * 3, rel=1e-3)
    assert momentum == pytest.approx([momentum[0]] * 3, rel=1e-3)


def test_dark_matter_leaves_the_rest_alone():
    without, with_ = solve(m_N=30.0, m_nu=1e-7), solve(m_N=30.0, m_nu=1e-7, m_s=10.0, sin2_2theta=1e-9)
    for name, value in without.items():
        assert with_[name] == pytest.approx(value, rel=1e-9)


def test_lifetime_is_that_into_twin_neutrinos():
    # tau = 250 Gyr at sin^2 theta = 1.83e-5 vev_ratio^4 (10 keV/m)^5 for three generations.
    mixing = 4.0 * 1.83e-5 * 3.0**4 * (10.0 / 30.0) ** 5
    point = {"m_N": None, "vev_ratio": 3.0, "m_s": 30.0, "sin2_2theta": mixing}
    assert solve(**point)["lifetime"] == pytest.approx(250.0, rel=0.01)
    assert solve(**point, dm_generations=1)["lifetime"] == pytest.approx(500.0, rel=0.01)


def test_photon_line_needs_a_mixing_with_our_neutrinos():
    hidden = rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0, m_s=10.0, sin2_2theta=1e-9).solve()
    seen = rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0, m_s=10.0, sin2_2theta=1e-9, sin2_2theta_x=1e-9).solve()
    assert hidden.observables["line_flux"] == 0.0
    assert not any("line" in limit.name for limit in hidden.limits)
    assert any("line" in limit.name and not limit.allowed for limit in seen.limits)


SEESAW = {"m_N": 30.0, "m_nu": 1.5e-7, "m_s": 30.0, "sin2_2theta": 1e-9}


def test_theta_AB_sets_the_photon_line():
    """The result is that of the mixing 4 theta_AB^2 m_nu m_N/m_s^2, and says so."""
    mixing = 4.0 * 1e-8 * 1.5e-7 * 30e9 / 30e3**2
    model = rh.TwinSterileNeutrino(vev_ratio=4.0, **SEESAW, theta_AB=1e-4, sm_neutrinos="equilibrium")
    result = model.solve()
    # theta_AB^2 m_N/m_s = 0.01 times m_nu/m_nu,B = 0.02.
    assert result.parameters["sin2_2theta_x"] == pytest.approx(mixing, rel=3e-4)
    line = solve(**SEESAW, sin2_2theta_x=result.parameters["sin2_2theta_x"])
    # The same compiled lines but for the seesaw: rounding.
    assert result.observables == pytest.approx(line, rel=1e-12)
    assert line["line_flux"] > 0.0


@pytest.mark.slow
def test_theta_AB_in_a_batch_shares_the_background_and_equals_single_points():
    angles = [0.0, 1e-5, 1e-4]
    batch = rh.solve_batch(rh.TwinSterileNeutrino, vev_ratio=4.0, **SEESAW, theta_AB=angles, sm_neutrinos="equilibrium")
    single = [solve(**SEESAW, theta_AB=angle) for angle in angles]
    for name in ("photon_rate", "Omega_h2", "m_nu_twin", "hot_fraction"):
        # One compiled function for many points and one for a single point: rounding.
        assert batch.observables[name] == pytest.approx([found[name] for found in single], rel=1e-9)
    assert batch.parameters["sin2_2theta_x"][0] == 0.0 and np.all(np.diff(batch.parameters["sin2_2theta_x"]) > 0.0)


@pytest.mark.slow
def test_derivatives_by_theta_AB_of_constructor_and_of_field():
    """The photon rate goes with theta_AB^2, whichever way theta_AB is traced."""

    def rate(angle):
        return rh.TwinSterileNeutrino(vev_ratio=4.0, **SEESAW, theta_AB=angle).solve().observables["photon_rate"]

    value, slope = rate(1e-4), jax.grad(rate)(1e-4)
    # The next order, as above.
    assert float(slope) * 1e-4 / value == pytest.approx(2.0, rel=1e-3)
    model = rh.TwinSterileNeutrino(vev_ratio=4.0, **SEESAW, theta_AB=1e-4, sm_neutrinos="equilibrium")
    by_field = jax.grad(lambda m: m.solve().observables["photon_rate"])(jax.tree.map(float, model))
    assert float(by_field.theta_AB) == pytest.approx(float(slope), rel=1e-12)
    assert by_field.sin2_2theta_x == 0.0


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"sin2_2theta_x": 1e-9}, "sin2_2theta_x may not be given with theta_AB"),
        ({"m_nu": None, "Gamma_N": 1e-22}, "m_nu must be given with theta_AB"),
        ({"m_N": None, "m_nu": None}, "m_N and m_nu must be given with theta_AB"),
        ({"m_s": None, "sin2_2theta": None}, "m_s and sin2_2theta must be given with theta_AB"),
        ({"theta_AB": 1.5}, "theta_AB = 1.5 is out of range: allowed is from 0 to 1"),
        ({"theta_AB": -1e-3}, "theta_AB = -0.001 is out of range"),
        (
            {"theta_AB": 0.5, "m_nu": 0.1, "sin2_2theta": 1e-4},
            "theta_AB = 0.5 is out of range: allowed is from 0 to 0.0",
        ),
    ],
)
def test_theta_AB_that_has_no_seesaw_is_refused(values, expected):
    with pytest.raises(rh.InvalidInput, match=expected):
        rh.TwinSterileNeutrino(**({"vev_ratio": 4.0, "theta_AB": 1e-4} | SEESAW | values))


def test_theta_AB_of_one_of_many_points_that_is_refused_is_named():
    values = SEESAW | {"m_nu": 0.1, "sin2_2theta": 1e-4}
    with pytest.raises(rh.InvalidInput, match=r"point 1: theta_AB = 0\.5 is out of range"):
        rh.solve_batch(rh.TwinSterileNeutrino, vev_ratio=4.0, **values, theta_AB=[1e-6, 0.5])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"m_s": 10.0}, "sin2_2theta must be given with m_s"),
        ({"sin2_2theta": 1e-9}, "m_s must be given with sin2_2theta"),
        ({"sin2_2theta_x": 1e-9}, "m_s and sin2_2theta must be given with sin2_2theta_x"),
        ({"dm_flavour": "e"}, "m_s and sin2_2theta must be given with dm_flavour"),
        ({"dm_generations": 1}, "m_s and sin2_2theta must be given with dm_generations"),
        ({"opacity": "table:rates.dat"}, "m_s and sin2_2theta must be given with opacity,"),
        ({"opacity_masses": "standard-model"}, "m_s and sin2_2theta must be given with opacity_masses"),
        ({"opacity_gain": False}, "m_s and sin2_2theta must be given with opacity_gain"),
        ({"opacity_mesons": True, "m_s": None}, "m_s and sin2_2theta must be given with opacity_mesons"),
        ({"m_s": 1e4, "sin2_2theta": 1e-9}, "m_s = 10000 is out of range"),
        ({"m_s": 10.0, "sin2_2theta": 1.1}, "sin2_2theta = 1.1 is out of range"),
        ({"m_s": 10.0, "sin2_2theta": 1e-9, "opacity": "table:"}, "is not a choice"),
        ({"m_s": 10.0, "sin2_2theta": 1e-9, "opacity": "table:nowhere.dat"}, "nowhere.dat cannot be read"),
    ],
)
def test_bad_input_is_one_sentence(values, expected):
    with pytest.raises(rh.InvalidInput, match=expected):
        rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0, **values).solve()


def test_mixing_that_makes_more_in_our_sector_is_flagged():
    point = {"m_N": None, "vev_ratio": 4.0, "m_s": 10.0, "sin2_2theta": 1e-9}
    named = [
        {flag.name for flag in rh.TwinSterileNeutrino(**point, sin2_2theta_x=x).solve().flags} for x in (1e-9, 1e-13)
    ]
    assert "production_in_sm" in named[0] and "production_in_sm" not in named[1]


def test_dark_matter_counts_as_radiation_at_nucleosynthesis():
    point = {"m_N": 30.0, "m_nu": 1e-7, "vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}
    without = rh.TwinSterileNeutrino(**point).solve()
    with_ = rh.TwinSterileNeutrino(**point, m_s=0.2, sin2_2theta=0.1).solve()
    more = with_.observables["delta_N_eff_dm_bbn"]
    # (Omega h^2 94.1 eV/m_s) neutrinos of <p>/T 0.853 instead of 2.249.
    assert more == pytest.approx(0.020, rel=0.05)
    values = [next(limit.value for limit in r.limits if limit.name == "Delta N_eff (BBN)") for r in (without, with_)]
    assert values[1] - values[0] == pytest.approx(more, rel=1e-6)


def test_a_result_without_dark_matter_can_be_solved_again():
    result = rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0).solve()
    again = rh.TwinSterileNeutrino(**result.parameters, **result.options).solve()
    assert again.observables == result.observables


def test_history_that_starts_too_cold_is_refused_not_guessed():
    # Production of 1 MeV dark matter peaks at 3 GeV, above the start of this history.
    cold = rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0, T_f=1.5, T_dec=1.0, m_s=1000.0, sin2_2theta=1e-12)
    with pytest.raises(rh.NumericalFailure, match="start the universe hotter"):
        cold.solve()


@pytest.mark.parametrize(
    ("neutrinos", "m_N"),
    [
        ("decoupling", None),
        pytest.param("decoupling", 80.0, marks=pytest.mark.slow),
        pytest.param("decoupled", 80.0, marks=pytest.mark.slow),
    ],
)
def test_an_asymmetry_is_over_all_entropy_of_the_standard_model(neutrinos, m_N):
    """Also of its neutrinos, where they are sectors of their own. 1%: what treatments of neutrinos change.

    Resonance makes nearly all, so that the density goes with the asymmetry, and neutrinos hold 5% of the entropy.
    """
    point = {
        "m_N": m_N,
        "m_nu": None if m_N is None else 1.5e-9,
        "m_s": 10.0,
        "sin2_2theta": 1e-7,
        "asymmetry_mu": 2e-3,
    }
    together, apart = solve(**point), solve(**point, sm_neutrinos=neutrinos)
    assert together["resonant_share"] > 0.99
    assert apart["Omega_h2"] == pytest.approx(together["Omega_h2"], rel=0.01)
    assert apart["asymmetry_left_mu"] == pytest.approx(together["asymmetry_left_mu"], rel=0.01)
