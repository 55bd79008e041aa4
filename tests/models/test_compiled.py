"""From a model to numbers: kept tables, derivatives in both modes, outcomes under transformations, failures."""

import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import reheaton as rh
from reheaton.models import compiled
from reheaton.probes import sterile_dark_matter
from reheaton.universe.outcome import Outcome

POINT = {"m_N": 30.0, "m_nu": 1e-7, "vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}
DARK = {"m_s": 10.0, "sin2_2theta": 1e-9}


def twin(**changes):
    return rh.TwinSterileNeutrino(**(POINT | changes))


def delta_N_eff(**changes):
    return twin(**changes).solve().observables["delta_N_eff_cmb"]


# --- what is kept ------------------------------------------------------------------------------------


def test_tables_of_baths_are_kept_between_points_that_share_matter():
    first = compiled.prepare(twin()).baths
    assert first is not None
    assert compiled.prepare(twin(m_nu=1e-8, m_N=12.0, T_dec=3.0)).baths is first
    assert compiled.prepare(twin(vev_ratio=5.0)).baths is not first
    assert compiled.prepare(twin(vev_ratio=4.0)).baths is first


def test_a_jax_that_cannot_be_used_is_refused_before_anything_is_prepared(monkeypatch):
    def refuse():
        raise rh.InvalidInput("unusable.")

    monkeypatch.setattr(compiled, "check_jax", refuse)
    with pytest.raises(rh.InvalidInput, match="unusable"):
        compiled.prepare(twin())


def test_options_that_change_matter_have_tables_of_their_own():
    assert compiled.prepare(twin(eos="saikawa-shirai-2018")).baths is not compiled.prepare(twin()).baths


def test_points_of_one_structure_share_one_compiled_function():
    """A second point with other numbers is not traced again: `universe` is not called."""
    calls = []

    class Counted(rh.Model):
        """A universe that counts how often it is built."""

        T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1e-3, maximum=1e3)

        def universe(self):
            calls.append(self.T_start)
            return rh.Universe([rh.standard_model()], start=self.T_start)

        def probes(self):
            return [rh.Reheating()]

    Counted(T_start=1.0).solve()
    before = len(calls)
    Counted(T_start=2.0).solve()
    assert before > 0
    assert len(calls) == before


def test_traced_matter_makes_its_tables_inside():
    seen = []

    def look(vev_ratio):
        seen.append(compiled.prepare(twin(vev_ratio=vev_ratio)).baths)
        seen.append(compiled.prepare(twin(m_nu=vev_ratio)).baths)
        return vev_ratio

    jax.make_jaxpr(look)(4.0)
    assert seen[0] is None
    assert seen[1] is not None


# --- derivatives -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["m_N", "m_nu", "vev_ratio", "T_dec", "T_f"])
def test_derivatives_agree_with_finite_differences(name):
    values = POINT | {"T_dec": 2.0, "T_f": 1e4}

    def function(value):
        return jnp.log(rh.TwinSterileNeutrino(**(values | {name: value})).solve().observables["delta_N_eff_cmb"])

    by_log = jax.jvp(function, (values[name],), (values[name],))[1]
    for step in (1e-2, 3e-3):
        up, down = (np.log(delta_N_eff(**(values | {name: values[name] * np.exp(sign * step)}))) for sign in (1, -1))
        # Central differences are good to step^2 times a third derivative of order 10, plus 1e-6/step from the solver.
        assert by_log == pytest.approx((up - down) / (2 * step), abs=10 * step**2 + 1e-6 / step)


@pytest.mark.slow
def test_forward_and_reverse_mode_agree():
    def function(m_nu):
        return twin(m_nu=m_nu).solve().observables["delta_N_eff_cmb"]

    # The same Jacobian is transposed: equal to rounding.
    assert jax.grad(function)(1e-7) == pytest.approx(float(jax.jacfwd(function)(1e-7)), rel=1e-12)


@pytest.mark.slow
def test_derivatives_of_a_model_are_a_model():
    """d ln(observable)/d(parameter) by jacfwd and by grad of the whole model, and by one parameter alone."""
    model = rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0)

    def function(model):
        return jnp.log(model.solve().observables["delta_N_eff_cmb"])

    forward, reverse = jax.jacfwd(function)(model), jax.grad(function)(model)
    alone = jax.jacfwd(lambda T_dec: function(rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0, T_dec=T_dec)))(2.0)
    assert isinstance(forward, rh.TwinSterileNeutrino) and isinstance(reverse, rh.TwinSterileNeutrino)
    # The tables are made inside where vev_ratio moves too, and outside where T_dec alone does: rounding.
    assert float(forward.T_dec) == pytest.approx(float(alone), rel=1e-6)
    for name in ("vev_ratio", "T_dec"):
        # One Jacobian, transposed or not.
        assert float(getattr(reverse, name)) == pytest.approx(float(getattr(forward, name)), rel=1e-12)


# --- outcomes ----------------------------------------------------------------------------------------


def test_outcome_of_each_lane_under_vmap():
    """The middle lane starts too cold for its dark matter: NaN there, and numbers beside it."""

    def solve(T_f):
        result = rh.TwinSterileNeutrino(
            m_N=None, vev_ratio=4.0, T_f=T_f, T_dec=1.0, m_s=1000.0, sin2_2theta=1e-12
        ).solve()
        return result.observables["Omega_h2"], result.codes

    density, codes = jax.vmap(solve)(jnp.array([1e4, 1.5, 1e3]))
    assert [Outcome(int(code)) for code in codes] == [Outcome.SOLVED, Outcome.UNDEFINED, Outcome.SOLVED]
    np.testing.assert_array_equal(np.isnan(density), [False, True, False])


def test_a_traced_result_has_observables_alone():
    def solve(m_nu):
        result = twin(m_nu=m_nu).solve()
        assert result.limits == [] and result.checks == [] and result.background is None and result.distributions == {}
        return result.observables

    found = jax.jit(solve)(1e-7)
    expected = twin().solve().observables
    assert set(found) == set(expected)
    for name, value in expected.items():
        # The same program, compiled with the tables as arguments or as constants: rounding.
        assert float(found[name]) == pytest.approx(value, rel=1e-9)


def test_numerical_failure_names_the_cure(monkeypatch):
    from reheaton.universe import evolve

    monkeypatch.setattr(evolve, "_most_steps", lambda rtol, relics: 3)
    jax.clear_caches()
    try:
        with pytest.raises(rh.NumericalFailure, match=r"^twin-sterile-neutrino did not solve: .*did not finish"):
            twin().solve()
    finally:
        jax.clear_caches()


FIRST_IN_JIT = """
import jax, numpy as np
import reheaton as rh

def dark(m_s):
    return rh.DodelsonWidrow(m_s=m_s, sin2_2theta=1e-9).solve().observables["Omega_h2"]

def portal(m_nu):
    model = rh.TwinSterileNeutrino(m_N=30.0, m_nu=m_nu, vev_ratio=4.0, contact="higgs-portal")
    return model.solve().observables["delta_N_eff_cmb"]

def couplings(Lambda_eff):
    return rh.InverseSymmetryBreaking(
        M_N=1e14, lambda_portal=4e-5, T_max=2e14, lambda_eta=1e-3, lambda_phi=0.2, lambda_eta_phi=-0.02, mu_eta=1e8,
        mu_phi=1e8, Lambda_eff=Lambda_eff,
    ).solve().observables["x_RH"]

for function, at in ((dark, 7.0), (portal, 1e-7), (couplings, 1e15)):
    found = [float(solve(at)) for solve in (jax.jit(function), function)]
    # 1e-10: one program with its tables as constants, one with the same as arguments.
    np.testing.assert_allclose(*found, rtol=1e-10)
"""


@pytest.mark.slow
def test_the_first_solve_of_a_process_may_be_inside_jit():
    """What is prepared there is kept, and serves solves outside: it holds numbers, nothing that JAX traces."""
    done = subprocess.run([sys.executable, "-c", FIRST_IN_JIT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# --- what is computed when asked for -----------------------------------------------------------------


def test_background_of_a_result_is_by_name_and_covers_the_history():
    grid = jax.jit(lambda background: background.grid)(twin().solve().background)
    assert set(grid.T) == {"sm", "twin"}
    assert set(grid.rho) == {"sm", "twin", "N"}
    assert grid.T["sm"][0] == pytest.approx(1e4, rel=1e-9)  # T_f, found by inverting the table to rounding
    assert grid.T["sm"][-1] < 0.26e-9
    assert np.all(np.diff(grid.log_a) >= 0)
    assert np.all(np.diff(grid.t) >= 0)


def test_a_point_with_its_background_and_distributions_is_integrated_and_made_once(monkeypatch):
    """What is traced is counted, with an option that no other test has: 1 integration, 1 production. The background
    has the temperature ratio that the observables have, to 1e-9: both are read off the same integration."""
    counts = {"evolve": 0, "produce": 0}

    def counted(name, function):
        def count(*args, **more):
            counts[name] += 1
            return function(*args, **more)

        return count

    monkeypatch.setattr(compiled, "evolve", counted("evolve", compiled.evolve))
    monkeypatch.setattr(sterile_dark_matter, "produce", counted("produce", sterile_dark_matter.produce))
    result = twin(**DARK, relic="fluid", flavour="tau", bbn_neutrinos="entropic").solve()
    background, f = result.background, result.distributions["nu_s"]
    assert counts == {"evolve": 1, "produce": 1}
    T = background.when({"bbn": rh.cooled_to("sm", 1e-3)})["bbn"].T
    assert float(T["twin"] / T["sm"]) == pytest.approx(result.observables["T_ratio_bbn"], rel=1e-9)
    assert background.universe.names == ("sm", "twin", "N")
    assert float(f.mean_p_over_T) == pytest.approx(result.observables["mean_p_over_T"], rel=1e-12)


def test_distributions_of_a_result():
    result = twin(**DARK).solve()
    (name,) = result.distributions
    assert name == "nu_s"
    # The same numbers in another compiled function: rounding.
    found = float(result.distributions["nu_s"].mean_p_over_T)
    assert found == pytest.approx(result.observables["mean_p_over_T"], rel=1e-10)
    assert twin().solve().distributions == {}


class DecayTemperature(rh.Probe):
    """The temperature at Gamma = H of any relic, under an event name that other probes use too."""

    relic: str
    name: str

    @property
    def OBSERVABLES(self):
        return {self.name: rh.Observable("GeV", "temperature at Gamma = H")}

    def events(self, universe):
        return {"decay": rh.rate_equals_hubble(universe.relic(self.relic).width)}

    def observe(self, background, events, tables):
        return {self.name: events["decay"].T["sm"]}


class TwoRelics(rh.Model):
    """Two relics that decay at different times."""

    slow: float = rh.parameter("GeV", "width of the second relic", minimum=1e-30, maximum=1.0)

    def universe(self):
        relics = [rh.thermal_relic(n, 5.0, {"sm": w}, freeze_out=1e3) for n, w in (("A", 1e-20), ("B", self.slow))]
        return rh.Universe([rh.standard_model()], relics, start=1e3)

    def probes(self):
        return [rh.Reheating("A"), DecayTemperature("B", "T_B")]


@pytest.mark.slow
def test_probes_may_use_one_name_for_different_events():
    found = TwoRelics(slow=1e-22).solve().observables
    background = TwoRelics(slow=1e-22).solve().background
    moments = background.when({"A": rh.rate_equals_hubble(1e-20), "B": rh.rate_equals_hubble(1e-22)})
    assert found["T_RH"] == pytest.approx(float(moments["A"].T["sm"]), rel=1e-10)
    assert found["T_B"] == pytest.approx(float(moments["B"].T["sm"]), rel=1e-10)
    assert found["T_B"] < 0.5 * found["T_RH"]
