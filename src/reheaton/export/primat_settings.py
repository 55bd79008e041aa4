"""primat: nucleosynthesis along the history of one point.

There are three ways. If entropy is made after primat's start, primat follows T(t) and a(t) of the point, with relics
and dark sectors in H; neutrinos then decouple at once. Otherwise primat follows its own history, with the energy of the
dark sectors added to H; its neutrinos then take a little of the heat of e+e- annihilation. Where neutrinos decouple
while a relic decays, primat follows the point, with rates of n <-> p for its nu_e, see `primat_neutrinos`.
"""

import io
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from reheaton.constants import SECOND
from reheaton.errors import InvalidInput
from reheaton.export.content import Point, refuse_many
from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.settings import Setting, Settings, refuse_other
from reheaton.universe.background import Background
from reheaton.universe.events import cooled_to

T_HIGH: Final = 50e-3
T_LOW: Final = 5e-7
"""Temperatures [GeV] from which and to which the history is given; primat works from 40 MeV to 1 keV."""
_ROWS: Final = 6000
"""Rows of the history: primat interpolates linearly, and N_eff is then right to 1e-5."""
_ADIABATIC: Final = 1e-4
"""Relative growth of the comoving entropy after T_HIGH from which primat needs the history itself."""
_APART: Final = 1e-9
"""Least relative distance of two temperatures of a table."""
_SM: Final = ("sm", "neutrinos")
"""Sectors that primat has by itself."""
HISTORIES: Final = ("auto", "own", "primat")
"""Whose T(t) is followed: the point's own, primat's with the energy of dark sectors added, or what suits the point."""
HISTORY_FILE: Final = "history.tsv"
DARK_FILE: Final = "rho_dark.tsv"
NU_E_FILE: Final = "nu_e.tsv"
RATES_FILE: Final = "primat_rates.py"
DECOUPLING_AT_ONCE: Final = (
    Setting("incomplete_decoupling", False, "neutrinos decouple at once, as with a history of its own they must"),
    Setting("spectral_distortions", False),
)
"""Settings with which neutrinos take no heat of e+e- annihilation."""
_TITLE: Final = "Settings of primat."
MEV: Final = 1e-3


@dataclass(frozen=True)
class Nucleosynthesis:
    """What primat is told of one point: settings, and the energy of dark sectors or a file with the history."""

    settings: Settings
    dark: "DarkEnergyDensity | None"
    """Energy density of all that primat does not have; None with a history of the point's own, which has it in H."""

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


def nucleosynthesis(point: Point, cosmology: LambdaCDM, history: str = HISTORIES[0]) -> Nucleosynthesis:
    """What primat is told; `history` is one of HISTORIES.

    Raises InvalidInput where the model has no background, or one that does not cover nucleosynthesis.
    """
    refuse_many(point)
    refuse_other("history", history, HISTORIES)
    background = point.background
    if background is None:
        raise InvalidInput("nucleosynthesis needs the background of one point: take one of them, result[i].")
    _check(background)
    common = standard_settings(cosmology)
    if history == "primat" or (history == "auto" and entropy_made(background) <= _ADIABATIC):
        return Nucleosynthesis(Settings(_TITLE, common), dark_energy_density(background))
    own = (
        Setting("custom_background", HISTORY_FILE, "T [MeV], t [s] and a, with everything in H"),
        *DECOUPLING_AT_ONCE,
        Setting("weak_rate_cache", False, "kept weak rates would be those of another history"),
        Setting("save_nTOp", False),
        Setting("save_nTOp_thermal", False),
    )
    return Nucleosynthesis(Settings(_TITLE, (*common, *own), {HISTORY_FILE: history_text(background)}), None)


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


def entropy_made(background: Background) -> float:
    """Relative growth of the comoving entropy of the Standard Model between 50 MeV and the end."""
    moments = background.when({"high": cooled_to("sm", T_HIGH), "low": cooled_to("sm", T_LOW)})
    before, after = (sum(float(moments[name].S[s]) for s in _SM if s in moments[name].S) for name in ("high", "low"))
    return after / before - 1.0


def history_text(background: Background) -> str:
    """Rows of T [MeV], t [s] and a, even in ln a from 50 MeV to 0.5 keV, as primat reads them.

    a T_gamma tends to T_gamma0: a = 1 today. 1 s = 1/6.582119569e-25 GeV^-1.
    """
    history = background.to_table(points=_ROWS, T_from=T_HIGH, T_to=T_LOW).columns
    rows = np.column_stack([history["T_sm"] / MEV, history["t"] / SECOND, history["a"]])
    text = io.StringIO()
    np.savetxt(text, rows, fmt="%.12e", delimiter="\t", header="T\tt\ta", comments="")
    return text.getvalue()


def dark_energy_density(background: Background) -> DarkEnergyDensity:
    """Energy density of all but the Standard Model where it cools, below 100 times the highest T that primat has."""
    grid = background.grid
    T = np.asarray(grid.T["sm"]) / MEV
    rho = sum((np.asarray(grid.rho[name]) for name in grid.rho if name not in _SM), start=np.zeros_like(T)) / MEV**4
    # Where a contact ends the grid has one instant twice, to rounding; and a spline needs T that falls.
    falls = np.append(T[1:] < (1.0 - _APART) * T[:-1], True)
    used = np.flatnonzero((T < 100.0 * T_HIGH / MEV) & falls & (rho > 0.0))[::-1]
    return DarkEnergyDensity(T[used], rho[used])


def _check(background: Background) -> None:
    sectors: Any = background.sectors
    if "sm" not in sectors:
        raise InvalidInput(f"nucleosynthesis needs the sector sm, and there are {', '.join(sectors)}.")
    T = np.asarray(background.instants.T["sm"])
    if not (np.max(T) > T_HIGH and T[-1] < T_LOW):
        raise InvalidInput(
            f"nucleosynthesis needs the Standard Model from 50 MeV to 0.5 keV, and here it has {np.max(T):.3g} GeV at"
            f" most and {T[-1]:.3g} GeV at the end."
        )


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
