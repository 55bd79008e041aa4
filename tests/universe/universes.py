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
from reheaton.matter.leptons_and_bosons import free_neutrinos
from reheaton.matter.sector import Sector
from reheaton.matter.standard_model import standard_model, twin
from reheaton.particles.species import boson, fermion
from reheaton.universe.background import Background
from reheaton.universe.events import cooled_to, rate_equals_hubble
from reheaton.universe.evolve import RTOL, evolve
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
    sectors = [standard_model(), twin(vev_ratio)]
    N = thermal_relic("N", m, {"sm": Gamma}, T_FREEZE_OUT, resolved=resolved, momenta=momenta)
    return Universe(sectors, [N], start=T_FREEZE_OUT, contacts=[Contact("sm", "twin", until=T_dec)])


def answers(background: Background, Gamma: ArrayLike) -> Answers:
    """Delta N_eff of everything that is neither the Standard Model nor decayed, T_RH, dilution and diagnostics."""
    events = background.when(
        {"bbn": cooled_to("sm", T_BBN), "cmb": cooled_to("sm", T_CMB), "decay": rate_equals_hubble(Gamma)}
    )
    cold = [events["bbn"], events["cmb"]]
    delta = [(now.rho["twin"] + now.rho["N"]) / (PER_T4 * now.T["sm"] ** 4) for now in cold]
    dilution = events["cmb"].S["sm"] / events.parting.S["sm"]
    found = jnp.stack([events.reached[name] for name in ("bbn", "cmb", "decay")])
    return Answers(
        delta[0], delta[1] * COOLING, events["decay"].T["sm"], dilution,
        background.first_law_residual, background.code, found,
    )  # fmt: skip


@cache
def solver(*, resolved: bool = True, momenta: int = 10) -> Callable[..., Answers]:
    """Compiled answers of one point as a function of (m, Gamma, vev_ratio, T_dec, rtol)."""

    def solve(m: ArrayLike, Gamma: ArrayLike, vev_ratio: ArrayLike, T_dec: ArrayLike, rtol: ArrayLike) -> Answers:
        universe = twin_universe(m, Gamma, vev_ratio, T_dec, resolved=resolved, momenta=momenta)
        return answers(evolve(universe, until=("sm", T_CMB), rtol=rtol), Gamma)

    return jax.jit(solve)


def solve_one(
    m: float, Gamma: float, vev_ratio: float = 4.0, T_dec: float = 2.0, rtol: float = RTOL, **make: object
) -> Answers:
    """Answers of one point; `make` chooses the solver."""
    return jax.tree.map(np.asarray, solver(**make)(*(np.float64(x) for x in (m, Gamma, vev_ratio, T_dec, rtol))))


def solve_many(
    m: ArrayLike,
    Gamma: ArrayLike,
    vev_ratio: ArrayLike = 4.0,
    T_dec: ArrayLike = 2.0,
    rtol: float = RTOL,
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
    rtol: ArrayLike = RTOL


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
    left = ideal_gas(boson("light", 0, g=2.0), fermion("heavy", toy.m_left, g=12.0))
    right = ideal_gas(fermion("light", 0, g=3.5), boson("heavy", toy.m_right, g=5.0))
    sectors = {"left": left, "right": right, "far": free_neutrinos()}
    relics = (
        thermal_relic("N", toy.m_N, {"left": toy.N_to_left, "right": toy.N_to_right}, toy.T),
        cold_relic("X", toy.m_X, {"right": toy.X_to_right, "far": toy.X_to_far}, toy.n_X),
    )
    temperatures = {"left": toy.T, "right": toy.T, "far": toy.T_far}
    contacts = [Contact("left", "right", until=toy.T_part)]
    return Universe([Sector(name, sectors[name]) for name in order], relics, start=temperatures, contacts=contacts)


@cache
def toy_solver(
    order: tuple[str, ...] = ORDER, *, batch: bool = False, lanes: str | None = None
) -> Callable[[Toy], ToyAnswers]:
    """Compiled answers of one Toy or a batch."""

    def solve(toy: Toy) -> ToyAnswers:
        background = evolve(toy_universe(toy, order), until=("left", toy.T_end), rtol=toy.rtol, lanes=lanes)
        last = jax.tree.map(lambda x: x[-1], background.grid)
        finite = jnp.all(jnp.isfinite(jnp.stack(jax.tree.leaves(last))))
        return ToyAnswers(last.T, last.rho, last.H, background.first_law_residual, background.code, finite)

    return jax.jit(jax.vmap(solve, axis_name=lanes) if batch else solve)


def solve_toy(order: tuple[str, ...] = ORDER, **values: float) -> ToyAnswers:
    """Answers of one Toy with the given values."""
    toy = Toy(*(np.float64(x) for x in Toy(**values)))
    return jax.tree.map(np.asarray, toy_solver(order)(toy))
