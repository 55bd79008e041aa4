r"""Sterile neutrinos from oscillations in a plasma with a lepton asymmetry: momenta pass through resonance.

    d(nu, antinu) = Delta cos 2theta - V_T -+ V_L,   Delta = m_s^2/(2 p),   V_L,a = sqrt2 G_F sum_b c_ab n_b

(Shi & Fuller 1999; Abazajian, Fuller & Patel 2001; Venumadhav et al. 2016.) V_T < 0 is the potential without
asymmetry, n_b the net density of lepton flavour b (`matter.lepton_sharing` has c_ab), a the flavour that mixes. Where
d = 0, at p ~ m_s^2/(2 V_L), production resonates; as the universe cools the place moves up through all momenta.

Without passing it f relaxes with R = (Gamma/4H) D^2 s2/(A^2 + d^2), A = Gamma/2, s2 = sin^2 2theta, D = Delta. R is
split,

    R = core + rest,   rest = (Gamma/4H) D^2 s2 [1/(B^2 + d^2) + (B^2 - A^2)/(B^2 + d^2)^2],   B = max(A, D/10).

The rest is smooth on the grid of momenta, and R far from d = 0, but for (B/d)^4. The core acts while a momentum passes
d = 0, and its integral is known:

    f -> f_eq - (f_eq - f) e^-tau,   tau = pi D^2 s2/(2 H |u|) (1 - r)^2 (1 + r/2),   r = A/B,

with u = dd/dln a at fixed a p, the change of V_L included. So does a passage without collisions (Landau & Zener): tau
does not know Gamma. Momenta are cells of ln p, and of each the part with d < 0 is followed: what changes it within a
step has passed resonance. Every sterile neutrino takes one unit out of n_a a^3, V_L falls with it, |u| grows and tau
falls: one equation in each step for the change of n_a a^3. Steps are short enough for V_L to fall by a few per cent in
each.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.production.asymmetric_plasma import (
    COARSE_STEPS,
    CORE,
    FINE_STEPS,
    LEPTONS,
    AtMomenta,
    Place,
    Step,
    between,
    nodes_along,
    passage_of,
)
from reheaton.production.local_rates import (
    LOWEST_LOG_Y,
    MOMENTA,
    ActiveNeutrino,
    Mixing,
    relaxation,
)
from reheaton.production.path import Course
from reheaton.rates.opacity.opacity import MOMENTUM_SPACING, Opacity

SPARE_STEPS: Final = 160
"""Steps that are left for asymmetries that fall faster: V_L falls by about _FALL at most in one."""
_FALL: Final = 0.08
"""Part by which V_L falls in a step as it is planned; one in which it falls twice as far is taken again."""
_SHORTEST: Final = 1e-3
"""Part of the way to the next node that a step goes at least."""
_WINDOW, _BEHIND = 24, 3
"""Cells around resonance among which the change of the asymmetry in a step is sought."""
_NEWTON_STEPS: Final = 8


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
    """Largest |mu|/T of a neutrino of any flavour, which the sharing of asymmetries and f_eq take to be small."""
    reversed: Array
    """Whether V_L of a flavour that mixes has changed its sign, as sterile neutrinos bring it what others had."""
    unsolved: Array
    """Share of the number by which the equations of steps are not fulfilled; infinite if the end is not reached."""


class _Now(NamedTuple):
    """The state between two steps."""

    place: Array
    """How many nodes have been passed, with the part of the way to the next."""
    f: Array
    """(2, momenta)."""
    entering: Array
    """What the passage that is under way has added to f, (F, momenta)."""
    begun: Array
    """Part of each cell that has passed in the passage that is under way, (F, momenta)."""
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
    nodes, T = nodes_along(m_s, mixings, course, leptons / unit)
    volume = jnp.asarray(np.exp(3.0 * _log_y(momenta)) * MOMENTUM_SPACING / (2.0 * np.pi**2))
    channels = [_Channel(k, mixing.active, mixing.active.mesons_here) for k, mixing in enumerate(mixings)]
    at_start = _Now(
        place=jnp.zeros(()),
        f=jnp.zeros((2, momenta)),
        entering=jnp.zeros((len(mixings), momenta)),
        begun=jnp.zeros((len(mixings), momenta)),
        leptons=leptons / unit,
        potential=jnp.exp(nodes.leptonic[0]) @ (leptons / unit),
        longest=jnp.ones(()),
    )
    steps = FINE_STEPS + COARSE_STEPS + SPARE_STEPS
    end, seen = jax.lax.scan(lambda now, _: _step(now, nodes, channels, volume), at_start, None, length=steps)
    number = jnp.maximum(jnp.sum(volume[None] * end.f), 1e-300)
    covered = jnp.all(jnp.stack([jnp.all(active.opacity.covers(T / active.T_ratio)) for _, active in mixings]))
    most = jnp.argmax(seen.passed / jnp.maximum(seen.width, 1e-3))
    return ResonantProduction(
        log_y=jnp.asarray(_log_y(momenta)),
        f=jnp.where(covered, end.f, jnp.nan),
        left=end.leptons * unit,
        share=jnp.minimum(jnp.sum(seen.passed) / number, 1.0),
        T_resonance=jnp.where(seen.passed[most] > 0.0, seen.T[most], 0.0),
        mu_over_T=jnp.max(seen.mu_over_T),
        reversed=jnp.any(end.potential * at_start.potential < 0.0),
        unsolved=jnp.where(end.place < FINE_STEPS + COARSE_STEPS, jnp.inf, jnp.sum(seen.error) / number),
    )


class _Channel(NamedTuple):
    """One flavour that mixes."""

    k: int
    """Its number among those that mix."""
    active: ActiveNeutrino
    mesons: Opacity | None

    @property
    def lepton(self) -> int:
        """Its number among e, mu, tau."""
        return LEPTONS.index(self.active.flavour)


class _Seen(NamedTuple):
    """What is kept of a step."""

    T: Array
    width: Array
    passed: Array
    """Number made by passing resonance, in the units of the state."""
    error: Array
    """Its error from the equation of the step."""
    mu_over_T: Array


def _step(now: _Now, nodes: Place, channels: Sequence[_Channel], volume: Array) -> tuple[_Now, _Seen]:
    """One step, or none, if V_L would fall too far: then the next is shorter."""
    node = jnp.minimum(jnp.floor(now.place), FINE_STEPS + COARSE_STEPS - 1)
    way = now.place - node
    around = jax.tree.map(lambda x: jax.lax.dynamic_slice_in_dim(x, node.astype(int), 2), nodes)
    # How long steps are is no part of derivatives.
    speed = [jax.lax.stop_gradient(_speed(now, between(around, way), channel, volume)) for channel in channels]
    fall_to_next = jnp.max(jnp.stack([each.falling for each in speed])) * (around.log_a[1] - around.log_a[0])
    going = jnp.clip(_FALL / jnp.maximum(fall_to_next, _FALL), _SHORTEST, now.longest)
    end = jnp.where(way + going >= 1.0 - 1e-9, 1.0, way + going)
    here = Step.of(around, way, end)
    local = [AtMomenta.of(here, *channel, now.leptons, len(volume)) for channel in channels]
    new, passed, error, fall = now, jnp.zeros(()), jnp.zeros(()), jnp.zeros(())
    for channel, own, moving in zip(channels, local, speed, strict=True):
        new, passage = _pass_resonance(new, here, own, channel, volume, moving.leptons)
        passed, error, fall = passed + passage.made, error + passage.error, jnp.maximum(fall, passage.fall)
    new = _relax(new, here, local, channels, volume)
    mu = jnp.max(jnp.abs(here.middle.mu_over_T @ new.leptons))
    # |u| can grow a hundredfold within a step.
    good = (fall < 2.0 * _FALL) | (end - way < 2.0 * _SHORTEST)
    new = new._replace(place=node + end, longest=jnp.minimum(2.0 * (end - way), 1.0))
    again = now._replace(longest=(end - way) * jnp.maximum(_FALL / jnp.maximum(fall, _FALL), 0.1))
    T, none = here.middle.local[0].T, jnp.zeros(())
    seen, nothing = _Seen(T, here.width, passed, error, mu), _Seen(T, here.width, none, none, none)
    return jax.tree.map(lambda x, y: jnp.where(good, x, y), (new, seen), (again, nothing))


def _log_y(momenta: int) -> np.ndarray:
    return LOWEST_LOG_Y + MOMENTUM_SPACING * np.arange(momenta)


class _Passage(NamedTuple):
    """What passed resonance in one step."""

    made: Array
    error: Array
    """Its difference from what n_a a^3 was taken to lose."""
    fall: Array
    """The part of V_L by which V_L has fallen."""


def _pass_resonance(
    now: _Now, here: Step, local: AtMomenta, channel: _Channel, volume: Array, speed: Array
) -> tuple[_Now, _Passage]:
    """The state after a flavour has passed resonance in one step; `speed` is about what n_a a^3 loses per ln a."""
    k, flavour = channel.k, channel.lepton
    momenta, before = len(local.x), now.potential[k]
    antineutrino = jnp.where(before < 0.0, 1, 0)
    sign = jnp.where(before < 0.0, -1.0, 1.0)
    free = local.f_eq[antineutrino] - _before_passage(now, k, antineutrino)
    # No more than equilibrium, where several flavours go back and forth over one momentum.
    room = jnp.maximum(local.f_eq[antineutrino] - now.f[antineutrino], 0.0)
    after = here.after.leptonic[k] @ now.leptons
    slope = here.after.leptonic[k, flavour]

    def passing(taken: Array, log_y: Array, passage: Array) -> tuple[Array, Array]:
        """Part of each cell that has passed at the end, and what passes times 1 - e^-tau; `log_y` are edges."""
        y = jnp.exp(log_y)
        d_0 = local.cosine + here.before.thermal[k] * y**2 - sign * before * y
        d_1 = local.cosine + here.after.thermal[k] * y**2 - (sign * after - slope * taken) * y
        below, swept = _part_below(d_1), jnp.abs(_middle(d_1 - d_0))
        tau = passage * here.width / jnp.maximum(swept, 1e-30)
        more = below - _part_below(d_0)
        return jnp.where(more < 0.0, 1.0 - below, below), jnp.abs(more) * -jnp.expm1(-tau)

    edges = LOWEST_LOG_Y + MOMENTUM_SPACING * (np.arange(momenta + 1) - 0.5)
    cells = min(_WINDOW, momenta)
    first = _first_cell(_log_root(local.cosine, here.before.thermal[k], sign * before), cells, momenta)
    near = lambda values: jax.lax.dynamic_slice(values, (first,), (cells,))  # noqa: E731
    log_y = edges[0] + MOMENTUM_SPACING * (first + np.arange(cells + 1))
    size, passage, near_free, near_room = near(volume), near(local.passage), near(free), near(room)

    def taken_by(taken: Array) -> Array:
        return jnp.sum(size * _added(near_free, near_room, passing(taken, log_y, passage)[1]))

    def closer(_: int, taken: Array) -> Array:
        value, rise = jax.jvp(taken_by, (taken,), (jnp.ones(()),))
        return jnp.clip(taken - (taken - value) / jnp.maximum(1.0 - rise, 0.1), 0.0, most)

    # V_L = 0, where nothing resonates.
    most = jnp.maximum(sign * after, 0.0) / slope
    # From somewhat above the root Newton steps come down to it. Far above there may be others, where resonance is among
    # momenta that it has not reached.
    taken = jnp.minimum(1.3 * speed * here.width, most)
    taken = jax.lax.fori_loop(0, _NEWTON_STEPS, closer, taken)
    begun, passed = passing(taken, jnp.asarray(edges), local.passage)
    added = _added(free, room, passed)
    made = jnp.sum(volume * added)
    # V_L reaches 0 within the step, and what remains of it cannot make more.
    spent = taken >= most * (1.0 - 1e-9)
    added = added * jnp.where(spent & (made > taken), taken / made, 1.0)
    error = jnp.where(spent, 0.0, jnp.abs(made - taken))
    made = jnp.sum(volume * added)
    finished = (begun < 1e-12) | (begun > 1.0 - 1e-12)
    entering = jnp.where(finished, 0.0, now.entering[k] + added)
    return (
        now._replace(
            f=now.f.at[antineutrino].add(added),
            entering=now.entering.at[k].set(entering),
            begun=now.begun.at[k].set(begun),
            leptons=now.leptons.at[flavour].add(-sign * made),
            potential=now.potential.at[k].set(after - sign * slope * taken),
        ),
        _Passage(made, error, slope * taken / jnp.maximum(jnp.abs(before), 1e-300)),
    )


def _added(free: Array, room: Array, passed: Array) -> Array:
    """What passing resonance adds to f: `passed` of `free`, and no more than `room`."""
    return jnp.minimum(free * passed, room)


def _before_passage(now: _Now, k: int, antineutrino: Array) -> Array:
    """f of the part of each cell that passes resonance of flavour k next, (momenta,).

    Resonances of several flavours may be within one cell: what one of them has changed is what comes next for another
    that is behind it, and not for one that is ahead.
    """
    f = now.f[antineutrino] - now.entering[k]
    for other in range(len(now.potential)):
        if other != k:
            same = jnp.where(now.potential[other] < 0.0, 1, 0) == antineutrino
            ahead = now.begun[other] > now.begun[k]
            in_passed_part = now.entering[other] / jnp.maximum(now.begun[other], 1e-12)
            f = f + jnp.where(same, jnp.where(ahead, in_passed_part, 0.0) - now.entering[other], 0.0)
    return f


class _Speed(NamedTuple):
    """How fast resonance moves, in one flavour."""

    falling: Array
    """-dV_L/dln a by what is made, over D."""
    leptons: Array
    """-dn_a a^3/dln a."""


def _speed(now: _Now, here: Place, channel: _Channel, volume: Array) -> _Speed:
    """The speed of resonance of a flavour, 0 where there is none.

    |u| = u_0 + B |u| (1 - e^(-K/|u|)), in units of D, with K = tau |u| and B |u| what all momenta that are passed would
    add, were they converted (module docstring). Newton steps from u_0 + B K, which is above the root, come down to it.
    """
    k = channel.k
    local, thermal, height = here.local[k], here.thermal[k], jnp.abs(now.potential[k])
    antineutrino = jnp.where(now.potential[k] < 0.0, 1, 0)
    log_root = _log_root(jnp.sqrt(1.0 - local.mixing), thermal, height)
    place = (log_root - LOWEST_LOG_Y) / MOMENTUM_SPACING
    cell = jnp.clip(jnp.round(place), 0, len(volume) - 1).astype(int)
    local = local._replace(log_x=local.log_x + MOMENTUM_SPACING * cell)
    y, x = jnp.exp(log_root), jnp.exp(local.log_x)
    narrow = local.damping * relaxation(local, channel.active, channel.mesons, x[None])[0] * x**2
    free = 1.0 / (jnp.exp(x) + 1.0) - now.f[antineutrino, cell] + now.entering[k, cell]
    # |dd/dln y|, but for the place where both roots merge.
    across = jnp.maximum(jnp.abs(2.0 * thermal * y**2 - height * y), 0.05)
    u_0, K = 4.0 * (height * y + thermal * y**2), passage_of(local, x, narrow)
    slope = here.leptonic[k, channel.lepton] * y
    B = slope * volume[cell] / MOMENTUM_SPACING * jnp.maximum(free, 0.0) / across

    def closer(_: int, u: Array) -> Array:
        lost = jnp.exp(-K / u)
        value, rise = u - u_0 - B * u * (1.0 - lost), 1.0 - B * (1.0 - lost - K / u * lost)
        return jnp.maximum(u - value / jnp.maximum(rise, 1e-3), u_0)

    u = jax.lax.fori_loop(0, _NEWTON_STEPS, closer, u_0 + B * K)
    resonant = (place > -2.0) & (place < len(volume) + 1.0) & (height > 0.0)
    falling = jnp.where(resonant, u - u_0, 0.0)
    return _Speed(falling, falling / slope)


def _log_root(cosine: Array, thermal: Array, height: Array) -> Array:
    """ln y of the lower root of cosine + thermal y^2 - height y, or of its minimum."""
    # 1e-12 and not 0, where the derivative of the root is no number.
    bend = jnp.sqrt(jnp.maximum(height**2 - 4.0 * cosine * thermal, 1e-12))
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


def _relax(now: _Now, here: Step, local: Sequence[AtMomenta], channels: Sequence[_Channel], volume: Array) -> _Now:
    """The rest of the rates, in the middle of the step."""
    y2 = jnp.asarray(np.exp(2.0 * _log_y(len(volume))))
    sign = jnp.asarray([[1.0], [-1.0]])
    each = []
    for own, channel in zip(local, channels, strict=True):
        V = here.middle.leptonic[channel.k] @ now.leptons
        d = (own.cosine + here.middle.thermal[channel.k] * y2)[None] - sign * V * jnp.sqrt(y2)[None]
        B2 = jnp.maximum(own.narrow, CORE)[None] ** 2
        far = 1.0 / (B2 + d**2)
        each.append((own.rate * here.width)[None] * far * (1.0 + (B2 - own.narrow[None] ** 2) * far))
    R = jnp.sum(jnp.stack(each), axis=0)
    R_f_eq = jnp.sum(jnp.stack([rest * own.f_eq for rest, own in zip(each, local, strict=True)]), axis=0)
    kept = jnp.exp(-R)
    # 1 where R = 0 in a step of no length, after the end.
    per_rate = jnp.where(R > 1e-12, -jnp.expm1(-R) / jnp.maximum(R, 1e-12), 1.0)
    added = (R_f_eq - R * now.f) * per_rate
    leptons = now.leptons
    for rest, own, channel in zip(each, local, channels, strict=True):
        made = jnp.sum(volume[None] * (rest * (own.f_eq - now.f)) * per_rate, axis=1)
        leptons = leptons.at[channel.lepton].add(made[1] - made[0])
    antineutrino = jnp.where(now.potential < 0.0, 1, 0)
    return now._replace(f=now.f + added, entering=now.entering * kept[antineutrino], leptons=leptons)
