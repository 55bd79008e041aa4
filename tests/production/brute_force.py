r"""Resonant production of sterile neutrinos by direct integration in time, a reference for tests.

    df/dln a = R (f_eq - f),   R = (Gamma/4H) D^2 sin^2 2theta/(Gamma^2/4 + d^2),   D = m_s^2/(2p),
    d = D cos 2theta - V_T -+ V_L  (nu, nubar),   V_L = sqrt2 G_F s (c_aa L_a + sum_b c_ab L_b),
    dL_a = -d[(n_s - n_sbar) a^3]/(s a^3),  one helicity each.

Momenta are logarithmic bins of comoving momentum. Nothing is assumed about the resonance: it is crossed in many steps
of time, each of which changes L_a and with it d. R of a bin is either R at its middle (`averaged` = False), which
converges once bins are narrow enough that one of them does not move the resonance by its width; or the mean of R over
the bin, with d linear in it: a finite-volume method, exact for any width of the resonance if d rises steadily.

Omega h^2 at 7.115 keV, sin^2 2theta = 4e-11, L_mu = 8.02714e-5 (`sector_plasma` of `plasmas`), by the number of bins:

    | R             | 150    | 500    | 1000   | 2000   | 4000   | 8000   | 32000  |
    |---------------|--------|--------|--------|--------|--------|--------|--------|
    | in the middle | 0.0986 | 0.1186 | 0.1240 | 0.1272 | 0.1288 | 0.1293 | 0.1295 |
    | its mean      | 0.1295 | 0.1295 | 0.1295 | 0.1295 | 0.1295 |        |        |

The numbers of particles agree to 1e-5 at 32000 and 500 bins; steps and nodes change them by 1e-4 at most.

Bins near a resonance take short steps, all others the step in which the resonance moves by `_STRIDE`. The midpoint
rule in time; f relaxes exponentially in every step, and the change of L_a is that of the particles to rounding.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.interpolate import CubicSpline

G_FERMI = 1.1663788e-5
T_REF = 1e-2
"""Momenta are y = p/T at this temperature [GeV] of the producing sector."""
_NODES = 1500
"""Points of ln a between which T, H, s and the potentials are interpolated, linearly in their logarithms."""
_STRIDE = 0.03
"""What a resonance moves by, in ln y, until bins far from it are advanced; 4 bins at least."""
_NEAR = 0.3
"""Distance in ln y from a resonance within which bins take its short steps; 16 bins at least."""
_LONGEST = 4e-3
"""Longest step of ln a of the bins far from a resonance."""


class Plasma(NamedTuple):
    """What the producing sector gives: along ln a, and as functions of its temperature [GeV]."""

    log_a: np.ndarray
    T: np.ndarray
    H: np.ndarray
    entropy: Callable[[np.ndarray], np.ndarray]
    """s [GeV^3], any that has s a^3 constant."""
    opacity: Callable[[np.ndarray, np.ndarray], np.ndarray]
    """C(p/T, T) of Gamma = C G_F^2 p T^4, arrays of one shape; with the gain."""
    potential: Callable[[np.ndarray], np.ndarray]
    """|V_T|/p."""
    sharing: Callable[[np.ndarray], np.ndarray]
    """c_aa."""
    fermi: float = G_FERMI
    """Fermi constant of the sector."""
    other: Callable[[np.ndarray], np.ndarray] | None = None
    """sum of c_ab L_b over the other flavours; None: 0."""
    mu_per_L: Callable[[np.ndarray], np.ndarray] | None = None
    """mu_nu_a/T per unit of L_a s/T^3; None: f_eq without a chemical potential."""


class Made(NamedTuple):
    """The answer."""

    edges: np.ndarray
    """y = p/T at T_REF of the edges of the bins, (bins + 1,)."""
    f: np.ndarray
    """Occupation of nu_s and nubar_s, (2, bins)."""
    L: np.ndarray
    """L_a at the end of every long step."""
    T: np.ndarray
    """T there [GeV]."""
    steps: int
    """Short steps that were made."""
    balance: float
    """Loss of L_a over (n_s - n_sbar)/s, minus 1."""

    @property
    def y(self) -> np.ndarray:
        """Middle of the bins in ln y."""
        return np.sqrt(self.edges[1:] * self.edges[:-1])

    def moment(self, power: float) -> np.ndarray:
        """int y^(2 + power) f dy of nu_s and nubar_s, (2,)."""
        k = 3.0 + power
        return self.f @ (np.diff(self.edges**k) / k)

    def at(self, y: float, which: int = 0) -> float:
        """f of nu_s (0) or nubar_s (1) at a momentum: ln f is fitted by a parabola over 20% of y.

        Single bins scatter by up to 5% about it, by how the short steps happen to lie in them.
        """
        distance = np.log(self.y / y)
        around = np.abs(distance) < 0.1
        return float(np.exp(np.polyfit(distance[around], np.log(self.f[which, around]), 2)[2]))


class _Nodes:
    """Functions of ln a on even nodes; between them logarithms are linear."""

    def __init__(self, plasma: Plasma, y: np.ndarray) -> None:
        x = np.asarray(plasma.log_a, dtype=float)
        self.first, self.last = float(x[0]), float(x[-1])
        self.h = (self.last - self.first) / (_NODES - 1)
        at = self.first + self.h * np.arange(_NODES)
        assert plasma.T[0] > T_REF > plasma.T[-1]
        log_T, log_H = (CubicSpline(x, np.log(values))(at) for values in (plasma.T, plasma.H))
        self.x_ref = float(np.interp(-np.log(T_REF), -log_T, at))
        T = np.exp(log_T)
        s = np.asarray(plasma.entropy(T))
        weak = np.sqrt(2.0) * plasma.fermi * s
        p_unit = T_REF * np.exp(self.x_ref - at)
        rows = [log_T, log_H, np.log(plasma.potential(T)), np.log(weak * plasma.sharing(T)), np.log(weak),
                3.0 * np.log(p_unit) - np.log(2.0 * np.pi**2 * s)]  # fmt: skip
        rows.append(np.zeros(_NODES) if plasma.other is None else np.asarray(plasma.other(T)))
        rows.append(np.zeros(_NODES) if plasma.mu_per_L is None else np.asarray(plasma.mu_per_L(T)) * s / T**3)
        self.rows = np.array(rows).T
        self.slopes = np.diff(self.rows, axis=0) / self.h
        # The opacity is smooth: every eighth node, and momenta between which it is linear.
        self.coarse = slice(0, None, 8)
        self.log_y = np.linspace(np.log(y[0]), np.log(y[-1]), 300)
        p_over_T = np.exp(self.log_y) * (p_unit / T)[self.coarse, None]
        C = plasma.opacity(p_over_T, np.broadcast_to(T[self.coarse, None], p_over_T.shape))
        self.log_C = np.log(np.asarray(C))

    def at(self, x: float) -> tuple[list[float], list[float]]:
        """Values of all rows and their slopes."""
        k = min(max(int((x - self.first) / self.h), 0), _NODES - 2)
        slope = self.slopes[k]
        return (self.rows[k] + (x - self.first - k * self.h) * slope).tolist(), slope.tolist()

    def opacity(self, x: float, log_y: np.ndarray) -> np.ndarray:
        """C at comoving momenta."""
        position = min(max((x - self.first) / (8.0 * self.h), 0.0), len(self.log_C) - 1.001)
        k = int(position)
        row = self.log_C[k] + (position - k) * (self.log_C[k + 1] - self.log_C[k])
        return np.exp(np.interp(log_y, self.log_y, row))


class _Bins(NamedTuple):
    """Some of the bins: numbers of y alone."""

    sign: np.ndarray
    low: np.ndarray
    y: np.ndarray
    high: np.ndarray
    volume: np.ndarray
    C: np.ndarray


class _State(NamedTuple):
    R: np.ndarray
    f_eq: np.ndarray
    d: np.ndarray
    width: np.ndarray
    """What d has to change by for R to change: the larger of its rise over the bin and Gamma/2."""
    drift: np.ndarray
    """dd/dln a at fixed L_a."""
    weak: float
    """dV_L/dL_a."""
    per_particle: float
    """Change of L_a for a bin of volume 1 that is filled, without its sign."""


class _Equations:
    """R of a set of bins at one time, and the numbers of one run."""

    def __init__(self, m_s: float, sin2_2theta: float, plasma: Plasma, nodes: _Nodes, averaged: bool) -> None:
        self.m2, self.s2, self.c2 = m_s**2, sin2_2theta, float(np.sqrt(1.0 - sin2_2theta))
        self.nodes, self.fermi, self.averaged = nodes, plasma.fermi, averaged
        self.mu = plasma.mu_per_L is not None

    def at(self, x: float, L: float, bins: _Bins) -> _State:
        """Everything at ln a = x."""
        values, slopes = self.nodes.at(x)
        log_T, log_H, log_v, log_c, log_weak, log_n, other, mu = values
        T, v, weak = np.exp(log_T), np.exp(log_v), np.exp(log_c)
        unit = T_REF * np.exp(self.nodes.x_ref - x)
        V_L = weak * L + np.exp(log_weak) * other
        V_L_rise = weak * L * slopes[3] + np.exp(log_weak) * (other * slopes[4] + slopes[6])
        vacuum, matter = 0.5 * self.m2 / unit, v * unit
        D = vacuum / bins.y
        A = 0.5 * self.fermi**2 * T**4 * unit * bins.C * bins.y
        shift = bins.sign * V_L
        first = self.c2 * vacuum / bins.low + matter * bins.low - shift
        last = self.c2 * vacuum / bins.high + matter * bins.high - shift
        d = self.c2 * D + matter * bins.y - shift
        K = 0.5 * self.s2 * D**2 / np.exp(log_H)
        rise = last - first
        R = K * A / (A**2 + d**2)
        if self.averaged:
            flat = np.abs(rise) < 1e-6 * A
            mean = K * np.arctan2(rise * A, A**2 + first * last) / np.where(flat, 1.0, rise)
            R = np.where(flat, R, mean)
        energy = bins.y * (unit / T)
        f_eq = 1.0 / (np.exp(energy - bins.sign * (mu * L) if self.mu else energy) + 1.0)
        drift = self.c2 * D + matter * bins.y * (slopes[2] - 1.0) - bins.sign * V_L_rise
        width = np.maximum(np.abs(rise), A) if self.averaged else A
        return _State(R, f_eq, d, width, drift, weak, float(np.exp(log_n)))


def produce_directly(
    m_s: float,
    sin2_2theta: float,
    plasma: Plasma,
    L: float,
    bins: int = 4000,
    *,
    averaged: bool = True,
    y_range: tuple[float, float] = (3e-3, 25.0),
    step: float = 0.2,
    near: float = _NEAR,
) -> Made:
    """Production from none at the start of the path, where the asymmetry is L; m_s [GeV].

    `step`: how far the resonance moves in a short step, in its width (or in the width of a bin, if `averaged` and that
    is larger). `near`: distance in ln y from a resonance within which bins take short steps. Where L_a is used up,
    so fast that V_L changes in a long step, all have to (30): 0.3 makes n too high by 1.5% at 7 keV, 1e-8, 1e-4.
    """
    log_edges = np.linspace(np.log(y_range[0]), np.log(y_range[1]), bins + 1)
    edges = np.exp(log_edges)
    nodes = _Nodes(plasma, edges)
    equations = _Equations(m_s, sin2_2theta, plasma, nodes, averaged)
    log_y = np.tile(0.5 * (log_edges[1:] + log_edges[:-1]), 2)
    everything = _Bins(
        np.repeat([1.0, -1.0], bins),
        np.tile(edges[:-1], 2),
        np.exp(log_y),
        np.tile(edges[1:], 2),
        np.tile(np.diff(edges**3) / 3.0, 2),
        nodes.opacity(nodes.first, log_y),
    )
    spacing = log_edges[1] - log_edges[0]
    stride, reach = max(4, round(_STRIDE / spacing)), max(16, round(near / spacing))
    last_step = _LONGEST
    f, x, start, steps, made = np.zeros(2 * bins), nodes.first, L, 0, 0.0
    course = [(L, float(plasma.T[0]))]
    while x < nodes.last - 1e-12:
        before = equations.at(x, L, everything)
        near = _near(before.d.reshape(2, bins), reach)
        f_before = f.copy()
        far_pull = everything.sign * everything.volume * before.R * (before.f_eq - f)
        far_pull[near] = 0.0
        far_rate = -before.per_particle * float(np.sum(far_pull))
        close = _take(everything._replace(C=nodes.opacity(x + 0.5 * last_step, log_y)), near)
        x_next, L, f[near], count = _short_steps(equations, x, L, f[near], close, far_rate, step, stride)
        last_step, everything = x_next - x, everything._replace(C=nodes.opacity(x_next, log_y))
        after = equations.at(x_next, L, everything)
        tau, f_eq = 0.5 * (before.R + after.R) * (x_next - x), 0.5 * (before.f_eq + after.f_eq)
        far = ~near
        f[far] = (f_eq + (f - f_eq) * np.exp(-tau))[far]
        N = 0.5 * (before.per_particle + after.per_particle)
        gained = everything.sign * everything.volume * (f - f_before)
        L -= N * float(np.sum(gained[far])) + far_rate * (x_next - x)
        made += N * float(np.sum(gained))
        course.append((L, float(np.exp(nodes.at(x_next)[0][0]))))
        x, steps = x_next, steps + count
    balance = (start - L) / made - 1.0 if made != 0.0 else 0.0
    L_course, T_course = np.array(course).T
    return Made(edges, f.reshape(2, bins), L_course, T_course, steps, balance)


def _near(d: np.ndarray, reach: int) -> np.ndarray:
    """Which bins lie near a resonance, or near the minimum of d if it is small; flat."""
    near = np.zeros(d.shape, dtype=bool)
    for row, found in zip(d, near, strict=True):
        at = np.flatnonzero(row[1:] * row[:-1] <= 0.0).tolist()
        lowest = int(np.argmin(row))
        if abs(row[lowest]) < 0.5 * abs(row[0]) and 0 < lowest < len(row) - 1:
            at.append(lowest)
        for k in at:
            found[max(k - reach, 0) : k + reach + 1] = True
        if not at:  # a resonance that is about to enter
            ends = (slice(0, reach), slice(-reach, None))
            found[ends[int(abs(row[-1]) < abs(row[0]))]] = True
    return near.ravel()


def _take(bins: _Bins, chosen: np.ndarray) -> _Bins:
    return _Bins(*(values[chosen] for values in bins))


def _short_steps(
    equations: _Equations, x: float, L: float, f: np.ndarray, bins: _Bins, far_rate: float, step: float, stride: int
) -> tuple[float, float, np.ndarray, int]:
    """Steps until a resonance has crossed `stride` bins or ln a has grown by `_LONGEST`."""
    weight = bins.sign * bins.volume
    goal = min(x + _LONGEST, equations.nodes.last)
    count, signs = 0, None
    while True:
        now = equations.at(x, L, bins)
        if signs is None:
            signs = now.d > 0.0
        elif np.count_nonzero(signs != (now.d > 0.0)) >= stride:
            return x, L, f, count
        rate = far_rate - now.per_particle * float(np.sum(weight * now.R * (now.f_eq - f)))
        pace = np.abs(now.drift - bins.sign * now.weak * rate)
        dx = step * float(np.min(np.maximum(np.abs(now.d), now.width) / (pace + 1e-300)))
        dx = min(max(dx, 1e-12), goal - x)
        middle = equations.at(x + 0.5 * dx, L + 0.5 * dx * rate, bins)
        after = middle.f_eq + (f - middle.f_eq) * np.exp(-middle.R * dx)
        L += far_rate * dx - middle.per_particle * float(np.sum(weight * (after - f)))
        f, x, count = after, x + dx, count + 1
        if x >= goal - 1e-13:
            return x, L, f, count
