"""The seesaw of given masses and mixings: its exact spectrum, its leading order, where there is none, derivatives."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

import reheaton as rh
from reheaton.constants import EV, KEV
from reheaton.papers.twin_sterile_neutrino.cross_mixing import refuse_impossible, twin_seesaw
from reheaton.particles.seesaw import Seesaw

POINT = {"m_N": 30.0, "m_nu": 1.5e-7, "m_s": 30.0, "sin2_2theta": 1e-9}

# m_N [GeV], m_nu [eV], m_s [keV], sin2_2theta, theta_AB: small mixing; a twin neutrino lighter than ours, with M_B 1200
# times m_s; a twin neutrino 2% heavier than ours; maximal mixing in the twin sector; M_AB of the order of M_A.
POINTS = [
    (30.0, 1.5e-7, 30.0, 1e-9, 1e-4),
    (7.1, 7e-2, 1.85, 1.9e-13, 1.79e-2),
    (0.446, 9.15e-4, 43.3, 8.62e-8, 1e-6),
    (100.0, 1e-3, 8.0, 1.0, 1e-7),
    (550.0, 1e-10, 700.0, 1e-3, 0.8),
]


@pytest.mark.parametrize("point", POINTS)
def test_exact_spectrum_has_the_masses_and_mixings_that_were_given(point):
    m_N, m_nu, m_s, sin2_2theta, theta_AB = point
    found = twin_seesaw(*point)
    assert found.possible
    exact = Seesaw(
        m_DA=np.sqrt(found.m_DA_squared), m_DB=np.sqrt(found.m_DB_squared),
        M_A=found.M_A, M_B=found.M_B, M_AB=found.M_AB,
    ).exact()  # fmt: skip
    # M_A, M_B and M_AB are rounded, each to 1e-16; their cancellation in m_s enlarges that by theta_AB^2 m_N/m_s. 20: a
    # twin neutrino 2% from ours takes another factor 50 of its own.
    rounding = 1e-13 + 1e-15 * theta_AB**2 * m_N / (m_s * KEV)
    assert found.M_AB / (found.M_A - found.M_B) == pytest.approx(theta_AB, rel=1e-14)
    assert exact.masses[-1] == pytest.approx(m_N, rel=1e-14)
    assert exact.masses[-2] == pytest.approx(m_s * KEV, rel=rounding)
    light = np.argmin(np.abs(exact.masses - m_nu * EV))
    assert exact.masses[light] == pytest.approx(m_nu * EV, rel=50 * rounding)
    nu_A, nu_B = np.abs(exact.mixing[:2]) ** 2
    assert nu_A[light] > nu_B[light]
    assert 4.0 * nu_B[-2] * (1.0 - nu_B[-2]) == pytest.approx(sin2_2theta, rel=rounding)
    # With maximal mixing the twin neutrino has the mass m_s too, and N_B is either of the two.
    alike = [state for state in (-2, -3) if exact.masses[state] == pytest.approx(m_s * KEV, rel=rounding)]
    visible = [4.0 * nu_A[state] * (1.0 - nu_A[state]) for state in alike]
    assert any(found.sin2_2theta_x == pytest.approx(mixing, rel=50 * rounding) for mixing in visible)
    assert found.neutrino_mixing == pytest.approx(np.sqrt(nu_B[light] / nu_A[light]), rel=50 * rounding)


def by_newton(m_N, m_nu, m_s, sin2_2theta, theta_AB):
    """sin2_2theta_x at 60 digits, by Newton's method on four equations for the five entries of the mass matrix."""
    with mp.workdps(60):
        N, nu, s = mp.mpf(m_N), mp.mpf(m_nu) * mp.mpf("1e-9"), mp.mpf(m_s) * mp.mpf("1e-6")
        sin2 = (1 - mp.sqrt(1 - mp.mpf(sin2_2theta))) / 2

        def matrix(u):
            A, B, a, b = N * u[0], s * u[1], mp.sqrt(nu * N) * u[2], s * mp.sqrt(sin2) * u[3]
            AB = mp.mpf(theta_AB) * (A - B)
            return mp.matrix([[0, 0, a, 0], [0, 0, 0, b], [a, 0, A, AB], [0, b, AB, B]])

        def content(u):
            """nu_A and nu_B squared in the state m_s, from the rows of nu_A, nu_B and N_A."""
            M = matrix(u)
            y = mp.matrix([M[2, 3] / (s - M[2, 2] - M[0, 2] ** 2 / s), 1])
            nus = [M[0, 2] * y[0] / s, M[1, 3] / s]
            norm = y[0] ** 2 + 1 + nus[0] ** 2 + nus[1] ** 2
            return [x**2 / norm for x in nus]

        def equations(*u):
            of = [mp.det(matrix(u) - x * mp.eye(4)) for x in (N, s, -nu)]
            units = (N**3 * s, N * s**3, nu * N * s**2 * sin2 + nu**2 * N * s)
            return [f / unit for f, unit in zip(of, units, strict=True)] + [content(u)[1] / sin2 - 1]

        root = mp.findroot(equations, [1, 1 + mp.mpf(theta_AB) ** 2 * N / s, 1, 1], tol=1e-60, maxsteps=60)
        U2 = content(root)[0]
        return float(4 * U2 * (1 - U2))


@pytest.mark.parametrize("theta_AB", [1e-8, 1e-4, 1e-2])
@pytest.mark.parametrize("m_s", [1.0, 30.0])
def test_visible_mixing_at_sixty_digits(m_s, theta_AB):
    point = (30.0, 1.5e-7, m_s, 1e-4, theta_AB)
    # A few units of rounding.
    assert twin_seesaw(*point).sin2_2theta_x == pytest.approx(by_newton(*point), rel=1e-13)


@pytest.mark.parametrize("m_nu", [1e-7, 1e-3])
def test_leading_order_where_it_is_valid(m_nu):
    """4 theta_AB^2 m_nu m_N/m_s^2; what is left is theta^2 = 1e-8 and theta_AB^2 m_N/m_s or m_nu over m_nu,B."""
    m_N, m_s, theta_AB = 30.0, 30.0, 1e-6
    found = twin_seesaw(m_N, m_nu, m_s, 4e-4, theta_AB)
    leading = 4.0 * theta_AB**2 * m_nu * EV * m_N / (m_s * KEV) ** 2
    left = theta_AB**2 * m_N / (m_s * KEV) * m_nu / (m_s * 1e3 * 1e-4)
    assert found.sin2_2theta_x == pytest.approx(leading, rel=3e-4 + left)


def test_mixing_stays_that_of_the_leading_order_where_m_s_is_tuned():
    """m_DA^2 = m_nu m_N holds beside a heavier twin neutrino even where M_B is 400 m_s: the determinant fixes it."""
    found = twin_seesaw(30.0, 1.5e-7, 30.0, 1e-4, 2e-2)
    assert found.cancellation == pytest.approx(400.0, rel=2e-3)  # theta_AB^2 corrects it
    leading = 4.0 * 4e-4 * 1.5e-7 * 30e9 / 30e3**2
    # theta_AB^2 and sin^2 theta, times a few.
    assert found.sin2_2theta_x == pytest.approx(leading, rel=5e-3)


def test_arrays_and_jax_give_what_numbers_give():
    angles = np.array([0.0, 1e-6, 1e-3])
    one_by_one = [float(twin_seesaw(**POINT, theta_AB=angle).sin2_2theta_x) for angle in angles]
    assert one_by_one[0] == 0.0
    # Rounding only, in another order.
    assert twin_seesaw(**POINT, theta_AB=angles).sin2_2theta_x == pytest.approx(one_by_one, rel=1e-13)
    traced = jax.jit(lambda x: twin_seesaw(**POINT, theta_AB=x).sin2_2theta_x)(jnp.asarray(angles))
    assert np.asarray(traced) == pytest.approx(one_by_one, rel=1e-13)


def test_impossible_mixings_are_refused_with_the_largest_possible():
    values = POINT | {"m_nu": 0.05, "sin2_2theta": 1e-4, "theta_AB": 1e-2}
    with pytest.raises(rh.InvalidInput, match=r"^theta_AB = 0\.01 is out of range: allowed is from 0 to 0\.00") as why:
        refuse_impossible(**values)
    largest = float(str(why.value).split(" from 0 to ")[1].split()[0])
    # For small theta and theta_AB, u = m_nu/m_nu,B and x = theta_AB^2 m_N/m_s, the light states are half nu_A and half
    # nu_B where u x (2 - u) = (1 - u)^2. The search is in steps of 7%, and three digits are shown.
    u = 0.05 / (30e3 * 2.5e-5)
    half = np.sqrt((1.0 - u) ** 2 / (u * (2.0 - u)) * 30.0 * KEV / 30.0)
    assert 0.92 < largest / half < 1.01
    refuse_impossible(**(values | {"theta_AB": 0.99 * largest}))
    with pytest.raises(rh.InvalidInput):
        refuse_impossible(**(values | {"theta_AB": 1.08 * largest}))
    assert np.isnan(twin_seesaw(**values).sin2_2theta_x)


def test_of_many_points_the_first_impossible_one_is_named():
    columns = {"m_nu": np.array([1e-9, 0.05, 0.05]), "theta_AB": np.array([1e-4, 0.02, 0.03])}
    with pytest.raises(rh.InvalidInput, match=r"^theta_AB = 0\.02 is out"):
        refuse_impossible(**(POINT | {"sin2_2theta": 1e-4} | columns))
