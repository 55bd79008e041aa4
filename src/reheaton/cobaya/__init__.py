"""Models and limits for Cobaya, the sampler of cosmology (Torrado & Lewis 2021, arXiv:2005.05290).

A model is a theory that provides its observables as derived parameters, and limits are a likelihood. A file for
`cobaya-run` names them, as `card.cobaya_files` writes it:

    theory:
      reheaton.cobaya.TwinSterileNeutrino:
        settings: {m_nu: 1.5e-9, vev_ratio: 4}
    likelihood:
      reheaton.cobaya.Limits:
    params:
      log10_m_N: {prior: {min: 0, max: 2.5}}
      T_RH:
      delta_N_eff_cmb:

The classes are looked up on first use, so that the file can be written where Cobaya is not installed.
"""

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from reheaton.cobaya.limits import Limits as Limits
    from reheaton.cobaya.theory import DodelsonWidrow as DodelsonWidrow
    from reheaton.cobaya.theory import InverseSymmetryBreaking as InverseSymmetryBreaking
    from reheaton.cobaya.theory import ModelTheory as ModelTheory
    from reheaton.cobaya.theory import TwinSterileNeutrino as TwinSterileNeutrino

_MODULE_OF: Final = {
    "ModelTheory": "reheaton.cobaya.theory",
    "TwinSterileNeutrino": "reheaton.cobaya.theory",
    "DodelsonWidrow": "reheaton.cobaya.theory",
    "InverseSymmetryBreaking": "reheaton.cobaya.theory",
    "Limits": "reheaton.cobaya.limits",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'reheaton.cobaya' has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULE_OF[name]), name)
