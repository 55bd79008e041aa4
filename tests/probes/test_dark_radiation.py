"""Dark radiation: the unit of Delta N_eff, the temperature of departed neutrinos, and the probe on known universes."""

from types import SimpleNamespace
from typing import ClassVar

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from tests.probes.edges import assert_flips

import reheaton as rh
from reheaton.constants import M_ELECTRON
from reheaton.cosmology import T_BBN, T_NU_OVER_T_GAMMA, rho_one_neutrino
from reheaton.matter.leptons_and_bosons import photons_and_electrons
from reheaton.probes.dark_radiation import (
    LEFT_OVER,
    DarkRadiation,
    delta_N_eff,
    entropic_neutrino_temperature,
)
from reheaton.universe.outcome import Outcome

COOLING = (11.0 / 4.0) ** (4.0 / 3.0)
HEAT_LEFT = float(entropic_neutrino_temperature(np.asarray(T_BBN), photons_and_electrons())) / T_BBN
"""T_nu/T at 1 MeV of neutrinos that left the plasma before: the cube root of the entropy that e+e- still have."""


def test_rho_one_neutrino():
    """Two states, by quadrature; 1e-8: quad is asked for 1.5e-8 and does better on smooth integrands."""
    T = np.array([1e-3, 0.2])
    integral = quad(lambda y: y**3 / (np.exp(y) + 1.0), 0.0, 60.0)[0]
    np.testing.assert_allclose(rho_one_neutrino(T), 2.0 * T**4 * integral / (2.0 * np.pi**2), rtol=1e-8)


def test_departed_neutrinos_keep_the_plasma_temperature_before_annihilation():
    """T_nu = T but for (5/44) (m_e/T)^2 or so: 1e-7 at T = 1000 m_e."""
    T = jnp.asarray(1e3 * M_ELECTRON)
    assert float(entropic_neutrino_temperature(T, photons_and_electrons()) / T) == pytest.approx(1.0, abs=1e-7)


def test_departed_neutrinos_are_colder_after_annihilation():
    """(4/11)^(1/3), rounding only: electrons are gone by exp(-200) at T = m_e/200."""
    T = jnp.asarray(M_ELECTRON / 200.0)
    ratio = float(entropic_neutrino_temperature(T, photons_and_electrons()) / T)
    assert ratio == pytest.approx(T_NU_OVER_T_GAMMA, rel=1e-12)
    assert pytest.approx(0.71377, abs=1e-5) == T_NU_OVER_T_GAMMA


def test_departed_neutrinos_cool_monotonically():
    T = jnp.asarray(np.geomspace(100.0, 0.01, 200) * M_ELECTRON)
    ratio = np.asarray(entropic_neutrino_temperature(T, photons_and_electrons()) / T)
    assert ratio.shape == (200,)
    # Rounding at both ends, where it is constant; 1e-9 for the spline of the electrons.
    assert np.all(np.diff(ratio) < 1e-9)


def test_delta_N_eff_counts_what_is_named():
    """Rounding only: three neutrinos are three, half of one more is half, and what is not named is not counted."""
    T_nu = jnp.array([1e-3, 2e-3])
    one = rho_one_neutrino(T_nu)
    rho = {"sm": 100.0 * one, "neutrinos": 3.0 * one, "twin": 0.5 * one}
    np.testing.assert_allclose(delta_N_eff(rho, ["neutrinos", "twin"], T_nu), [3.5, 3.5], rtol=1e-14)
    np.testing.assert_allclose(delta_N_eff(rho, [], T_nu), [0.0, 0.0])


def test_photons_in_units_of_neutrinos():
    """Photons are 8/7 (11/4)^(4/3) = 4.402 neutrinos of the temperature that those have after annihilation."""
    T = jnp.asarray(1e-9)
    photons = {"photons": np.pi**2 / 15.0 * T**4}
    value = float(delta_N_eff(photons, ["photons"], T_NU_OVER_T_GAMMA * T))
    assert value == pytest.approx(8.0 / 7.0 * (11.0 / 4.0) ** (4.0 / 3.0), rel=1e-13)


# --- the probe on known universes --------------------------------------------------------------------


class Hidden(rh.Model):
    """The Standard Model and hidden photons at half its temperature, with a relic that lives long or does not."""

    Gamma: float = rh.parameter("GeV", "width of the relic", default=1e-20, minimum=0.0)
    counted: bool = rh.option((True, False), "whether the relic counts as dark")
    neutrinos: bool = rh.option((False, True), "whether the SM neutrinos are a bath of their own")
    bbn_neutrinos: str = rh.option(("photon-temperature", "entropic"), "T_nu in the unit of Delta N_eff")

    UNTIL: ClassVar = ("sm", 0.2e-9)

    def universe(self):
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("hidden photon", 0, g=2)))
        sectors = [rh.standard_model(neutrinos=not self.neutrinos), hidden]
        start, contacts = {"sm": 1.0, "hidden": 0.5}, []
        if self.neutrinos:
            sectors.append(rh.neutrinos())
            start["neutrinos"] = 1.0
            contacts.append(rh.Contact("sm", "neutrinos", until=2e-3))
        relic = rh.cold_relic("X", 1e-6, {"sm": self.Gamma}, 1e-9)
        return rh.Universe(sectors, [relic], start=start, contacts=contacts)

    def probes(self):
        relics = ["X"] if self.counted else []
        neutrinos = "neutrinos" if self.neutrinos else None
        return [rh.DarkRadiation("hidden", *relics, neutrinos=neutrinos, bbn_neutrinos=self.bbn_neutrinos)]


def solve(**values):
    return Hidden(**values).solve().observables


class Copy(rh.Model):
    """The Standard Model and a copy of it with other masses at 0.4 of its temperature, and a relic that does not decay.

    The relic is a millionth of the energy of the Standard Model at the start, and much more at recombination."""

    vev_ratio: float = rh.parameter("", "ratio of the masses", minimum=1.0, maximum=100.0)

    def universe(self):
        relic = rh.cold_relic("X", 1e-6, {"sm": 0.0}, 1e-9)
        return rh.Universe([rh.standard_model(), rh.twin(self.vev_ratio)], [relic], start={"sm": 1.0, "twin": 0.4})

    def probes(self):
        return [rh.DarkRadiation("twin", "X")]


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0, 100.0])
def test_copy_is_split_into_photons_and_three_neutrinos(vev_ratio):
    """1 : 3 (7/8) (4/11)^(4/3) = 0.68132, and together with the relic all there is: rounding, and tables in rho."""
    found = Copy(vev_ratio=vev_ratio).solve().observables
    photons, neutrinos = found["delta_N_eff_cmb_photons"], found["delta_N_eff_cmb_neutrinos"]
    # The energy is from the tables of the bath, 3e-6, the neutrinos from their gas.
    assert neutrinos / photons == pytest.approx(0.6813219, rel=1e-5)
    assert neutrinos / found["T_ratio_cmb"] ** 4 == pytest.approx(3.0, rel=1e-9)
    together = photons + neutrinos + found["delta_N_eff_relic_cmb"]
    assert together == pytest.approx(found["delta_N_eff_cmb"], rel=1e-12)


def test_a_sector_without_departed_neutrinos_is_not_split():
    assert not {"delta_N_eff_cmb_photons", "delta_N_eff_cmb_neutrinos"} & set(solve())


def test_hidden_photons_in_units_of_neutrinos():
    """8/7 of a neutrino each way of the temperature: 3e-6, twice the error of T(s) in the tables, in the 4th power."""
    found = solve()
    assert found["delta_N_eff_bbn"] == pytest.approx(8.0 / 7.0 * found["T_ratio_bbn"] ** 4, rel=3e-6)
    assert found["delta_N_eff_cmb"] == pytest.approx(8.0 / 7.0 * found["T_ratio_cmb"] ** 4 * COOLING, rel=3e-6)


def test_temperature_falls_behind_as_entropies_tell():
    """(11/4)^(1/3) but for the electrons that are gone at 1 MeV; 1e-5: the tables."""
    found = solve()
    assert 0.99 < HEAT_LEFT < 1.0
    ratio = found["T_ratio_bbn"] / found["T_ratio_cmb"]
    assert ratio == pytest.approx((11.0 / 4.0) ** (1.0 / 3.0) * HEAT_LEFT, rel=1e-5)


def test_entropic_neutrinos_are_a_smaller_unit():
    """(T/T_nu)^4 at 1 MeV, rounding; recombination is not touched."""
    plain, entropic = solve(), solve(bbn_neutrinos="entropic")
    ratio = entropic["delta_N_eff_bbn"] / plain["delta_N_eff_bbn"]
    assert ratio == pytest.approx(HEAT_LEFT**-4, rel=1e-9)
    assert entropic["delta_N_eff_cmb"] == pytest.approx(plain["delta_N_eff_cmb"], rel=1e-12)


def test_named_relics_count_and_their_part_is_told():
    """A relic that does not decay: rounding of the difference."""
    counted, not_counted = solve(Gamma=0.0), solve(Gamma=0.0, counted=False)
    assert counted["delta_N_eff_relic_cmb"] > counted["delta_N_eff_relic_bbn"] > 0.0
    for epoch in ("bbn", "cmb"):
        left = counted[f"delta_N_eff_{epoch}"] - counted[f"delta_N_eff_relic_{epoch}"]
        assert left == pytest.approx(not_counted[f"delta_N_eff_{epoch}"], rel=1e-9)
    assert "delta_N_eff_relic_bbn" not in not_counted
    # rho a^3 is constant, and a T grows by (11/4)^(1/3) but for the electrons that are gone at 1 MeV: error of tables.
    growth = counted["delta_N_eff_relic_cmb"] / counted["delta_N_eff_relic_bbn"]
    assert growth == pytest.approx(1e-3 / 0.26e-9 * (11.0 / 4.0) ** (1.0 / 3.0) / HEAT_LEFT**3, rel=1e-5)


def test_a_relic_that_has_decayed_does_not_count():
    assert 0.0 <= solve()["delta_N_eff_relic_bbn"] < 1e-100


def test_separate_neutrinos_are_three_and_the_sum_is_observed():
    """N_eff = 3 for decoupling at once but for the entropy that e+e- have lost at 2 MeV: 1.3% in the fourth power."""
    found = solve(neutrinos=True)
    assert found["N_eff_sm"] == pytest.approx(3.0, rel=0.013)
    assert found["N_eff_sm"] > 3.0
    assert found["N_eff_cmb"] == pytest.approx(found["N_eff_sm"] + found["delta_N_eff_cmb"], rel=1e-14)
    limits = {limit.name for limit in Hidden(neutrinos=True).solve().limits}
    assert {"N_eff (CMB) from below", "N_eff (CMB) from above"} <= limits and "Delta N_eff (CMB)" not in limits
    told = {limit.name: limit.why_not for limit in Hidden(neutrinos=True).solve().not_applied}
    assert set(told) == {"Delta N_eff (BBN)", "Delta N_eff (CMB)", "Delta N_eff (BBN and CMB)"}
    assert set(told.values()) == {"SM neutrinos are computed, and their sum with it is limited instead"}


# --- checks ------------------------------------------------------------------------------------------


def raised(probe, **found):
    clean = dict.fromkeys(("delta_N_eff_bbn", "delta_N_eff_cmb"), 1.0)
    clean |= dict.fromkeys(("delta_N_eff_relic_bbn", "delta_N_eff_relic_cmb"), 0.0) | {"T_SM_max": 1.0}
    return {check.name: check for check in probe.checks(clean | found) if check.raised}


class Massive(rh.Model):
    """Massive bosons with g = 1, at half the temperature of the Standard Model at the start, alone or with photons."""

    m: float = rh.parameter("GeV", "mass of the bosons")
    light: bool = rh.option((False, True), "whether the sector has photons")

    def universe(self):
        photons = [rh.boson("photon", 0, g=2)] if self.light else []
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("X", self.m, g=1), *photons))
        return rh.Universe([rh.standard_model(), hidden], start={"sm": 1e-2, "hidden": 5e-3})

    def probes(self):
        return [rh.DarkRadiation("hidden")]


def test_a_sector_of_massive_species_alone_is_matter():
    """rho - 3 p over rho by the integrals of the gas; 1e-4: the temperature is found in tables of the bath."""
    result = Massive(m=1e-3).solve()
    found = result.observables
    (flag,) = result.flags
    assert flag.name == "sector_is_matter" and flag.message.endswith(
        "in hidden at T = 0.26 eV: it is matter, not radiation."
    )
    x = 1e-3 / (found["T_ratio_cmb"] * 0.26e-9)
    weights = {"rho": lambda y: y**2 * np.hypot(x, y), "3 p": lambda y: y**4 / np.hypot(x, y)}
    found_by_quad = {
        name: quad(lambda y, w: w(y) / np.expm1(np.hypot(x, y)), 0.0, 60.0, args=(weight,), epsabs=0.0)[0]
        for name, weight in weights.items()
    }
    rho, three_p = found_by_quad.values()
    assert flag.value == pytest.approx(1.0 - three_p / rho, rel=1e-4) and 0.5 < flag.value < 1.0
    assert found["delta_N_eff_matter_cmb"] == pytest.approx(flag.value * found["delta_N_eff_cmb"], rel=1e-12)


@pytest.mark.parametrize(("m", "light"), [(1e-3, True), (1e-12, False)])
def test_massive_species_that_annihilate_or_are_still_fast_are_no_matter(m, light):
    result = Massive(m=m, light=light).solve()
    assert result.flags == [] and 0.0 <= result.observables["delta_N_eff_matter_cmb"] < 1e-4


def test_sectors_without_massive_species_and_copies_of_the_standard_model_are_not_asked():
    assert (
        "delta_N_eff_matter_cmb" not in solve()
        and "delta_N_eff_matter_cmb" not in Copy(vev_ratio=4.0).solve().observables
    )


def test_matter_of_the_sector_is_flagged_from_a_hundredth_on():
    """0.01, as for relics: 1/40 of the standard deviation of N_eff at the bounds of today."""

    def checks(matter):
        found = {"delta_N_eff_cmb": 0.1, "delta_N_eff_matter_cmb": 0.1 * np.asarray(matter), "T_SM_max": 1.0}
        return DarkRadiation("hidden").checks(found)

    assert_flips(checks, "sector_is_matter", 0.01, "above")


@pytest.mark.parametrize(("epoch", "T"), [("bbn", "1 MeV"), ("cmb", "0.26 eV")])
def test_left_over_relics_are_matter(epoch, T):
    probe = DarkRadiation("hidden", "X", "Y")
    assert raised(probe, **{f"delta_N_eff_relic_{epoch}": LEFT_OVER}) == {}
    (flag,) = raised(probe, **{f"delta_N_eff_relic_{epoch}": 0.2}).values()
    assert (flag.name, flag.value) == (f"relic_outlives_{epoch}", 0.2)
    assert flag.message.startswith(f"20.00% of delta_N_eff_{epoch} is X and Y that has not decayed at T = {T}")


def test_without_relics_their_share_is_not_checked():
    names = [check.name for check in DarkRadiation("hidden").checks({"T_SM_max": 1.0})]
    assert names == ["reheated_after_nucleosynthesis", "reheated_after_recombination"]


@pytest.mark.parametrize(
    ("T", "flags"),
    [
        (1.02e-3, []),
        (0.98e-3, ["reheated_after_nucleosynthesis"]),
        (0.27e-9, ["reheated_after_nucleosynthesis"]),
        (0.25e-9, ["reheated_after_nucleosynthesis", "reheated_after_recombination"]),
    ],
)
def test_epochs_that_did_not_take_place_are_flagged_and_have_no_limits(T, flags):
    """T_BBN = 1 MeV, T_CMB = 0.26 eV."""
    probe = DarkRadiation("hidden")
    assert list(raised(probe, T_SM_max=T)) == flags
    void = {name: list(clauses.items()) for name, clauses in probe.void({"T_SM_max": np.array([1.0, T])}).items()}
    (bbn, (_, computed)), (cmb, _) = void["delta_N_eff_bbn"], void["delta_N_eff_cmb"]
    assert bbn[0] == "the Standard Model was never as hot as at nucleosynthesis" and "recombination" in cmb[0]
    assert [bbn[1].tolist(), cmb[1].tolist(), computed] == [[False, T < 1e-3], [False, T < 0.26e-9], False]


class Late(Hidden):
    """The same, started or stopped where the user says."""

    T_start: float = rh.parameter("GeV", "SM temperature at the start", default=1.0, minimum=1e-20)

    def universe(self):
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("hidden photon", 0, g=2)))
        start = {"sm": self.T_start, "hidden": 0.5 * self.T_start}
        return rh.Universe([rh.standard_model(), hidden], [rh.cold_relic("X", 1e-6, {"sm": 0.0}, 1e-90)], start=start)


@pytest.mark.parametrize(("T_start", "names"), [(1e-2, {"BBN", "CMB", "BBN and CMB"}), (1e-4, {"CMB"}), (1e-10, set())])
def test_a_cold_start_is_compared_with_what_it_went_through(T_start, names):
    result = Late(T_start=T_start, counted=False).solve()
    assert {limit.name for limit in result.limits} == {f"Delta N_eff ({name})" for name in names}
    assert result.observables["T_SM_max"] == pytest.approx(T_start, rel=1e-12)


def test_a_start_at_the_temperature_of_an_epoch_goes_through_it():
    """T_BBN = 1 MeV, T_CMB = 0.26 eV, to the last digit."""
    probe = DarkRadiation("hidden")
    for T, epochs in ((1e-3, {"bbn", "cmb"}), (0.26e-9, {"cmb"})):
        void = probe.void({"T_SM_max": T})
        assert {epoch for epoch in ("bbn", "cmb") if not any(void[f"delta_N_eff_{epoch}"].values())} == epochs
        assert len(raised(probe, T_SM_max=T)) == 2 - len(epochs)


def test_what_voids_the_verdict():
    """An epoch that did not take place; left-over matter is a small part of a number that is compared all the same."""
    found = dict.fromkeys(("delta_N_eff_bbn", "delta_N_eff_cmb", "delta_N_eff_relic_bbn", "delta_N_eff_relic_cmb"), 1.0)
    checks = DarkRadiation("hidden", "X").checks(found | {"T_SM_max": 1.0})
    assert [check.name for check in checks if check.voids] == [
        "reheated_after_nucleosynthesis", "reheated_after_recombination",
    ]  # fmt: skip


@pytest.mark.parametrize("epoch", ["bbn", "cmb"])
@pytest.mark.parametrize(("hotter", "defined"), [(0.0, True), (0.9e-6, True), (1.1e-6, False), (1.0, False)])
def test_an_epoch_at_which_the_universe_is_still_hotter_is_not_defined(epoch, hotter, defined):
    """An event is at its temperature to 1e-6, by far; the moment that is given for one that is missing is not."""
    moments = {}
    for name, T in (("bbn", 1e-3), ("cmb", 0.26e-9)):
        T_sm = jnp.asarray(T * (1.0 + hotter if name == epoch else 1.0))
        moments[name] = SimpleNamespace(T={"sm": T_sm, "hidden": 0.5 * T_sm}, rho={"hidden": T_sm**4})
    background = SimpleNamespace(
        highest_T=lambda sector: 1.0, universe=SimpleNamespace(sector=lambda name: SimpleNamespace(gases=()))
    )
    found = DarkRadiation("hidden").observe(background, moments, None)
    numbers = {name: bool(np.isfinite(found[f"delta_N_eff_{name}"])) for name in moments}
    assert numbers == {"bbn": True, "cmb": True} | {epoch: defined}


class Short(Late):
    UNTIL: ClassVar = ("sm", 1e-6)


def test_an_epoch_that_is_not_reached_is_not_defined():
    with pytest.raises(rh.NumericalFailure, match=r"delta_N_eff_cmb is not defined: sm does not cool to 2.6e-10 GeV"):
        Short().solve()
    many = rh.solve_batch(Short, T_start=[1.0, 2.0])
    assert many.codes.tolist() == [Outcome.UNDEFINED] * 2 and not many.allowed.any()


def test_checks_of_many_points_are_those_of_each():
    many = {"delta_N_eff_bbn": np.array([1.0, 0.5]), "delta_N_eff_relic_bbn": np.array([0.005, 0.1])}
    many |= {"delta_N_eff_cmb": np.array([1.0, 1.0]), "delta_N_eff_relic_cmb": np.array([0.0, 0.0])}
    many |= {"T_SM_max": np.array([1.0, 1e-5])}
    checks = DarkRadiation("hidden", "X").checks(many)
    for point in range(2):
        single = DarkRadiation("hidden", "X").checks({name: float(column[point]) for name, column in many.items()})
        assert [bool(check.raised[point]) for check in checks] == [bool(check.raised) for check in single]
        assert [check.at(point).message for check in checks] == [check.message for check in single]


@pytest.mark.parametrize("epoch", ["bbn", "cmb"])
def test_each_check_flips_at_its_threshold(epoch):
    """1% of matter in Delta N_eff is less than half of the error of its measurements, 0.07 of 3."""
    probe = DarkRadiation("dark", "X")
    good = {f"delta_N_eff_{at}": 0.5 for at in ("bbn", "cmb")} | {
        f"delta_N_eff_relic_{at}": 0.0 for at in ("bbn", "cmb")
    }
    good["T_SM_max"] = 1.0

    def checks(relic):
        whole = good[f"delta_N_eff_{epoch}"] * np.ones_like(relic)
        return probe.checks(good | {f"delta_N_eff_relic_{epoch}": relic, f"delta_N_eff_{epoch}": whole})

    assert_flips(checks, f"relic_outlives_{epoch}", 0.01 * 0.5, "above")


def test_what_comes_first_in_tables():
    assert [name for name, item in DarkRadiation.OBSERVABLES.items() if item.headline] == [
        "delta_N_eff_bbn", "delta_N_eff_cmb", "T_ratio_bbn", "T_ratio_cmb", "N_eff_cmb",
    ]  # fmt: skip


def test_neutrinos_and_dark_energy_at_nucleosynthesis_are_counted_in_standard_neutrinos():
    """Three neutrinos that left at 2 MeV, 1.3% warmer in the fourth power, and the dark part in the colder unit.

    HEAT_LEFT is T_nu/T at 1 MeV. 2%: entropy that e+e- had lost before 2 MeV.
    """
    found = solve(neutrinos=True)
    expected = 3.0 + found["delta_N_eff_bbn"] / HEAT_LEFT**4
    assert found["N_nu_bbn"] == pytest.approx(expected, rel=0.02)
    assert "N_nu_bbn" not in solve()


def test_bounds_on_the_dark_part_alone_are_void_where_neutrinos_are_computed():
    void = DarkRadiation("dark", neutrinos="neutrinos").void({"T_SM_max": 1.0})
    assert {name for name, told in void.items() if any(told.values())} == {"delta_N_eff_bbn", "delta_N_eff_cmb"}
    assert not any(any(told.values()) for told in DarkRadiation("dark").void({"T_SM_max": 1.0}).values())
    limits = {limit.name for limit in Hidden(neutrinos=True).solve().limits}
    assert {"N_nu (BBN) from below", "N_nu (BBN) from above"} <= limits
    assert not {"Delta N_eff (BBN)", "Delta N_eff (BBN and CMB)"} & limits


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        (("hidden",), {"bbn_neutrinos": "entropc"}, "bbn_neutrinos = 'entropc' .* did you mean 'entropic'?"),
        (("hidden", "X", "X"), {}, "DarkRadiation names a relic twice: X, X"),
    ],
)
def test_arguments_without_a_meaning_are_refused(arguments, options, sentence):
    with pytest.raises(rh.InvalidInput, match=sentence):
        DarkRadiation(*arguments, **options)


class Empty(rh.Model):
    """A hidden sector that is empty until a relic, by the share `B` of its decays, fills it."""

    B: float = rh.parameter("", "share of the decays into the hidden sector", minimum=0.0, maximum=1.0)

    def universe(self):
        Gamma = 1e-22
        widths = {"sm": (1.0 - self.B) * Gamma, "hidden": self.B * Gamma}
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("hidden photon", 0, g=2)))
        relic = rh.cold_relic("N", 10.0, widths, density=1e-3)
        return rh.Universe([rh.standard_model(), hidden], [relic], start={"sm": 1.0, "hidden": 0.0})

    def probes(self):
        return [rh.DarkRadiation("hidden", "N")]


@pytest.mark.slow
def test_a_dark_sector_that_stays_empty():
    """Alone as in a batch: neither the sector nor what is left of the relic is there at the end."""
    alone = Empty(B=0.0).solve()
    assert alone.observables["delta_N_eff_cmb"] == 0.0 and not alone.flags
    many = rh.solve_batch(Empty, B=[0.0, 0.1])
    assert many.observables["delta_N_eff_cmb"][0] == 0.0 < many.observables["delta_N_eff_cmb"][1]
    assert not many[0].flags


@pytest.mark.parametrize("wrong", [{"dark": "mirror"}, {"relics": ("mirror",)}, {"sm": "mirror"}])
def test_unknown_names_are_refused_before_anything_is_solved(wrong):
    universe = rh.Universe([rh.standard_model(), rh.Sector("dark", rh.ideal_gas(rh.boson("b", 0.0, g=2)))], start=100.0)
    names = {"dark": "dark", "relics": (), "sm": "sm"} | wrong
    with pytest.raises(rh.InvalidInput, match="mirror"):
        DarkRadiation(names["dark"], *names["relics"], sm=names["sm"]).events(universe)


@pytest.mark.parametrize(("epoch", "total", "T"), [("bbn", "N_nu_bbn", 1e-3), ("cmb", "N_eff_cmb", 2.6e-10)])
def test_bounds_on_the_sum_are_void_where_the_plasma_was_too_cold(epoch, total, T):
    probe = DarkRadiation("dark", neutrinos="neutrinos")
    cold, hot = (probe.void({"T_SM_max": factor * T}) for factor in (0.9, 1.1))
    assert any(cold[total].values()) and not any(hot[total].values())
