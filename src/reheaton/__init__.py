"""Early-universe cosmology with several thermally separate sectors, reheated asymmetrically by decaying relics.

    >>> import reheaton as rh
    >>> point = rh.TwinSterileNeutrino(m_N=80, m_nu=1.5e-9, vev_ratio=4).solve()
    >>> round(point.observables["delta_N_eff_cmb"], 4), point.allowed
    (0.0734, True)

A `Model` has its parameters as fields. It builds a `Universe` of `Sector`s, `Relic`s and `Contact`s, whose solution is
a `Background`, and names the probes (`Probe`) that are read off it. A `Result` holds observables, limits and checks of
one point, or of many (`solve_batch`).

Public names are looked up on first use, so that importing the package does not import JAX.
"""

import importlib
import os
import sys
from typing import TYPE_CHECKING, Any

from reheaton.version import __version__ as __version__

if TYPE_CHECKING:
    from reheaton.decoupling.sectors import decoupling_neutrinos as decoupling_neutrinos
    from reheaton.errors import InvalidInput as InvalidInput
    from reheaton.errors import NumericalFailure as NumericalFailure
    from reheaton.export.lambda_cdm import LambdaCDM as LambdaCDM
    from reheaton.matter.gas import ideal_gas as ideal_gas
    from reheaton.matter.sector import Sector as Sector
    from reheaton.matter.standard_model import neutrinos as neutrinos
    from reheaton.matter.standard_model import standard_model as standard_model
    from reheaton.matter.standard_model import twin as twin
    from reheaton.models.batch import solve_batch as solve_batch
    from reheaton.models.function import function as function
    from reheaton.models.inverse import solve_for as solve_for
    from reheaton.models.model import Model as Model
    from reheaton.models.result import Result as Result
    from reheaton.papers.dodelson_widrow.model import DodelsonWidrow as DodelsonWidrow
    from reheaton.papers.inverse_symmetry_breaking.best_point import least_x_RH as least_x_RH
    from reheaton.papers.inverse_symmetry_breaking.model import InverseSymmetryBreaking as InverseSymmetryBreaking
    from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino as TwinSterileNeutrino
    from reheaton.particles.species import boson as boson
    from reheaton.particles.species import fermion as fermion
    from reheaton.posterior.fisher import fisher as fisher
    from reheaton.probes.audit import Audit as Audit
    from reheaton.probes.check import Check as Check
    from reheaton.probes.dark_radiation import DarkRadiation as DarkRadiation
    from reheaton.probes.declare import option as option
    from reheaton.probes.declare import parameter as parameter
    from reheaton.probes.declare import part as part
    from reheaton.probes.lepton_asymmetry import LeptonAsymmetry as LeptonAsymmetry
    from reheaton.probes.limits.limit import Limit as Limit
    from reheaton.probes.neutrino_decoupling import NeutrinoDecoupling as NeutrinoDecoupling
    from reheaton.probes.probe import Observable as Observable
    from reheaton.probes.probe import Probe as Probe
    from reheaton.probes.reheating import Reheating as Reheating
    from reheaton.probes.sterile_dark_matter import SterileDarkMatter as SterileDarkMatter
    from reheaton.production.distribution import Distribution as Distribution
    from reheaton.scan.run import run_scan as run_scan
    from reheaton.scan.store import open_scan as open_scan
    from reheaton.universe.background import Background as Background
    from reheaton.universe.events import cooled_to as cooled_to
    from reheaton.universe.events import rate_equals_hubble as rate_equals_hubble
    from reheaton.universe.evolve import evolve as evolve
    from reheaton.universe.exchange import Exchange as Exchange
    from reheaton.universe.exchange import Flow as Flow
    from reheaton.universe.relic import Relic as Relic
    from reheaton.universe.relic import cold_relic as cold_relic
    from reheaton.universe.relic import thermal_relic as thermal_relic
    from reheaton.universe.universe import Contact as Contact
    from reheaton.universe.universe import Universe as Universe

_MODULE_OF = {
    "TwinSterileNeutrino": "reheaton.papers.twin_sterile_neutrino.model",
    "DodelsonWidrow": "reheaton.papers.dodelson_widrow.model",
    "InverseSymmetryBreaking": "reheaton.papers.inverse_symmetry_breaking.model",
    "least_x_RH": "reheaton.papers.inverse_symmetry_breaking.best_point",
    "Model": "reheaton.models.model",
    "Probe": "reheaton.probes.probe",
    "parameter": "reheaton.probes.declare",
    "option": "reheaton.probes.declare",
    "part": "reheaton.probes.declare",
    "Universe": "reheaton.universe.universe",
    "Sector": "reheaton.matter.sector",
    "Relic": "reheaton.universe.relic",
    "thermal_relic": "reheaton.universe.relic",
    "cold_relic": "reheaton.universe.relic",
    "Contact": "reheaton.universe.universe",
    "Exchange": "reheaton.universe.exchange",
    "Flow": "reheaton.universe.exchange",
    "standard_model": "reheaton.matter.standard_model",
    "twin": "reheaton.matter.standard_model",
    "neutrinos": "reheaton.matter.standard_model",
    "decoupling_neutrinos": "reheaton.decoupling.sectors",
    "ideal_gas": "reheaton.matter.gas",
    "boson": "reheaton.particles.species",
    "fermion": "reheaton.particles.species",
    "DarkRadiation": "reheaton.probes.dark_radiation",
    "Reheating": "reheaton.probes.reheating",
    "NeutrinoDecoupling": "reheaton.probes.neutrino_decoupling",
    "SterileDarkMatter": "reheaton.probes.sterile_dark_matter",
    "LeptonAsymmetry": "reheaton.probes.lepton_asymmetry",
    "Audit": "reheaton.probes.audit",
    "Observable": "reheaton.probes.probe",
    "Limit": "reheaton.probes.limits.limit",
    "Check": "reheaton.probes.check",
    "cooled_to": "reheaton.universe.events",
    "rate_equals_hubble": "reheaton.universe.events",
    "evolve": "reheaton.universe.evolve",
    "solve_batch": "reheaton.models.batch",
    "solve_for": "reheaton.models.inverse",
    "run_scan": "reheaton.scan.run",
    "open_scan": "reheaton.scan.store",
    "function": "reheaton.models.function",
    "fisher": "reheaton.posterior.fisher",
    "Result": "reheaton.models.result",
    "LambdaCDM": "reheaton.export.lambda_cdm",
    "Background": "reheaton.universe.background",
    "Distribution": "reheaton.production.distribution",
    "InvalidInput": "reheaton.errors",
    "NumericalFailure": "reheaton.errors",
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
