"""The public names: adding one is deliberate, and removing one is a breaking change."""

import doctest
import subprocess
import sys

import pytest

import reheaton

PUBLIC_NAMES = [
    "TwinSterileNeutrino",
    "DodelsonWidrow",
    "InverseSymmetryBreaking",
    "least_x_RH",
    "Model",
    "Probe",
    "parameter",
    "option",
    "part",
    "Universe",
    "Sector",
    "Relic",
    "thermal_relic",
    "cold_relic",
    "Contact",
    "Exchange",
    "Flow",
    "standard_model",
    "twin",
    "neutrinos",
    "decoupling_neutrinos",
    "ideal_gas",
    "boson",
    "fermion",
    "DarkRadiation",
    "Reheating",
    "NeutrinoDecoupling",
    "SterileDarkMatter",
    "LeptonAsymmetry",
    "Audit",
    "Observable",
    "Limit",
    "Check",
    "cooled_to",
    "rate_equals_hubble",
    "evolve",
    "solve_batch",
    "solve_for",
    "run_scan",
    "open_scan",
    "function",
    "fisher",
    "Result",
    "LambdaCDM",
    "Background",
    "Distribution",
    "InvalidInput",
    "NumericalFailure",
    "__version__",
]


def test_public_names_are_pinned():
    assert reheaton.__all__ == PUBLIC_NAMES
    assert sorted(PUBLIC_NAMES) == dir(reheaton)


# Derivatives of the whole chain, which take long to compile.
_SLOW = ("fisher", "function")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name in _SLOW)) for name in PUBLIC_NAMES[:-1]]
)
def test_public_name_is_documented_with_an_example_that_runs(name):
    value = getattr(reheaton, name)
    assert value.__doc__ and ">>>" in value.__doc__, f"{name} has no example"
    test = doctest.DocTestParser().get_doctest(value.__doc__, {"rh": reheaton}, name, None, 0)
    said: list[str] = []
    failed = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=said.append)
    assert failed.failed == 0, "".join(said)


def test_unknown_name():
    with pytest.raises(AttributeError, match="no attribute 'TwinSterileNeutrinos'"):
        _ = reheaton.TwinSterileNeutrinos


@pytest.mark.parametrize("transformation", ["jit", "grad", "vmap"])
def test_float64_is_on_in_the_first_transformation_of_a_process(transformation):
    script = f"""
import jax, jax.numpy as jnp
import reheaton as rh
def f(m_nu):
    assert jnp.asarray(m_nu).dtype == jnp.float64, m_nu.dtype
    return m_nu * 2.0
values = jnp.array([1.0, 2.0]) if {transformation == "vmap"} else 1.0
jax.{transformation}(f)(values)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_import_does_not_import_jax():
    script = "import sys, reheaton; reheaton.InvalidInput, reheaton.NumericalFailure; sys.exit('jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
