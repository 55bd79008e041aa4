"""A model as a function of an array, for the transformations of JAX and for samplers and optimisers of others."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.model import Model
from reheaton.models.points import refuse_no_model, refuse_no_observable


def function(
    model: type[Model], names: Iterable[str], observables: Iterable[str], **fixed: Any
) -> Callable[[ArrayLike], Array]:
    """A pure function from an array of parameters to the array of observables.

    It takes the parameters `names`, shape (len(names),), each a number in its declared unit, and returns the
    `observables`, shape (len(observables),), in theirs. `fixed` are the other parameters and options, as a model takes
    them. `jax.jit`, `jax.vmap`, and `jax.grad`, `jax.jacfwd` and `jax.jacrev` of first order act on it. Raises
    InvalidInput for names that the model does not have, or that are given twice.

    Called with numbers it raises InvalidInput and NumericalFailure as `Model.solve`. Inside a transformation JAX hides
    the numbers: a point that fails is NaN, and a value outside its declared range is not refused, so keep to the range.
    Limits and checks are not looked at.

    >>> import jax, numpy as np, reheaton as rh
    >>> seen = ["T_RH", "delta_N_eff_cmb"]
    >>> f = rh.function(rh.TwinSterileNeutrino, ["m_nu", "vev_ratio"], seen, m_N=80, relic="fluid")
    >>> [float(f"{x:.3g}") for x in f([1.5e-9, 4.0])]
    [0.0121, 0.0734]
    >>> slopes = jax.jacfwd(f)(np.array([1.5e-9, 4.0]))
    >>> slopes.shape, bool(slopes[1, 1] < 0.0)
    ((2, 2), True)
    """
    refuse_no_model(model)
    parameters = {parameter.name: parameter for parameter in model.PARAMETERS}
    wanted = _parameters(model, names, parameters, fixed)
    seen = distinct_names("observables", observables)
    for name in seen:
        refuse_no_observable(model, name)
    declared = model.declarations()
    for name, value in fixed.items():
        if name not in declared:
            hint = did_you_mean(name, declared)
            raise InvalidInput(f"{quoted(name)} is neither a parameter nor an option of {model.NAME}: {hint}")
        declared[name].parse(value)

    def observe(values: ArrayLike) -> Array:
        array = jnp.asarray(values, dtype=float)
        if array.shape != (len(wanted),):
            raise InvalidInput(
                f"the array of {', '.join(wanted)} must have the shape ({len(wanted)},), not {array.shape}."
            )
        values_at: dict[str, Any] = {name: array[i] for i, name in enumerate(wanted)}
        found = model(**fixed, **values_at).solve().observables
        for name in seen:
            if name not in found:
                raise InvalidInput(f"{name} is not among the observables at these parameters and options.")
        return jnp.stack([jnp.asarray(found[name], dtype=float) for name in seen])

    return observe


def distinct_names(what: str, names: Any) -> tuple[str, ...]:
    """Names as a tuple. Raises InvalidInput unless they are some texts, each given once."""
    given = None if isinstance(names, str) or not isinstance(names, Iterable) else tuple(names)
    if not given or not all(isinstance(name, str) for name in given):
        raise InvalidInput(f"{what} must be a list of names, not {quoted(names)}.")
    for name in given:
        if given.count(name) > 1:
            raise InvalidInput(f"{name} is given twice among the {what}.")
    return given


def _parameters(
    model: type[Model], names: Any, parameters: Mapping[str, Any], fixed: Mapping[str, Any]
) -> tuple[str, ...]:
    """The names of the parameters that the function takes."""
    wanted = distinct_names("names", names)
    for name in wanted:
        if name in (option.name for option in model.OPTIONS):
            raise InvalidInput(f"{name} is an option of {model.NAME}: only parameters can be among the names.")
        if name not in parameters:
            raise InvalidInput(f"{quoted(name)} is not a parameter of {model.NAME}: {did_you_mean(name, parameters)}")
        if name in fixed:
            raise InvalidInput(f"{name} is among the names and has a value: keep one of them.")
    return wanted
