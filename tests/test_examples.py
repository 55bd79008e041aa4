"""The examples: they run, they are as short as they claim, and they pass `reheaton check`."""

import ast
import dataclasses
import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import reheaton as rh
from reheaton.cli.targets import find_target
from reheaton.models.conformance import conformance
from reheaton.models.registry import find_model
from reheaton.papers.twin_sterile_neutrino.figures import figure_2
from reheaton.scan.card import read_card
from reheaton.scan.chunk import solve_chunk

EXAMPLES = Path(__file__).parents[1] / "examples"
POINTS = {
    "age_at_decay.py:LateScalar": {"m_scalar": 5.0, "Gamma": 1e-22},
    "hidden_photon_sector.py:HiddenPhotonSector": {"m_X": 0.01, "m_scalar": 5.0, "Gamma": 1e-22},
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name != next(iter(POINTS)))) for name in POINTS]
)
def test_example_conforms(name):
    findings = conformance(find_model(str(EXAMPLES / name)), POINTS[name])
    assert [finding for finding in findings if not finding.passed] == []


def test_every_example_is_tested():
    tested = {name.partition(":")[0] for name in POINTS}
    # A script of minutes, which needs a package that nothing else does; and a live notebook, with a test below.
    assert {path.name for path in EXAMPLES.glob("*.py")} == tested | {"nuts_gradients.py", "live_twin.py"}
    assert sorted(path.name for path in EXAMPLES.glob("*.yaml")) == [
        "cobaya_twin.yaml", "posterior_twin.yaml", "resonant_dark_matter.yaml", "twin_dark_matter.yaml",
        "twin_dark_matter_point.yaml", "twin_plane.yaml",
        "weakly_coupled_eta.yaml",
    ]  # fmt: skip


def test_the_point_to_hand_over_is_all_of_dark_matter():
    target = find_target(str(EXAMPLES / "twin_dark_matter_point.yaml"))
    point = target.model(**target.values).solve()
    assert point.observables["Omega_h2"] == pytest.approx(0.12, rel=1e-3)
    assert point.to_class()["m_ncdm"] == "30000.0"


def test_the_resonant_point_is_all_of_dark_matter_in_two_species():
    """The asymmetry has two digits, and production is good to 1%."""
    target = find_target(str(EXAMPLES / "resonant_dark_matter.yaml"))
    point = target.model(**target.values).solve()
    assert point.observables["Omega_h2"] == pytest.approx(0.12, rel=0.01)
    assert point.observables["resonant_share"] > 0.9
    assert set(point.distributions) == {"nu_s", "antinu_s"}
    assert point.to_class()["N_ncdm"] == 1


def test_weakly_coupled_eta_is_allowed_with_all_processes():
    """Far below the bound of 0.107, scalars included; three digits of x_RH are stated nowhere, and hold here."""
    card = read_card(EXAMPLES / "weakly_coupled_eta.yaml")
    result = find_model(card.model)(**card.parameters, **card.options).solve()
    assert result.allowed and not result.voiding
    assert result.observables["x_RH"] == pytest.approx(0.258, abs=1e-3)
    assert result.observables["delta_N_eff_dark_cmb"] < 0.05


def test_the_best_sample_of_the_twin_posterior_is_allowed():
    """The best sample of a run, with four digits: all dark matter, within every limit; 0.5% for these digits."""
    card = read_card(EXAMPLES / "posterior_twin.yaml")
    model = find_model(card.model)
    card.refuse_for(model)
    best = {"m_N": 291.6, "m_nu": 4.557e-12, "vev_ratio": 2.908}
    assert card.sample is not None and set(card.sample.priors) == set(best)
    result = model(**card.values, **best).solve()
    assert result.allowed and result.observables["Omega_h2"] == pytest.approx(0.12, rel=5e-3)
    assert result.observables["T_RH"] == pytest.approx(0.0238, rel=5e-3)


@pytest.mark.slow
def test_the_run_of_cobaya_hands_n_eff_to_camb():
    """The sound horizon is that of CAMB alone with this N_eff, and is shorter than with 3.044."""
    cobaya, camb = pytest.importorskip("cobaya"), pytest.importorskip("camb")
    model = cobaya.get_model(str(EXAMPLES / "cobaya_twin.yaml"))
    point = model.logposterior({"log10_m_N": 1.9, "log10_m_nu": -8.0})
    assert np.isfinite(point.logpost)
    found = dict(zip(model.parameterization.derived_params(), point.derived, strict=True))

    def sound_horizon(nnu: float) -> float:
        universe = {"H0": 67.4, "ombh2": 0.0224, "omch2": 0.12, "mnu": 0.06, "num_massive_neutrinos": 1, "nnu": nnu}
        return camb.get_background(camb.set_params(**universe)).get_derived_params()["rdrag"]

    assert found["nnu"] > 3.2
    # Asked by Cobaya and alone, CAMB has other tables: 3e-7 (measured). What N_eff does is 1%.
    assert found["rdrag"] == pytest.approx(sound_horizon(found["nnu"]), rel=3e-6)
    assert found["rdrag"] < sound_horizon(3.044) - 0.5


def test_the_card_of_a_plane_is_that_of_figure_2():
    plan = find_target(str(EXAMPLES / "twin_plane.yaml")).plan
    assert plan is not None and plan.fixed == {"vev_ratio": figure_2.VEV_RATIO, "sm_neutrinos": "equilibrium"}
    for axis, ends in zip(plan.axes, (figure_2.M_N_RANGE, figure_2.M_NU_RANGE), strict=True):
        np.testing.assert_array_equal(axis.values, np.geomspace(*ends, figure_2.POINTS))


@pytest.mark.slow
def test_the_mixing_is_found_at_each_point_of_a_card():
    """One chunk with every tenth mass; 1e-6 is the tolerance of the search."""
    plan = find_target(str(EXAMPLES / "twin_dark_matter.yaml")).plan
    assert plan is not None and plan.dims == ("m_s", "vev_ratio")
    few = dataclasses.replace(
        plan, axes=(dataclasses.replace(plan.axes[0], values=plan.axes[0].values[::10]), plan.axes[1])
    )
    data = solve_chunk(few, 0)
    assert np.all(data["code"] == 0) and np.all(np.diff(data["k_half_mode"], axis=0) > 0)
    np.testing.assert_allclose(data["Omega_h2"], 0.12, rtol=1e-6)


def test_the_script_of_gradients_is_python():
    ast.parse((EXAMPLES / "nuts_gradients.py").read_text(encoding="utf-8"))


def test_the_live_notebook_shows_what_the_solver_finds():
    """Its cells run without a browser, sliders at their first values; what it shows is the observable, to the last bit.

    marimo is not among the packages for tests: it is 132 MB when installed.
    """
    pytest.importorskip("marimo")
    _, found = _module_of(EXAMPLES / "live_twin.py").app.run()
    model = rh.TwinSterileNeutrino(m_N=10.0**1.9, m_nu=10.0**-8.8, vev_ratio=4.0)
    point = model.solve()
    assert found["shown"] == {name: point.observables[name] for name in found["shown"]}
    assert "delta_N_eff_cmb" in found["shown"]
    assert found["point"].verdict == point.verdict == "allowed"
    assert [row["limit"] for row in found["rows"]] == [limit.name for limit in point.limits]


def test_hidden_photons_get_limits_checks_and_citations_from_their_probes():
    name = "hidden_photon_sector.py:HiddenPhotonSector"
    result = find_model(str(EXAMPLES / name))(**POINTS[name]).solve()
    # The number before models had probes; its solver is good to 1e-5.
    assert result.observables["delta_N_eff_cmb"] == pytest.approx(0.124489, rel=1e-5)
    assert {"Delta N_eff (BBN)", "Delta N_eff (CMB)", "T_RH"} <= {limit.name for limit in result.limits}
    assert {"inverse_decays", "relic_outlives_cmb", "first_law"} <= {check.name for check in result.checks}
    assert "Planck:2018vyg" in result.citations


def test_hidden_photons_are_a_short_file_with_one_import():
    """At most 25 lines of code: without docstrings, comments and blank lines."""
    tree = ast.parse((EXAMPLES / "hidden_photon_sector.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imports] == ["import reheaton as rh"]
    assert _lines_of_code(tree) <= 25


def test_age_at_decay_is_that_of_radiation_and_relic():
    """t = 1/(2H) if radiation dominates, 2/(3H) if the relic does; here in between, at H = Gamma = 1e-22 GeV."""
    name = "age_at_decay.py:LateScalar"
    result = find_model(str(EXAMPLES / name))(**POINTS[name]).solve()
    second, H = 1.519267447e24, 1e-22
    assert 1.0 / (2.0 * H) < result.observables["t_decay"] * second < 2.0 / (3.0 * H)


def _module_of(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _lines_of_code(tree: ast.Module) -> int:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    # As written again by Python, one statement per line, the long ones as they stand.
    return len([line for line in ast.unparse(tree).splitlines() if line.strip()])
