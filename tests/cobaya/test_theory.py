"""Models as theories of Cobaya, with Cobaya itself."""

import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("cobaya")

from cobaya import LoggedError, get_model
from tests.cobaya import known_run
from tests.cobaya.known_run import FLAT, MODEL, THEORY, WIDE, info
from tests.posterior.known_posterior import Known

import reheaton as rh
import reheaton.cobaya
from reheaton.backend import usable_jax
from reheaton.models.registry import BUILT_IN, find_model

LOG10_X = {"log10_x": {"prior": {"min": -1.0, "max": 0.9}}, "y": {"prior": {"min": -3.0, "max": 6.0}}}


@pytest.fixture(scope="module")
def wide():
    """Sampled in x and y, far beyond what is allowed, with everything derived that there is."""
    return get_model(info(WIDE | dict.fromkeys(("x_seen", "sum_seen", "cloud", "nnu", "N_ur"))))


def test_parameters_are_taken_in_declared_units_and_observables_are_derived(wide):
    ln_L, derived = wide.loglikes({"x": 1.3, "y": 0.5})
    found = Known(x=1.3, y=0.5).solve().observables
    expected = [found["x_seen"], found["sum_seen"], found["cloud"], 3.044, 3.044]
    assert derived == pytest.approx(expected, rel=1e-12)
    assert ln_L == pytest.approx([-0.5 * (0.3 / 0.3) ** 2 - 0.5 * (0.55 / 0.2) ** 2], rel=1e-12)


def test_a_logarithm_is_sampled_under_its_name_and_its_number_is_derived():
    model = get_model(info(LOG10_X | {"x": None, "x_seen": None}))
    assert model.loglikes({"log10_x": 0.5, "y": 0.0})[1] == pytest.approx([10**0.5] * 2, rel=1e-12)


def test_settings_are_fixed_and_may_have_a_unit():
    model = get_model(info({"y": FLAT["y"], "x_seen": None}, settings={"x": "900 MeV", "side": "right"}))
    assert model.loglikes({"y": 0.0})[1] == pytest.approx([0.9], rel=1e-12)


@pytest.mark.parametrize(
    ("x", "y", "zero"),
    [(-4.1, 0.0, True), (-3.9, 0.0, False), (1.0, 4.1, True), (1.0, 3.9, False), (4.6, 0.0, True), (4.4, 0.0, False)],
)
def test_points_that_are_not_allowed_or_fail_or_are_voided_have_likelihood_zero(wide, x, y, zero):
    """x must be above -4; an observable is NaN above y = 4; above x = 4.5 a check voids the limits."""
    assert np.isneginf(wide.loglike({"x": x, "y": y}, return_derived=False)) == zero


@pytest.mark.parametrize("failure", [RuntimeError, ValueError, ZeroDivisionError])
def test_other_exceptions_are_not_swallowed(wide, monkeypatch, failure):
    def broken(self):
        raise failure("a fault of the program")

    monkeypatch.setattr(wide.theory[THEORY]._model, "solve", broken)
    with pytest.raises(failure, match="a fault of the program"):
        wide.loglike({"x": 1.0, "y": 0.1}, cached=False)


def test_a_forked_process_is_told_and_does_not_hang(wide, monkeypatch):
    monkeypatch.setattr(usable_jax._process, "forked", True)
    with pytest.raises(RuntimeError, match="forked after JAX had started"):
        wide.loglike({"x": 1.0, "y": 0.2}, cached=False)


def test_compiling_is_announced_and_done_before_the_sampling(caplog, monkeypatch):
    solved = []
    theory = reheaton.cobaya.ModelTheory
    monkeypatch.setattr(theory, "_solved", lambda self, inputs: solved.append(inputs) or Known(**inputs).solve())
    with caplog.at_level("INFO"):
        get_model(info(WIDE))
    assert "Compiling known, which takes seconds, or up to minutes the first time." in caplog.text
    assert "Compiled in " in caplog.text
    # Points that are not allowed are passed over.
    assert solved and Known(**solved[-1]).x > -4.0


@pytest.mark.parametrize(
    ("params", "theory", "words"),
    [
        (FLAT, {"settings": {"z": 1}}, "'z' is not a parameter or option of known"),
        (FLAT, {"settings": {"side": "up"}}, "side = 'up' is not a choice: allowed are left, right"),
        (FLAT, {"model": "known"}, "'known' is not a model"),
        (FLAT, {"model": ""}, "'' is not a model"),
        ({"x": FLAT["x"]}, {}, "the first: y must be given"),
        ({"x": {"prior": {"min": -6, "max": -5}}, "y": FLAT["y"]}, {}, "can be computed; the first: x = -5"),
        (FLAT | LOG10_X, {}, "x is sampled and so is log10_x: keep one"),
        (FLAT | {"z_seen": None}, {}, "z_seen"),
        (FLAT, {"settings": {"x": 1.0}}, "Could not find anything to use input parameter"),
    ],
)
def test_what_cannot_be_sampled_is_refused_before_the_first_point(params, theory, words, caplog):
    with pytest.raises(LoggedError, match=words):
        get_model(info(params, **theory))


def test_what_has_no_value_at_a_point_is_not_derived():
    shy = f"{Path(known_run.__file__).resolve()}:Shy"
    with pytest.raises(LoggedError, match="z has no value here"):
        get_model(info(FLAT | {"z": None}, model=shy))
    assert get_model(info(FLAT | {"z": {"prior": {"min": 1, "max": 2}}}, model=shy)).prior.d() == 3


def test_every_model_of_the_package_has_its_theory():
    for name in BUILT_IN:
        model = find_model(name)
        theory = getattr(reheaton.cobaya, model.__name__)
        assert theory.model == name
        ready = theory()
        assert {"nnu", "N_ur", *model.observables()} <= set(ready.get_can_provide_params())
        assert {f"log10_{item.name}" for item in model.PARAMETERS} <= set(ready.get_can_support_params())
        assert ready.get_version() == rh.__version__ and "@article{" in theory.get_bibtex()
    with pytest.raises(AttributeError, match="no attribute 'Photons'"):
        _ = reheaton.cobaya.Photons


def test_a_theory_can_be_pickled():
    ready = reheaton.cobaya.ModelTheory({"model": MODEL, "settings": {"side": "right"}})
    again = pickle.loads(pickle.dumps(ready))
    assert again.get_can_support_params() == ready.get_can_support_params()


def test_the_extra_is_named_where_cobaya_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "cobaya", None)
    monkeypatch.delitem(sys.modules, "reheaton.cobaya.theory")
    with pytest.raises(rh.InvalidInput, match=r"needs the package cobaya, .*: pip install 'reheaton\[cobaya\]'"):
        _ = reheaton.cobaya.ModelTheory


CAMB = {
    "H0": 67.4, "ombh2": 0.0224, "omch2": 0.12, "ns": 0.965, "As": 2.1e-9, "tau": 0.054, "mnu": 0.0,
    "num_massive_neutrinos": 0,
}  # fmt: skip
CLASS = {"H0": 67.4, "omega_b": 0.0224, "omega_cdm": 0.12, "n_s": 0.965, "A_s": 2.1e-9, "tau_reio": 0.054}


@pytest.mark.slow
@pytest.mark.parametrize(("code", "name", "universe"), [("camb", "nnu", CAMB), ("classy", "N_ur", CLASS)])
def test_codes_of_the_microwave_background_take_n_eff_from_the_model(code, name, universe):
    """The spectrum is that of the code alone with the number that the model gives, and not that of 3.044."""
    pytest.importorskip(code)
    fixed = {"m_nu": 1e-7, "vev_ratio": 4, "relic": "fluid"}

    def spectrum(given, **theories):
        theory = {code: {"path": "global", "stop_at_error": True, **theories.pop(code, {})}, **theories}
        model = get_model({"params": universe | given, "theory": theory, "likelihood": {"one": None}})
        model.add_requirements({"Cl": {"tt": 1500}})
        model.loglikes({})
        return model.provider.get_Cl(ell_factor=True)["tt"][2:]

    twin = {"reheaton.cobaya.TwinSterileNeutrino": {"settings": fixed}}
    found = spectrum({"m_N": 80.0}, **{code: {"requires": [name]}}, **twin)
    n_eff = 3.044 + rh.TwinSterileNeutrino(m_N=80, **fixed).solve().observables["delta_N_eff_cmb"]
    # CLASS moves by 7e-4 when N_ur changes by 1e-12 (measured); Delta N_eff is 0.8 here.
    np.testing.assert_allclose(found, spectrum({name: n_eff}), rtol=5e-3)
    assert np.max(np.abs(found / spectrum({name: 3.044}) - 1.0)) > 5e-2
