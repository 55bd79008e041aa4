"""CAMB: settings of one point, in which all dark matter is cold."""

from typing import Final

from reheaton.export.content import Content
from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.settings import L_MAX, Setting, Settings


def camb_settings(content: Content, cosmology: LambdaCDM, helium: float | None = None) -> Settings:
    """Arguments of `camb.set_params`: radiation, and helium that is consistent with it.

    `helium` is its mass fraction, None to leave it to CAMB, which takes that of standard nucleosynthesis with this
    N_eff. CAMB knows nothing of the momenta of dark matter: its P(k) is that of cold dark matter at all k.
    """
    return Settings(
        "Arguments of camb.set_params.",
        (
            Setting("H0", 100.0 * cosmology.h, "Lambda-CDM"),
            Setting("ombh2", cosmology.omega_b),
            Setting("omch2", max(cosmology.omega_dm, content.Omega_h2_warm), "all dark matter, taken as cold"),
            Setting("tau", cosmology.tau_reio),
            Setting("As", cosmology.A_s),
            Setting("ns", cosmology.n_s),
            Setting("nnu", content.N_eff, f"N_eff: {content.N_sm:.6g} + {content.dark:.6g} of dark radiation"),
            Setting("mnu", cosmology.m_neutrino, "mass [eV] of one neutrino"),
            Setting("num_massive_neutrinos", 1 if cosmology.m_neutrino > 0.0 else 0),
            *([] if helium is None else [Setting("YHe", helium, "of this point's own nucleosynthesis")]),
            Setting("lmax", L_MAX),
        ),
    )


def camb_script(settings: Settings) -> str:
    """A program that runs CAMB with these settings and writes C_l."""
    return _SCRIPT.format(settings=settings.to_python("{name}={value}"))


_SCRIPT: Final = '''"""CAMB for one point: python run_camb.py writes camb_cl.csv. Needs the package camb."""

import camb
import numpy as np

parameters = camb.set_params(
{settings}
)
spectra = camb.get_results(parameters).get_cmb_power_spectra(parameters, CMB_unit="muK")["total"]
columns = np.column_stack([np.arange(len(spectra)), spectra])[2:]
header = "l,TT,EE,BB,TE in l (l + 1) C_l/(2 pi) [muK^2]; lensed"
np.savetxt("camb_cl.csv", columns, delimiter=",", header=header, fmt="%.8g")
print(f"N_eff = {{parameters.N_eff:.5f}}, Y_p = {{parameters.YHe:.5f}}; wrote camb_cl.csv")
'''
