"""primat: its settings, and the program and the files that run it."""

import io
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.settings import Setting, Settings

T_HIGH: Final = 50e-3
T_LOW: Final = 5e-7
"""Temperatures [GeV] from which and to which the history is given; primat works from 40 MeV to 1 keV."""
HISTORY_FILE: Final = "history.tsv"
DARK_FILE: Final = "rho_dark.tsv"
NU_E_FILE: Final = "nu_e.tsv"
RATES_FILE: Final = "primat_rates.py"
TITLE: Final = "Settings of primat."
DECOUPLING_AT_ONCE: Final = (
    Setting("incomplete_decoupling", False, "neutrinos decouple at once, as with a history of its own they must"),
    Setting("spectral_distortions", False),
)
"""Settings with which neutrinos take no heat of e+e- annihilation."""
MEV: Final = 1e-3


@dataclass(frozen=True)
class Nucleosynthesis:
    """What primat is told of one point: settings, and the energy of dark sectors or a file with the history."""

    settings: Settings
    dark: "DarkEnergyDensity | None"
    """Energy density of all that primat does not have; None with a history of the point's own, which has it in H."""
    N_eff: float | None = None
    """N_eff of the history after e+e- annihilation, where its neutrinos are those of the point."""

    @property
    def own_history(self) -> bool:
        """Whether the history is that of the point."""
        return self.dark is None

    @property
    def own_neutrinos(self) -> bool:
        """Whether rates of n <-> p are to be made of the nu_e of the point, before primat runs."""
        return NU_E_FILE in self.settings.files


class DarkEnergyDensity:
    """Energy density [MeV^4] of all but the Standard Model at photon temperature T [MeV]: cubic in ln T.

    The nodes are a table that can be written; where nothing is dark it is 0.
    """

    def __init__(self, T_MeV: np.ndarray, rho_MeV4: np.ndarray) -> None:
        from scipy.interpolate import CubicSpline

        self.T_MeV, self.rho_MeV4 = T_MeV, rho_MeV4
        self._spline = CubicSpline(np.log(T_MeV), np.log(rho_MeV4)) if len(T_MeV) else None

    def __call__(self, T_MeV: float) -> float:
        return 0.0 if self._spline is None else float(np.exp(self._spline(np.log(T_MeV))))


def standard_settings(cosmology: LambdaCDM) -> tuple[Setting, ...]:
    """Standard nucleosynthesis, with primat's own history."""
    return (
        Setting("network", "small", "12 reactions, up to Be-7"),
        Setting("Omegabh2", cosmology.omega_b, "baryons"),
    )


def with_history(told: Nucleosynthesis, folder: Path) -> dict[str, Any]:
    """The settings as primat takes them from a program, with the files that there are written to a folder."""
    written = dict(zip(told.settings.files, told.settings.write_files(folder), strict=True))
    return {name: written.get(str(value), value) for name, value in told.settings.to_dict().items()}


def primat_files(told: Nucleosynthesis) -> dict[str, str]:
    """A program that runs primat, and the files that it reads."""
    settings = told.settings.to_python("{name!r}: {value}")
    if told.own_neutrinos:
        rates = resources.files("reheaton.export").joinpath(RATES_FILE).read_text(encoding="utf-8")
        script = _SCRIPT.format(settings=settings, extra=_MAKE_RATES, rates=_RATES, argument="")
        return {"run_primat.py": script, RATES_FILE: rates, **told.settings.files}
    if told.dark is None or not len(told.dark.T_MeV):
        script = _SCRIPT.format(settings=settings, extra="", rates="", argument="")
        return {"run_primat.py": script, **told.settings.files}
    text = io.StringIO()
    rows = np.column_stack([told.dark.T_MeV, told.dark.rho_MeV4])
    np.savetxt(text, rows, fmt="%.12e", delimiter="\t", header="T_gamma [MeV]\trho [MeV^4] of all dark sectors")
    script = _SCRIPT.format(settings=settings, extra=_EXTRA, rates="", argument=", extra_rho=[rho_dark]")
    return {"run_primat.py": script, DARK_FILE: text.getvalue()}


_SCRIPT: Final = '''"""primat for one point: python run_primat.py in this folder. Needs the package primat."""
{extra}
from primat import run_bbn

settings = {{
{settings}
}}
{rates}found = run_bbn(settings{argument})
for name in ("YPBBN", "DoH", "He3oH", "Li7oH"):
    print(f"{{name}} = {{found[name]:.6g}}")
'''
_MAKE_RATES: Final = """
from pathlib import Path

from primat_rates import keep_rates
"""
_RATES: Final = f"""# primat reads the rates of n <-> p that are made here; they hold for these settings alone.
settings["cache_dir"] = str(Path("kept").absolute())
keep_rates(settings, "{NU_E_FILE}")
"""
_EXTRA: Final = '''
import numpy as np
from scipy.interpolate import CubicSpline

table = np.log(np.loadtxt("rho_dark.tsv"))
spline = CubicSpline(table[:, 0], table[:, 1])


def rho_dark(T_gamma):
    """Energy density [MeV^4] of the dark sectors at photon temperature [MeV]."""
    return float(np.exp(spline(np.log(T_gamma))))

'''
