r"""Sterile neutrinos from oscillations in a plasma with a lepton asymmetry: momenta pass through resonance.

    d(nu, antinu) = Delta cos 2theta - V_T -+ V_L,   Delta = m_s^2/(2 p),   V_L,a = sqrt2 G_F sum_b c_ab n_b

(Shi & Fuller 1999; Abazajian, Fuller & Patel 2001; Venumadhav et al. 2016.) V_T < 0 is the potential without
asymmetry, n_b the net density of lepton flavour b (`matter.lepton_sharing` has c_ab), a the flavour that mixes. Where
d = 0, at p ~ m_s^2/(2 V_L), production resonates; as the universe cools the place moves up through all momenta.

Without passing it f relaxes with R = (Gamma/4H) D^2 s2/(A^2 + d^2), A = Gamma/2, s2 = sin^2 2theta, D = Delta. R is
split,

    R = core + rest,   rest = (Gamma/4H) D^2 s2/(B^2 + d^2),   B = max(A, D/10).

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
    ActiveNeutrino,
    LocalFactors,
    Mixing,
    local_factors,
    momenta_over_T,
    relaxation,
)
from reheaton.production.path import Course
from reheaton.rates.opacity.opacity import MOMENTUM_SPACING, Opacity

FINE_STEPS, COARSE_STEPS = 160, 72
"""Nodes of ln a while resonance passes through the momenta, and over the whole course; a step goes to the next node."""
SPARE_STEPS: Final = 160
"""Steps that are left for asymmetries that fall faster: V_L falls by about _FALL at most in one."""
_FALL: Final = 0.08
_SHORTEST: Final = 1e-3
"""Part of the way to the next node that a step goes at least."""
_SWEPT: Final = (0.01, 30.0)
"""p/T between which nodes are fine."""
_CORE: Final = 0.1
"""B/D, the width of the core: 10% in momentum, two cells."""
_WINDOW, _BEHIND = 24, 3
"""Cells around resonance among which the change of the asymmetry in a step is sought."""
_NEWTON_STEPS: Final = 8
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
    """Temperature [GeV] of the sector at which most of them are made per ln T, to 3%; 0 without resonance."""
    mu_over_T: Array
    """Largest |mu|/T of a neutrino, which the sharing of asymmetries and f_eq take to be small."""
    unsolved: Array
    """Share of the number by which the equations of steps are not fulfilled; infinite if the end is not reached."""


class _Place(NamedTuple):
    """One value of ln a, or all nodes. F flavours mix; y is p/T at the end of the course."""

    log_a: Array
    local: tuple[LocalFactors, ...]
    """By flavour."""
    thermal: Array
    """-V_T/(Delta y^2), (F,)."""
    leptonic: Array
    """V_L/(Delta y) for each unit of n_b a^3, (F, 3)."""
    mu_over_T: Array
    """mu_a/T of active neutrinos for each unit of n_b a^3, (F, 3)."""


class _Step(NamedTuple):
    """One step of ln a."""

    width: Array
    before: _Place
    middle: _Place
    after: _Place

    @classmethod
    def of(cls, around: _Place, start: Array, end: Array) -> "_Step":
        """The step between two parts of the way from one node to the next."""
        places = (_between(around, way) for way in (start, 0.5 * (start + end), end))
        return cls((end - start) * (around.log_a[1] - around.log_a[0]), *places)


class _Now(NamedTuple):
    """The state between two steps."""

    place: Array
    """How many nodes have been passed, with the part of the way to the next."""
    f: Array
    """(2, momenta)."""
    entering: Array
    """What the passage that is under way has added to f, (F, momenta)."""
    leptons: Array
    """n_b a^3, (3,)."""
    potential: Array
    """V_L/(Delta y) up to which resonance has been followed, (F,)."""
    longest: Array
    """Part of the way to the next node that a step may go: less after one that was refused."""


def produce_resonantly(
    m_s: ArrayLike, mixings: Sequence[Mixing], course: Course, leptons: Array, momenta: int = MOMENTA
) -> ResonantProduction:
    """Make sterile neutrinos of mass m_s [GeV] along a course, with net lepton densities n_a a^3 [GeV^3], (3,).

    a is that of the course. Valid for |mu|/T < 0.5 and above 15 MeV, where flavours do not mix among themselves.
    Number and mean momentum to 1%, f to 5% (tested against a direct method with momenta finer than the resonance).
    """
    # In these units n_a a^3 is n_a/T^3 at the end.
    unit = jnp.exp(3.0 * course.log_aT_end)
    nodes, T = _nodes(m_s, mixings, course, leptons / unit)
    mesons = [active.mesons_here for _, active in mixings]
    flavours = [_ORDER.index(active.flavour) for _, active in mixings]
    volume = jnp.asarray(np.exp(3.0 * _log_y(momenta)) * MOMENTUM_SPACING / (2.0 * np.pi**2))
    last = FINE_STEPS + COARSE_STEPS

    def step(now: _Now, _: None) -> tuple[_Now, tuple[Array, ...]]:
        node = jnp.minimum(jnp.floor(now.place), last - 1)
        way = now.place - node
        around = jax.tree.map(lambda x: jax.lax.dynamic_slice_in_dim(x, node.astype(int), 2), nodes)
        own = list(enumerate(flavours))
        start = _between(around, way)
        speed = [_speed(now, start, k, flavour, mixings[k].active, mesons[k], volume) for k, flavour in own]
        to_next = jnp.max(jnp.stack([each.falling for each in speed])) * (around.log_a[1] - around.log_a[0])
        going = jnp.clip(_FALL / jnp.maximum(to_next, _FALL), _SHORTEST, now.longest)
        end = jnp.where(way + going >= 1.0 - 1e-9, 1.0, way + going)
        here = _Step.of(around, way, end)
        local = [_Local.of(here, k, mixings[k], mesons[k], now.leptons, momenta) for k in range(len(mixings))]
        new, passed, unsolved, fall = now, jnp.zeros(()), jnp.zeros(()), jnp.zeros(())
        for k, flavour in own:
            new, (made, error, fallen) = _pass_resonance(new, here, local[k], k, flavour, volume, speed[k].leptons)
            passed, unsolved, fall = passed + made, unsolved + error, jnp.maximum(fall, fallen)
        new = _relax(new, here, local, flavours, volume)
        mu = jnp.max(jnp.abs(here.middle.mu_over_T @ new.leptons))
        # |u| can grow a hundredfold within a step: one in which V_L falls too far is taken again, shorter.
        good = (fall < 2.0 * _FALL) | (end - way < 2.0 * _SHORTEST)
        new = new._replace(place=node + end, longest=jnp.minimum(2.0 * (end - way), 1.0))
        again = now._replace(longest=(end - way) * jnp.maximum(_FALL / jnp.maximum(fall, _FALL), 0.1))
        seen = (passed, unsolved, mu, here.middle.local[0].T, here.width)
        return jax.tree.map(lambda x, y: jnp.where(good, x, y), (new, seen), (again, (0.0, 0.0, 0.0, 1.0, 1.0)))

    F = len(mixings)
    at_start = _Now(
        place=jnp.zeros(()),
        f=jnp.zeros((2, momenta)),
        entering=jnp.zeros((F, momenta)),
        leptons=leptons / unit,
        potential=jnp.exp(nodes.leptonic[0]) @ (leptons / unit),
        longest=jnp.ones(()),
    )
    end, (passed, unsolved, mu, T_of_step, width) = jax.lax.scan(step, at_start, None, length=last + SPARE_STEPS)
    number = jnp.sum(volume[None] * end.f)
    covered = jnp.all(jnp.stack([jnp.all(active.opacity.covers(T / active.T_ratio)) for _, active in mixings]))
    per_log_a = passed / jnp.maximum(width, 1e-3)
    most = jnp.argmax(per_log_a)
    return ResonantProduction(
        log_y=jnp.asarray(_log_y(momenta)),
        f=jnp.where(covered, end.f, jnp.nan),
        left=end.leptons * unit,
        share=jnp.minimum(jnp.sum(passed) / jnp.maximum(number, 1e-300), 1.0),
        T_resonance=jnp.where(passed[most] > 0.0, T_of_step[most], 0.0),
        mu_over_T=jnp.max(mu),
        unsolved=jnp.where(end.place < last, jnp.inf, jnp.sum(unsolved) / jnp.maximum(number, 1e-300)),
    )


def _log_y(momenta: int) -> np.ndarray:
    return LOWEST_LOG_Y + MOMENTUM_SPACING * np.arange(momenta)


def _nodes(m_s: ArrayLike, mixings: Sequence[Mixing], course: Course, leptons: Array) -> tuple[_Place, Array]:
    """All nodes, with logarithms of what is positive, and T there; `leptons` is n_b/T^3 at the end."""
    log_a = _node_places(m_s, mixings, course, leptons)
    T, H = course.at(log_a)
    stretched = jnp.exp(course.log_aT_end - log_a)  # p/y
    local, thermal, leptonic, mu = [], [], [], []
    for mixing in mixings:
        active = mixing.active
        a, f = _ORDER.index(active.flavour), jnp.asarray(active.vev_ratio, dtype=float)
        factors = local_factors(m_s, mixing, T, H, course.log_aT_end - log_a - jnp.log(T))
        local.append(factors._replace(rate=jnp.log(factors.rate), damping=jnp.log(factors.damping)))
        thermal.append(jnp.log(factors.potential * (stretched / T) ** 2))
        sharing = lepton_sharing(T, active.strong, f)
        unit = np.sqrt(2.0) * G_FERMI / f**2 * 2.0 * stretched**4 / jnp.asarray(m_s) ** 2
        leptonic.append(jnp.log(unit)[:, None] + jnp.log(sharing.potential[:, a, :]))
        mu.append(((stretched / T) ** 3)[:, None] * sharing.mu_nu[:, a, :])
    return _Place(log_a, tuple(local), *(jnp.stack(rows, axis=1) for rows in (thermal, leptonic, mu))), T


def _between(around: _Place, way: Array) -> _Place:
    """The place at a part of the way between two nodes."""
    at = jax.tree.map(lambda x: x[0] + way * (x[1] - x[0]), around)
    local = tuple(own._replace(rate=jnp.exp(own.rate), damping=jnp.exp(own.damping)) for own in at.local)
    return at._replace(local=local, thermal=jnp.exp(at.thermal), leptonic=jnp.exp(at.leptonic))


def _node_places(m_s: ArrayLike, mixings: Sequence[Mixing], course: Course, leptons: Array) -> Array:
    """ln a of the nodes: even but for the range of resonance, where there are FINE_STEPS more.

    c_ab ~ 1.8 and n_b alone place it, as y = Delta y/V_L ~ a^4.
    """
    own = jnp.max(jnp.abs(leptons))
    fermi = jnp.stack([G_FERMI / jnp.asarray(active.vev_ratio, dtype=float) ** 2 for _, active in mixings])
    unit = 1.8 * np.sqrt(2.0) * 2.0 * fermi[0] * jnp.maximum(own, 1e-30) / jnp.asarray(m_s) ** 2
    first, last = (course.log_aT_end + 0.25 * jnp.log(y * unit) for y in _SWEPT)
    log_a = course.start + (course.end - course.start) * jnp.linspace(0.0, 1.0, 512)
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
    """tau |u|/D of a passage: pi D s2/(2H) (1 - A/B)."""

    @classmethod
    def of(cls, here: _Step, k: int, mixing: Mixing, mesons: Opacity | None, leptons: Array, momenta: int) -> "_Local":
        """Flavour number k."""
        local = here.middle.local[k]
        x = momenta_over_T(local, momenta)
        C = relaxation(local, mixing.active, mesons, x)
        mu = here.middle.mu_over_T[k] @ leptons
        f_eq = 1.0 / (jnp.exp(x[None] - jnp.stack([mu, -mu])[:, None]) + 1.0)
        narrow, s2 = local.damping * C * x**2, local.mixing
        rate = 0.25 * local.rate * C * x * s2
        return cls(x, f_eq, rate, narrow, jnp.sqrt(1.0 - s2), _passage(local, x, narrow))


def _pass_resonance(
    now: _Now, here: _Step, local: _Local, k: int, flavour: int, volume: Array, speed: Array
) -> tuple[_Now, tuple[Array, Array, Array]]:
    """Flavour number k passes resonance in one step: the state after it, and what `_solved` tells of it.

    The number made, its error from the equation of the step, and the part of V_L by which V_L has fallen.
    """
    momenta, before = len(local.x), now.potential[k]
    antineutrino = jnp.where(before < 0.0, 1, 0)
    sign = jnp.where(before < 0.0, -1.0, 1.0)
    f, f_eq = now.f[antineutrino], local.f_eq[antineutrino]
    free = f_eq - (f - now.entering[k])
    after = here.after.leptonic[k] @ now.leptons
    slope = here.after.leptonic[k, flavour]

    def passing(taken: Array, log_y: Array, passage: Array) -> tuple[Array, Array]:
        """Part of each cell with d < 0 at the end, and what passes times 1 - e^-tau; `log_y` are edges of cells."""
        y = jnp.exp(log_y)
        d_0 = local.cosine + here.before.thermal[k] * y**2 - sign * before * y
        d_1 = local.cosine + here.after.thermal[k] * y**2 - (sign * after - slope * taken) * y
        below, swept = _part_below(d_1), jnp.abs(_middle(d_1 - d_0))
        tau = passage * here.width / jnp.maximum(swept, 1e-30)
        return below, jnp.abs(below - _part_below(d_0)) * -jnp.expm1(-tau)

    edges = LOWEST_LOG_Y + MOMENTUM_SPACING * (np.arange(momenta + 1) - 0.5)
    cells = min(_WINDOW, momenta)
    first = _first_cell(_log_root(local.cosine, here.before.thermal[k], sign * before), cells, momenta)
    near = lambda values: jax.lax.dynamic_slice(values, (first,), (cells,))  # noqa: E731
    log_y = edges[0] + MOMENTUM_SPACING * (first + np.arange(cells + 1))
    weight, passage = near(volume * free), near(local.passage)

    def taken_by(taken: Array) -> Array:
        return jnp.sum(weight * passing(taken, log_y, passage)[1])

    # V_L = 0, where nothing resonates.
    most = jnp.maximum(sign * after, 0.0) / slope
    # From somewhat above the root Newton steps come down to it. Far above there may be others, where resonance is among
    # momenta that it has not reached.
    taken = jnp.minimum(1.3 * speed * here.width, most)
    for _ in range(_NEWTON_STEPS):
        value, rise = jax.jvp(taken_by, (taken,), (jnp.ones(()),))
        taken = jnp.clip(taken - (taken - value) / jnp.maximum(1.0 - rise, 0.1), 0.0, most)
    below, passed = passing(taken, jnp.asarray(edges), local.passage)
    made = jnp.sum(volume * free * passed)
    # V_L reaches 0 within the step, and what remains of it cannot make more.
    spent = taken >= most * (1.0 - 1e-9)
    added = free * passed * jnp.where(spent & (made > taken), taken / made, 1.0)
    error = jnp.where(spent, 0.0, jnp.abs(made - taken))
    made = jnp.sum(volume * added)
    finished = (below < 1e-12) | (below > 1.0 - 1e-12)
    entering = jnp.where(finished, 0.0, now.entering[k] + added)
    return (
        now._replace(
            f=now.f.at[antineutrino].add(added),
            entering=now.entering.at[k].set(entering),
            leptons=now.leptons.at[flavour].add(-sign * made),
            potential=now.potential.at[k].set(after - sign * slope * taken),
        ),
        (made, error, slope * taken / jnp.maximum(jnp.abs(before), 1e-300)),
    )


class _Speed(NamedTuple):
    """How fast resonance moves, in one flavour."""

    falling: Array
    """-dV_L/dln a by what is made, over D."""
    leptons: Array
    """-dn_a a^3/dln a."""


def _speed(
    now: _Now, here: _Place, k: int, flavour: int, active: ActiveNeutrino, mesons: Opacity | None, volume: Array
) -> _Speed:
    """The speed of resonance of flavour number k, 0 where there is none.

    |u| = u_0 + B |u| (1 - e^(-K/|u|)), in units of D, with K = tau |u| and B |u| what all momenta that are passed would
    add, were they converted (module docstring). Newton steps from u_0 + B K, which is above the root, come down to it.
    """
    local, thermal, height = here.local[k], here.thermal[k], jnp.abs(now.potential[k])
    antineutrino = jnp.where(now.potential[k] < 0.0, 1, 0)
    log_root = _log_root(jnp.sqrt(1.0 - local.mixing), thermal, height)
    place = (log_root - LOWEST_LOG_Y) / MOMENTUM_SPACING
    cell = jnp.clip(jnp.round(place), 0, len(volume) - 1).astype(int)
    local = local._replace(log_x=local.log_x + MOMENTUM_SPACING * cell)
    y, x = jnp.exp(log_root), jnp.exp(local.log_x)
    narrow = local.damping * relaxation(local, active, mesons, x[None])[0] * x**2
    free = 1.0 / (jnp.exp(x) + 1.0) - now.f[antineutrino, cell] + now.entering[k, cell]
    # |dd/dln y|, but for the place where both roots merge.
    across = jnp.maximum(jnp.abs(2.0 * thermal * y**2 - height * y), 0.05)
    u_0, K = 4.0 * (height * y + thermal * y**2), _passage(local, x, narrow)
    slope = here.leptonic[k, flavour] * y
    B = slope * volume[cell] / MOMENTUM_SPACING * jnp.maximum(free, 0.0) / across
    u = u_0 + B * K
    for _ in range(_NEWTON_STEPS):
        lost = jnp.exp(-K / u)
        value, rise = u - u_0 - B * u * (1.0 - lost), 1.0 - B * (1.0 - lost - K / u * lost)
        u = jnp.maximum(u - value / jnp.maximum(rise, 1e-3), u_0)
    resonant = (place > -2.0) & (place < len(volume) + 1.0) & (height > 0.0)
    falling = jnp.where(resonant, u - u_0, 0.0)
    return _Speed(falling, falling / slope)


def _passage(local: LocalFactors, x: Array, narrow: Array) -> Array:
    """K = tau |u|/D = pi D s2/(2H) (1 - A/B) at x = p/T, with narrow = A/D."""
    vacuum_over_H = local.rate / (2.0 * local.damping * x)
    return 0.5 * np.pi * vacuum_over_H * local.mixing * jnp.maximum(1.0 - narrow / _CORE, 1e-9)


def _log_root(cosine: Array, thermal: Array, height: Array) -> Array:
    """ln y of the lower root of cosine + thermal y^2 - height y, or of its minimum."""
    bend = jnp.sqrt(jnp.maximum(height**2 - 4.0 * cosine * thermal, 0.0))
    return jnp.clip(jnp.log(2.0 * cosine / jnp.maximum(height + bend, 1e-300)), -1e3, 1e3)


def _first_cell(log_root: Array, cells: int, momenta: int) -> Array:
    """The first of the cells around a root."""
    cell = jnp.floor((log_root - LOWEST_LOG_Y) / MOMENTUM_SPACING)
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
        V = here.middle.leptonic[k] @ now.leptons
        d = (flavour.cosine + here.middle.thermal[k] * y2)[None] - sign * V * jnp.sqrt(y2)[None]
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
