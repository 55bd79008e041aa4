"""Susceptibilities of quarks and hadrons: the full list of hadrons, the lattice, free quarks, twins."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import kve
from tests.matter.qcd import lattice_susceptibilities as lattice
from tests.matter.qcd.listed_hadrons import listed_hadrons

from reheaton.matter.qcd import hadron_table
from reheaton.matter.qcd_gas import qcd_gas
from reheaton.matter.susceptibilities import hadron_susceptibilities
from reheaton.particles.fermions import QUARKS

QUARK_CHARGE = (0.0, -1.0 / 3.0, 2.0 / 3.0, -1.0 / 3.0)
"""By the digits of a PDG number; 0: no quark."""


def chi(x, sign):
    """Susceptibility of a pair from Bessel functions, sign +1 fermion, -1 boson; 60 terms converge for x > 0.4."""
    n = np.arange(1, 61)
    x = np.asarray(x)[..., None]
    return ((-sign) ** (n + 1) * x**2 * kve(2, n * x) * np.exp(-n * x)).sum(-1) / np.pi**2


def lumped(T, vev_ratio=1.0, confinement_ratio=1.0):
    """chi_QQ, chi_BQ, chi_BB of the hadron gas from the table, by Bessel functions."""
    table, sums = hadron_table(), np.zeros((3, len(T)))
    numbers = np.stack([table.charge_squared, table.baryon_charge, table.baryon_squared], axis=1)
    for m, kind, products in zip(table.masses(vev_ratio, confinement_ratio), table.statistics, numbers, strict=True):
        sums += 0.5 * products[:, None] * chi(m / T, 1.0 if kind == "fermion" else -1.0)
    return sums


def test_lumped_hadrons_equal_the_full_list():
    """0.2%: lumping, as of the pressure; 3% of chi_BQ, the 1.3 MeV between proton and neutron at 30 MeV.

    Charges are counted from the quarks in the PDG number: 1 to 3 are d, u, s.
    """
    t = np.array([0.03, 0.05, 0.07, 0.085])
    full = np.zeros((3, len(t)))
    for state in listed_hadrons():
        n = state.pdgid
        third, second, first = (QUARK_CHARGE[int(digit)] for digit in str(abs(int(n)))[-4:-1].zfill(3))
        B = np.sign(int(n)) if n.is_baryon else 0.0
        Q = B * (first + second + third) if n.is_baryon else first - second
        half = 0.5 * (2.0 * state.J + 1.0) * chi(1e-3 * state.mass / t, 1.0 if n.is_baryon else -1.0)
        full += half * np.array([[Q * Q], [B * Q], [B * B]])
    for found, expected, error in zip(hadron_susceptibilities(t, qcd_gas()), full, (2e-3, 0.03, 2e-3), strict=True):
        np.testing.assert_allclose(found, expected, rtol=error)


def test_standard_model_is_that_of_the_lattice():
    """3% of chi_QQ and 0.01 as documented, of 2 + 1 flavours: c, b, t are made too heavy to count."""
    T = np.linspace(0.1, 0.6, 101)
    gas = eqx.tree_at(lambda g: g.quarks.log_mass, qcd_gas(), replace_fn=lambda m: m + 20.0 * (np.arange(6) > 2))
    found = hadron_susceptibilities(T, gas)
    np.testing.assert_allclose(found.QQ, lattice.charge(T), rtol=0.03)
    np.testing.assert_allclose(found.BQ, lattice.baryons_and_charge(T), atol=0.01)
    np.testing.assert_allclose(found.BB, lattice.baryons(T), atol=0.01)


@pytest.mark.parametrize("vev_ratio", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("twin_qcd", ["same", "rescaled"])
def test_hadron_gas_at_any_vev_ratio(vev_ratio, twin_qcd):
    """1e-6: interpolation, of chi_BB down to 1e-40 too. Below 90 MeV all variants are the hadron gas alone."""
    gas = qcd_gas(vev_ratio, twin_qcd=twin_qcd)
    ratio = float(np.exp(gas.log_confinement_ratio))
    T = np.geomspace(0.01, 0.089, 30) * ratio
    expected = lumped(T, vev_ratio, ratio)
    for variant in ("lattice", "free", "pressure"):
        np.testing.assert_allclose(hadron_susceptibilities(T, gas, variant=variant), expected, rtol=1e-6)


@pytest.mark.parametrize("vev_ratio", [1.0, 3.0])
def test_free_quarks(vev_ratio):
    """1e-6: interpolation and the trapezoidal rule. At 500 MeV there are no hadrons."""
    T = np.array([0.5, 2.0, 30.0])
    found = hadron_susceptibilities(T, qcd_gas(vev_ratio), variant="free")
    u = np.linspace(0.0, 60.0, 6001)
    expected = np.zeros((3, len(T)))
    for quark in QUARKS.values():
        E = np.sqrt(u**2 + (vev_ratio * quark.mass / T[:, None]) ** 2)
        density = 6.0 * np.trapezoid(u**2 * np.exp(-E) / (1.0 + np.exp(-E)) ** 2, u, axis=1) / np.pi**2
        expected += density * np.array([[quark.charge**2], [quark.charge / 3.0], [1.0 / 9.0]])
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


def test_massless_quarks():
    """chi_QQ = 5/3, chi_BQ = 1/3, chi_BB = 2/3 of six quarks; 1e-5: the top mass at 1e5 GeV."""
    np.testing.assert_allclose(
        hadron_susceptibilities(1e5, qcd_gas(), variant="free"), [5.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0], rtol=1e-5
    )


@pytest.mark.parametrize("vev_ratio", [0.1, 1.0, 10.0, 100.0, 1000.0])
@pytest.mark.parametrize("variant", ["lattice", "free", "pressure"])
def test_matter_is_stable(vev_ratio, variant):
    """The matrix of susceptibilities is positive: matter at fixed baryon number resists charge, whatever the masses."""
    found = hadron_susceptibilities(np.geomspace(1e-2, 100.0, 300), qcd_gas(vev_ratio), variant=variant)
    live = found.QQ > 1e-250
    assert np.all((found.BB >= 0.0) & (found.QQ >= 0.0))
    assert np.all(found.QQ[live] > found.BQ[live] * (found.BQ / found.BB)[live])


@pytest.mark.parametrize("vev_ratio", [1.0, 3.0])
def test_variants_lie_on_both_sides(vev_ratio):
    """Interactions leave less than free quarks and more than the pressure says."""
    T, gas = np.linspace(0.1, 1.0, 60), qcd_gas(vev_ratio)
    low, ours, high = (hadron_susceptibilities(T, gas, variant=v).QQ for v in ("pressure", "lattice", "free"))
    assert np.all(low < ours) and np.all(ours < high)


def test_cold_matter_has_protons_and_neutrons():
    """chi_BQ/chi_BB = 1/2 to 1e-6 of the other baryons at 15 MeV, and at any lower temperature a number."""
    found = hadron_susceptibilities(np.array([1e-6, 1e-3, 0.012]), qcd_gas())
    np.testing.assert_allclose(found.BQ / found.BB, 0.5, rtol=1e-6)
    assert np.all(found.BB > 0.0)


def test_jit_vmap_and_derivatives():
    """1e-12: NumPy and JAX. 1e-4: derivatives of interpolants against finite differences with steps of 1e-3."""
    T, f = np.geomspace(1e-3, 30.0, 40), np.array([0.7, 1.0, 2.0, 5.0])

    def traced(f, T):
        return jnp.stack(hadron_susceptibilities(T, qcd_gas(f)))

    batch = jax.jit(jax.vmap(traced, (0, None)))(jnp.asarray(f), jnp.asarray(T))
    for k, ratio in enumerate(f):
        np.testing.assert_allclose(batch[k], hadron_susceptibilities(T, qcd_gas(ratio)), rtol=1e-12, atol=1e-300)
    at = (2.0, 0.14)
    found = jax.jacfwd(traced, (0, 1))(*map(jnp.asarray, at))
    for k, slope in enumerate(found):
        up, down = ([x * (1.0 + s * 1e-3 * (j == k)) for j, x in enumerate(at)] for s in (1.0, -1.0))
        difference = (traced(*map(jnp.asarray, up)) - traced(*map(jnp.asarray, down))) / (up[k] - down[k])
        np.testing.assert_allclose(slope, difference, rtol=1e-4, atol=1e-7)
