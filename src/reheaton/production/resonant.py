r"""Sterile neutrinos from oscillations in a plasma with a lepton asymmetry: momenta pass through resonance.

    d(nu, antinu) = Delta cos 2theta - V_T -+ V_L,   Delta = m_s^2/(2 p),   V_L,a = sqrt2 G_F sum_b c_ab n_b

(Shi & Fuller 1999; Abazajian, Fuller & Patel 2001; Venumadhav et al. 2016.) V_T < 0 is the potential without
asymmetry, n_b the net density of lepton flavour b (`matter.lepton_sharing` has c_ab), a the flavour that mixes. Where
d = 0, at p ~ m_s^2/(2 V_L), production resonates; as the universe cools the place moves up through all momenta.

Away from resonance f relaxes with R = (Gamma/4H) D^2 s2/(A^2 + d^2), A = Gamma/2, s2 = sin^2 2theta, D = Delta. R is split,

    R = core + rest,   rest = (Gamma/4H) D^2 s2/(B^2 + d^2),   B = max(A, D/10),

The rest is smooth on the grid of momenta. The core acts while a momentum passes d = 0, and its integral is known:

    f -> f_eq - (f_eq - f) e^-tau,   tau = pi D^2 s2/(2 H |u|) (1 - A/B),   u = dd/dln a at fixed a p,

the change of V_L included. So does a passage without collisions (Landau & Zener): tau does not know Gamma. Momenta are
cells of ln p, and of each the part with d < 0 is followed: what changes it within a step has passed resonance. Every
sterile neutrino takes one unit out of n_a a^3, V_L falls with it, |u| grows and tau falls: one equation in each step
for the change of n_a a^3, with one solution.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import G_FERMI
from reheaton.matter.lepton_sharing import lepton_sharing
from reheaton.particles.fermions import CHARGED_LEPTONS
from reheaton.production.local_rates import (
    LOWEST_LOG_Y,
    MOMENTA,
    LocalFactors,
    Mixing,
    local_factors,
    momenta_over_T,
    relaxation,
)
from reheaton.production.path import Course
from reheaton.rates.mixing_in_matter import matter_potential
from reheaton.rates.opacity.opacity import MOMENTUM_SPACING, Opacity

FINE_STEPS, COARSE_STEPS = 240, 72
"""Steps of ln a while resonance passes through the momenta, and over the whole course."""
_SWEPT: Final = (0.01, 30.0)
"""p/T between which resonance is followed in fine steps."""
_CORE: Final = 0.1
"""B/D, the width of the core: 10% in momentum, two cells."""
_WINDOW, _BEHIND = 24, 3
"""Cells around resonance among which the change of the asymmetry in a step is sought."""
_NEWTON_STEPS: Final = 6
_ORDER: Final = tuple(CHARGED_LEPTONS)
"""Flavours in the order of asymmetries: e, mu, tau."""


class ResonantProduction(NamedTuple):
    """Sterile neutrinos and antineutrinos made with a lepton asymmetry, and the course of their production."""

    log_y: Array
    """ln(p/T) at the end of production, (momenta,)."""
    f: Array
    """Occupation of one helicity, (2, momenta): sterile neutrinos, sterile antineutrinos."""
    left: Array
    """n_a a^3 of flavours e, mu, tau at the end, in the units in which it was given; (3,)."""
    share: Array
    """Share of the number that is made while momenta pass resonance."""
    T_resonance: Array
    """Temperature [GeV] of the sector at which most of them are made per ln T, to 3%; NaN if there is no resonance."""
    mu_over_T: Array
    """Largest |mu|/T of a neutrino, which the sharing of asymmetries and f_eq take to be small."""
    unsolved: Array
    """Largest error of V_L/V_L from the equation of a step, where resonance has passed."""


class _Step(NamedTuple):
    """One step of ln a: at its beginning, in its middle, at its end. F flavours mix, y = p/T at the end of the course."""

    width: Array
    local: tuple[LocalFactors, ...]
    """In the middle, by flavour."""
    thermal: Array
    """-V_T/(Delta y^2), (3 places, F)."""
    leptonic: Array
    """V_L/(Delta y) for each unit of n_b a^3, (3 places, F, 3)."""
    mu_over_T: Array
    """mu_a/T of active neutrinos for each unit of n_b a^3, (F, 3)."""
    T: Array


class _Now(NamedTuple):
    f: Array
    """(2, momenta)."""
    entering: Array
    """What the passage that is under way has added to f, (F, momenta)."""
    leptons: Array
    """n_b a^3, (3,)."""
    potential: Array
    """V_L/(Delta y) up to which resonance has been followed, (F,)."""
    guess: Array
    """Change of n_a a^3 in the last step, (F,)."""


def produce_resonantly(
    m_s: ArrayLike, mixings: Sequence[Mixing], course: Course, leptons: Array, momenta: int = MOMENTA
) -> ResonantProduction:
    """Make sterile neutrinos of mass m_s [GeV] along a course, with net lepton densities n_a a^3 [GeV^3], (3,).

    a is that of the course. Valid for |mu|/T < 0.5 and above 15 MeV, where flavours do not mix among themselves.
    Number and mean momentum to 1%, f to 5% (tested against a direct method with momenta finer than the resonance).
    """
    # In these units n_a a^3 is n_a/T^3 at the end.
    unit = jnp.exp(3.0 * course.log_aT_end)
    steps = _steps(m_s, mixings, course, leptons / unit)
    mesons = [active.mesons_here for _, active in mixings]
    flavours = [_ORDER.index(active.flavour) for _, active in mixings]
    volume = jnp.asarray(np.exp(3.0 * _log_y(momenta)) * MOMENTUM_SPACING / (2.0 * np.pi**2))

    def step(now: _Now, here: _Step) -> tuple[_Now, tuple[Array, ...]]:
        passed, unsolved = jnp.zeros(()), jnp.zeros(())
        local = [_Local.of(here, k, mixings[k], mesons[k], now.leptons, momenta) for k in range(len(mixings))]
        for k, flavour in enumerate(flavours):
            now, made, error = _pass_resonance(now, here, local[k], k, flavour, volume)
            passed, unsolved = passed + made, jnp.maximum(unsolved, error)
        mu = jnp.max(jnp.abs(here.mu_over_T @ now.leptons))
        return _relax(now, here, local, flavours, volume), (passed, unsolved, mu)

    F = len(mixings)
    at_start = _Now(
        f=jnp.zeros((2, momenta)),
        entering=jnp.zeros((F, momenta)),
        leptons=leptons / unit,
        potential=steps.leptonic[0, 0] @ (leptons / unit),
        guess=jnp.zeros(F),
    )
    end, (passed, unsolved, mu) = jax.lax.scan(step, at_start, steps)
    number = jnp.sum(volume[None] * end.f)
    covered = jnp.all(jnp.stack([jnp.all(active.opacity.covers(steps.T / active.T_ratio)) for _, active in mixings]))
    most = jnp.argmax(passed / steps.width)
    return ResonantProduction(
        log_y=jnp.asarray(_log_y(momenta)),
        f=jnp.where(covered, end.f, jnp.nan),
        left=end.leptons * unit,
        share=jnp.minimum(jnp.sum(passed) / jnp.maximum(number, 1e-300), 1.0),
        T_resonance=jnp.where(passed[most] > 0.0, steps.T[most], jnp.nan),
        mu_over_T=jnp.max(mu),
        unsolved=jnp.max(unsolved),
    )


def _log_y(momenta: int) -> np.ndarray:
    return LOWEST_LOG_Y + MOMENTUM_SPACING * np.arange(momenta)


def _steps(m_s: ArrayLike, mixings: Sequence[Mixing], course: Course, leptons: Array) -> _Step:
    """All steps, (steps, ...); `leptons` is n_b/T^3 at the end."""
    edges = _edges(m_s, mixings, course, leptons)
    count = len(edges) - 1
    places = jnp.stack([edges[:-1], 0.5 * (edges[1:] + edges[:-1]), edges[1:]])
    T, H = (value.reshape(places.shape) for value in course.at(places.ravel()))
    stretched = jnp.exp(course.log_aT_end - places)  # p/y
    middle, growth = (T[1], H[1]), course.log_aT_end - places[1] - jnp.log(T[1])
    thermal, leptonic, mu = [], [], []
    for _, active in mixings:
        a, f = _ORDER.index(active.flavour), jnp.asarray(active.vev_ratio)
        over_T = matter_potential(T.ravel(), T.ravel(), active.flavour, f).reshape(T.shape) / T
        thermal.append(-over_T * 2.0 * (stretched / m_s) ** 2)
        sharing = lepton_sharing(T, active.strong, f)
        unit = np.sqrt(2.0) * G_FERMI / f**2 * 2.0 * stretched**4 / jnp.asarray(m_s) ** 2
        leptonic.append(unit[..., None] * sharing.potential[..., a, :])
        mu.append(((stretched / T) ** 3)[1][:, None] * sharing.mu_nu[1, :, a, :])
    by_step = lambda rows: jnp.moveaxis(jnp.stack(rows, axis=2), 0, 1)  # noqa: E731
    return _Step(
        width=edges[1:] - edges[:-1],
        local=tuple(local_factors(m_s, mixing, *middle, growth) for mixing in mixings),
        thermal=by_step(thermal),
        leptonic=by_step(leptonic),
        mu_over_T=jnp.stack(mu, axis=1).reshape(count, len(mixings), 3),
        T=T[1],
    )


def _edges(m_s: ArrayLike, mixings: Sequence[Mixing], course: Course, leptons: Array) -> Array:
    """ln a at the ends of steps: even but for the range of resonance, where there are FINE_STEPS more.

    c_ab ~ 1.8 and n_a alone place it, as y = Delta y/V_L ~ a^4.
    """
    own = jnp.stack([jnp.abs(leptons[_ORDER.index(active.flavour)]) for _, active in mixings])
    fermi = jnp.stack([G_FERMI / jnp.asarray(active.vev_ratio, dtype=float) ** 2 for _, active in mixings])
    unit = 1.8 * np.sqrt(2.0) * 2.0 * fermi * jnp.maximum(own, 1e-30) / jnp.asarray(m_s) ** 2
    place = lambda y, unit: course.log_aT_end + 0.25 * jnp.log(y * unit)  # noqa: E731
    first, last = place(_SWEPT[0], jnp.min(unit)), place(_SWEPT[1], jnp.max(unit))
    even = jnp.linspace(0.0, 1.0, 512)
    log_a = course.start + (course.end - course.start) * even
    middle = 0.5 * (log_a[1:] + log_a[:-1])
    fine = 0.5 * (jnp.tanh((middle - first) / 0.1) - jnp.tanh((middle - last) / 0.1)) + 1e-9
    density = COARSE_STEPS / len(middle) + FINE_STEPS * fine / jnp.sum(fine)
    count = jnp.concatenate([jnp.zeros(1), jnp.cumsum(density)])
    return jnp.interp(jnp.linspace(0.0, 1.0, FINE_STEPS + COARSE_STEPS + 1) * count[-1], count, log_a)


class _Local(NamedTuple):
    """One flavour in the middle of a step, (momenta,)."""

    x: Array
    f_eq: Array
    """Of active neutrinos and antineutrinos, (2, momenta)."""
    rate: Array
    """(Gamma/4H) sin^2 2theta."""
    narrow: Array
    """A/D."""
    cosine: Array
    passage: Array
    """tau |Delta d/D| of a passage: pi D s2/(2H) (1 - A/B) times the width of the step."""

    @classmethod
    def of(
        cls, here: _Step, k: int, mixing: Mixing, mesons: Opacity | None, leptons: Array, momenta: int
    ) -> "_Local":
        """Flavour number k."""
        local = here.local[k]
        x = momenta_over_T(local, momenta)
        C = relaxation(local, mixing.active, mesons, x)
        mu = here.mu_over_T[k] @ leptons
        f_eq = 1.0 / (jnp.exp(x[None] - jnp.stack([mu, -mu])[:, None]) + 1.0)
        narrow, s2 = local.damping * C * x**2, local.mixing
        vacuum_over_H = local.rate / (2.0 * local.damping * x)
        passage = 0.5 * np.pi * vacuum_over_H * s2 * jnp.maximum(1.0 - narrow / _CORE, 0.0) * here.width
        return cls(x, f_eq, 0.25 * local.rate * C * x * s2, narrow, jnp.sqrt(1.0 - s2), passage)


def _pass_resonance(
    now: _Now, here: _Step, local: _Local, k: int, flavour: int, volume: Array
) -> tuple[_Now, Array, Array]:
    """Flavour number k passes resonance in one step: the state after it, the number made, and what is unsolved."""
    momenta, before = len(local.x), now.potential[k]
    antineutrino = jnp.where(before < 0.0, 1, 0)
    sign = jnp.where(before < 0.0, -1.0, 1.0)
    f, f_eq = now.f[antineutrino], local.f_eq[antineutrino]
    free = f_eq - (f - now.entering[k])
    after = here.leptonic[2, k] @ now.leptons
    slope = here.leptonic[2, k, flavour]

    def passing(taken: Array, log_y: Array, passage: Array) -> tuple[Array, Array]:
        """Part of each cell with d < 0 at the end, and what passes times 1 - e^-tau; `log_y` are edges of cells."""
        y = jnp.exp(log_y)
        d_0 = local.cosine + here.thermal[0, k] * y**2 - sign * before * y
        d_1 = local.cosine + here.thermal[2, k] * y**2 - (sign * after - slope * taken) * y
        below, swept = _part_below(d_1), jnp.abs(_middle(d_1 - d_0))
        tau = passage / jnp.maximum(swept, 1e-30)
        return below, jnp.abs(below - _part_below(d_0)) * -jnp.expm1(-tau)

    edges = LOWEST_LOG_Y + MOMENTUM_SPACING * (np.arange(momenta + 1) - 0.5)
    cells = min(_WINDOW, momenta)
    first = _first_cell(local.cosine, here.thermal[0, k], sign * before, cells, momenta)
    near = lambda values: jax.lax.dynamic_slice(values, (first,), (cells,))  # noqa: E731
    log_y = edges[0] + MOMENTUM_SPACING * (first + np.arange(cells + 1))
    weight, passage = near(volume * free), near(local.passage)

    def taken_by(taken: Array) -> Array:
        return jnp.sum(weight * passing(taken, log_y, passage)[1])

    most = jnp.abs(now.leptons[flavour])
    taken = jnp.maximum(taken_by(now.guess[k]), now.guess[k])
    for _ in range(_NEWTON_STEPS):
        value, rise = jax.jvp(taken_by, (taken,), (jnp.ones(()),))
        taken = jnp.clip(taken - (taken - value) / jnp.maximum(1.0 - rise, 0.05), 0.0, most)
    below, passed = passing(taken, jnp.asarray(edges), local.passage)
    added = free * passed
    made = jnp.sum(volume * added)
    finished = (below < 1e-12) | (below > 1.0 - 1e-12)
    entering = jnp.where(finished, 0.0, now.entering[k] + added)
    return (
        _Now(
            f=now.f.at[antineutrino].add(added),
            entering=now.entering.at[k].set(entering),
            leptons=now.leptons.at[flavour].add(-sign * made),
            potential=now.potential.at[k].set(after - sign * slope * taken),
            guess=now.guess.at[k].set(made),
        ),
        made,
        jnp.abs(made - taken) * slope / jnp.maximum(jnp.abs(after), 1e-300),
    )


def _first_cell(cosine: Array, thermal: Array, potential: Array, cells: int, momenta: int) -> Array:
    """The first of the cells around the lower root of cosine + thermal y^2 - potential y."""
    bend = jnp.sqrt(jnp.maximum(potential**2 - 4.0 * cosine * thermal, 0.0))
    log_root = jnp.log(2.0 * cosine / jnp.maximum(potential + bend, 1e-300))
    cell = jnp.floor(jnp.clip((log_root - LOWEST_LOG_Y) / MOMENTUM_SPACING, -1e6, 1e6))
    return jnp.clip(cell - _BEHIND, 0, momenta - cells).astype(int)


def _middle(at_edges: Array) -> Array:
    return 0.5 * (at_edges[1:] + at_edges[:-1])


def _part_below(d: Array) -> Array:
    """Part of each cell in which a function that is linear between its edges is negative."""
    down = jnp.maximum(-d, 0.0)
    return (down[1:] + down[:-1]) / (jnp.abs(d[1:]) + jnp.abs(d[:-1]))


def _relax(now: _Now, here: _Step, local: Sequence[_Local], flavours: Sequence[int], volume: Array) -> _Now:
    """The rest of the rates, in the middle of the step."""
    y2 = jnp.asarray(np.exp(2.0 * _log_y(len(volume))))
    sign = jnp.asarray([[1.0], [-1.0]])
    each = []
    for k, flavour in enumerate(local):
        V = here.leptonic[1, k] @ now.leptons
        d = (flavour.cosine + here.thermal[1, k] * y2)[None] - sign * V * jnp.sqrt(y2)[None]
        rest = (flavour.rate * here.width)[None] / (jnp.maximum(flavour.narrow, _CORE)[None] ** 2 + d**2)
        each.append((rest, flavour.f_eq))
    R, R_f_eq = sum(rest for rest, _ in each), sum(rest * f_eq for rest, f_eq in each)
    kept = jnp.exp(-R)
    per_rate = -jnp.expm1(-R) / jnp.maximum(R, 1e-300)
    added = (R_f_eq - R * now.f) * per_rate
    leptons = now.leptons
    for (rest, f_eq), flavour in zip(each, flavours, strict=True):
        own = jnp.sum(volume[None] * (rest * (f_eq - now.f)) * per_rate, axis=1)
        leptons = leptons.at[flavour].add(own[1] - own[0])
    antineutrino = jnp.where(now.potential < 0.0, 1, 0)
    return now._replace(f=now.f + added, entering=now.entering * kept[antineutrino], leptons=leptons)
