"""Everything up to the check of the input, and no solution: what would take seconds raises Reached instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import reheaton.models.batch
import reheaton.models.checked_points
import reheaton.models.inverse
from reheaton.errors import NumericalFailure
from reheaton.models.compiled import Prepared


class Reached(NumericalFailure):
    """The input was accepted, and would be solved now."""


@contextmanager
def before_solving() -> Iterator[None]:
    """Inside, batches and inverse questions stop with Reached after their input was checked."""

    def stop(*_: Any) -> Any:
        raise Reached("the input was accepted.")

    with (
        mock.patch.object(reheaton.models.batch, "_run", stop),
        mock.patch.object(reheaton.models.batch, "_prepare", _prepared),
        mock.patch.object(reheaton.models.inverse, "_refuse_unobserved", return_value=None),
    ):
        yield


def _prepared(model: Any, values: dict[str, Any]) -> Any:
    """The check of `batch._prepare`, without the tables that it loads."""
    from reheaton.errors import InvalidInput

    points = reheaton.models.batch.read_points(model, values)
    if not points.arrays:
        raise InvalidInput("solve_batch needs at least one parameter that is an array.")
    checked = reheaton.models.checked_points.checked_model(model, points)
    # Without tables of the baths a search solves its points together, as `solve_batch` does.
    nothing = Prepared(baths=None, tables=())
    return type("Batch", (), {"model": checked, "shape": points.shape, "points": points, "prepared": nothing})
