"""Nothing that a user chooses is ignored in silence: it changes what is computed, or is refused with one sentence.

Nothing is solved here. JAX writes down what would be computed at a point; a parameter must be read by it, and another
choice of an option must make another calculation or other tables for it.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import reheaton as rh
from reheaton.models.compiled import checked_observables, prepare
from reheaton.models.dependence import _reads, of_matter
from reheaton.models.reading import middle

RELIC = {"m_N": 30.0, "m_nu": 1.5e-7, "vev_ratio": 4.0}
DARK_MATTER = {"m_s": 10.0, "sin2_2theta": 1e-9}
FREEZE_IN = {"M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14}
COUPLINGS = {
    "lambda_eta": 1e-3, "lambda_phi": 0.2, "lambda_eta_phi": -0.02, "mu_eta": 1e8, "mu_phi": 1e8, "Lambda_eff": 1e15,
}  # fmt: skip
POINTS = {
    "relic": (rh.TwinSterileNeutrino, RELIC),
    "relic of given width": (rh.TwinSterileNeutrino, {"m_N": 30.0, "Gamma_N": 1e-22, "vev_ratio": 4.0}),
    "relic, neutrinos of one entropy": (rh.TwinSterileNeutrino, RELIC | {"sm_neutrinos": "equilibrium"}),
    "relic, portal that exchanges heat": (rh.TwinSterileNeutrino, RELIC | {"contact": "higgs-exchange"}),
    "relic, decoupled neutrinos": (rh.TwinSterileNeutrino, RELIC | {"sm_neutrinos": "decoupled"}),
    "relic, portal": (rh.TwinSterileNeutrino, RELIC | {"contact": "higgs-portal"}),
    "dark matter in the twin, no relic": (rh.TwinSterileNeutrino, {"m_N": None, "vev_ratio": 4.0} | DARK_MATTER),
    "dark matter": (rh.DodelsonWidrow, DARK_MATTER),
    "dark matter, low reheating": (rh.DodelsonWidrow, DARK_MATTER | {"T_reheat": 0.05}),
    "phase given": (rh.InverseSymmetryBreaking, FREEZE_IN | {"c_phi": 0.05, "T_star": 1e14}),
    "couplings": (rh.InverseSymmetryBreaking, FREEZE_IN | COUPLINGS),
    "couplings, all processes": (rh.InverseSymmetryBreaking, FREEZE_IN | COUPLINGS | {"processes": "all"}),
}
"""Points that reach every branch of the models."""
HELD_ALREADY = {"couplings, all processes": ["gravitons = True"]}
"""Choices that a point has made by another option: all processes count gravitons."""


@dataclass(frozen=True)
class Calculation:
    """What would be computed at a point: as text, with its tables and the parameters that follow from others.

    `read` holds the names of the parameters that it depends on, by its tables of matter or directly.
    """

    text: str
    follows: tuple[tuple[str, float], ...]
    tables: tuple[bytes, ...]
    read: frozenset[str] = field(compare=False)


def calculation(model: rh.Model) -> Calculation:
    named, structure = jax.tree_util.tree_flatten_with_path(model)
    prepared = prepare(model)
    observables: dict[str, Any] = {}

    def observe(*leaves):
        observables.update(checked_observables(jax.tree.unflatten(structure, leaves), prepared, lanes=None)[0])
        return observables

    traced = jax.make_jaxpr(observe)(*(jnp.asarray(leaf, dtype=float) for _, leaf in named))
    read = frozenset().union(*_reads(traced.jaxpr)) | of_matter(structure)
    follows = tuple(model.settle(frozenset()).items())
    text = re.sub(r"0x[0-9a-f]+", "", f"{sorted(observables)} {traced.jaxpr}")
    tables = tuple(np.asarray(table).tobytes() for table in traced.consts)
    return Calculation(text, follows, tables, frozenset(named[i][0][-1].name for i in read))


@cache
def at(point: str) -> Calculation:
    kind, values = POINTS[point]
    return calculation(kind(**values))


@pytest.mark.parametrize("point", POINTS)
def test_every_parameter_is_read(point):
    kind, values = POINTS[point]
    given = {name for name, value in kind(**values).in_use().items() if isinstance(value, float)}
    assert given - at(point).read == set()


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_another_parameter_is_read_or_refused(point):
    kind, values = POINTS[point]
    ignored = []
    for item in kind.PARAMETERS:
        if kind(**values).parameters[item.name] is not None:
            continue
        try:
            model = kind(**values | {item.name: middle(item)})
        except rh.InvalidInput:
            continue
        if item.name not in calculation(model).read:
            ignored.append(item.name)
    assert ignored == []


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_another_choice_is_another_calculation_or_refused(point):
    kind, values = POINTS[point]
    chosen, ignored = kind(**values).options, []
    for item in kind.OPTIONS:
        # Options that choose among limits change the verdict, not what is computed.
        for choice in () if item.limits_only else item.choices:
            if choice == chosen[item.name]:
                continue
            try:
                model = kind(**values | {item.name: choice})
            except rh.InvalidInput:
                continue
            if calculation(model) == at(point):
                ignored.append(f"{item.name} = {choice}")
    assert set(ignored) <= set(HELD_ALREADY.get(point, []))
