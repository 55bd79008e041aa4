"""A plasma with lepton asymmetries along a course: potentials, nodes and what lies between them."""

import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.constants import G_FERMI
from reheaton.matter.lepton_sharing import potential_coefficients
from reheaton.production.asymmetric_plasma import (
    COARSE_STEPS,
    FINE_STEPS,
    LEPTONS,
    between,
    nodes_along,
    passage_of,
)
from reheaton.production.local_rates import Mixing
from reheaton.production.path import course_of_bath
from reheaton.rates.mixing_in_matter import matter_potential

from .oscillations import KEV, active, bath

M_S, MIXING = 10.0 * KEV, 1e-10
LEPTONS_OVER_T3 = np.array([0.0, 3e-4, 0.0])


@pytest.fixture(scope="module", params=[1.0, 3.0])
def plasma(request):
    course = course_of_bath(bath(request.param), 3.0, 8e-3)
    nodes, T = nodes_along(M_S, [Mixing(MIXING, active(request.param))], course, jnp.asarray(LEPTONS_OVER_T3))
    return request.param, course, nodes, np.asarray(T)


def test_order_of_flavours():
    assert LEPTONS == ("e", "mu", "tau")


def test_nodes_cover_the_course_and_are_dense_where_resonance_is(plasma):
    _, course, nodes, T = plasma
    log_a = np.asarray(nodes.log_a)
    assert len(log_a) == FINE_STEPS + COARSE_STEPS + 1 and np.all(np.diff(log_a) > 0.0) and np.all(np.diff(T) < 0.0)
    np.testing.assert_allclose([log_a[0], log_a[-1]], [course.start, course.end], rtol=1e-9)
    height = np.exp(np.asarray(nodes.leptonic)[:, 0, 1]) * LEPTONS_OVER_T3[1]
    resonant = (1.0 / height > 0.05) & (1.0 / height < 15.0)
    assert np.diff(log_a)[resonant[1:]].max() < 0.2 * np.diff(log_a).max()


def test_potentials_are_those_of_the_formulas(plasma):
    """V_L = sqrt2 G_F sum_b c_ab n_b and V_T, over Delta = m_s^2/(2p) at p = y a T(end)/a; 1e-10."""
    f, course, nodes, T = plasma
    k = np.exp(float(course.log_aT_end) - np.asarray(nodes.log_a))
    coefficients = np.asarray(potential_coefficients(T, active(f).strong, f))[:, 1, :]
    density = LEPTONS_OVER_T3 * k[:, None] ** 3
    V_L = np.sqrt(2.0) * G_FERMI / f**2 * np.sum(coefficients * density, axis=1)
    found = np.exp(np.asarray(nodes.leptonic)[:, 0, :]) @ LEPTONS_OVER_T3
    np.testing.assert_allclose(found, V_L * 2.0 * k / M_S**2, rtol=1e-10)
    V_T = -np.asarray(matter_potential(k, T, "mu", f))
    np.testing.assert_allclose(np.exp(np.asarray(nodes.thermal)[:, 0]), V_T * 2.0 * k / M_S**2, rtol=1e-10)


def test_between_two_nodes_logarithms_are_linear(plasma):
    nodes = plasma[2]
    around = type(nodes)(
        nodes.log_a[100:102],
        tuple(own._replace(**{name: value[100:102] for name, value in own._asdict().items() if name != "hadrons"},
                           hadrons=type(own.hadrons)(*(x[100:102] for x in own.hadrons))) for own in nodes.local),
        nodes.thermal[100:102], nodes.leptonic[100:102], nodes.mu_over_T[100:102],
    )  # fmt: skip
    ends = [between(around, jnp.asarray(way)) for way in (0.0, 0.5, 1.0)]
    assert float(ends[1].thermal[0]) == pytest.approx(float(ends[0].thermal[0] * ends[2].thermal[0]) ** 0.5, rel=1e-10)
    assert float(ends[1].local[0].rate) == pytest.approx(
        float(ends[0].local[0].rate * ends[2].local[0].rate) ** 0.5, rel=1e-10
    )
    np.testing.assert_allclose(ends[0].leptonic, np.exp(np.asarray(nodes.leptonic[100])), rtol=1e-12)


def test_a_passage_by_its_formula(plasma):
    """K = pi D s2/(2H), at one node."""
    _, course, nodes, T = plasma
    own = nodes.local[0]
    here = own._replace(
        rate=jnp.exp(own.rate[80]), damping=jnp.exp(own.damping[80]), mixing=own.mixing[80], T=own.T[80]
    )
    H = float(course.at(nodes.log_a[80:81])[1][0])
    x = 0.7
    expected = np.pi * M_S**2 / (2.0 * x * T[80]) * MIXING / (2.0 * H)
    assert float(passage_of(here, jnp.asarray(x))) == pytest.approx(expected, rel=1e-10)
