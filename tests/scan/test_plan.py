"""Plans: chunks cover every point once, and know their points without the others."""

import numpy as np
import pytest
from tests.scan.products import Product

from reheaton.scan.draws import Draws
from reheaton.scan.plan import LARGEST_CHUNK, SMALLEST_CHUNK, Axis, Plan


def grid(*lengths, drawn=0):
    axes = tuple(Axis(name, np.linspace(1.0, 2.0, n), "linear") for name, n in zip("abc", lengths, strict=False))
    draws = Draws(("T_start",), (0.5,), (1.0,), (False,), "random", drawn, 1) if drawn else None
    return Plan(Product, {}, axes, draws)


SHAPES = [
    (1,),
    (249,),
    (250,),
    (251,),
    (10_000,),
    (1_000_003,),
    (2, 3),
    (60, 80, 20),
    (7, 1000),
    (1000, 7),
    (3, 1, 999),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_point_is_in_one_chunk(shape):
    plan = grid(*shape)
    seen = np.zeros(shape, dtype=np.int8)
    for chunk in range(plan.chunks):
        seen[plan.block(chunk)] += 1
    assert np.all(seen == 1)
    size = int(np.prod(plan.chunk_shape))
    assert size <= LARGEST_CHUNK and (size >= SMALLEST_CHUNK / 2 or plan.chunks == 1)


@pytest.mark.parametrize("plan", [grid(5, 60), grid(3, drawn=700), grid(drawn=1000)])
def test_inputs_of_chunks_are_those_of_the_grid(plan):
    whole = {name: np.full(plan.shape, np.nan) for name in plan.varying}
    for chunk in range(plan.chunks):
        block = plan.block(chunk)
        for name, value in plan.inputs(chunk).items():
            whole[name][block] = value.reshape(whole[name][block].shape)
    for number, axis in enumerate(plan.axes):
        along = np.moveaxis(whole[axis.name], number, -1)
        np.testing.assert_array_equal(along, np.broadcast_to(axis.values, along.shape))
    if plan.draws:
        drawn = plan.draws.part(0, plan.draws.count)["T_start"]
        np.testing.assert_array_equal(whole["T_start"], np.broadcast_to(drawn, plan.shape))


def test_drawn_points_fill_whole_lanes():
    assert grid(drawn=100_000).chunk_shape == (3000,) and grid(drawn=1_000_000).chunk_shape == (5000,)
