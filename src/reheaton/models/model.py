"""The base of every model: declared parameters and options -> universe -> background -> observables, limits, flags.

A model is one file. It declares what it takes and what it gives, builds a universe from its parameters, and reads its
observables off the solved background; checking input, compiling, batching and differentiating are done here.
"""

import abc
import dataclasses
import functools
import math
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

import reheaton.backend  # noqa: F401  (switches JAX to float64)
from reheaton.backend.jax_setup import outer_jit
from reheaton.errors import InvalidInput, NumericalFailure, did_you_mean
from reheaton.matter.bath import Baths
from reheaton.models.result import Result
from reheaton.probes.check import Flag
from reheaton.probes.limits.limit import Limit
from reheaton.probes.parameter import Option, Parameter, is_traced
from reheaton.production.distribution import Distribution
from reheaton.universe.background import MESSAGES, SOLVED, UNDEFINED, Background
from reheaton.universe.evolve import evolve
from reheaton.universe.schedule import tabulate
from reheaton.universe.universe import Universe

Values = dict[str, Any]
Report = Callable[[str, float], None]
"""Told what is being done, and the fraction that is done."""
FIRST_LAW: Final = 1e-2
"""First-law residual above which an answer is flagged; converged solutions stay below 1e-3."""


class Model(abc.ABC):
    """A physical model at one point of its parameters.

    Parameters and options are keyword arguments alike; a parameter may be text with a unit ("10 GeV") or a JAX tracer.
    Raises InvalidInput.
    """

    NAME: ClassVar[str]
    SUMMARY: ClassVar[str]
    PARAMETERS: ClassVar[tuple[Parameter, ...]]
    OPTIONS: ClassVar[tuple[Option, ...]] = ()
    OBSERVABLES: ClassVar[dict[str, tuple[str, str]]]
    """Name -> (unit, meaning)."""
    UNTIL: ClassVar[tuple[str, float]]
    """Sector and temperature [GeV] down to which the universe is evolved."""
    CITATIONS: ClassVar[tuple[str, ...]] = ()
    tables: Any = None
    """What `load` gave; `observe` finds it here."""

    def __init__(self, **values: Any) -> None:
        known = [item.name for item in (*self.PARAMETERS, *self.OPTIONS)]
        for name in values:
            if name not in known:
                raise InvalidInput(
                    f"{name!r} is neither a parameter nor an option of {self.NAME}: {did_you_mean(name, known)}"
                )
        for parameter in self.PARAMETERS:
            if parameter.required and parameter.name not in values:
                raise InvalidInput(f"{parameter.name} must be given: {parameter.meaning}, {parameter.allowed}.")
        self.parameters: Values = {p.name: p.parse(values.get(p.name, p.default)) for p in self.PARAMETERS}
        self.options: Values = {o.name: o.parse(values.get(o.name, o.default)) for o in self.OPTIONS}
        self.prepare(frozenset(values))

    @classmethod
    def _of(cls, parameters: Values, options: Values, tables: Any = None) -> "Model":
        """An instance whose input has already been checked."""
        model = object.__new__(cls)
        model.parameters, model.options, model.tables = parameters, options, tables
        return model

    def at(self, changes: Values) -> "Model":
        """The same model with some parameters, already checked, changed."""
        return self._of(self.parameters | changes, self.options)

    def prepare(self, given: frozenset[str]) -> None:  # noqa: B027  (a hook: doing nothing is right for most models)
        """Check parameters against each other and settle those that follow from others; `given` are the user's."""

    @abc.abstractmethod
    def universe(self) -> Universe:
        """The universe of this point, in GeV. Called under `jax.jit`."""

    @abc.abstractmethod
    def observe(self, background: Background) -> dict[str, Array]:
        """The observables, each a scalar in its declared unit. Called under `jax.jit`."""

    def baths(self) -> Baths:
        """The tables of the baths; a model whose universe takes time to build can give them without it."""
        return tabulate(self.universe())

    def load(self, report: Report | None = None) -> Any:
        """Tables that `observe` needs and that take time to read or to make: any pytree of arrays, kept by the model.

        They may depend on the options, not on the values of parameters. `report` is told the progress.
        """
        return None

    def distributions(self, background: Background) -> dict[str, Distribution]:
        """Phase-space distributions of what was produced, by name. Called under `jax.jit`."""
        return {}

    def undefined(self, observables: Mapping[str, Any]) -> str:
        """Why observables are NaN, and what to do about it."""
        return MESSAGES[UNDEFINED]

    @classmethod
    def citations(cls, options: Mapping[str, Any]) -> tuple[str, ...]:
        """BibTeX keys of everything used with these options."""
        return cls.CITATIONS

    def limits(self, observables: Mapping[str, Any]) -> list[Limit]:
        """Experimental limits on the observables."""
        return []

    def flags(self, observables: Mapping[str, Any]) -> list[Flag]:
        """What is outside the approximation, with numbers."""
        return []

    def diagnostics(self) -> dict[str, Any]:
        """Further numbers worth keeping with the result."""
        return {}

    def solve(self) -> Result:
        """Solve this point. Raises NumericalFailure with the cure.

        Under a JAX transformation (jit, vmap, grad, jvp) the observables are traced; limits and flags need numbers and
        stay empty, and a point that failed has NaN observables and its result code in the diagnostics.
        """
        names = tuple(name for name, value in self.parameters.items() if value is not None)
        values = tuple(jnp.asarray(self.parameters[name], dtype=float) for name in names)
        problem = Problem(type(self), names, tuple(self.options.items()))
        known = what_is_known(self)
        if any(is_traced(value) for value in values):
            observables, code = traced_observables(problem, values, known)
            return self._result(self._declared(observables), {"result_code": code})
        observables, code, residual, steps = _solve(problem, values, known)
        if code != SOLVED:
            raise NumericalFailure(f"{self.NAME} did not solve: {MESSAGES[int(code)]}.")
        plain = {name: value.item() for name, value in self._declared(observables).items()}
        if any(math.isnan(value) for value in plain.values()):
            raise NumericalFailure(f"{self.NAME} did not solve: {self.undefined(plain)}.")
        diagnostics = {"first_law_residual": float(residual), "steps": int(steps), **self.diagnostics()}
        flags = self.flags(plain) + _first_law_flag(float(residual))
        result = self._result(plain, diagnostics, self.limits(plain), flags)
        later = (functools.partial(compute, problem, values, known) for compute in (_background, _distributions))
        return dataclasses.replace(result, **dict(zip(("history", "spectra"), later, strict=True)))

    def _declared(self, observables: Values) -> Values:
        """The observables in the order of their declaration. Raises InvalidInput for one that is not declared."""
        undeclared = sorted(set(observables) - set(self.OBSERVABLES))
        if undeclared:
            raise InvalidInput(f"{self.NAME} observes {', '.join(undeclared)}, which OBSERVABLES does not declare.")
        return {name: observables[name] for name in self.OBSERVABLES if name in observables}

    def _result(
        self,
        observables: Values,
        diagnostics: Values,
        limits: list[Limit] | None = None,
        flags: list[Flag] | None = None,
    ) -> Result:
        units = {name: self.OBSERVABLES[name][0] for name in observables}
        units |= {parameter.name: parameter.unit for parameter in self.PARAMETERS}
        return Result(
            self.NAME, dict(self.parameters), dict(self.options), observables, units, limits or [], flags or [],
            diagnostics, self.citations(self.options),
        )  # fmt: skip


def _first_law_flag(residual: float) -> list[Flag]:
    if residual < FIRST_LAW:
        return []
    message = f"energy is conserved only to {residual:.2g}: a bath takes up heat at another temperature than assumed."
    return [Flag("first_law", residual, message)]


@dataclasses.dataclass(frozen=True)
class Problem:
    """What is known before numbers are: model class, names of the parameters given, and options. Hashable."""

    cls: type[Model]
    names: tuple[str, ...]
    options: tuple[tuple[str, Any], ...]

    def model(self, values: tuple[Any, ...], tables: Any = None) -> Model:
        """The model at given values of the parameters."""
        absent = {parameter.name: None for parameter in self.cls.PARAMETERS}
        return self.cls._of(absent | dict(zip(self.names, values, strict=True)), dict(self.options), tables)


class Known(NamedTuple):
    """What is computed outside the compiled kernels: the tables of the baths, if all matter is known, and `load`'s."""

    baths: Baths | None
    tables: Any


def what_is_known(model: Model) -> Known:
    """The tables of a model; those of the baths are None where JAX traces its matter."""
    baths = model.baths()
    traced = any(is_traced(leaf) for leaf in jax.tree.leaves(baths))
    if model.tables is None:
        model.tables = model.load()
    return Known(None if traced else baths, model.tables)


def _observe(
    problem: Problem, values: tuple[Array, ...], known: Known, unroll: bool
) -> tuple[dict[str, Array], Background]:
    model, background = _evolved(problem, values, known, unroll)
    return model.observe(background), background


def _evolved(
    problem: Problem, values: tuple[Array, ...], known: Known, unroll: bool = False
) -> tuple[Model, Background]:
    model = problem.model(values, known.tables)
    return model, evolve(model.universe(), until=model.UNTIL, baths=known.baths, unroll=unroll)


@functools.partial(outer_jit, static_argnums=0)
def _solve(problem: Problem, values: tuple[Array, ...], known: Known) -> tuple[dict[str, Array], Array, Array, Array]:
    """Observables, result code, first-law residual and steps."""
    observables, background = _observe(problem, values, known, unroll=False)
    return observables, background.code, background.first_law_residual, background.trajectory.steps


@functools.partial(outer_jit, static_argnums=0)
def _background(problem: Problem, values: tuple[Array, ...], known: Known) -> Background:
    """The history alone, compiled only for those who look at it."""
    return _evolved(problem, values, known)[1]


@functools.partial(outer_jit, static_argnums=0)
def _distributions(problem: Problem, values: tuple[Array, ...], known: Known) -> dict[str, Distribution]:
    """The distributions alone, compiled only for those who look at them."""
    model, background = _evolved(problem, values, known)
    return model.distributions(background)


def checked_observables(
    problem: Problem, values: tuple[Array, ...], known: Known, unroll: bool
) -> tuple[dict[str, Array], Array]:
    """Observables, NaN where the point failed or they are not defined, and the result code."""
    observables, background = _observe(problem, values, known, unroll)
    good = background.code == SOLVED
    undefined = jnp.any(jnp.stack([jnp.isnan(jnp.asarray(value, dtype=float)) for value in observables.values()]))
    code = jnp.where(good & undefined, UNDEFINED, background.code)
    return {name: jnp.where(good, value, jnp.nan) for name, value in observables.items()}, code


@functools.partial(jax.custom_jvp, nondiff_argnums=(0,))
@functools.partial(jax.jit, static_argnums=0)
def traced_observables(problem: Problem, values: tuple[Array, ...], known: Known) -> tuple[dict[str, Array], Array]:
    """Observables under a JAX transformation, differentiable in both modes.

    The integration is a loop of unknown length, which only forward mode can differentiate; with few parameters the
    whole Jacobian in forward mode is cheap, and a product with it can be transposed for reverse mode. Without known
    baths their tables are made, and differentiated, inside.
    """
    return checked_observables(problem, values, known, unroll=False)


@functools.partial(traced_observables.defjvp, symbolic_zeros=True)
def _traced_observables_jvp(problem: Problem, primals: Any, tangents: Any) -> Any:
    (values, known), (directions, _) = primals, tangents
    moving = [i for i, d in enumerate(directions) if not isinstance(d, jax.custom_derivatives.SymbolicZero)]

    jacobian, result = _jacobian(problem, tuple(moving), values, known)
    tangent = {name: sum(row[j] * directions[i] for j, i in enumerate(moving)) for name, row in jacobian.items()}
    return result, (tangent, jnp.zeros(result[1].shape, dtype=jax.dtypes.float0))


@functools.partial(jax.jit, static_argnums=(0, 1))
def _jacobian(problem: Problem, moving: tuple[int, ...], values: tuple[Array, ...], known: Known) -> Any:
    """Derivatives of the observables by the parameters numbered `moving`; and (observables, result code)."""

    def of_moving(chosen: tuple[Array, ...]) -> Any:
        everything = dict(enumerate(values)) | dict(zip(moving, chosen, strict=True))
        result = checked_observables(problem, tuple(everything.values()), known, unroll=False)
        return result[0], result

    return jax.jacfwd(of_moving, has_aux=True)(tuple(values[i] for i in moving))
