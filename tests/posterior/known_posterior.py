"""A model whose posterior is known in closed form: two parameters, in a universe that costs next to nothing."""

import functools

import jax.numpy as jnp
import numpy as np
import pytest

import reheaton as rh
from reheaton.models.model import Model
from reheaton.models.result import Result
from reheaton.posterior import nested
from reheaton.posterior.evaluation import Question
from reheaton.posterior.likelihood import Likelihood
from reheaton.posterior.priors import Priors
from reheaton.probes.parameter import is_traced
from reheaton.scan.sample_section import PriorNumbers


class Dials(rh.Probe):
    """Shows the parameters of the model, and a limit on one of them."""

    x: float
    y: float
    OBSERVABLES = {
        "x_seen": rh.Observable("GeV", "x as it is seen"),
        "sum_seen": rh.Observable("GeV", "x + y/2"),
        "cloud": rh.Observable("", "NaN where y is above 4"),
    }

    def observe(self, background, events, tables):
        clear = jnp.where(self.y > 4.0, jnp.nan, 0.0)
        return {"x_seen": self.x, "sum_seen": self.x + 0.5 * self.y, "cloud": clear}

    def limits(self, found):
        return [rh.Limit("least of x", found["x_seen"], 0.1, upper=False, confidence=0.95, citation="nobody")]

    def checks(self, found):
        return [rh.Check("x_too_large", found["x_seen"], "x = {value:g} is too large.", above=4.5, voids=True)]


class Known(Model):
    """Photons, and two dials."""

    x: float = rh.parameter("GeV", "one dial", minimum=-10.0, maximum=10.0, symbol="x")
    y: float = rh.parameter("GeV", "another dial", minimum=-10.0, maximum=10.0)
    side: str = rh.option(("left", "right"), "nothing")

    def check(self):
        if not is_traced(self.x) and np.any(np.asarray(self.x) < -4.0):
            raise rh.InvalidInput(f"x = {np.min(self.x):g} GeV must be above -4 GeV.")

    def universe(self):
        return rh.Universe([rh.standard_model()], start=1e-3)

    def probes(self):
        return [Dials(self.x, self.y)]


MEAN, SD_X, SD_SUM = 1.0, 0.3, 0.2
FLAT = {"x": PriorNumbers(-2.0, 4.0), "y": PriorNumbers(-3.0, 3.9)}


def question(priors=FLAT, **measured: tuple[float, float]) -> Question:
    """x is 1 +- 0.3 and x + y/2 is 1 +- 0.2, with flat priors around, unless said otherwise; no limit acts."""
    measured = measured or {"x_seen": (MEAN, SD_X), "sum_seen": (MEAN, SD_SUM)}
    return Question(Known, {}, Priors(priors), Likelihood(measured, limits=()))


def little_effort(patch: pytest.MonkeyPatch) -> None:
    """What two Gaussian dimensions need: few live points, and one network instead of four."""
    import nautilus

    patch.setattr(nested, "LIVE", 200)
    patch.setattr(nautilus, "Sampler", functools.partial(nautilus.Sampler, n_networks=1))


def solved(**values) -> Result:
    return rh.solve_batch(Known, **values)
