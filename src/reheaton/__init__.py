"""Early-universe cosmology with several thermally separate sectors, reheated asymmetrically by decaying relics.

    >>> import reheaton as rh
    >>> point = rh.TwinSterileNeutrino(m_N=10, m_nu=1e-6, vev_ratio=4).solve()
    >>> point.observables["delta_N_eff_cmb"]

Public names are looked up on first use, so that importing the package does not import JAX.
"""

import importlib
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reheaton.errors import InvalidInput as InvalidInput
    from reheaton.errors import NumericalFailure as NumericalFailure
    from reheaton.evolution.background import Background as Background
    from reheaton.evolution.distribution import Distribution as Distribution
    from reheaton.evolution.evolve import evolve as evolve
    from reheaton.evolution.relic import Relic as Relic
    from reheaton.evolution.universe import Contact as Contact
    from reheaton.evolution.universe import Universe as Universe
    from reheaton.limits.limit import Limit as Limit
    from reheaton.matter.sector import Sector as Sector
    from reheaton.models.batch import solve_batch as solve_batch
    from reheaton.models.dodelson_widrow import DodelsonWidrow as DodelsonWidrow
    from reheaton.models.inverse_symmetry_breaking import InverseSymmetryBreaking as InverseSymmetryBreaking
    from reheaton.models.inversion import solve_for as solve_for
    from reheaton.models.model import Model as Model
    from reheaton.models.parameter import Option as Option
    from reheaton.models.parameter import Parameter as Parameter
    from reheaton.models.result import Flag as Flag
    from reheaton.models.result import Result as Result
    from reheaton.models.twin_sterile_neutrino import TwinSterileNeutrino as TwinSterileNeutrino

__version__ = "0.1.0"

_MODULE_OF = {
    "TwinSterileNeutrino": "reheaton.models.twin_sterile_neutrino",
    "DodelsonWidrow": "reheaton.models.dodelson_widrow",
    "InverseSymmetryBreaking": "reheaton.models.inverse_symmetry_breaking",
    "Model": "reheaton.models.model",
    "Parameter": "reheaton.models.parameter",
    "Option": "reheaton.models.parameter",
    "Result": "reheaton.models.result",
    "Flag": "reheaton.models.result",
    "Limit": "reheaton.limits.limit",
    "InvalidInput": "reheaton.errors",
    "NumericalFailure": "reheaton.errors",
    "solve_batch": "reheaton.models.batch",
    "solve_for": "reheaton.models.inversion",
    "Universe": "reheaton.evolution.universe",
    "Sector": "reheaton.matter.sector",
    "Relic": "reheaton.evolution.relic",
    "Contact": "reheaton.evolution.universe",
    "Background": "reheaton.evolution.background",
    "evolve": "reheaton.evolution.evolve",
    "Distribution": "reheaton.evolution.distribution",
}

__all__ = [*_MODULE_OF, "__version__"]  # pyright: ignore[reportUnsupportedDunderAll]

# JAX reads this when it is imported: float64 must be on before a user's first transformation is traced.
os.environ.setdefault("JAX_ENABLE_X64", "1")
if "jax" in sys.modules:
    sys.modules["jax"].config.update("jax_enable_x64", True)


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'reheaton' has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
