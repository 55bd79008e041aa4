r"""Sterile neutrinos from oscillations of active ones in any sector, momentum by momentum.

    df/dln a = R (f_eq - f),   R = (Gamma/4H) sin^2 2theta_m,   f_eq = 1/(e^(p/T) + 1)

("Twin Sterile Neutrino Dark Matter" Eqs. 12-14; Dodelson & Widrow 1994; Abazajian, Fuller & Patel 2001.) T, Gamma,
sin^2 2theta_m and all constants are those of the producing sector. The equation is linear: over a panel of ln a

    f -> f e^-tau + (1 - e^-tau) <f_eq> + [(1 + e^-tau)/2 - (1 - e^-tau)/tau] f_eq',   tau = int R dln a,

where <f_eq> is the mean over tau and f_eq' the rise over the panel, both from the two points of Gauss' rule: fourth
order in the panel while tau is small, and f_eq at the end of the panel when it is large.
Without a lepton asymmetry neutrinos and antineutrinos are alike, and nothing resonates.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.namespace import namespace
from reheaton.backend.one_by_one import one_by_one
from reheaton.constants import G_FERMI, M_PLANCK
from reheaton.production.distribution import Distribution
from reheaton.production.local_rates import (
    LOWEST_LOG_Y,
    MOMENTA,
    ActiveNeutrino,
    LocalFactors,
    Mixing,
    change_at_edges,
    local_factors,
    momenta_over_T,
    rate_over_H,
    relaxation,
)
from reheaton.production.path import Path
from reheaton.rates.opacity.hadron_shares import HadronShares, hadron_edges
from reheaton.rates.opacity.opacity import MOMENTUM_SPACING, Opacity

_ABOVE_PEAK, _BELOW_PEAK = 12.0, 40.0
"""Production is followed from 12 times the temperature of its peak to a 40th of it: R ~ T^-9 above, T^3 below."""
_LATE_START_RANGE: Final = 20.0
"""A late start is followed down by this factor, over which R ~ T^3 falls by 1e-4."""
_FEW: Final = 0.01
"""tau below which series in tau are exact to 1e-12."""
_SAMPLE: Final = slice(66, 121, 18)
"""Four of the momenta, p/T = 0.4 to 8 at the end, which tell how the number depends on hadrons."""
_UNIMPORTANT_RATE: Final = 1e-4
"""R below which a later end of production no longer matters."""


class Production(NamedTuple):
    """Sterile neutrinos made by oscillations, and the course of their production."""

    log_y: Array
    """ln(p/T) at the end of production, (momenta,)."""
    f: Array
    """Occupation of one helicity, (momenta,)."""
    T: Array
    """Temperature [GeV] in the middle of each panel, (panels,)."""
    growth: Array
    """dn/dln(1/T) of the comoving number in each panel, in units of the final number; (panels,)."""
    rate_over_H: Array
    """Number-weighted mean of (Gamma/4) sin^2 2theta_m/H in each panel, (panels,)."""
    before: Array
    """Share of the number that a start at higher temperature would add (estimate)."""
    after: Array
    """Share of the number that a later end would add (estimate)."""
    hadronic_change: Array
    """Relative change of the number if hadrons scatter as at the lower and the upper edge of `hadron_shares`, (2,).

    To first order in the change of the opacity.
    """

    def today(self, comoving_ratio: ArrayLike) -> Distribution:
        """The distribution in p/T_gamma0; `comoving_ratio`: a T of the sector at the end over a T_gamma today."""
        return Distribution(jnp.exp(self.log_y) * comoving_ratio, self.f)

    @property
    def T_peak(self) -> Array:
        """Temperature [GeV] of the producing sector at which dn/dln T is largest; to 1%, or worse on a flat top."""
        top = _maximum(self.growth)
        return self.T[top.panel] * (self.T[top.panel + 1] / self.T[top.panel - 1]) ** (0.5 * top.shift)

    @property
    def max_rate_over_H(self) -> Array:
        """Largest number-weighted mean of (Gamma/4) sin^2 2theta_m/H; to 1e-3."""
        top = _maximum(jnp.log(jnp.maximum(self.rate_over_H, 1e-300)))
        # The logarithm of a mean over a panel exceeds the mean of the logarithm by slope^2/24.
        return jnp.exp(top.height - top.slope**2 / 24.0)


class _Maximum(NamedTuple):
    """The maximum of a function that is given by its means over panels."""

    panel: Array
    """Number of the panel from which `shift` counts, never the first or the last."""
    shift: Array
    """How many panels beyond the middle of that panel the maximum lies."""
    height: Array
    slope: Array
    """Slope per panel at the maximum: 0 unless it lies at an end of the range."""


def _maximum(means: Array) -> _Maximum:
    """Maximum of the parabola with the means of the three panels around the largest one, ends of the range included.

    The mean of a parabola over a panel exceeds its value in the middle by bend/24.
    """
    largest, last = jnp.argmax(means), means.shape[0] - 1
    k = jnp.clip(largest, 1, last - 1)
    left, middle, right = means[k - 1], means[k], means[k + 1]
    slope, bend = 0.5 * (right - left), left - 2.0 * middle + right
    # Beside the first and the last panel the range goes on to their outer edges.
    low, high = jnp.where(largest == 0, -1.5, -1.0), jnp.where(largest == last, 1.5, 1.0)
    vertex = -slope / jnp.where(bend < 0.0, bend, -1.0)
    end = jnp.where(slope < 0.0, low, jnp.where(slope > 0.0, high, 0.0))
    shift = jnp.where(bend < 0.0, jnp.clip(vertex, low, high), end)
    height = middle + slope * shift + (0.5 * shift**2 - 1.0 / 24.0) * bend
    return _Maximum(k, shift, height, slope + bend * shift)


def peak_temperature(m_s: ArrayLike, vev_ratio: ArrayLike = 1.0) -> Array:
    """Estimate of the temperature at which production peaks, 133 MeV (m_s/keV)^(1/3) f^(2/3) [GeV]; m_s [GeV], to 40%.

    Dodelson & Widrow 1994, with |V| ~ Delta and the potential of a sector whose W and Z are f times as heavy.
    """
    xp = namespace(m_s, vev_ratio)
    return 0.133 * xp.cbrt(xp.asarray(m_s) / 1e-6) * xp.asarray(vev_ratio) ** (2.0 / 3.0)


class TemperatureRange(NamedTuple):
    """Temperatures [GeV] of the producing sector between which production is followed."""

    T_start: Array
    T_end: Array
    late: Array
    """True if the universe itself starts below the usual start of production. Then nothing was produced earlier."""


def wanted_range(
    m_s: ArrayLike, sin2_2theta: ArrayLike, vev_ratio: ArrayLike = 1.0, T_highest: ArrayLike = np.inf
) -> TemperatureRange:
    """Start and end of production, whatever temperatures the opacities are known at; arguments of `production_range`.

    With large mixing neutrinos stay in equilibrium until R ~ sin^2 2theta G_F^2 T^3 M_PLANCK is small, and the end
    moves down accordingly. Numbers, NumPy or JAX arrays that broadcast.
    """
    xp = namespace(m_s, sin2_2theta, vev_ratio, T_highest)
    peak = peak_temperature(m_s, vev_ratio)
    fermi = G_FERMI / xp.asarray(vev_ratio) ** 2
    end = xp.cbrt(10.0 * _UNIMPORTANT_RATE / (xp.asarray(sin2_2theta) * fermi**2 * M_PLANCK))
    first = _ABOVE_PEAK * peak
    start = xp.minimum(first, T_highest)
    latest = xp.minimum(xp.minimum(peak / _BELOW_PEAK, end), start / _LATE_START_RANGE)
    return TemperatureRange(start, latest, xp.asarray(T_highest) < first)


def production_range(
    m_s: ArrayLike, sin2_2theta: ArrayLike, active: ActiveNeutrino, T_highest: ArrayLike = np.inf
) -> TemperatureRange:
    """Start and end of production; m_s [GeV], T_highest [GeV] the temperature at which the sector came to be.

    The `wanted_range`, kept inside the table of opacities; `Production.before` and `after` estimate the particles that
    are missed by this.
    """
    low, high = (T * active.T_ratio for T in active.opacity.T_range)
    first = jnp.clip(_ABOVE_PEAK * peak_temperature(m_s, active.vev_ratio), low, high)
    start = jnp.clip(jnp.minimum(first, T_highest), low, high)
    wanted = wanted_range(m_s, sin2_2theta, active.vev_ratio, start)
    return TemperatureRange(start, jnp.clip(wanted.T_end, low, high), jnp.asarray(T_highest) < first)


def produce(m_s: ArrayLike, mixings: Sequence[Mixing], history: Path, momenta: int = MOMENTA) -> Production:
    """Make sterile neutrinos of mass m_s [GeV] along a history, from none at its start: rates of several flavours add.

    Valid for m_s << p and theta < pi/4. Accurate to 1e-4 in the number, 1e-3 in f (tested against an implicit solver);
    f is NaN if a table of opacities does not reach every temperature of the history.
    """
    # The table of mesons at a vev ratio is made once for all points that have it in common.
    mesons = tuple(mixing.active.mesons_here for mixing in mixings)
    return one_by_one(partial(_produce, momenta))(jnp.asarray(m_s, dtype=float), tuple(mixings), mesons, history)


def _produce(
    momenta: int, m_s: Array, mixings: Sequence[Mixing], mesons: Sequence[Opacity | None], history: Path
) -> Production:
    points = [_points(m_s, mixing, history) for mixing in mixings]
    log_y = LOWEST_LOG_Y + MOMENTUM_SPACING * np.arange(momenta)
    volume = jnp.asarray(np.exp(3.0 * log_y))

    def rates(here: Sequence[LocalFactors]) -> tuple[Array, Array]:
        """R of all flavours together, and f_eq, of every momentum at one point, each (momenta,)."""
        x = momenta_over_T(here[0], momenta)
        channels = zip(here, mixings, mesons, strict=True)
        R = [rate_over_H(local, x, relaxation(local, mixing.active, bound, x)) for local, mixing, bound in channels]
        boltzmann = jnp.exp(-x)
        return sum(R[1:], start=R[0]), boltzmann / (1.0 + boltzmann)

    R, f_eq = (values.swapaxes(0, 1) for values in jax.vmap(jax.vmap(rates))(points))
    R_dx = 0.5 * history.width * R
    panels = _Panels.of(R_dx, f_eq)
    start, end = _occupations(panels)
    made = end - start
    f, number = end[-1], made @ volume
    total = jnp.maximum(jnp.sum(volume * f), 1e-300)
    # Particles of the first panel that later oscillations have not replaced.
    early = jnp.sum(volume * end[0] * jnp.exp(-jnp.sum(panels.tau[1:], axis=0)))
    cooling = jnp.log(history.T[:, 0] / history.T[:, 1]) * np.sqrt(3.0)  # -dln T over a panel
    growth = number / total / cooling
    T = jnp.sqrt(history.T[:, 0] * history.T[:, 1])
    rate = panels.offered @ volume / ((f_eq[0] + f_eq[1]) @ volume * 0.5 * history.width)
    before = jnp.abs(early / total / cooling[0]) / 9.0
    after = jnp.abs(growth[-1]) / 3.0
    change = _hadronic_change(points, mixings, mesons, momenta, made[:, _SAMPLE], panels.tau[:, _SAMPLE])
    f = jnp.where(_covered(mixings, history.T), f, jnp.nan)
    return Production(jnp.asarray(log_y), f, T, growth, rate, before, after, change)


class _Panels(NamedTuple):
    """What panels do to f: f -> f kept + gain; each (panels, momenta)."""

    tau: Array
    kept: Array
    """e^-tau."""
    offered: Array
    """int R f_eq dln a."""
    gain: Array

    @classmethod
    def of(cls, R_dx: Array, f_eq: Array) -> "_Panels":
        """From R times half the panel and f_eq at both points of each panel, (2, panels, momenta)."""
        tau = jnp.maximum(R_dx[0] + R_dx[1], 1e-300)
        kept = jnp.exp(-tau)
        # forgotten = (1 - e^-tau)/tau, lead = (1 + e^-tau)/2 - forgotten; series where digits would be lost.
        few = tau < _FEW
        forgotten = (1.0 - kept) / tau
        series = 1.0 - tau * (1.0 / 2.0 - tau * (1.0 / 6.0 - tau * (1.0 / 24.0 - tau / 120.0)))
        lead = tau * tau * (1.0 / 12.0 - tau * (1.0 / 24.0 - tau / 80.0))
        lead = jnp.where(few, lead, 0.5 * (1.0 + kept) - forgotten)
        offered = R_dx[0] * f_eq[0] + R_dx[1] * f_eq[1]
        gain = offered * jnp.where(few, series, forgotten)
        return cls(tau, kept, offered, gain + np.sqrt(3.0) * (f_eq[1] - f_eq[0]) * lead)


def _occupations(panels: _Panels) -> tuple[Array, Array]:
    """f at the start and at the end of each panel, (panels, momenta)."""

    def through(f: Array, panel: _Panels) -> tuple[Array, tuple[Array, Array]]:
        after = f * panel.kept + panel.gain
        return after, (f, after)

    return jax.lax.scan(through, jnp.zeros(panels.tau.shape[1]), panels, unroll=8)[1]


def _points(m_s: ArrayLike, mixing: Mixing, history: Path) -> LocalFactors:
    """The factors at both points of each panel, (panels, 2)."""
    T, H = history.T.ravel(), history.H.ravel()
    growth = history.log_aT_end - (history.log_a.ravel() + jnp.log(T))
    factors = local_factors(m_s, mixing, T, H, growth)
    return jax.tree.map(lambda x: x.reshape(-1, 2, *x.shape[1:]), factors)


def _covered(mixings: Sequence[Mixing], T: Array) -> Array:
    """Whether the opacities of all flavours reach all temperatures T [GeV]."""
    reached = [jnp.all(active.opacity.covers(T / active.T_ratio)) for _, active in mixings]
    return jnp.all(jnp.stack(reached))


def _hadronic_change(
    points: Sequence[LocalFactors],
    mixings: Sequence[Mixing],
    mesons: Sequence[Opacity | None],
    momenta: int,
    made: Array,
    tau: Array,
) -> Array:
    """Relative change of the number at the edges of the hadrons' shares, (2,).

    `made`, `tau` (panels, sample) are what a panel adds to f at the momenta of _SAMPLE, and int R dln a. To first order
    in the change of R, the panel adds made dtau/(e^tau - 1); R is compared at one point of every second panel.
    """
    places = np.arange(momenta)[_SAMPLE]
    seen = [jax.tree.map(lambda x: x[::2, 1], own) for own in points]
    edges = [
        hadron_edges(own.T, active.strong, with_mesons=active.mesons is not None, shares=own.hadrons)
        for own, (_, active) in zip(seen, mixings, strict=True)
    ]

    def change(here: Sequence[LocalFactors], edges: Sequence[HadronShares]) -> Array:
        """Relative change of R at one point, (2, sample)."""
        each = [
            change_at_edges(own, edge, active, bound, places)
            for own, edge, (_, active), bound in zip(here, edges, mixings, mesons, strict=True)
        ]
        R = jnp.sum(jnp.stack([own for own, _ in each]), axis=0)
        return jnp.sum(jnp.stack([changed for _, changed in each]), axis=0) / R[None]

    changed = jax.vmap(change, in_axes=(0, 1))(seen, edges)
    # What a panel makes outlives all later ones by the product of what they keep.
    left = made * tau / jnp.expm1(tau) * jnp.exp(jnp.cumsum(tau, axis=0) - jnp.sum(tau, axis=0, keepdims=True))
    pairs = jnp.pad(left, ((0, left.shape[0] % 2), (0, 0))).reshape(-1, 2, left.shape[1])
    by_momentum = jnp.sum(changed * jnp.sum(pairs, axis=1)[:, None, :], axis=0)
    volume = jnp.asarray(np.exp(3.0 * MOMENTUM_SPACING * places))
    return by_momentum @ volume / jnp.maximum(volume @ jnp.sum(made, axis=0), 1e-300)
