r"""Sterile neutrinos from oscillations in a plasma with a lepton asymmetry: momenta pass through resonance.

    d(nu, antinu) = Delta cos 2theta - V_T -+ V_L,   Delta = m_s^2/(2 p),   V_L,a = sqrt2 G_F sum_b c_ab n_b

(Shi & Fuller 1999; Abazajian, Fuller & Patel 2001; Venumadhav et al. 2016.) V_T < 0 is the potential without
asymmetry, n_b the net density of lepton flavour b (`matter.lepton_sharing` has c_ab), a the flavour that mixes. Where
d = 0, at p ~ m_s^2/(2 V_L), production resonates; as the universe cools the place moves up through all momenta.

    df/dln a = R (f_eq - f),   R = (Gamma/4H) D^2 sin^2 2theta/(Gamma^2/4 + d^2),   D = Delta,
    f_eq = 1/(e^((p -+ mu_a)/T) + 1)

without D^2 sin^2 2theta in the denominator, which would be an average over many oscillations: a passage of d = 0 leaves
no time for them. The integral of R over one is tau = pi D^2 sin^2 2theta/(2 H |u|), u = dd/dln a at fixed a p: it does
not know Gamma, and is that of Landau & Zener without collisions.

Every sterile neutrino takes one unit out of n_a a^3, so that V_L falls, |u| grows and tau falls. Each step solves one
equation for what n_a a^3 loses in it. Resonance is narrower than a cell of ln p: `cells` has the mean of R over cells
and steps. Several flavours act one after the other.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.production.asymmetric_plasma import (
    COARSE_STEPS,
    FINE_STEPS,
    LEPTONS,
    AtMomenta,
    Place,
    Step,
    between,
    nodes_along,
    passage_of,
)
from reheaton.production.cells import Cells
from reheaton.production.local_rates import (
    LOWEST_LOG_Y,
    MOMENTA,
    ActiveNeutrino,
    Mixing,
    relaxation,
)
from reheaton.production.path import Course
from reheaton.rates.opacity.opacity import MOMENTUM_SPACING, Opacity

SPARE_STEPS: Final = 220
"""Steps that are left for asymmetries that fall faster: V_L falls by about _FALL at most in one."""
_FALL: Final = 0.02
"""Part by which V_L falls in a step as it is planned; one in which it falls twice as far is taken again."""
_SHORTEST: Final = 1e-3
"""Part of the way to the next node that a step goes at least."""
_WINDOW, _BEHIND = 24, 3
"""Cells around resonance among which the change of the asymmetry in a step is sought."""
_NEWTON_STEPS: Final = 4
_SOLVED: Final = 0.01
"""Error of V_L from the equation of a step above which the step is taken again."""
_RESONANT: Final = 0.2
"""|d|/D below which what is made counts as made at resonance."""


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
    """By how much equations of steps are not fulfilled, of the number or of V_L; infinite if the end is not reached."""


class _Now(NamedTuple):
    """The state between two steps."""

    place: Array
    """How many nodes have been passed, with the part of the way to the next."""
    f: Array
    """(2, momenta)."""
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
    Numbers, mean momentum and what is left of n_a a^3 to 0.3%, f to 3% or so (tested against a direct method).
    """
    # In these units n_a a^3 is n_a/T^3 at the end.
    unit = jnp.exp(3.0 * course.log_aT_end)
    nodes, T = nodes_along(m_s, mixings, course, leptons / unit)
    volume = jnp.asarray(np.exp(3.0 * _log_y(momenta)) * MOMENTUM_SPACING / (2.0 * np.pi**2))
    channels = [_Channel(k, mixing.active, mixing.active.mesons_here) for k, mixing in enumerate(mixings)]
    at_start = _Now(
        place=jnp.zeros(()),
        f=jnp.zeros((2, momenta)),
        leptons=leptons / unit,
        potential=jnp.exp(nodes.leptonic[0]) @ (leptons / unit),
        longest=jnp.ones(()),
    )

    def goes_on(run: tuple[_Now, _Seen, Array]) -> Array:
        return (run[0].place < FINE_STEPS + COARSE_STEPS) & (run[2] < FINE_STEPS + COARSE_STEPS + SPARE_STEPS)

    def further(run: tuple[_Now, _Seen, Array]) -> tuple[_Now, _Seen, Array]:
        now, seen = _step(run[0], nodes, channels, volume)
        return now, run[1].after(seen), run[2] + 1

    nothing = _Seen(*(jnp.zeros(()) for _ in _Seen._fields))
    end, seen, _ = jax.lax.while_loop(goes_on, further, (at_start, nothing, jnp.asarray(0)))
    number = jnp.maximum(jnp.sum(volume[None] * end.f), 1e-300)
    covered = jnp.all(jnp.stack([jnp.all(active.opacity.covers(T / active.T_ratio)) for _, active in mixings]))
    missed = jnp.minimum(seen.error / number, seen.shift)
    return ResonantProduction(
        log_y=jnp.asarray(_log_y(momenta)),
        f=jnp.where(covered, end.f, jnp.nan),
        left=end.leptons * unit,
        share=jnp.minimum(seen.passed / number, 1.0),
        T_resonance=seen.T,
        mu_over_T=seen.mu_over_T,
        reversed=jnp.any(end.potential * at_start.potential < 0.0),
        unsolved=jnp.where(end.place < FINE_STEPS + COARSE_STEPS, jnp.inf, missed),
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
    """What is kept of a step, or of all so far."""

    passed: Array
    """Number made by passing resonance, in the units of the state."""
    pace: Array
    """The same per ln a; of all steps the largest."""
    T: Array
    """Temperature [GeV] of the sector where that is, 0 without resonance."""
    error: Array
    """Error of the number from the equation of the step."""
    shift: Array
    """The part of V_L that this error makes; of all steps the largest."""
    mu_over_T: Array
    """Of all steps the largest."""

    def after(self, step: "_Seen") -> "_Seen":
        """With one more step."""
        return _Seen(
            passed=self.passed + step.passed,
            pace=jnp.maximum(self.pace, step.pace),
            T=jnp.where(step.pace > self.pace, step.T, self.T),
            error=self.error + step.error,
            shift=jnp.maximum(self.shift, step.shift),
            mu_over_T=jnp.maximum(self.mu_over_T, step.mu_over_T),
        )


def _step(now: _Now, nodes: Place, channels: Sequence[_Channel], volume: Array) -> tuple[_Now, _Seen]:
    """One step, or none, if V_L would fall too far: then the next is shorter."""
    node = jnp.minimum(jnp.floor(now.place), FINE_STEPS + COARSE_STEPS - 1)
    way = now.place - node
    around = jax.tree.map(lambda x: jax.lax.dynamic_slice_in_dim(x, node.astype(int), 2), nodes)
    start = between(around, way)
    # How long steps are is no part of derivatives.
    speed = [jax.lax.stop_gradient(_speed(now, start, channel, volume)) for channel in channels]
    fall_to_next = jnp.max(jnp.stack([each.falling for each in speed])) * (around.log_a[1] - around.log_a[0])
    going = jnp.clip(_FALL / jnp.maximum(fall_to_next, _FALL), _SHORTEST, now.longest)
    end = jnp.where(way + going >= 1.0 - 1e-9, 1.0, way + going)
    here = Step.of(around, way, end)
    local = [AtMomenta.of(here, *channel, now.leptons, len(volume)) for channel in channels]
    new, passages = now, []
    for channel, own, moving in zip(channels, local, speed, strict=True):
        new, passage = _relax(new, here, own, channel, volume, moving.leptons)
        passages.append(passage)
    made, error, shift, fall = (jnp.stack(each) for each in zip(*passages, strict=True))
    fall = jnp.max(fall)
    mu = jnp.max(jnp.abs(here.middle.mu_over_T @ new.leptons))
    # |u| can grow a hundredfold within a step.
    good = ((fall < 2.0 * _FALL) & (jnp.max(shift) < _SOLVED)) | (end - way < 2.0 * _SHORTEST)
    new = new._replace(place=node + end, longest=jnp.minimum(2.0 * (end - way), 1.0))
    again = now._replace(longest=(end - way) * jnp.clip(_FALL / jnp.maximum(fall, _FALL), 0.1, 0.5))
    passed, T = jnp.sum(made), here.middle.local[0].T
    seen = _Seen(passed, passed / jnp.maximum(here.width, 1e-3), T, jnp.sum(error), jnp.max(shift), mu)
    nothing = jax.tree.map(jnp.zeros_like, seen)
    return jax.tree.map(lambda x, y: jnp.where(good, x, y), (new, seen), (again, nothing))


def _log_y(momenta: int) -> np.ndarray:
    return LOWEST_LOG_Y + MOMENTUM_SPACING * np.arange(momenta)


class _Passage(NamedTuple):
    """What passed resonance in one step."""

    made: Array
    error: Array
    """Its difference from what n_a a^3 was taken to lose."""
    shift: Array
    """The part of V_L that this difference makes."""
    fall: Array
    """The part of V_L by which V_L has fallen."""


def _relax(
    now: _Now, here: Step, local: AtMomenta, channel: _Channel, volume: Array, speed: Array
) -> tuple[_Now, _Passage]:
    """The state after one flavour has acted for a step; `speed` is about what n_a a^3 loses per ln a."""
    k, flavour, before = channel.k, channel.lepton, now.potential[channel.k]
    antineutrino = jnp.where(before < 0.0, 1, 0)
    sign = jnp.where(before < 0.0, -1.0, 1.0)
    after, slope = here.after.leptonic[k] @ now.leptons, here.after.leptonic[k, flavour]
    free = local.f_eq - now.f
    cells = Cells.of(here, local, k, sign * before, sign * after, slope)
    # What is made of the other kind hardly depends on what is taken.
    other = -jnp.expm1(-cells.strength / (local.narrow**2 + (cells.thermal + cells.height * cells.y) ** 2))
    count = min(_WINDOW, len(volume))
    first = _first_cell(_log_root(local.cosine, here.before.thermal[k], sign * before), count, len(volume))
    near = lambda values: jax.lax.dynamic_slice(values, (first,), (count,))  # noqa: E731
    window, weight = cells.window(first, count), near(volume * free[antineutrino])
    less = jnp.sum(near(volume * free[1 - antineutrino] * other))
    # V_L = 0, where nothing resonates.
    most = jnp.maximum(sign * after, 0.0) / slope
    # From somewhat above the root Newton steps come down to it. Far above there may be others, where resonance is among
    # momenta that it has not reached.
    first_guess = jnp.minimum(1.3 * speed * here.width, most)
    taken = _taken(lambda taken: jnp.sum(weight * window.converted(taken)) - less, first_guess, most)
    resonant = cells.converted(taken)
    net = jnp.sum(weight * near(resonant)) - less
    # V_L reaches 0 within the step, and what remains of it cannot make more.
    spent = taken >= most * (1.0 - 1e-9)
    resonant = resonant * jnp.where(spent & (net > taken), taken / net, 1.0)
    error = jnp.where(spent, 0.0, jnp.abs(net - taken))
    added = free * jnp.where(jnp.arange(2)[:, None] == antineutrino, resonant[None], other[None])
    made = jnp.sum(volume[None] * added, axis=1)
    at_resonance = jnp.abs(cells.in_middle(taken)) < _RESONANT
    passed = jnp.sum(jnp.where(at_resonance, volume * added[antineutrino], 0.0))
    new = now._replace(
        f=now.f + added,
        leptons=now.leptons.at[flavour].add(made[1] - made[0]),
        potential=now.potential.at[k].set(after - sign * slope * taken),
    )
    per_V = slope / jnp.maximum(jnp.abs(before), 1e-300)
    return new, _Passage(passed, error, error * per_V, jnp.abs(taken) * per_V)


def _taken(made: Callable[[Array], Array], taken: Array, most: Array) -> Array:
    """What n_a a^3 loses in a step, at which as much is made: Newton steps."""

    def closer(_: int, taken: Array) -> Array:
        value, rise = jax.jvp(made, (taken,), (jnp.ones(()),))
        return jnp.clip(taken - (taken - value) / jnp.maximum(1.0 - rise, 0.1), -most, most)

    return jax.lax.fori_loop(0, _NEWTON_STEPS, closer, taken)


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
    free = 1.0 / (jnp.exp(x) + 1.0) - now.f[antineutrino, cell]
    # |dd/dln y|, but for the place where both roots merge.
    across = jnp.maximum(jnp.abs(2.0 * thermal * y**2 - height * y), 0.05)
    u_0, K = 4.0 * (height * y + thermal * y**2), passage_of(local, x) / (1.0 + 10.0 * narrow)
    slope = here.leptonic[k, channel.lepton] * y
    B = slope * volume[cell] / MOMENTUM_SPACING * jnp.maximum(free, 0.0) / across

    def closer(_: int, u: Array) -> Array:
        lost = jnp.exp(-K / u)
        value, rise = u - u_0 - B * u * (1.0 - lost), 1.0 - B * (1.0 - lost - K / u * lost)
        return jnp.maximum(u - value / jnp.maximum(rise, 1e-3), u_0)

    u = jax.lax.fori_loop(0, _NEWTON_STEPS, closer, u_0 + B * K)
    roots = height**2 > 4.0 * jnp.sqrt(1.0 - local.mixing) * thermal
    resonant = (place > -2.0) & (place < len(volume) + 1.0) & roots
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
