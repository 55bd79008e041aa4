r"""Energy and number that neutrinos get from the plasma and from each other, as functions that are fast.

For each flavour W and V are functions of (m_e/T_m, tau, u), X and U of (tau, u_e, u_x), with

    T_m = (T + T_a)/2,   tau = (T_a - T)/(T_a + T),   u = z/(z + 3), z = e^eta the fugacity,

(T_e and T_x in place of T and T_a for X and U). In these variables massless particles of Boltzmann form give
polynomials, W ~ (1 - tau)^9 - z^2 (1 + tau)^9 and so on. So (1 - u)^2 W/T_m^9 is a polynomial in tau and u, through
Chebyshev points, whose coefficients are cubic splines in m/(m + T_m). tau = 0 and z = 1, equilibrium, are among the
points: there all vanishes to rounding. The 3 keeps singularities, at z = -1 and at infinity, equally far from the
points. The table is computed by `moments`, shipped, and made by tools/make_exchange_table.py.
"""

import functools
from typing import Final, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.polynomial import chebyshev

from reheaton.backend.kept_tables import kept_table
from reheaton.backend.namespace import AnyArray
from reheaton.backend.progress import Progress
from reheaton.constants import G_FERMI, M_ELECTRON
from reheaton.matter.neutrino_gas import Z_HIGHEST, NeutrinoState
from reheaton.numerics.interpolation import spline_coefficients, spline_weights, split_position
from reheaton.rates.weak.couplings import electron_couplings
from reheaton.rates.weak.moments import from_flavours, from_plasma

TAU_MAX: Final = 0.6
"""Temperatures of neutrinos from a quarter to four times that of the plasma."""
_TAU_DEGREE: Final = 12
_U_DEGREE: Final = 6
_MASS_NODES: Final = 48
_MASS_MAX: Final = 0.97
"""Largest m/(m + T_m), 32 in m/T_m: no reactions are left."""
_VERSION: Final = 1
U_MAX: Final = 0.5
"""Largest u, z = 3."""
_Z_COVERED: Final = (1.0 - 1e-9) * Z_HIGHEST
U_POINTS: Final = 0.5 * U_MAX * (1.0 - np.cos(np.pi * np.arange(_U_DEGREE + 1) / _U_DEGREE))
TAU_POINTS: Final = -TAU_MAX * np.cos(np.pi * np.arange(_TAU_DEGREE + 1) / _TAU_DEGREE)
MASS_POINTS: Final = np.linspace(0.0, _MASS_MAX, _MASS_NODES)


class Exchange(NamedTuple):
    """Energy [GeV^5] and number [GeV^4] per time and volume, of nu_e and of nu_mu or nu_tau, with antineutrinos.

    `from_plasma` is what the plasma gives to all three flavours together; energies are W + X, numbers V + U.
    """

    energy_e: Array
    energy_x: Array
    number_e: Array
    number_x: Array
    from_plasma: Array


class NeutrinoExchange(eqx.Module):
    """Rates of energy and number, from tables; beyond |tau| = TAU_MAX and z = 3 their arguments are clamped.

    Neutrinos colder than T/4 then lose as much as at T/4, below 1e-4 of what they gain; hotter or more ones are not
    described (`is_covered`). Error: below 1e-5 of the gain, or the loss, alone (tested); none in equilibrium.
    """

    plasma: AnyArray
    """Coefficients (2 flavours, masses + 2, 2 moments, tau powers, u powers)."""
    flavours: AnyArray
    """Coefficients (2 moments, tau powers, u powers, u powers)."""

    def __call__(self, T: Array, T_e: Array, eta_e: Array, T_x: Array, eta_x: Array) -> Exchange:
        """Exchange at temperatures [GeV] and eta = ln(fugacity) of neutrinos; scalars. For equations: the module."""
        return self.at(T, T_e, jnp.exp(eta_e), T_x, jnp.exp(eta_x))

    def at(self, T: Array, T_e: Array, z_e: Array, T_x: Array, z_x: Array) -> Exchange:
        """The same at the fugacities z."""
        u_e, u_x = (jnp.minimum(z / (z + 3.0), U_MAX) for z in (z_e, z_x))
        W_e, V_e = self._from_plasma(0, T, T_e, u_e)
        W_x, V_x = self._from_plasma(1, T, T_x, u_x)
        X_e, U_e = self._from_flavours(T_e, u_e, T_x, u_x)
        return Exchange(W_e + X_e, W_x - 0.5 * X_e, V_e + U_e, V_x - 0.5 * U_e, W_e + 2.0 * W_x)

    def _from_plasma(self, flavour: int, T: Array, T_nu: Array, u: Array) -> tuple[Array, Array]:
        mean, tau, unit = _means(T, T_nu)
        position = M_ELECTRON / (M_ELECTRON + mean) * ((_MASS_NODES - 1) / _MASS_MAX)
        i, fraction = split_position(position, _MASS_NODES - 1)
        table = jnp.asarray(self.plasma[flavour])
        width = table[0].size
        rows = jax.lax.dynamic_slice(table.reshape(-1), (i * width,), (4 * width,)).reshape(4, *table.shape[1:])
        weights = spline_weights(fraction)
        coefficients = sum((w * row for w, row in zip(weights, rows, strict=True)), start=jnp.zeros(()))
        energy, number = _powers(tau / TAU_MAX, _TAU_DEGREE) @ (coefficients @ _powers(u / U_MAX, _U_DEGREE)).T
        unit = unit / (1.0 - u) ** 2
        return unit * mean * energy, unit * number

    def _from_flavours(self, T_e: Array, u_e: Array, T_x: Array, u_x: Array) -> tuple[Array, Array]:
        mean, tau, unit = _means(T_e, T_x)
        table = jnp.asarray(self.flavours) @ _powers(u_x / U_MAX, _U_DEGREE)
        energy, number = (table @ _powers(u_e / U_MAX, _U_DEGREE)) @ _powers(tau / TAU_MAX, _TAU_DEGREE)
        unit = unit / ((1.0 - u_e) * (1.0 - u_x)) ** 2
        return unit * mean * energy, unit * number


def is_covered(T: Array, neutrinos: NeutrinoState) -> Array:
    """Whether the tables hold for neutrinos of one flavour beside others, or a plasma, at T [GeV]."""
    return (neutrinos.T - T < TAU_MAX * (neutrinos.T + T)) & (neutrinos.z < _Z_COVERED)


def _means(T: Array, T_nu: Array) -> tuple[Array, Array, Array]:
    """T_m, tau within the table, and G_F^2 T_m^8."""
    largest = (1.0 + TAU_MAX) / (1.0 - TAU_MAX)
    T_nu = jnp.clip(T_nu, T / largest, T * largest)
    mean = 0.5 * (T + T_nu)
    T4 = mean**4
    return mean, jnp.clip((T_nu - T) / (2.0 * mean), -TAU_MAX, TAU_MAX), G_FERMI**2 * T4 * T4


def _powers(x: Array, degree: int) -> Array:
    """x^0 to x^degree, (degree + 1,); by doubling, as a chain of products makes the rates twice as slow in a batch."""
    powers = jnp.stack([jnp.ones_like(x), x])
    while powers.shape[0] <= degree:
        powers = jnp.concatenate([powers, powers * (powers[-1] * x)])
    return powers[: degree + 1]


@functools.cache
def neutrino_exchange() -> NeutrinoExchange:
    """The shipped table."""
    plasma, flavours = exchange_table()
    from_tau, from_u = _to_powers(TAU_POINTS, TAU_MAX), _to_powers(U_POINTS, U_MAX, one_sided=True)
    scale = (1.0 - U_POINTS) ** 2
    splines = spline_coefficients(plasma * scale, axis=1)
    return NeutrinoExchange(
        np.einsum("fmktu,it,ju->fmkij", splines, from_tau, from_u),
        np.einsum("ktuv,it,ju,lv->kijl", flavours * scale[:, None] * scale, from_tau, from_u, from_u),
    )


def _to_powers(points: np.ndarray, highest: float, *, one_sided: bool = False) -> np.ndarray:
    """Matrix from values at Chebyshev points to coefficients of powers of x/highest."""
    degree = len(points) - 1
    x = 2.0 * points / highest - 1.0 if one_sided else points / highest
    to_chebyshev = np.linalg.inv(chebyshev.chebvander(x, degree))
    columns = [np.pad(c := chebyshev.cheb2poly(row), (0, degree + 1 - len(c))) for row in np.eye(degree + 1)]
    powers = np.stack(columns, axis=1)
    if one_sided:
        shift = np.zeros((degree + 1, degree + 1))
        for k in range(degree + 1):
            shift[: k + 1, k] = np.polynomial.polynomial.polypow([-1.0, 2.0], k)
        powers = shift @ powers
    return powers @ to_chebyshev


def exchange_table(progress: Progress | None = None) -> tuple[np.ndarray, np.ndarray]:
    """W, V at (flavour, mass, moment, tau, u) and X, U at (moment, tau, u_e, u_x), shipped or computed in minutes."""
    shapes = {
        "plasma": (2, _MASS_NODES, 2, _TAU_DEGREE + 1, _U_DEGREE + 1),
        "flavours": (2, _TAU_DEGREE + 1, _U_DEGREE + 1, _U_DEGREE + 1),
    }
    couplings = [list(electron_couplings(flavour)) for flavour in ("e", "mu")]
    grids = [TAU_POINTS.tolist(), U_POINTS.tolist(), MASS_POINTS.tolist()]
    stored = kept_table(
        "neutrinos/exchange",
        [grids, couplings],
        lambda: _compute(progress or (lambda message, fraction: None)),
        version=_VERSION,
        shapes=shapes,
        within=(-1e6, 1e6),
    )
    return stored["plasma"], stored["flavours"]


def _compute(progress: Progress) -> dict[str, np.ndarray]:
    fugacities = 3.0 * U_POINTS / (1.0 - U_POINTS)
    plasma = np.zeros((2, _MASS_NODES, 2, len(TAU_POINTS), len(U_POINTS)))
    for i, share in enumerate(MASS_POINTS):
        progress("exchange of neutrinos with the plasma", i / len(MASS_POINTS))
        for k, tau in enumerate(TAU_POINTS):
            for a, flavour in enumerate(("e", "mu")):
                plasma[a, i, :, k] = from_plasma(flavour, max(share, 1e-4) / (1.0 - share), tau, fugacities)
    flavours = np.zeros((2, len(TAU_POINTS), len(U_POINTS), len(U_POINTS)))
    for k, tau in enumerate(TAU_POINTS):
        progress("exchange among neutrinos", k / len(TAU_POINTS))
        for i, z_e in enumerate(fugacities):
            for j, z_x in enumerate(fugacities):
                flavours[:, k, i, j] = from_flavours(tau, z_e, z_x)
    return {"plasma": plasma, "flavours": flavours}
