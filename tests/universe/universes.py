"""Universes that the tests share: a twin sector with a right-handed neutrino N, and a toy with three sectors.

Compiling one costs seconds, so that parameters are traced.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.matter.gas import ideal_gas
from reheaton.matter.sector import Sector
from reheaton.matter.standard_model import departing_neutrinos, free_neutrinos, plasma
from reheaton.particles.species import Species
from reheaton.universe.background import Background
from reheaton.universe.evolve import evolve
from reheaton.universe.relic import cold_relic, thermal_relic
from reheaton.universe.universe import Contact, Universe

T_FREEZE_OUT = 1e4
T_BBN, T_CMB = 1e-3, 0.26e-9
"""1 MeV and 0.26 eV [GeV]."""
PER_T4 = 7.0 / 8.0 * 2.0 * np.pi**2 / 30.0
"""rho/T^4 of one neutrino flavour."""
COOLING = (11.0 / 4.0) ** (4.0 / 3.0)

# Width [GeV] of N at points (m [GeV], m_nu [eV]) of the plane, and where T_RH lies: 2.6 MeV, 82 MeV, 26 MeV, 50 MeV.
POINTS = ((10.0, 5.31359e-24), (10.0, 5.31359e-21), (30.0, 5.02417e-22), (100.0, 2.20326e-21))


class Answers(NamedTuple):
    """What one universe tells, scalars or (lanes,); T_RH is T of the Standard Model when H = Gamma."""

    bbn: Array
    cmb: Array
    T_RH: Array
    dilution: Array
    residual: Array
    code: Array
    found: Array


def twin_universe(
    m: ArrayLike,
    Gamma: ArrayLike,
    vev_ratio: ArrayLike = 4.0,
    T_dec: ArrayLike = 2.0,
    *,
    resolved: bool = True,
    momenta: int = 10,
) -> Universe:
    """Standard Model and twin, in contact until T_dec, with N that decays into the Standard Model."""
    sm = Sector("sm", (*plasma(), departing_neutrinos()))
    twin = Sector("twin", (*plasma(vev_ratio), departing_neutrinos(vev_ratio)))
    N = thermal_relic("N", m, {"sm": Gamma}, T_FREEZE_OUT, resolved=resolved, momenta=momenta)
    start = {"sm": T_FREEZE_OUT, "twin": T_FREEZE_OUT}
    return Universe((sm, twin), (N,), start, (Contact(("sm", "twin"), T_dec),))


def answers(background: Background, Gamma: ArrayLike) -> Answers:
    """Delta N_eff of everything that is neither the Standard Model nor decayed, T_RH, dilution and diagnostics."""
    events = background.when(
        lambda now: jnp.stack([jnp.log(now.T["sm"] / T_BBN), jnp.log(now.T["sm"] / T_CMB), jnp.log(now.H / Gamma)])
    )
    cold = jax.tree.map(lambda x: x[:2], events.at)
    delta = (cold.rho["twin"] + cold.rho["N"]) / (PER_T4 * cold.T["sm"] ** 4)
    dilution = cold.S["sm"][1] / events.starts.S["sm"][1]
    return Answers(
        delta[0], delta[1] * COOLING, events.at.T["sm"][2], dilution,
        background.first_law_residual, background.code, events.reached,
    )  # fmt: skip


@cache
def solver(*, resolved: bool = True, momenta: int = 10) -> Callable[..., Answers]:
    """Compiled answers of one point as a function of (m, Gamma, vev_ratio, T_dec, rtol)."""

    def solve(m: ArrayLike, Gamma: ArrayLike, vev_ratio: ArrayLike, T_dec: ArrayLike, rtol: ArrayLike) -> Answers:
        universe = twin_universe(m, Gamma, vev_ratio, T_dec, resolved=resolved, momenta=momenta)
        return answers(evolve(universe, until=("sm", T_CMB), rtol=rtol), Gamma)

    return jax.jit(solve)


def solve_one(
    m: float, Gamma: float, vev_ratio: float = 4.0, T_dec: float = 2.0, rtol: float = 1e-5, **make: object
) -> Answers:
    """Answers of one point; `make` chooses the solver."""
    return jax.tree.map(np.asarray, solver(**make)(*(np.float64(x) for x in (m, Gamma, vev_ratio, T_dec, rtol))))


def solve_many(
    m: ArrayLike,
    Gamma: ArrayLike,
    vev_ratio: ArrayLike = 4.0,
    T_dec: ArrayLike = 2.0,
    rtol: float = 1e-5,
    **make: object,
) -> Answers:
    """Answers of several points, arrays (points,), one after the other."""
    columns = np.broadcast_arrays(*(np.atleast_1d(x) for x in (m, Gamma, vev_ratio, T_dec)))
    points = [solve_one(*point, rtol=rtol, **make) for point in zip(*columns, strict=True)]
    return jax.tree.map(lambda *x: np.stack(x), *points)


# --- three sectors, two relics -----------------------------------------------------------------------


ORDER = ("left", "right", "far")


class Toy(NamedTuple):
    """Three sectors, each at one temperature, and two relics; all masses, temperatures and widths in GeV.

    `left` and `right` touch until T_part; `far` is massless. N decays into left and right, X into right and far.
    """

    m_left: ArrayLike = 2.0
    m_right: ArrayLike = 30.0
    T: ArrayLike = 1e3
    T_far: ArrayLike = 400.0
    T_part: ArrayLike = 50.0
    m_N: ArrayLike = 20.0
    m_X: ArrayLike = 1e3
    n_X: ArrayLike = 1e5
    N_to_left: ArrayLike = 2e-20
    N_to_right: ArrayLike = 1e-20
    X_to_right: ArrayLike = 1e-17
    X_to_far: ArrayLike = 3e-17
    T_end: ArrayLike = 1e-4
    rtol: ArrayLike = 1e-5


class ToyAnswers(NamedTuple):
    """Temperatures and energy densities at the end, and diagnostics."""

    T: dict[str, Array]
    rho: dict[str, Array]
    H: Array
    residual: Array
    code: Array
    finite: Array


def toy_universe(toy: Toy, order: tuple[str, ...]) -> Universe:
    """The universe, its sectors listed in any order."""
    left = ideal_gas((Species("light", 0, 2.0, "boson"), Species("heavy", toy.m_left, 12.0, "fermion")))
    right = ideal_gas((Species("light", 0, 3.5, "fermion"), Species("heavy", toy.m_right, 5.0, "boson")))
    sectors = {"left": left, "right": right, "far": free_neutrinos()}
    relics = (
        thermal_relic("N", toy.m_N, {"left": toy.N_to_left, "right": toy.N_to_right}, toy.T),
        cold_relic("X", toy.m_X, {"right": toy.X_to_right, "far": toy.X_to_far}, toy.n_X),
    )
    temperatures = {"left": toy.T, "right": toy.T, "far": toy.T_far}
    contacts = (Contact(("left", "right"), toy.T_part),)
    return Universe(tuple(Sector(name, (sectors[name],)) for name in order), relics, temperatures, contacts)


@cache
def toy_solver(
    order: tuple[str, ...] = ORDER, *, batch: bool = False, unroll: bool = False
) -> Callable[[Toy], ToyAnswers]:
    """Compiled answers of one Toy or a batch."""

    def solve(toy: Toy) -> ToyAnswers:
        background = evolve(toy_universe(toy, order), until=("left", toy.T_end), rtol=toy.rtol, unroll=unroll)
        last = jax.tree.map(lambda x: x[-1], background.grid)
        finite = jnp.all(jnp.isfinite(jnp.stack(jax.tree.leaves(last))))
        return ToyAnswers(last.T, last.rho, last.H, background.first_law_residual, background.code, finite)

    return jax.jit(jax.vmap(solve) if batch else solve)


def solve_toy(order: tuple[str, ...] = ORDER, *, unroll: bool = False, **values: float) -> ToyAnswers:
    """Answers of one Toy with the given values."""
    toy = Toy(*(np.float64(x) for x in Toy(**values)))
    return jax.tree.map(np.asarray, toy_solver(order, unroll=unroll)(toy))
