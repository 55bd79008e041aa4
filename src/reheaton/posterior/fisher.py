"""Fisher forecasts: how well measured observables would determine parameters, from derivatives at one point."""

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jax
import numpy as np

from reheaton.errors import InvalidInput, Note, NumericalFailure, did_you_mean, quoted
from reheaton.models.function import distinct_names, function
from reheaton.models.model import Model
from reheaton.models.named import Named
from reheaton.models.points import refuse_no_model
from reheaton.probes.quantity import in_unit

SINGULAR: Final = 1e-10
"""Smallest eigenvalue of the scaled matrix, over the largest, that is told from 0: derivatives are good to about 1e-5,
and the matrix has their squares."""


@dataclass(frozen=True)
class Forecast:
    """What a measurement would say of parameters, in the Gaussian approximation around one point."""

    names: tuple[str, ...]
    """The parameters, in the order of rows and columns."""
    values: Mapping[str, float]
    """Where the derivatives are taken, in declared units."""
    units: Mapping[str, str]
    jacobian: np.ndarray
    """Derivatives of the observables by the parameters, (observables, parameters)."""
    matrix: np.ndarray
    """The Fisher matrix, (parameters, parameters), in inverse units."""
    covariance: np.ndarray
    """Its inverse."""

    @property
    def sd(self) -> Mapping[str, float]:
        """Standard error of each parameter, the others not being known, in declared units."""
        return Named(zip(self.names, np.sqrt(np.diag(self.covariance)).tolist(), strict=True))

    @property
    def correlation(self) -> np.ndarray:
        """Correlation of the errors, (parameters, parameters)."""
        sd = np.sqrt(np.diag(self.covariance))
        return self.covariance / np.outer(sd, sd)


def fisher(model: type[Model], names: Iterable[str], sd: Mapping[str, Any], **values: Any) -> Forecast:
    """Fisher forecast of the parameters `names` from observables with standard deviations `sd`, independent Gaussians.

        F_ij = sum_a (dO_a/dp_i) (dO_a/dp_j)/sd_a^2,   covariance = F^-1

    (Tegmark, Taylor & Heavens 1997, arXiv:astro-ph/9603021, Eq. 15 with a fixed covariance of the data, and the
    Cramer-Rao bound of their section 2.) `values` are all parameters, those of `names` among them, and options; `sd`
    are numbers in the units of the observables, or text with a unit. Standard errors are in declared units. Raises
    InvalidInput where the observables do not determine the parameters, with the direction that is free, and
    NumericalFailure. Valid where observables are linear in the parameters across the errors: a Note names a parameter
    whose standard error reaches beyond its allowed range, and so one that is positive and smaller than its error.

    >>> import reheaton as rh
    >>> sd = {"Omega_h2": 0.0012, "k_half_mode": "1.7 h/Mpc"}
    >>> found = rh.fisher(rh.DodelsonWidrow, ["m_s", "sin2_2theta"], sd, m_s=7, sin2_2theta=1.924e-9)
    >>> found.names, found.matrix.shape, found.sd["m_s"] < 1.0
    (('m_s', 'sin2_2theta'), (2, 2), True)
    """
    refuse_no_model(model)
    wanted = distinct_names("names", names)
    errors = _errors(model, sd)
    missing = [name for name in wanted if name not in values]
    fixed = {name: value for name, value in values.items() if name not in wanted}
    observe = function(model, wanted, list(errors), **fixed)
    if missing:
        raise InvalidInput(f"{' and '.join(missing)} must have a value, at which derivatives are taken.")
    parameters = {parameter.name: parameter for parameter in model.PARAMETERS}
    point = {name: parameters[name].parse(values[name]) for name in wanted}
    if nothing := [name for name, value in point.items() if value is None]:
        raise InvalidInput(f"{nothing[0]} = none has no derivative: give it a number.")
    at = np.array(list(point.values()), dtype=float)
    observe(at)  # numbers are checked here, which inside the derivative are hidden
    jacobian = np.asarray(jax.jacfwd(observe)(at))
    if not np.isfinite(jacobian).all():
        row, column = np.argwhere(~np.isfinite(jacobian))[0]
        raise NumericalFailure(f"the derivative of {list(errors)[row]} by {wanted[column]} is not finite here.")
    scaled = jacobian / np.array(list(errors.values()))[:, None]
    forecast = Forecast(
        names=wanted,
        values=point,
        units={name: parameters[name].unit for name in wanted},
        jacobian=jacobian,
        matrix=scaled.T @ scaled,
        covariance=_covariance(scaled, wanted),
    )
    for name, error in forecast.sd.items():
        if not parameters[name].admits(point[name] + np.array([-error, error])).all():
            warnings.warn(
                f"{name} = {point[name]:.4g} +- {error:.2g} reaches beyond its allowed range,"
                f" {parameters[name].allowed}: a forecast is valid where observables are linear in the parameters"
                " across the errors.",
                Note,
                stacklevel=2,
            )
    return forecast


def _covariance(scaled: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """The inverse of the Fisher matrix, from derivatives over standard deviations (observables, parameters).

    Parameters are scaled to equal diagonal elements first, since their units differ by many orders of magnitude.
    """
    size = np.sqrt((scaled**2).sum(axis=0))
    if not size.all():
        raise InvalidInput(f"the observables do not depend on {names[int(np.argmin(size))]} here.")
    _, singular, directions = np.linalg.svd(scaled / size, full_matrices=True)
    singular = np.concatenate([singular, np.zeros(len(names) - len(singular))])
    if singular[-1] ** 2 < SINGULAR * singular[0] ** 2:
        step = directions[-1] / size
        step = step / np.abs(step).max()
        along = [f"{value:+.3g} in {name}" for name, value in zip(names, step, strict=True) if value]
        raise InvalidInput(
            f"the observables do not determine {' and '.join(names)}: they stay as they are along {', '.join(along)}."
        )
    inverse = (directions.T / singular**2) @ directions
    return inverse / np.outer(size, size)


def _errors(model: type[Model], sd: Any) -> dict[str, float]:
    """Standard deviations by observable, in the units of the observables."""
    if not isinstance(sd, Mapping) or not sd:
        raise InvalidInput(f"sd must map observables to standard deviations, not be {quoted(sd)}.")
    known, errors = model.observables(), {}
    for name, value in sd.items():
        if name not in known:
            raise InvalidInput(f"{quoted(name)} is not an observable of {model.NAME}: {did_you_mean(name, known)}")
        number = in_unit(f"sd of {name}", value, known[name].unit, "a positive number")
        if not isinstance(number, float) or not 0.0 < number < np.inf:
            raise InvalidInput(f"sd of {name} = {quoted(value)} must be a positive number.")
        errors[name] = number
    return errors
