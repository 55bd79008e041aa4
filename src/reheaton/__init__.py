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

from reheaton.version import __version__ as __version__

if TYPE_CHECKING:
    from reheaton.errors import InvalidInput as InvalidInput
    from reheaton.errors import NumericalFailure as NumericalFailure
    from reheaton.matter.sector import Sector as Sector
    from reheaton.models.batch import solve_batch as solve_batch
    from reheaton.models.inverse import solve_for as solve_for
    from reheaton.models.model import Model as Model
    from reheaton.models.result import Flag as Flag
    from reheaton.models.result import Result as Result
    from reheaton.papers.dodelson_widrow.model import DodelsonWidrow as DodelsonWidrow
    from reheaton.papers.inverse_symmetry_breaking.model import InverseSymmetryBreaking as InverseSymmetryBreaking
    from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino as TwinSterileNeutrino
    from reheaton.probes.limits.limit import Limit as Limit
    from reheaton.probes.parameter import Option as Option
    from reheaton.probes.parameter import Parameter as Parameter
    from reheaton.production.distribution import Distribution as Distribution
    from reheaton.universe.background import Background as Background
    from reheaton.universe.evolve import evolve as evolve
    from reheaton.universe.relic import Relic as Relic
    from reheaton.universe.universe import Contact as Contact
    from reheaton.universe.universe import Universe as Universe


_MODULE_OF = {
    "TwinSterileNeutrino": "reheaton.papers.twin_sterile_neutrino.model",
    "DodelsonWidrow": "reheaton.papers.dodelson_widrow.model",
    "InverseSymmetryBreaking": "reheaton.papers.inverse_symmetry_breaking.model",
    "Model": "reheaton.models.model",
    "Parameter": "reheaton.probes.parameter",
    "Option": "reheaton.probes.parameter",
    "Result": "reheaton.models.result",
    "Flag": "reheaton.probes.check",
    "Limit": "reheaton.probes.limits.limit",
    "InvalidInput": "reheaton.errors",
    "NumericalFailure": "reheaton.errors",
    "solve_batch": "reheaton.models.batch",
    "solve_for": "reheaton.models.inverse",
    "Universe": "reheaton.universe.universe",
    "Sector": "reheaton.matter.sector",
    "Relic": "reheaton.universe.relic",
    "Contact": "reheaton.universe.universe",
    "Background": "reheaton.universe.background",
    "evolve": "reheaton.universe.evolve",
    "Distribution": "reheaton.production.distribution",
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
