"""Inputs at which the program is known to fail, or to say less than is true: what happens, why, and what helps.

`tests/test_known_failures.py` checks each line: that it still fails in this way, and that the cure works. A line whose
failure is mended fails its test, and is then removed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

import reheaton as rh

TWIN = {"m_N": 30.0, "vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}


@dataclass(frozen=True)
class KnownFailure:
    """One line of the table. `fails` and `cured` are true of what they return today."""

    what: str
    happens: str
    why: str
    cure: str
    fails: Callable[[], bool]
    cured: Callable[[], bool]


def twin(**values: Any) -> rh.Result:
    return rh.TwinSterileNeutrino(**TWIN | values).solve()


def fails_with(words: str, action: Callable[[], Any]) -> bool:
    """Whether an action fails, with a sentence that has these words."""
    try:
        action()
    except (rh.NumericalFailure, rh.InvalidInput, NotImplementedError, ValueError) as error:
        return words in f"{type(error).__name__}: {error}"
    return False


def residual(**values: Any) -> float:
    return twin(m_nu=1e-14, **values).diagnostics["first_law_residual"]


def log_T_RH(log_m_nu: Any) -> Any:
    return jax.numpy.log(twin(m_nu=jax.numpy.exp(log_m_nu)).observables["T_RH"])


def central_difference() -> float:
    """The second derivative of ln T_RH by ln m_nu, from first ones at steps of 1%."""
    slope, at = jax.grad(log_T_RH), np.log(1e-7)
    return float(slope(at + 0.01) - slope(at - 0.01)) / 0.02


def answers(target: float, *between: tuple[float, float]) -> int:
    found = rh.solve_for(rh.TwinSterileNeutrino, "m_nu", *between, observable="delta_N_eff_bbn", target=target, **TWIN)
    return int(found.crossings[0])


TABLE = [
    KnownFailure(
        what="second derivatives of an observable",
        happens="NotImplementedError",
        why="adaptive steps between splines have first derivatives alone",
        cure="central differences of jax.grad, with steps of 1%",
        fails=lambda: fails_with(
            "second derivatives of a solution are not available", lambda: jax.hessian(log_T_RH)(np.log(1e-7))
        ),
        # T_RH goes as the root of Gamma, and g_* bends it: 0.5 and a second derivative below 0.1.
        cured=lambda: abs(central_difference()) < 0.1,
    ),
    KnownFailure(
        what="N that decays after e+e- annihilation, neutrinos in equilibrium: m_N = 30 GeV, m_nu = 1e-14 eV",
        happens="the first law is violated by 16%, and flagged; T_RH = 3.3 keV is 15% low",
        why="one entropy curve holds e+e- and departed neutrinos, which take no heat in truth",
        cure="sm_neutrinos = decoupled",
        fails=lambda: 0.15 < residual() < 0.17,
        cured=lambda: residual(sm_neutrinos="decoupled") < 1e-4,
    ),
    KnownFailure(
        what="N that decays after recombination: m_N = 1 GeV, Gamma_N = 1e-41 GeV",
        happens="T_RH = 0, as if N never decayed",
        why="a universe is solved down to the temperature of recombination, 0.26 eV",
        cure="none needed for limits, as recombination excludes the point; a class of one's own with a lower UNTIL",
        fails=lambda: twin(m_N=1.0, Gamma_N=1e-41).observables["T_RH"] == 0.0,
        cured=lambda: not twin(m_N=1.0, Gamma_N=1e-41).allowed,
    ),
    KnownFailure(
        what="N that decays 1e16 times faster than H at the start: Gamma_N = 1e-4 GeV, T_f = 0.1 GeV",
        happens="NumericalFailure: the integration did not finish",
        why="steps are explicit, and follow the decay",
        cure="start hotter; the point is flagged even so, as N decays before the sectors part",
        fails=lambda: fails_with(
            "the integration did not finish", lambda: twin(m_N=0.1, vev_ratio=100.0, Gamma_N=1e-4, T_f=0.1, T_dec=0.09)
        ),
        cured=lambda: "decays_before_T_dec" in {flag.name for flag in twin(Gamma_N=1e-4).flags},
    ),
    KnownFailure(
        what="two answers within half a decade: m_nu at Delta N_eff(BBN) = 0.049, just above its least value 0.0468",
        happens="`solve_for` says that there is no answer",
        why="the first look has two points in each decade",
        cure="between = ends that hold one of them",
        fails=lambda: answers(0.049) == 0,
        cured=lambda: answers(0.049, (1e-9, 1.5e-8)) == 1,
    ),
]  # fmt: skip
