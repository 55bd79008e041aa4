r"""Neutrino decoupling momentum by momentum: f of nu_e, nu_mu, nu_tau on a grid of comoving momenta.

At fixed y = a p/kappa, on y_i = i h, with kappa so that a T = kappa after the heating and before e+e- annihilate,

    df_a/dln a = (C_a + S_a)/H,
    d(rho_em a^4)/dln a = a^4 {rho_em - 3 p_em + [f_plasma Gamma rho_N - sum_a W_a]/H},   W_a = (1/pi^2) int dp p^3 C_a,

C of `rates.weak.collision_integral`; S_a the neutrinos of energy E_0 that decays make; the rest as in `scenario`. With
averaged mixing f of mass states evolves instead (`mixing`). The system is stiff: backward differentiation formulae with
the Jacobian of the collision integrals.
"""

from typing import Any, Final, NamedTuple, cast

import numpy as np
from scipy.integrate import solve_ivp

from reheaton.cosmology import hubble, hubble_radiation
from reheaton.decoupling.mixing import AveragedMixing
from reheaton.decoupling.one_bath import cool_together
from reheaton.decoupling.scenario import G_STAR, T_TOGETHER, Scenario
from reheaton.errors import NumericalFailure
from reheaton.matter.electromagnetic_plasma import electromagnetic_plasma, electromagnetic_state
from reheaton.numerics.backward_differentiation import BackwardDifferentiation
from reheaton.numerics.interpolation import spline_weights
from reheaton.rates.weak.collision_integral import CollisionIntegral

_EXTRA: Final = 4
"""Variables beside f: rho_em a^4, Y, D, and rho a^4 by the first law."""
_Y_MAX: Final = (24.0, 64.0)
"""Least and largest extent of the grid: 24 holds all but 1e-6 of thermal energy."""
_SPACING: Final = 0.4
_MOST_POINTS: Final = 100
"""Time grows like the third power of the number of points."""
_T_SCALE: Final = 5e-5
"""Temperature [GeV] at which a T of one bath of all particles tells the scale of momenta."""


class SpectralHistory(NamedTuple):
    """Solution at the points of ln a; shapes (points,), of f (points, flavours, momenta)."""

    log_a: np.ndarray
    T: np.ndarray
    """Temperature of the plasma [GeV]."""
    momenta: np.ndarray
    """Comoving momenta a p [GeV], equidistant from one spacing on, (momenta,)."""
    f: np.ndarray
    rho_em: np.ndarray
    rho_relic: np.ndarray
    rho_dark: np.ndarray
    residual: np.ndarray
    """rho by the first law over rho of all contents, minus 1."""

    def moment(self, power: int) -> np.ndarray:
        """(1/pi^2) int dp p^power f, (points, flavours): 3 gives rho [GeV^4], 2 gives n [GeV^3], with antineutrinos."""
        comoving = self.f @ self.momenta**power * self.momenta[0] / np.pi**2
        return comoving * np.exp(-(power + 1.0) * self.log_a)[:, None]


def decouple_spectra(
    scenario: Scenario,
    *,
    mixing: AveragedMixing | None = None,
    order: int = 3,
    spacing: float | None = None,
    y_max: float | None = None,
    T_together: float = T_TOGETHER,
    rtol: float = 1e-6,
) -> SpectralHistory:
    """Solve for the spectra from T_start until nothing happens any more; five seconds to two minutes.

    `order` of QED; `spacing` h and `y_max` of the grid, in which a T is 1 after the heating and 1.4 at the end. y_max
    is 24, or up to 64 for neutrinos from decays, of which those beyond are put at its end, with their energy; h is 0.4,
    or y_max/100 if that is more. Above `T_together` [GeV] all is one bath. Collisions conserve number and energy to
    rounding, and `residual` tells the error of the integration. Raises NumericalFailure.
    """
    y_max = _reach(scenario) if y_max is None else y_max
    spacing = max(_SPACING, y_max / _MOST_POINTS) if spacing is None else spacing
    equations = _Equations(scenario, mixing, order, spacing, round(y_max / spacing), T_together)
    end = max(float(scenario.log_a_settled()), equations.log_a_start + 1.0)
    points = np.linspace(equations.log_a_start, end, 200)
    atol = np.full(len(equations.initial), 1e-3 * rtol)
    atol[:-_EXTRA] = 1e-4 * rtol
    solution = solve_ivp(
        equations.derivatives,
        (points[0], points[-1]),
        equations.initial,
        method=cast(Any, BackwardDifferentiation),
        jac=equations.jacobian,
        t_eval=points,
        rtol=rtol,
        atol=atol,
    )
    if not solution.success:
        raise NumericalFailure(f"the spectra of neutrinos were not found ({solution.message}): try a larger rtol.")
    return equations.history(solution.t, solution.y.T)


class _Contents(NamedTuple):
    """What there is at one ln a."""

    a: float
    T: float
    f: np.ndarray
    shares: np.ndarray | None
    rho_em: float
    p_em: float
    rho_nu: float
    relic: float
    dark: float

    H: float

    @property
    def rho(self) -> float:
        """Of all but what the scenario adds from outside."""
        return self.rho_em + self.rho_nu + self.relic + self.dark


class _Equations:
    """Right-hand side and Jacobian; the vector is f (3 N), then rho_em a^4, Y, D and rho a^4, energies over `unit`."""

    def __init__(
        self, scenario: Scenario, mixing: AveragedMixing | None, order: int, h: float, points: int, T_together: float
    ) -> None:
        self.scenario, self.mixing, self.width = scenario, mixing, float(np.asarray(scenario.width))
        self.plasma = electromagnetic_plasma(order)
        self.collisions = CollisionIntegral(points)
        start = cool_together(scenario, T_together, order=order)
        if not start.finished:
            raise NumericalFailure("the relic heats the bath faster than it cools: start when its temperature falls.")
        T, self.log_a_start = float(start.T), float(start.log_a)
        a = np.exp(self.log_a_start)
        self.momenta = _scale(scenario, order) * h * np.arange(1, points + 1)
        decay = np.exp(-self.momenta / (a * T))
        f = np.tile(decay / (1.0 + decay), 3)
        rho_em = float(electromagnetic_state(np.asarray(T), order).rho)
        self.unit = rho_em * a**4
        energies = np.array([1.0, float(start.Y), float(start.D) / self.unit, 0.0])
        self.initial = np.concatenate([f, energies])
        now = self._contents(self.log_a_start, self.initial)
        self.initial[-1] = now.rho * a**4 / self.unit

    def derivatives(self, log_a: float, y: np.ndarray) -> np.ndarray:
        """dy/dln a."""
        now = self._contents(log_a, y)
        terms = self.collisions.terms(now.f, self.momenta[0] / now.a, now.T)
        return self._assemble(now, terms.electrons + terms.neutrinos)

    def jacobian(self, log_a: float, y: np.ndarray) -> np.ndarray:
        """Derivatives of dy/dln a by y: analytic for f, differences for the rest."""
        now = self._contents(log_a, y)
        terms = self.collisions.terms(now.f, self.momenta[0] / now.a, now.T, jacobian=True)
        assert terms.jacobian is not None
        rates = terms.electrons + terms.neutrinos
        here, size = self._assemble(now, rates), rates.size
        J = terms.jacobian
        energy_of_f = np.tile(self.momenta**3, 3) * self.momenta[0] / np.pi**2 / self.unit
        by_f = J.reshape(size, size)
        loss = energy_of_f @ by_f
        if now.shares is not None:
            w = now.shares
            J = np.einsum("aip,apbq,bjq->ipjq", w, J, w)
            by_f, loss = J.reshape(size, size), np.einsum("bq,bjq->jq", loss.reshape(rates.shape), w).ravel()
        out = np.zeros((len(y), len(y)))
        out[:size, :size] = by_f / now.H
        out[-_EXTRA, :size] = -loss / now.H
        # d ln H by f: more neutrinos, faster expansion.
        expansion = 0.5 * energy_of_f * self.unit / now.a**4 * (hubble(1.0) / now.H) ** 2
        by_H = here.copy()
        by_H[-_EXTRA] -= (now.rho_em - 3.0 * now.p_em) * now.a**4 / self.unit
        out[:-1, :size] -= np.outer(by_H[:-1], expansion)
        for k in (-_EXTRA, 1 - _EXTRA, 2 - _EXTRA):
            step = 1e-6 * max(abs(y[k]), 1e-3)
            shifted = y.copy()
            shifted[k] += step
            if k == -_EXTRA:
                there = self.derivatives(log_a, shifted)
            else:
                there = self._assemble(self._contents(log_a, shifted), rates)
            out[:, k] = (there - here) / step
        return out

    def history(self, log_a: np.ndarray, y: np.ndarray) -> SpectralHistory:
        """The solution at some points, in terms of flavours."""
        contents = [self._contents(x, row) for x, row in zip(log_a, y, strict=True)]
        column = lambda name: np.array([getattr(c, name) for c in contents])  # noqa: E731
        residual = y[:, -1] * self.unit / (column("a") ** 4 * column("rho")) - 1.0
        densities = column("rho_em"), column("relic"), column("dark")
        return SpectralHistory(log_a, column("T"), self.momenta, column("f"), *densities, residual)

    def _contents(self, log_a: float, y: np.ndarray) -> _Contents:
        a = float(np.exp(log_a))
        rho_em = float(y[-_EXTRA]) * self.unit / a**4
        T, p_em = self.plasma.at(np.asarray(rho_em))
        f, shares = y[:-_EXTRA].reshape(3, -1), None
        if self.mixing is not None:
            shares = self.mixing.shares(self.momenta / a, float(T))
            f = np.einsum("aip,ip->ap", shares, f)
        rho_nu = float(np.sum(f @ self.momenta**3)) * self.momenta[0] / np.pi**2 / a**4
        relic = float(self.scenario.relic(a, y[1 - _EXTRA]))
        dark = float(y[2 - _EXTRA]) * self.unit / a**4
        H = float(hubble(self.scenario.gravitating(log_a, rho_em + rho_nu + relic + dark)))
        return _Contents(a, float(T), f, shares, rho_em, float(p_em), rho_nu, relic, dark, H)

    def _assemble(self, now: _Contents, rates: np.ndarray) -> np.ndarray:
        """dy/dln a from the collision integrals of the flavours."""
        scenario, H, a = self.scenario, now.H, now.a
        decays = self.width * now.relic
        slopes = rates + self._injected(decays, a)
        loss = np.sum(rates @ self.momenta**3) * self.momenta[0] / np.pi**2 / a**4
        if now.shares is not None:
            slopes = np.einsum("aip,ap->ip", now.shares, slopes)
        a4 = a**4 / self.unit
        traceless = now.rho_em - 3.0 * now.p_em
        extra = [
            a4 * (traceless + (scenario.to_plasma * decays - loss) / H),
            self.width / H,
            a4 * scenario.to_dark * decays / H,
            a4 * (traceless + now.relic),
        ]
        return np.concatenate([slopes.ravel() / H, np.asarray(extra, dtype=float)])

    def _injected(self, decays: float, a: float) -> np.ndarray:
        """S of each flavour: neutrinos of energy E_0, shared by four points so that number and energy are exact."""
        out = np.zeros((3, len(self.momenta)))
        fractions = np.asarray(self.scenario.to_neutrinos)
        if not np.any(fractions):
            return out
        step = self.momenta[0] / a
        position = float(np.asarray(self.scenario.E_neutrinos)) / step - 1.0
        # Beyond the grid: the same energy in neutrinos at its end.
        held = min(max(position, 1.0), len(self.momenta) - 3.0)
        first = int(held) - 1
        weights = spline_weights(np.asarray(held - int(held)))
        p = (np.arange(first, first + 4) + 1.0) * step
        number = fractions * decays / ((held + 1.0) * step)
        out[:, first : first + 4] = np.outer(number, weights * np.pi**2 / (p**2 * step))
        return out


def _reach(scenario: Scenario) -> float:
    """Largest y that is needed: E_0/T when e^-8 of the relic is left, with t = 1/(2 H)."""
    if not np.any(np.asarray(scenario.to_neutrinos)):
        return _Y_MAX[0]
    T = np.sqrt(np.asarray(scenario.width) / 16.0 / hubble_radiation(G_STAR, 1.0))
    return float(np.clip(np.asarray(scenario.E_neutrinos) / T + 2.0, *_Y_MAX))


def _scale(scenario: Scenario, order: int) -> float:
    """a T [GeV] after the heating and before e+e- annihilate, from the entropy of one bath of all particles."""
    settled = cool_together(scenario, _T_SCALE, order=order, rtol=1e-5)
    if not settled.finished:
        raise NumericalFailure("the relic heats the bath faster than it cools: start when its temperature falls.")
    T = float(settled.T)
    per_T3 = [float(electromagnetic_state(np.asarray(x), order).s) / x**3 + 7.0 / 30.0 * np.pi**2 for x in (T, 0.01)]
    return float(np.exp(settled.log_a)) * T * (per_T3[0] / per_T3[1]) ** (1.0 / 3.0)
