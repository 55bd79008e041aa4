r"""Neutrino decoupling by moments: each flavour has a temperature and a chemical potential, from its energy and number.

In comoving energies and numbers, which only heat and collisions change,

    d(rho_em a^4)/dln a = a^4 {rho_em - 3 p_em + [f_plasma Gamma rho_N - sum_a W_a]/H},
    d(rho_a a^4)/dln a = a^4 [W_a + X_a + f_a Gamma rho_N]/H,
    d(n_a a^3)/dln a = a^3 [V_a + U_a + f_a Gamma rho_N/E_0]/H,

W, V, X, U of `rates.weak.exchange` at T, T_a and eta_a (`matter.neutrino_gas`), relic and dark radiation of `scenario`.
nu_mu and nu_tau are the same, nu_x. Without chemical potentials T_a follows from rho_a alone (Escudero 2020,
arXiv:2001.04466): good in the standard case, 9% high in N_eff where a relic reheats to 2 or 3 MeV, as annihilation then
makes few and hot neutrinos. With them N_eff differs from that of `spectra` without mixing by 0.005 at most for decays
into the plasma, as tried from T_RH = 0.5 to 10 MeV, and by 1% for 30% of the energy in neutrinos of 15 to 60 MeV,
Gamma = 30/s. Hot neutrinos that come late are a population of their own, whose losses to e+e- are then too small: with
all energy in neutrinos N_eff is 5% high for 30 MeV and Gamma = 10/s, and 17% for 3/s. Mixing adds 0.03 at most.
"""

from typing import Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import is_known
from reheaton.cosmology import hubble
from reheaton.decoupling.one_bath import cool_together
from reheaton.decoupling.scenario import T_TOGETHER, Scenario
from reheaton.matter.electromagnetic_plasma import electromagnetic_plasma, electromagnetic_state
from reheaton.matter.neutrino_gas import Z_HIGHEST, NeutrinoState, energy_density, neutrino_gas, number_density
from reheaton.numerics import ode
from reheaton.rates.weak.exchange import TAU_MAX, Exchange, NeutrinoExchange, neutrino_exchange

_ROOM: Final = 300
"""Steps that may be tried at rtol = 1e-5, where 47 to 76 are."""
_LEAST_RTOL: Final = 1e-10
_SPENT: Final = 30.0
_RHO_1: Final = float(energy_density(1.0, 0.0))
_N_1: Final = float(number_density(1.0, 0.0))
"""rho/T^4 and n/T^3 of one flavour in equilibrium."""


class MomentHistory(NamedTuple):
    """Solution at points of ln a, (points,). Powers of GeV; densities of nu_x are of one of nu_mu and nu_tau."""

    log_a: Array
    T: Array
    T_e: Array
    T_x: Array
    z_e: Array
    z_x: Array
    """Fugacities, e^eta."""
    rho_em: Array
    rho_e: Array
    rho_x: Array
    n_e: Array
    n_x: Array
    rho_relic: Array
    rho_dark: Array
    residual: Array
    """rho by the first law over rho of all contents, minus 1."""
    covered: Array
    """Whether temperatures and fugacities are in the range of the tables, |tau| < 0.6 and z < 3."""
    steps: Array
    finished: Array


class _State(NamedTuple):
    """Comoving energies, over unit, and numbers, over unit^(3/4); Y; D, and rho by the first law, over unit."""

    em: Array
    e: Array
    x: Array
    n_e: Array
    n_x: Array
    Y: Array
    D: Array
    total: Array


def decouple_moments(
    scenario: Scenario,
    *,
    chemical_potentials: bool = True,
    order: int = 3,
    T_together: ArrayLike = T_TOGETHER,
    rtol: ArrayLike = 1e-5,
    points: int = 1,
    exchange: NeutrinoExchange | None = None,
    lanes: str | None = None,
) -> MomentHistory:
    """Solve for energies and numbers from T_start until nothing happens any more, at `points` steps of equal ln a.

    Pure and traceable: differentiable in the fields of the scenario in forward mode, batched by vmap. `order` of QED;
    above `T_together` [GeV] all is one bath; `rtol` per step; `lanes` names the axis of a `vmap` around this, whose
    points then step together (see `numerics.ode`). `finished` is False where steps did not suffice. Error of N_eff:
    1e-4 by `rtol` = 1e-5, 1e-5 by `T_together` = 0.008 GeV (tested).
    """
    exchange = neutrino_exchange() if exchange is None else exchange
    start = cool_together(scenario, T_together, order=order)
    rho_em = electromagnetic_state(start.T, order).rho
    unit = rho_em * jnp.exp(4.0 * start.log_a)
    equations = _Equations(scenario, exchange, order, chemical_potentials, unit)
    share, number = _RHO_1 * start.T**4 / rho_em, _N_1 * start.T**3 / rho_em**0.75
    one = jnp.ones(())
    first = _State(one, share * one, share * one, number * one, number * one, start.Y, start.D / unit, one)
    y0 = jnp.stack(first)
    y0 = y0.at[-1].set(equations.total(start.log_a, first))

    def rates(log_a: Array, y: Array) -> Array:
        return jnp.stack(equations.slopes(log_a, _State(*y)))

    def scale(old: Array, new: Array) -> Array:
        return jnp.stack(_error_scale(_State(*old), _State(*new), rtol))

    end = jnp.maximum(scenario.log_a_settled(), start.log_a + 1.0)
    way = ode.single_leg(rates, scale, end)
    run = ode.integrate(way, None, start.log_a, y0, 1e-3, _room(rtol), lanes=lanes)
    finished = start.finished & (run.now.x >= end) & jnp.all(jnp.isfinite(run.now.y))

    def history(log_a: Array) -> MomentHistory:
        return equations.history(log_a, ode.solution_at(run, log_a), run.tried, finished)

    return jax.vmap(history)(start.log_a + (end - start.log_a) * np.arange(1, points + 1) / points)


class _Equations(NamedTuple):
    scenario: Scenario
    exchange: NeutrinoExchange
    order: int
    chemical_potentials: bool
    unit: Array

    def neutrinos(self, rho: Array, n: Array) -> NeutrinoState:
        """T and z of one flavour."""
        if self.chemical_potentials:
            return neutrino_gas().at(rho, n)
        return NeutrinoState((rho / _RHO_1) ** 0.25, jnp.ones_like(rho))

    def total(self, log_a: Array, state: _State) -> Array:
        """rho a^4 of all contents, over unit."""
        relic = self.scenario.relic(jnp.exp(log_a), state.Y) * jnp.exp(4.0 * log_a) / self.unit
        return state.em + state.e + 2.0 * state.x + state.D + relic

    def slopes(self, log_a: Array, state: _State) -> _State:
        """d/dln a of the state."""
        scenario, a = self.scenario, jnp.exp(log_a)
        per_volume, a4 = self.unit / a**4, a**4 / self.unit
        per_number = self.unit**0.75 / a**3
        rho_em, rho_e, rho_x = (energy * per_volume for energy in (state.em, state.e, state.x))
        T, p_em = electromagnetic_plasma(self.order).at(rho_em)
        e = self.neutrinos(rho_e, state.n_e * per_number)
        x = self.neutrinos(rho_x, state.n_x * per_number)
        flow: Exchange = self.exchange.at(T, e.T, e.z, x.T, x.z)
        relic = scenario.relic(a, state.Y)
        H = hubble(scenario.gravitating(log_a, rho_em + rho_e + 2.0 * rho_x + relic + state.D * per_volume))
        decays = scenario.width * relic
        to_e, to_mu, to_tau = (decays * scenario.to_neutrinos[k] for k in range(3))
        to_x = 0.5 * (to_mu + to_tau)
        traceless, E_0 = rho_em - 3.0 * p_em, scenario.E_neutrinos
        return _State(
            em=a4 * (traceless + (scenario.to_plasma * decays - flow.from_plasma) / H),
            e=a4 / H * (flow.energy_e + to_e),
            x=a4 / H * (flow.energy_x + to_x),
            n_e=(flow.number_e + to_e / E_0) / (H * per_number),
            n_x=(flow.number_x + to_x / E_0) / (H * per_number),
            Y=scenario.width / H,
            D=a4 * scenario.to_dark * decays / H,
            total=a4 * (traceless + relic),
        )

    def history(self, log_a: Array, y: Array, steps: Array, finished: Array) -> MomentHistory:
        """Densities and temperatures of one point."""
        state, a = _State(*y), jnp.exp(log_a)
        per_volume, per_number = self.unit / a**4, self.unit**0.75 / a**3
        rho_em, rho_e, rho_x = (energy * per_volume for energy in (state.em, state.e, state.x))
        n_e, n_x = state.n_e * per_number, state.n_x * per_number
        e, x = self.neutrinos(rho_e, n_e), self.neutrinos(rho_x, n_x)
        T, _ = electromagnetic_plasma(self.order).at(rho_em)
        relic, dark = self.scenario.relic(a, state.Y), state.D * per_volume
        residual = state.total / self.total(log_a, state) - 1.0
        ratios = jnp.stack([e.T / T, x.T / T, x.T / e.T])
        near = jnp.abs(ratios - 1.0) < TAU_MAX * (ratios + 1.0)
        covered = jnp.all(near) & (jnp.maximum(e.z, x.z) < (1.0 - 1e-9) * Z_HIGHEST)
        densities = rho_em, rho_e, rho_x, n_e, n_x, relic, dark
        return MomentHistory(*(log_a, T, e.T, x.T, e.z, x.z), *densities, residual, covered, steps, finished)


def _error_scale(old: _State, new: _State, rtol: ArrayLike) -> _State:
    """Largest acceptable error of one step; of Y, that of the fraction e^-Y which is left."""

    def relative(a: Array, b: Array) -> Array:
        return jnp.asarray(rtol) * jnp.maximum(jnp.abs(a), jnp.abs(b))

    Y = jnp.where(old.Y < _SPENT, rtol * jnp.exp(jnp.minimum(old.Y, _SPENT)), jnp.inf)
    scale = _State(*(relative(a, b) for a, b in zip(old, new, strict=True)))
    return scale._replace(Y=Y, D=scale.D + rtol * new.em, total=jnp.asarray(jnp.inf))


def _room(rtol: ArrayLike) -> int:
    """Steps that may be tried: a method of fifth order needs rtol^(-1/5); those for 1e-10 if rtol is traced."""
    smallest = float(np.clip(rtol, _LEAST_RTOL, 1e-5)) if is_known(rtol) else _LEAST_RTOL
    return int(np.ceil(_ROOM * (smallest / 1e-5) ** -0.2))
