"""Points that are really solved: few structures, so that each is compiled once, at values from all of the ranges."""

import math
from random import Random
from typing import Any, Final

import numpy as np

import reheaton as rh
from fuzzing.case import Case, Nonsense, SilentNaN
from fuzzing.number_makers import Asked, inside
from reheaton.universe.outcome import Outcome

POINTS: Final = 6
"""Points of a batch: one size, as another one would be compiled anew."""
_STRUCTURES: Final[tuple[tuple[Any, dict[str, Asked], dict[str, Any]], ...]] = (
    (rh.DodelsonWidrow, {"m_s": Asked("", 0.1, 1e3), "sin2_2theta": Asked("", 1e-25, 1.0)}, {"limits": "all"}),
    (rh.TwinSterileNeutrino,
     {"m_N": Asked("", 0.1, 1e4), "m_nu": Asked("", 1e-20, 1e6), "vev_ratio": Asked("", 1.0, 100.0), "T_dec": Asked("",
      0.01, 1e5),
      "T_f": Asked("", 0.1, 1e6)}, {}),
    (rh.TwinSterileNeutrino,
     {"m_N": Asked("", 0.1, 1e4), "m_nu": Asked("", 1e-20, 1e6), "vev_ratio": Asked("", 1.0, 100.0), "m_s": Asked("",
      0.1, 1e3),
      "sin2_2theta": Asked("", 1e-20, 1.0), "sin2_2theta_x": Asked("", 0.0, 1.0)}, {"limits": "all"}),
    (rh.InverseSymmetryBreaking,
     {"M_N": Asked("", 1e3, 1e18), "lambda_portal": Asked("", 1e-12, 1.0), "T_max": Asked("", 1.0, 1e19),
      "T_star": Asked("", 1e-3, 1e22),
      "c_phi": Asked("", 1e-6, 4.0)}, {}),
)  # fmt: skip


def make(random: Random) -> Case:
    """A small batch, or an inverse question, of a structure that has been compiled before, or will be again."""
    if random.random() < 0.1:
        return _question(random)
    model, ranges, options = random.choice(_STRUCTURES)
    values = {name: [_value(random, what) for _ in range(POINTS)] for name, what in ranges.items()}
    if "T_dec" in values:
        values["T_dec"] = [min(low, 0.99 * high) for low, high in zip(values["T_dec"], values["T_f"], strict=True)]
        values["T_dec"] = [max(low, 0.01) for low in values["T_dec"]]
    if "T_max" in values:
        values["T_max"] = [mass * 10.0 ** random.uniform(-1.99, 0.99) for mass in values["M_N"]]
    shown = ", ".join(f"{name}={value!r}" for name, value in {**values, **options}.items())
    return Case(
        f"rh.solve_batch(rh.{model.__name__}, {shown})",
        lambda: rh.solve_batch(model, threads=1, **values, **options),
        judge,
        accepted=True,
        seconds=300.0,
    )


def _question(random: Random) -> Case:
    masses, target = [inside(random, Asked("", 0.1, 1e3)) for _ in range(3)], inside(random, Asked("", 1e-6, 10.0))
    observable = random.choice(("Omega_h2", "T_peak", "k_half_mode"))
    return Case(
        f"rh.solve_for(rh.DodelsonWidrow, 'sin2_2theta', m_s={masses}, observable={observable!r}, target={target!r})",
        lambda: rh.solve_for(
            rh.DodelsonWidrow, "sin2_2theta", m_s=masses, observable=observable, target=target, threads=1
        ),
        _judge_answers,
        accepted=True,
        seconds=300.0,
    )


def _judge_answers(found: Any) -> None:
    judge(found.result)
    if np.any(found.answered & ~np.isfinite(found.values)) or np.any(~np.isnan(found.values) & (found.crossings < 1)):
        raise Nonsense("values do not fit to what is answered")
    low, high = found.between
    inside_ends = (found.values >= low) & (found.values <= high)
    if np.any(found.answered & ~inside_ends):
        raise Nonsense(f"{found.values} are not between the ends")


def _value(random: Random, what: Asked) -> float:
    return random.choice((what.low, what.high)) if random.random() < 0.1 else inside(random, what)


def judge(result: Any) -> None:
    """Raises SilentNaN for what is no number at a solved point, and Nonsense for flags and limits that do not fit."""
    solved = np.asarray(result.codes) == Outcome.SOLVED
    for name, values in result.observables.items():
        wrong = solved & ~np.isfinite(np.asarray(values, dtype=float))
        if np.any(wrong):
            raise SilentNaN(f"{name} = {np.asarray(values)[wrong].flat[0]!r} at point {np.argwhere(wrong)[0]}")
        if np.any(
            np.isfinite(np.asarray(values, dtype=float)) & ~solved & (np.asarray(result.codes) != Outcome.UNDEFINED)
        ):
            raise Nonsense(f"{name} has a number at a point that failed")
    for limit in result.limits:
        for kind in ("margin", "log_margin"):
            margin = np.asarray(getattr(limit, kind))
            if np.any(solved & (np.isnan(margin) | (margin == -math.inf))):
                raise SilentNaN(f"{kind} of {limit.name} is {margin}")
        if np.any(np.asarray(limit.allowed) & ~solved & ~np.isinf(np.asarray(limit.margin))):
            raise Nonsense(f"{limit.name} allows a point that failed")
    if np.any(np.asarray(result.allowed) & ~solved):
        raise Nonsense("a point that failed is allowed")
    if np.any(solved & ~np.isfinite(np.asarray(result.diagnostics["first_law_residual"]))):
        raise SilentNaN("the first-law residual is no number")
