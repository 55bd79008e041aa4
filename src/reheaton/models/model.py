"""The base of every model: its fields are its parameters, its universe is solved, and its probes are read off it.

    fields -> universe() -> Background -> probes() -> observables, limits, checks

A model is one file. Checking input, compiling, batching and differentiating are done elsewhere (`declare`, `compiled`).
"""

import abc
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from reheaton.backend.progress import Progress
from reheaton.cosmology import T_CMB
from reheaton.models import compiled, reading
from reheaton.models.result import Result
from reheaton.models.written import probes_of
from reheaton.probes.check import Check
from reheaton.probes.declare import Declared, option
from reheaton.probes.limits.sets import SETS
from reheaton.probes.probe import Observable, Probe
from reheaton.universe.universe import Universe


class Model(Declared):
    """A physical model at one point of its parameters, which are its fields.

    Parameters and options are keyword arguments alike; a parameter is a number in its declared unit, text with a unit
    ("10 GeV"), a quantity of pint or astropy, or a JAX tracer.
    A model is a JAX pytree: `jax.jit`, `jax.vmap` and `jax.grad` act on it, and `jax.jacfwd(f)(model)` is a model of
    derivatives. Raises InvalidInput.

    >>> import reheaton as rh
    >>> class Photons(rh.Model):
    ...     T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1e-3, maximum=1e3)
    ...     def universe(self):
    ...         return rh.Universe([rh.standard_model()], start=self.T_start)
    ...     def probes(self):
    ...         return []
    >>> Photons(T_start="1 GeV")
    Photons(T_start=1 GeV)
    """

    NAME: ClassVar[str]
    """Name on the command line and in cards; by default the class name with hyphens."""
    SUMMARY: ClassVar[str]
    """The model in one line; by default the first line of the docstring."""
    UNTIL: ClassVar[tuple[str, float]] = ("sm", T_CMB)
    """Sector and temperature [GeV] down to which the universe is solved."""
    CITATIONS: ClassVar[tuple[str, ...]] = ()
    """BibTeX keys of what the model uses beside its probes."""

    limits: str = option(SETS, "set of experimental limits: the best published, those of the paper, or all",
                         limits_only=True)  # fmt: skip

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "NAME" not in vars(cls):
            cls.NAME = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()
        if "SUMMARY" not in vars(cls):
            cls.SUMMARY = (vars(cls).get("__doc__") or "").strip().partition("\n")[0].rstrip(".")

    @abc.abstractmethod
    def universe(self) -> Universe:
        """The universe of this point, in GeV. JAX traces it: it computes with `jax.numpy`."""

    @abc.abstractmethod
    def probes(self) -> Sequence[Probe]:
        """What is read off the universe, each with the numbers it needs. Computes nothing itself."""

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        """Checks of the model beside those of its probes; `found` holds all observables, see `Probe.checks`."""
        return ()

    def diagnostics(self) -> Mapping[str, Any]:
        """Further numbers worth keeping with the result of one point."""
        return {}

    def citations(self, probes: Sequence[Probe] | None = None) -> tuple[str, ...]:
        """BibTeX keys of everything used at this point; `probes` are those of `probes()` if they are at hand."""
        probes = probes_of(self) if probes is None else probes
        return tuple(dict.fromkeys([*self.CITATIONS, *(key for probe in probes for key in probe.citations())]))

    def solve(self, progress: Progress | None = None) -> Result:
        """Solve this point; `progress` is told what is being prepared. Raises NumericalFailure with the cure.

        Under a JAX transformation the observables are traced: limits and checks need numbers and stay empty, and a
        point that failed has NaN observables and its `Outcome` in `codes`.
        """
        solved = compiled.solve(self, compiled.prepare(self, progress))
        return reading.result(self, solved)

    @classmethod
    def example(cls, **options: Any) -> Self:
        """A model with every parameter given, by defaults or from the middle of the range: it shows what there is."""
        return reading.example(cls, options)

    @classmethod
    def observables(cls) -> dict[str, Observable]:
        """What the probes of this class may observe, by name."""
        return {name: item for probe in probes_of(cls.example()) for name, item in probe.OBSERVABLES.items()}
