"""The one-loop potential: textbook coefficients, renormalisation scale, daisies, gradients."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.matter.potential.effective_potential import SCALE_OVER_T, EffectivePotential, coleman_weinberg

LAMBDA, GAUGE, YUKAWA, MU2 = 1e-4, 0.4, 0.5, -1.0


def tree(fields):
    return MU2 * fields[0] ** 2 / 2.0 + LAMBDA * fields[0] ** 4 / 4.0


def vectors(fields):
    """One vector, m = g phi, three polarisations."""
    return GAUGE**2 * fields[:1] ** 2, jnp.array([3.0])


def fermions(fields):
    """One Dirac fermion, m = y phi/sqrt2."""
    return YUKAWA**2 * fields[:1] ** 2 / 2.0, jnp.array([4.0])


def mixed(fields):
    """Three scalars with every kind of mixing."""
    x, y, z = fields
    return x**4 + 0.3 * x**2 * y * z + 0.2 * y**4 + z**2 * (1.0 + 0.5 * x * y) + 0.1 * z**4 + y**2


def test_high_temperature_coefficients():
    """V - V(0) = V_0 + D T^2 phi^2 - E T phi^3 + (logarithms) phi^4 of the vector and the fermion.

    D = n_V g^2/24 + n_F y^2/96 + lambda/8, E = n_V g^3/(12 pi). 1e-5: what is left out is of order (m/T)^6.
    """
    T, Q, at = 1000.0, 300.0, jnp.array([50.0])
    x = float(at[0])
    D = 3.0 * GAUGE**2 / 24.0 + 4.0 * YUKAWA**2 / 96.0 + LAMBDA / 8.0
    E = 3.0 * GAUGE**3 / (12.0 * np.pi)
    log_boson = 2.0 * np.log(SCALE_OVER_T * T / Q)
    vector = 3.0 * GAUGE**4 / (64.0 * np.pi**2) * (log_boson + 3.0 / 2.0 - 5.0 / 6.0)
    fermion = -4.0 * (YUKAWA**2 / 2.0) ** 2 / (64.0 * np.pi**2) * (log_boson - 2.0 * np.log(4.0))
    expected = float(tree(at)) + D * T**2 * x**2 - E * T * x**3 + (vector + fermion) * x**4

    def rise(**options):
        V = EffectivePotential(tree, scale=Q, **options)
        return float(V(at, T) - V(jnp.zeros(1), T))

    # The loop of the scalar itself beyond T^2 is not part of the formula.
    beyond = rise() - rise(thermal="leading")
    full = rise(fermions=fermions, vectors=vectors)
    assert full - beyond == pytest.approx(expected, rel=1e-5)
    assert rise(fermions=fermions, vectors=vectors, thermal="expanded") == pytest.approx(full, rel=1e-5)


def test_expansion_in_the_high_temperature_limit():
    """The difference falls as T^-2 times m^6: a factor 100 for each decade, until rounding."""
    fields = jnp.array([3.0])
    kinds = [EffectivePotential(tree, fermions, vectors, thermal=k) for k in ("exact", "expanded")]
    differences = [abs(float(kinds[0](fields, T) - kinds[1](fields, T))) for T in (3.0, 10.0, 30.0)]
    assert differences[1] < 0.12 * differences[0] and differences[2] < 0.12 * differences[1]


def test_dependence_on_the_scale():
    """dV/dlnQ = -Str m^4/(32 pi^2), thermal part included, and cancelled by running couplings; rounding."""
    fields, T = jnp.array([7.0]), 5.0

    def V(log_Q):
        return EffectivePotential(tree, fermions, vectors, scale=jnp.exp(log_Q))(fields, T)

    scalar = (MU2 + 3.0 * LAMBDA * 49.0) ** 2
    trace = scalar + 3.0 * (GAUGE * 7.0) ** 4 - 4.0 * (YUKAWA * 7.0) ** 4 / 4.0
    assert float(jax.grad(V)(2.0)) == pytest.approx(-trace / (32.0 * np.pi**2), rel=1e-12)


def test_one_loop_scale_independence():
    """phi^4 theory: beta_lambda = 18 lambda^2/(16 pi^2), beta_mu2 = 6 lambda mu2/(16 pi^2), and the vacuum energy."""

    def V(log_Q):
        lam, mu2 = 0.1 + 18.0 * 0.01 / (16.0 * np.pi**2) * log_Q, 4.0 + 6.0 * 0.1 * 4.0 / (16.0 * np.pi**2) * log_Q
        vacuum = 16.0 / (32.0 * np.pi**2) * log_Q
        run = EffectivePotential(lambda f: mu2 * f[0] ** 2 / 2.0 + lam * f[0] ** 4 / 4.0, scale=jnp.exp(log_Q))
        return run.at_zero_temperature(jnp.array([3.0])) + vacuum

    # At lnQ of 0 the loop's own couplings run only at the next order: derivative zero up to two-loop terms.
    trace = (4.0 + 0.3 * 9.0) ** 2 / (32.0 * np.pi**2)
    assert abs(float(jax.grad(V)(0.0))) < 0.05 * trace


def test_coleman_weinberg_values():
    """Directly from the formula, for both signs; zero slope at m^2 = Q^2 e for C = 3/2."""
    assert float(coleman_weinberg(-4.0, 3.0)) == pytest.approx(16.0 * (np.log(4 / 9) - 1.5) / (64 * np.pi**2))
    assert float(jax.grad(coleman_weinberg)(9.0 * np.e, 3.0)) == pytest.approx(0.0, abs=1e-15)


def test_thermal_masses_from_the_leading_term():
    """c = 3 lambda/12 + 3 g^2 2/24 + 4 (y^2/2)/24 of this model (the Hessian of its T^2/24 trace); rounding."""
    c = EffectivePotential(tree, fermions, vectors).thermal_mass_matrix(jnp.zeros(1))
    expected = LAMBDA / 4.0 + GAUGE**2 / 4.0 + YUKAWA**2 / 12.0
    assert float(c[0, 0]) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("daisies", ["parwani", "arnold-espinosa"])
def test_daisies_at_leading_order(daisies):
    """Both add -T^4/(12 pi) [c^(3/2)] at the origin of a massless theory, to order c^2 log: 2% for c = 1e-3."""

    def massless(fields):
        return 1e-3 * fields[0] ** 4

    options = {"vectors": vectors, "longitudinal_masses": jnp.array([2e-3])}
    with_daisies = EffectivePotential(massless, daisies=daisies, **options)(jnp.zeros(1), 2.0)
    without = EffectivePotential(massless, **options)(jnp.zeros(1), 2.0)
    c = 1e-3 * 24.0 / 24.0 + GAUGE**2 / 4.0
    expected = -16.0 / (12.0 * np.pi) * (c**1.5 + 2e-3**1.5)
    linear = 16.0 / 24.0 * (c + 2e-3) if daisies == "parwani" else 0.0
    assert float(with_daisies - without) - linear == pytest.approx(expected, rel=1e-6 + 0.02 * (linear > 0))


def test_gradients_of_three_mixed_fields():
    """Against central differences, step 1e-4: 1e-6."""
    V = jax.jit(EffectivePotential(mixed, daisies="parwani").__call__)
    fields = jnp.array([0.7, 0.4, -0.3])
    gradient = jax.grad(V)(fields, 1.5)
    for k, step in enumerate(1e-4 * jnp.eye(3)):
        difference = float(V(fields + step, 1.5) - V(fields - step, 1.5)) / 2e-4
        assert float(gradient[k]) == pytest.approx(difference, rel=1e-6, abs=1e-8)


def test_bad_options():
    with pytest.raises(InvalidInput, match="did you mean 'parwani'"):
        EffectivePotential(tree, daisies="parwany")  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidInput, match="leading"):
        EffectivePotential(tree, daisies="parwani", thermal="leading")
    with pytest.raises(InvalidInput, match="scale"):
        EffectivePotential(tree).at_zero_temperature(jnp.zeros(1))
