"""Runs of Cobaya with the model whose posterior is known, and the sampler's settings that tests need."""

from pathlib import Path
from typing import Any

from tests.posterior import known_posterior

import reheaton as rh

MODEL = f"{Path(known_posterior.__file__).resolve()}:Known"
THEORY = "reheaton.cobaya.ModelTheory"
LIMITS = "reheaton.cobaya.Limits"
MEASURED = {"x_seen": {"mean": 1.0, "sd": 0.3}, "sum_seen": {"mean": 1.0, "sd": 0.2}}
FLAT = {"x": {"prior": {"min": -2.0, "max": 4.0}}, "y": {"prior": {"min": -3.0, "max": 3.9}}}
WIDE = {name: {"prior": {"min": -6.0, "max": 6.0}} for name in ("x", "y")}


class Shy(known_posterior.Known):
    """The known model with a parameter that need not be there."""

    z: float | None = rh.parameter("GeV", "a third dial, which nothing depends on", default=None)


def info(params: dict[str, Any], likelihood: dict[str, Any] | None = None, **theory: Any) -> dict[str, Any]:
    """Input of Cobaya: the known model with these parameters, and both Gaussians as the likelihood."""
    like = {"measured": MEASURED, "limits": []} if likelihood is None else likelihood
    return {"theory": {THEORY: {"model": MODEL, **theory}}, "likelihood": {LIMITS: like}, "params": params}
