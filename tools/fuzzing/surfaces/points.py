"""Arrays of parameters, as `solve_batch` reads them: values, shapes and ranges, without solving."""

from random import Random
from typing import Any

import numpy as np

from fuzzing.before_solving import _prepared
from fuzzing.case import Case, Nonsense
from fuzzing.given import REFUSE, UNSURE, Given, evaluated
from fuzzing.number_makers import array
from fuzzing.surfaces.models import MODELS, must, shown, texts, values_of
from fuzzing.surfaces.reading import asked, compare_array
from reheaton.probes.parameter import Parameter

_SHAPES = ((1,), (3,), (2, 3), (2, 1), (1, 3), (2, 1, 3))


def make(random: Random) -> Case:
    """A model, values for it, and arrays in place of some."""
    model = random.choice(MODELS)
    items: dict[str, Any] = dict(model.declarations())
    values = values_of(random, model, wrong=0.1)
    names = [name for name in values if isinstance(items.get(name), Parameter)]
    arrays: dict[str, Given] = {}
    broken = random.random() < 0.4
    for name in random.sample(names, min(len(names), random.choice((1, 1, 2, 3)))):
        arrays[name] = array(random, asked(items[name]), random.choice(_SHAPES), wrong=broken and random.random() < 0.5)
    if random.random() < 0.03:
        source = random.choice(
            ("None", "'dodelson-widrow'", "rh.Model", "rh.Probe", "rh", "3", "Hostile()", "rh.Sector")
        )
        return Case(
            f"solve_batch({source}, m_s=[1.0])", lambda: _prepared(evaluated(source), {"m_s": [1.0]}), accepted=False
        )
    both = {**values, **arrays}

    def judge(batch: Any) -> None:
        if any(given.meaning is UNSURE for given in arrays.values()):
            return
        if set(batch.points.arrays) != set(arrays):
            return
        shape = np.broadcast_shapes(*(np.shape(given.meaning) for given in arrays.values()))
        if batch.shape != shape:
            raise Nonsense(f"the shape is {batch.shape}, not {shape}")
        for name, given in arrays.items():
            wanted = np.broadcast_to(np.asarray(given.meaning, dtype=float), shape)
            compare_array(name, batch.points.arrays[name].reshape(shape), Given(given.source, wanted))

    return Case(
        f"solve_batch(rh.{model.__name__}, {shown(both)})",
        lambda: _prepared(model, {name: given.value for name, given in both.items()}),
        judge,
        names=(*items, "arrays", "solve_batch", *both),
        accepted=_must(values, arrays, items),
        texts=texts(both),
    )


def _may_be_array(given: Given) -> bool:
    return given.meaning is REFUSE and given.source[:1] not in "'\"" and any(c in given.source for c in "[(")


def _must(values: dict[str, Given], arrays: dict[str, Given], items: dict[str, Any]) -> bool | None:
    # What is no single number may be an array here.
    others = {name: given for name, given in values.items() if name not in arrays and not _may_be_array(given)}
    if any(not isinstance(given.meaning, np.ndarray) for given in arrays.values()):
        return None if any(given.meaning is UNSURE for given in arrays.values()) else False
    return must(others, items)
