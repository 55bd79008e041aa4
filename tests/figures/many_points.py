"""Data sets of points whose numbers can be checked by hand: x = m_N m_nu, with an upper and a lower limit."""

import dataclasses

import numpy as np

import reheaton as rh
from reheaton.models.result import Result

M_N, M_NU = np.geomspace(1.0, 100.0, 9), np.geomspace(1.0, 100.0, 11)
UPPER, LOWER = 900.0, 20.0
"""x is excluded above the one and below the other."""


def result(m_N, m_nu, **changes) -> Result:
    """Points at all given masses; a flag above x = 300 voids nothing, one at m_N < 2 voids the verdict."""
    m_N, m_nu = np.broadcast_arrays(np.asarray(m_N, dtype=float), np.asarray(m_nu, dtype=float))
    x = m_N * m_nu
    given = {
        "model": "product",
        "parameters": {"m_N": m_N, "m_nu": m_nu, "vev_ratio": np.full(x.shape, 4.0), "Gamma_N": None},
        "options": {"flavour": "mu", "unused": "yes"},
        "settings": {"m_N": m_N, "m_nu": m_nu, "vev_ratio": 4.0, "flavour": "mu"},
        "observables": {"x": x, "root": np.sqrt(x)},
        "units": {"x": "GeV eV", "m_N": "GeV", "m_nu": "eV", "vev_ratio": "", "root": ""},
        "symbols": {"m_N": "m_N", "x": "x"},
        "meanings": {"m_N": "mass of N", "x": "product of both masses; for tests", "root": "root of x"},
        "headlines": ("x",),
        "limits": [
            rh.Limit("most", x, UPPER, True, 0.95, "Somebody 2020, arXiv:2001.00001"),
            rh.Limit("least", x, LOWER, False, 0.95, "Nobody 2021, arXiv:2101.00001"),
        ],
        "checks": [
            rh.Check("large", x, "x is {value:g}.", above=300.0),
            rh.Check("light", m_N, "m_N is {value:g}.", below=2.0, voids=True),
        ],
        "codes": np.zeros(x.shape, dtype=int),
    }
    return Result(**(given | changes))


def grid():
    """A plane of both masses."""
    return result(M_N[:, None], M_NU).to_xarray()


def line():
    """m_nu from 1 to 100 at m_N = 30."""
    return result(30.0, M_NU).to_xarray()


def cube():
    """A plane at each of three vev_ratio."""
    shape = (len(M_N), len(M_NU), 3)
    points = result(np.broadcast_to(M_N[:, None, None], shape), np.broadcast_to(M_NU[:, None], shape))
    ratios = np.broadcast_to([3.0, 4.0, 5.0], shape)
    return dataclasses.replace(points, parameters={**points.parameters, "vev_ratio": ratios}).to_xarray()


def drawn(number: int = 50):
    """Points at random."""
    generator = np.random.default_rng(1)
    return result(10 ** generator.uniform(0, 2, number), 10 ** generator.uniform(0, 2, number)).to_xarray()


def failed(data, *places: int, code: int = 1):
    """The data set with some points, counted in C order, that failed."""
    data = data.copy(deep=True)
    where = np.zeros(data["code"].shape, dtype=bool)
    where.flat[list(places)] = True
    for name, variable in data.data_vars.items():
        if variable.dtype.kind == "f" and variable.shape == where.shape:
            data[name] = variable.where(~where)
    data["allowed"] = data["allowed"] & ~where
    data["code"] = data["code"].where(~where, code)
    return data


def columns(table) -> dict[str, np.ndarray]:
    """The columns of a table, by name."""
    return {name: np.array(values) for name, values in zip(table.columns, zip(*table.rows, strict=True), strict=True)}


def two_points_between_limits():
    """Two points on a line, m_nu = 1 and 10, that different limits exclude: from 3 to 5 all of them allow."""
    m_nu = np.array([1.0, 10.0])
    limits = [
        rh.Limit("least", m_nu, 3.0, False, 0.95, "Nobody 2021, arXiv:2101.00001"),
        rh.Limit("most", m_nu, 5.0, True, 0.95, "Nobody 2022, arXiv:2201.00001"),
        rh.Limit("less", m_nu, 6.0, True, 0.95, "Nobody 2023, arXiv:2301.00001"),
    ]
    data = result(30.0, m_nu, limits=limits, checks=[]).to_xarray()
    data["m_nu"].attrs["spacing"] = "log"
    return data
