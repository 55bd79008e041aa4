"""What every model gets from the base: batches, derivatives, results, failures; and a model of one file."""

import importlib.util
import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import reheaton as rh

POINT = {"m_N": 30.0, "m_nu": 1e-7, "vev_ratio": 4.0}
EXAMPLE = Path(__file__).parents[2] / "examples" / "hidden_photon_sector.py"


def delta_N_eff(**changes):
    return rh.TwinSterileNeutrino(**(POINT | changes)).solve().observables["delta_N_eff_cmb"]


def test_a_batch_is_the_loop():
    m_nu = np.array([1e-8, 1e-7, 1e-6])
    batch = rh.solve_batch(rh.TwinSterileNeutrino, **(POINT | {"m_nu": m_nu}))
    loop = [delta_N_eff(m_nu=float(value)) for value in m_nu]
    # Both make the same steps; only the order of sums differs.
    np.testing.assert_allclose(batch.observables["delta_N_eff_cmb"], loop, rtol=1e-9)
    assert not batch.failures


def test_a_batch_over_matter_makes_its_tables_inside():
    vev_ratio = np.array([3.0, 4.0, 10.0])
    batch = rh.solve_batch(rh.TwinSterileNeutrino, m_N=None, vev_ratio=vev_ratio)
    loop = [rh.TwinSterileNeutrino(m_N=None, vev_ratio=float(f)).solve().observables for f in vev_ratio]
    # Tables from NumPy and from JAX differ by rounding.
    np.testing.assert_allclose(batch.observables["delta_N_eff_bbn"], [o["delta_N_eff_bbn"] for o in loop], rtol=1e-9)


def test_progress_of_a_batch_ends_at_one():
    seen = []
    rh.solve_batch(rh.TwinSterileNeutrino, progress=seen.append, **(POINT | {"m_nu": np.full(600, 1e-7)}))
    assert seen[-1] == 1.0
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"m_nu": np.array([1e-7, -1.0])}, "point 1: m_nu = -1"),
        ({"m_nu": np.array([1e-7, 1e-6]), "m_N": np.array([1.0, 2.0, 3.0])}, "one common length"),
        ({}, "at least one parameter that is an array"),
    ],
)
def test_bad_batches_are_refused_before_anything_is_computed(values, words):
    with pytest.raises(rh.InvalidInput, match=words):
        rh.solve_batch(rh.TwinSterileNeutrino, **(POINT | values))


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


def test_forward_and_reverse_mode_agree():
    def function(m_nu):
        return rh.TwinSterileNeutrino(**(POINT | {"m_nu": m_nu})).solve().observables["delta_N_eff_cmb"]

    # The same Jacobian is transposed: equal to rounding.
    assert jax.grad(function)(1e-7) == pytest.approx(float(jax.jacfwd(function)(1e-7)), rel=1e-12)


def test_result_is_plain_json():
    result = rh.TwinSterileNeutrino(**POINT).solve()
    again = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert again["observables"]["delta_N_eff_cmb"] == result.observables["delta_N_eff_cmb"]
    assert set(again) == {
        "model", "parameters", "options", "observables", "units", "limits", "flags", "diagnostics", "version",
    }  # fmt: skip
    assert set(again["observables"]) <= set(again["units"])


def test_numerical_failure_names_the_cure(monkeypatch):
    from reheaton.universe import evolve

    monkeypatch.setattr(evolve, "_MAX_STEPS", 3)
    jax.clear_caches()
    try:
        with pytest.raises(rh.NumericalFailure, match="did not finish"):
            rh.TwinSterileNeutrino(**POINT).solve()
    finally:
        jax.clear_caches()


def test_background_of_a_result_is_by_name_and_covers_the_history():
    grid = jax.jit(lambda background: background.grid)(rh.TwinSterileNeutrino(**POINT).solve().background)
    assert set(grid.T) == {"sm", "twin"}
    assert set(grid.rho) == {"sm", "twin", "N"}
    assert grid.T["sm"][0] == pytest.approx(1e4, rel=1e-9)  # T_f, found by inverting the table to rounding
    assert grid.T["sm"][-1] < 0.26e-9
    assert np.all(np.diff(grid.log_a) >= 0)
    assert np.all(np.diff(grid.t) >= 0)


def test_a_model_of_one_file():
    spec = importlib.util.spec_from_file_location("hidden_photon_sector", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    light, heavy = (module.HiddenPhotonSector(m_X=m, m_scalar=5, Gamma=1e-22).solve() for m in (1e-2, 1e2))
    # Heavy fermions have shared their entropy with the SM before the sectors part; light ones heat hidden photons.
    assert light.observables["delta_N_eff_cmb"] > heavy.observables["delta_N_eff_cmb"]
    ratio = light.observables["T_ratio_cmb"] / heavy.observables["T_ratio_cmb"]
    # Entropy: (2 + 7/8 4)/2 states against 2, to the cube root. 2%: the hotter hidden sector also speeds up the
    # expansion while the scalar decays, which changes the dilution by 1%.
    assert ratio == pytest.approx((5.5 / 2.0) ** (1.0 / 3.0), rel=2e-2)
