"""Sterile-neutrino dark matter as a part of any model: its source, limits for its share, checks, and reasons."""

import math
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from tests.probes.edges import assert_excludes

import reheaton as rh
from reheaton.constants import KEV
from reheaton.probes import sterile_dark_matter
from reheaton.probes.dark_matter_tables import DarkMatterTables, FlavourTables
from reheaton.probes.limits.limit import of_one_point
from reheaton.probes.sterile_dark_matter import Made, Source, SterileDarkMatter
from reheaton.production.oscillation import TemperatureRange

POINT = {"m_s": 7.0, "sin2_2theta": 1e-9}
NO_TABLES = DarkMatterTables((FlavourTables(None, None),), None)


class Own(rh.Model):
    """The Standard Model with sterile neutrinos, as a user writes it."""

    dark_matter: rh.SterileDarkMatter = rh.part(rh.SterileDarkMatter)
    T_start: float = rh.parameter("GeV", "temperature at the start", default=58.0, minimum=1e-3, maximum=58.0)

    def universe(self):
        return rh.Universe([rh.standard_model()], start=self.T_start)

    def probes(self):
        return [self.dark_matter]


@pytest.mark.slow
def test_a_part_of_a_users_model_is_dodelson_widrow():
    """The same universe and source: the same compiled numbers, to rounding."""
    own, expected = Own(**POINT).solve(), rh.DodelsonWidrow(**POINT).solve()
    assert own.observables == pytest.approx(expected.observables, rel=1e-12)
    assert [limit.name for limit in own.limits] == [limit.name for limit in expected.limits]
    assert [flag.name for flag in own.flags] == [flag.name for flag in expected.flags]


def test_without_a_source_it_is_made_in_the_standard_model_and_seen_with_its_own_mixing():
    source = SterileDarkMatter(**POINT).made_where
    assert (source.sector, source.vev_ratio, source.visible_mixing) == ("sm", 1.0, 1e-9)
    assert math.isinf(source.T_highest)


def test_made_in_gives_a_copy_with_a_source():
    alone = SterileDarkMatter(**POINT, dm_flavour="tau")
    there = alone.made_in(Source("twin", 4.0, 1e-12))
    assert there.made_where.sector == "twin" and alone.source is None
    assert there.parameters == alone.parameters and there.options == alone.options


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda dark: dark.made_in("twin"), "made_in needs a Source, such as .*, not 'twin'"),
        (lambda dark: dark.made_in(Source("twin", -4.0)), "vev_ratio of a Source = -4 is out of range"),
        (
            lambda dark: dark.made_in(Source("smm")).events(Own(**POINT).universe()),
            "'smm' is no sector .* did you mean 'sm'?",
        ),
    ],
)
def test_a_source_that_is_none_or_not_there_is_refused(made, sentence):
    with pytest.raises(rh.InvalidInput, match=sentence):
        made(SterileDarkMatter(**POINT))


def test_only_numbers_of_a_source_are_traced():
    """Its names are part of the structure, for which JAX compiles."""
    source = Source("twin", 4.0, 1e-12, 1e3, "saikawa-shirai-2018", "fixed")
    assert jax.tree.leaves(source) == [4.0, 1e-12, 1e3]


@pytest.mark.parametrize(("masses", "rescaled"), [("rescaled", True), ("standard-model", False)])
def test_masses_in_the_rates_are_those_that_were_asked_for(masses, rescaled):
    there = SterileDarkMatter(**POINT, opacity_masses=masses).made_in(Source("twin", 4.0))
    active = there.active_neutrino(FlavourTables(None, None), "mu")
    assert active.rescaled is rescaled and active.T_ratio == (4.0 if rescaled else 1.0)


def test_what_chooses_among_limits_is_not_compiled():
    chosen = SterileDarkMatter(**POINT, warm_limit="gilman-2026")
    assert chosen.as_compiled().options == SterileDarkMatter(**POINT).options
    assert chosen.options["warm_limit"] == "gilman-2026"


def test_a_warm_limit_that_is_chosen_is_cited():
    plain, chosen = (SterileDarkMatter(**POINT, **more) for more in ({}, {"warm_limit": "gilman-2026"}))
    assert plain.citations() == SterileDarkMatter.CITATIONS
    assert chosen.citations() == (*SterileDarkMatter.CITATIONS, "Gilman:2026")


def test_generations_of_the_decay():
    """Three neutrinos are in the baths; one alone is half as many ways to decay. Two are not known."""
    assert SterileDarkMatter(**POINT).dm_generations == 3
    assert SterileDarkMatter(**POINT, dm_generations=1).dm_generations == 1
    with pytest.raises(rh.InvalidInput, match="dm_generations = 2 is not a choice"):
        SterileDarkMatter(**POINT, dm_generations=2)


@pytest.mark.slow
def test_products_are_the_density_that_is_observed():
    """Omega h^2 = m n/(rho_crit/h^2), and <p>: the same numbers in another compiled function, to rounding."""
    result = Own(**POINT).solve()
    nu_s = result.distributions["nu_s"]
    # rho_crit/h^2 = 8.0959e-47 GeV^4 to five digits.
    density = 7.0 * KEV * float(nu_s.number_density) / 8.0959e-47
    assert density == pytest.approx(result.observables["Omega_h2"], rel=1e-4)
    assert float(nu_s.mean_p_over_T) == pytest.approx(result.observables["mean_p_over_T"], rel=1e-10)


def test_decays_by_hand():
    """1.36e-22/s sin^2 2theta (m/keV)^5 to its three digits, and a photon of half the mass."""
    found = Own(**POINT).solve().observables
    assert found["photon_rate"] == pytest.approx(1.36e-22 * 1e-9 * 7.0**5, rel=4e-3)
    assert found["line_energy"] == 3.5


# --- what is observed of a given distribution --------------------------------------------------------

COOLED = (11.0 / 4.0) ** (1.0 / 3.0)
"""(a T_gamma) after e+e- annihilation over that before."""


def observed(monkeypatch, m_s=7.0, outside=0.0, rate=0.5):
    """Observables of one neutrino species, at T_nu = (4/11)^(1/3) T_gamma today, with mass m_s [keV]."""
    q = np.geomspace(1e-2, 40.0, 300)
    neutrinos = rh.Distribution(q, 1.0 / (np.exp(q * COOLED) + 1.0))
    production = SimpleNamespace(max_rate_over_H=rate, T_peak=0.2, hadronic_change=jnp.zeros(2))
    made = Made(production, neutrinos, jnp.asarray(COOLED), jnp.asarray(outside))
    monkeypatch.setattr(SterileDarkMatter, "make", lambda *_: made)
    tables = NO_TABLES._replace(reference=jnp.asarray(2.0))
    return SterileDarkMatter(m_s=m_s, sin2_2theta=1e-9).observe(None, None, tables)


@pytest.mark.parametrize("m_s", [0.1, 1000.0])
def test_radiation_at_nucleosynthesis_is_that_of_one_neutrino(monkeypatch, m_s):
    """1 at 0.1 keV, and at 1 MeV what sqrt(p^2 + m^2) at T = 1 MeV adds; 1e-5: the grid leaves out p < 0.01 T."""

    def energy(mass):
        return quad(lambda x: x**2 * np.hypot(x, mass) / (np.exp(x) + 1.0), 0.0, 60.0, epsabs=0.0)[0]

    found = float(observed(monkeypatch, m_s)["delta_N_eff_dm_bbn"])
    assert found == pytest.approx(energy(1e-3 * m_s) / energy(0.0), rel=1e-5)


def test_equally_warm_dodelson_widrow_dark_matter(monkeypatch):
    """1e-5: <p>/T = 3.15137 (4/11)^(1/3) = 2.24934 of these neutrinos against 2 of the reference."""
    found = float(observed(monkeypatch)["m_dw_equivalent"])
    assert found == pytest.approx(7.0 * 2.0 / 2.24934, rel=1e-5)


def test_it_is_thermalised_from_a_rate_of_H_on(monkeypatch):
    """max_rate_over_H > 1 is how the observable is declared."""
    seen = [bool(observed(monkeypatch, rate=rate)["dm_thermalised"]) for rate in (0.99, 1.0, 1.01)]
    assert seen == [False, False, True]


def test_without_a_tenth_of_the_production_nothing_is_observed(monkeypatch):
    """`undefined` gives the same share as the reason."""
    for outside, known in ((0.0999, True), (0.1, False)):
        found = observed(monkeypatch, outside=outside)
        assert bool(np.isfinite(found["Omega_h2"])) is known and float(found["dm_outside"]) == outside
        assert np.isfinite(found["lifetime"])
        reason = SterileDarkMatter(**POINT).undefined({"Omega_h2": math.nan, "dm_outside": outside})
        assert reason.startswith("about 0.1 of the production") is not known


@pytest.mark.parametrize(
    ("before", "after", "late", "outside"),
    [(0.01, 0.02, False, 0.03), (0.01, 0.02, True, 0.02), (0.3, 2.0, False, 1.0)],
)
def test_share_that_is_missed(monkeypatch, before, after, late, outside):
    """Nothing was made before a late start; the estimates may exceed all that there is, and the share does not."""
    produced = SimpleNamespace(before=before, after=after, today=lambda ratio: ratio)
    span = TemperatureRange(1.0, 0.01, jnp.asarray(late))
    monkeypatch.setattr(sterile_dark_matter, "production_range", lambda *_: span)
    course = SimpleNamespace(log_aT_end=0.0, path=lambda: None)
    monkeypatch.setattr(sterile_dark_matter, "course_in_background", lambda *_: course)
    monkeypatch.setattr(sterile_dark_matter, "produce", lambda *_: produced)
    now = SimpleNamespace(log_a=0.0, T={"sm": 1.0})
    made = SterileDarkMatter(**POINT).make(None, {"bbn": now, "cmb": now}, NO_TABLES)
    assert float(made.outside) == pytest.approx(outside)


# --- limits ------------------------------------------------------------------------------------------

TODAY = {
    "Omega_h2": 0.12, "Omega_h2_low": 0.11, "Omega_h2_high": 0.13, "lifetime": 1e6, "k_half_mode": 90.0,
    "m_thermal_equivalent": 7.0, "dm_outside": 0.0, "T_peak": 0.2, "delta_N_eff_dm_bbn": 1e-5,
}  # fmt: skip


@pytest.mark.parametrize(("density", "share"), [(0.012, 0.1), (0.12, 1.0), (1.2, 1.0)])
def test_photon_lines_count_for_the_share_that_is_there(density, share):
    """Rounding: what would be more than all dark matter counts as all of it."""
    limits = SterileDarkMatter(**POINT).limits(TODAY | {"Omega_h2": density})
    (limit,) = [limit for limit in of_one_point(list(limits)) if limit.group == "photon line"]
    assert limit.value == pytest.approx(share * 1e-9)
    assert limit.group == "photon line"


def test_photon_lines_of_many_points_are_those_of_each():
    masses, density = np.array([7.0, 20.0, 0.3]), np.array([0.12, 0.03, 0.5])
    many = SterileDarkMatter(**POINT).changed({"m_s": masses})
    warmth = {"k_half_mode": 90.0, "m_thermal_equivalent": 7.0}
    limits = many.limits({"Omega_h2": density} | {name: np.full(3, value) for name, value in warmth.items()})
    for point in range(3):
        one = SterileDarkMatter(m_s=float(masses[point]), sin2_2theta=1e-9)
        expected = of_one_point(list(one.limits(warmth | {"Omega_h2": float(density[point])})))
        found = of_one_point([limit.at(point) for limit in limits])
        assert [limit.to_dict() for limit in found] == [limit.to_dict() for limit in expected]


def test_without_visible_mixing_there_is_no_line():
    hidden = SterileDarkMatter(**POINT).made_in(Source("twin", 4.0))
    assert [limit.group for limit in of_one_point(list(hidden.limits(TODAY)))].count("photon line") == 0


@pytest.mark.parametrize(
    ("density", "applied"), [(0.12, True), (0.3, True), (0.115, True), (0.11, False), (6e-4, False)]
)
def test_limits_on_all_dark_matter_are_not_applied_to_a_part(density, applied):
    """0.5% of dark matter may be as warm and as short-lived as it likes: the flag says that its limits are void."""
    found = TODAY | {"Omega_h2": density, "k_half_mode": 1.0}
    dark_matter = SterileDarkMatter(**POINT, warm_limit="nadler-2025").made_in(Source("twin", 4.0))
    (warm,) = [limit for limit in dark_matter.limits(found) if "Warm" in limit.name]
    assert bool(warm.allowed) is not applied
    assert warm.why_not == ("" if applied else "meant for all of dark matter, and this is a part of it")
    (why,) = dark_matter.void(found)["lifetime"].values()
    assert bool(why) is not applied
    assert ("part_of_dark_matter" in {check.name for check in dark_matter.checks(found) if check.raised}) is not applied


@pytest.mark.parametrize(
    ("density", "applied"),
    [(0.0599, []), (0.0601, ["Warm part"]), (0.1139, ["Warm part"]), (0.1141, ["Warm dark"]), (np.nan, ["Warm dark"])],
)
def test_a_warm_part_has_a_limit_of_its_own_from_half_of_dark_matter_on(density, applied):
    """Both ends of it, 50% and 95% of 0.12, in a batch too; nothing holds twice, and NaN is allowed by none."""
    found = TODAY | {"Omega_h2": density, "k_half_mode": 1.0, "m_thermal_equivalent": 1.0}
    hidden = SterileDarkMatter(**POINT).made_in(Source("twin", 4.0))
    today = [limit for limit in hidden.limits(found) if "current" in limit.sets and limit.applies]
    assert [limit.name[:9] for limit in today if "Warm" in limit.name] == applied
    # With a density that is no number, the warmth is none either.
    warmth = {
        name: np.full(3, np.nan if np.isnan(density) else 1.0) for name in ("k_half_mode", "m_thermal_equivalent")
    }
    many = hidden.limits(found | warmth | {"Omega_h2": np.array([0.01, density, 0.01])})
    warm = [limit for limit in many if "current" in limit.sets and "Warm" in limit.name]
    assert [limit.name[:9] for limit in warm if not limit.allowed[1]] == applied
    assert np.all([np.isinf(limit.margin[[0, 2]]) for limit in warm])


def test_the_warm_part_is_compared_in_mass():
    """Half-way between 3.6 keV at 0.5 and 4.1 keV at 0.6; a limit that is chosen stands without it."""
    found = TODAY | {"Omega_h2": 0.55 * 0.12, "k_half_mode": 1.0}
    hidden = SterileDarkMatter(**POINT).made_in(Source("twin", 4.0))
    part = "Warm part of dark matter (an-2025)"
    assert_excludes(lambda m: hidden.limits(found | {"m_thermal_equivalent": m}), part, 3.85, upper=False)
    chosen = SterileDarkMatter(**POINT, warm_limit="gilman-2026")
    assert [limit.name for limit in chosen.limits(found) if "part" in limit.name] == []


def test_all_of_dark_matter_begins_at_95_percent():
    """0.114 is 95% of 0.120, to the last digit."""
    for density, part in ((np.nextafter(0.95 * 0.12, 0.0), True), (0.95 * 0.12, False)):
        (where,) = SterileDarkMatter(**POINT).void({"Omega_h2": density})["lifetime"].values()
        assert bool(where) is part


def test_the_verdict_does_not_rest_on_a_limit_that_is_void():
    """7 keV with a mixing of 1e-11 is 0.5% of dark matter and warm; nothing excludes it."""
    result = rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-11).solve()
    assert result.observables["k_half_mode"] < 20.0
    assert result.allowed and [limit.name for limit in result.limits if "Warm" in limit.name] == []
    assert {flag.name for flag in result.flags} == {"part_of_dark_matter", "hadronic_opacity"}


def test_warm_dodelson_widrow_that_is_most_of_dark_matter_is_excluded():
    """1 keV with a mixing of 6e-8 escapes photon lines and is 88% of dark matter, far too warm."""
    everything = rh.DodelsonWidrow(m_s=1, sin2_2theta=6e-8, limits="all").solve()
    today = everything.compared_with("current")
    assert 0.5 < today.observables["Omega_h2"] / 0.12 < 0.95
    assert [limit.name for limit in today.limits if not limit.allowed] == ["Warm part of dark matter (an-2025)"]
    assert everything.compared_with("paper").allowed and not today.allowed


def test_warm_dodelson_widrow_dark_matter():
    """Against CLASS: 17.65 h/Mpc for this spectrum (4%); 1.67 keV and 2.07e9 Msun/h worked out from it."""
    found = rh.DodelsonWidrow(m_s=7, sin2_2theta=1.9e-9).solve().observables
    assert found["m_thermal_equivalent"] == pytest.approx(1.67, rel=0.015)
    assert found["k_half_mode"] == pytest.approx(17.65, rel=0.04)
    assert found["M_half_mode"] == pytest.approx(2.07e9, rel=0.12)


# --- checks ------------------------------------------------------------------------------------------


def raised(found=None, source=None, **values):
    dark_matter = SterileDarkMatter(**(POINT | values))
    dark_matter = dark_matter if source is None else dark_matter.made_in(source)
    return {check.name: check for check in dark_matter.checks(TODAY | (found or {})) if check.raised}


@pytest.fixture
def in_folder_of_rates(monkeypatch, tmp_path):
    """A smooth file of opacities, rates.dat, in the folder of work."""
    T, x = np.geomspace(1.0, 1e4, 30), np.geomspace(0.01, 20.0, 40)
    monkeypatch.chdir(tmp_path)
    np.savetxt("rates.dat", np.column_stack([x, *[x] * len(T)]), header="-> " + " ".join(f"{t:.8g}" for t in T))


def test_a_good_point_raises_nothing():
    assert raised() == {}
    assert raised(source=Source("twin", 4.0, 1e-13)) == {}


@pytest.mark.parametrize(
    ("name", "value", "arguments"),
    [
        ("production_outside", 2e-3, {"found": {"dm_outside": 2e-3}}),
        ("large_mixing", 0.2, {"sin2_2theta": 0.2}),
        ("slow_neutrinos", 0.5, {"found": {"T_peak": 14.0 * KEV}}),
        ("table_rescaled", 4.0, {"opacity": "table:rates.dat", "source": Source("twin", 4.0)}),
        ("production_in_sm", 0.16, {"source": Source("twin", 4.0, 1e-11)}),
        ("hadronic_opacity", 0.25, {"found": {"Omega_h2_low": 0.09}}),
        ("hadronic_opacity", 0.25, {"found": {"Omega_h2_high": 0.15}}),
        ("part_of_dark_matter", 0.5, {"found": {f"Omega_h2{edge}": 0.06 for edge in ("", "_low", "_high")}}),
        ("decayed", 13.0, {"found": {"lifetime": 13.0}}),
        ("dark_matter_as_radiation", 0.02, {"found": {"delta_N_eff_dm_bbn": 0.02}}),
    ],
)
def test_each_check_alone(in_folder_of_rates, name, value, arguments):
    flags = raised(**arguments)
    assert list(flags) == [name]
    assert float(flags[name].value) == pytest.approx(value)
    assert flags[name].message.endswith(".") and "{" not in flags[name].message


def test_a_table_that_is_not_rescaled_is_no_problem(in_folder_of_rates):
    assert raised(opacity="table:rates.dat", opacity_masses="standard-model", source=Source("twin", 4.0)) == {}
    assert raised(opacity="table:rates.dat") == {}


def test_checks_of_many_points_are_those_of_each():
    mixing = np.array([1e-9, 0.2, 1e-9])
    many = {name: np.full(3, value) for name, value in TODAY.items()} | {
        f"Omega_h2{edge}": np.array([0.12, 0.12, 0.01]) for edge in ("", "_low", "_high")
    }
    source = Source("twin", np.array([4.0, 4.0, 30.0]), np.array([1e-12, 0.0, 1e-11]))
    checks = SterileDarkMatter(**POINT).changed({"sin2_2theta": mixing}).made_in(source).checks(many)
    for point in range(3):
        own = Source("twin", float(source.vev_ratio[point]), float(source.visible_mixing[point]))
        one = SterileDarkMatter(m_s=7.0, sin2_2theta=float(mixing[point])).made_in(own)
        single = one.checks({name: float(column[point]) for name, column in many.items()})
        for a, b in zip((check.at(point) for check in checks), single, strict=True):
            assert (a.name, bool(a.raised), a.message) == (b.name, bool(b.raised), b.message)


# --- what is not defined -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("density", "outside", "words"),
    [
        (0.1, 0.0, None),
        (math.nan, 0.01, "left the table of opacities; take opacity = first-principles"),
        (math.nan, 0.3, "^about 0.3 of the production lies outside"),
        (math.nan, 0.49, "^about 0.49 of the production lies outside"),
        (math.nan, 0.5, "^most of the production lies outside"),
        (math.nan, 0.9, "^most of the production lies outside"),
    ],
)
def test_reasons_why_the_density_is_not_defined(density, outside, words):
    reason = SterileDarkMatter(**POINT).undefined({"Omega_h2": density, "dm_outside": outside})
    if words is None:
        assert reason is None
    else:
        assert (reason.startswith(words[1:]) if words[0] == "^" else words in reason) and not reason.endswith(".")


def test_a_universe_that_starts_too_cold_is_refused_not_guessed():
    with pytest.raises(rh.NumericalFailure, match="start the universe hotter"):
        Own(**POINT, T_start=0.02).solve()


def test_numerical_error_of_the_opacity_is_told_where_it_is_known():
    class Known:
        error = 1e-4

    class Unknown:
        error = math.nan

    probe = SterileDarkMatter(**POINT)
    assert probe.diagnostics(DarkMatterTables((FlavourTables(Known(), None),), None)) == {"opacity_error": 1e-4}
    assert probe.diagnostics(DarkMatterTables((FlavourTables(Unknown(), None),), None)) == {}


@pytest.mark.slow
def test_edges_of_the_density():
    """The lower one is that of quarks alone; 5% of their distance, as they are to first order. A file has none."""
    with_mesons, alone = (solved(m_s=7.0, opacity_mesons=m) for m in (True, False))
    width = with_mesons["Omega_h2_high"] - with_mesons["Omega_h2_low"]
    assert with_mesons["Omega_h2_low"] == pytest.approx(alone["Omega_h2"], abs=0.05 * width)
    assert alone["Omega_h2_low"] == alone["Omega_h2"]
    # The upper edges share free quarks above the transition, and differ below.
    assert alone["Omega_h2_high"] == pytest.approx(with_mesons["Omega_h2_high"], rel=0.05)
    assert 0.1 < width / with_mesons["Omega_h2"] < 0.4


def test_a_file_has_no_edges(tmp_path):
    T, x = np.geomspace(1.0, 1e4, 30), np.geomspace(0.01, 20.0, 40)
    file = tmp_path / "rates.dat"
    np.savetxt(file, np.column_stack([x, *[x] * len(T)]), header="-> " + " ".join(f"{value:.6g}" for value in T))
    found = solved(m_s=7.0, opacity=f"table:{file}")
    assert found["Omega_h2_low"] == found["Omega_h2"] == found["Omega_h2_high"]


@pytest.mark.slow
def test_a_file_serves_a_batch_of_twins_with_our_masses(tmp_path):
    """1e-12: a batch and single points; with masses of ours the table is read at T itself."""
    T, x = np.geomspace(1.0, 1e4, 30), np.geomspace(0.01, 20.0, 40)
    file = tmp_path / "rates.dat"
    rates = x[:, None] * (1.0 + (T / 1e3) ** 0.5)
    np.savetxt(file, np.column_stack([x, rates]), header="-> " + " ".join(f"{value:.6g}" for value in T))
    options = {"opacity": f"table:{file}", "opacity_masses": "standard-model", "opacity_gain": False}
    base = {"m_N": 30.0, "m_nu": 1.5e-7, "vev_ratio": 4.0, "sin2_2theta": 1e-9}
    masses = [3.0, 30.0]
    together = rh.solve_batch(rh.TwinSterileNeutrino, **base, m_s=masses, **options).observables["Omega_h2"]
    alone = [rh.TwinSterileNeutrino(**base, m_s=m, **options).solve().observables["Omega_h2"] for m in masses]
    np.testing.assert_allclose(together, alone, rtol=1e-9)
    assert np.all(np.isfinite(together))


def solved(**values):
    return rh.DodelsonWidrow(**{"sin2_2theta": 1e-10} | values).solve().observables


def test_what_comes_first_in_tables():
    assert [name for name, item in SterileDarkMatter.OBSERVABLES.items() if item.headline] == [
        "Omega_h2", "Omega_h2_low", "Omega_h2_high", "m_thermal_equivalent", "k_half_mode", "lifetime",
    ]  # fmt: skip
