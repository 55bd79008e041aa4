"""Light elements of a solved point: helium, deuterium, helium-3 and lithium-7, computed by primat.

primat (Pitrou, Coc, Uzan & Vangioni 2018, arXiv:1801.08023) follows the nuclear reactions along the history of this
point, see `export.primat_settings`. It needs the extra `bbn`.
"""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np

from reheaton.backend.cache_folder import cache_directory
from reheaton.backend.optional import optional_package
from reheaton.backend.quiet import quiet
from reheaton.cosmology import N_EFF, T_NU_OVER_T_GAMMA, rho_one_neutrino
from reheaton.errors import NumericalFailure
from reheaton.export.content import Point
from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.n_eff import N_INSTANT, n_eff_sm
from reheaton.export.primat_neutrinos import NeutrinoHistory, nucleosynthesis_with_neutrinos, with_rates
from reheaton.export.primat_point import HISTORIES, nucleosynthesis
from reheaton.export.primat_settings import (
    DECOUPLING_AT_ONCE,
    MEV,
    T_LOW,
    Nucleosynthesis,
    standard_settings,
    with_history,
)
from reheaton.probes.probe import Observable

EXTRA: Final = "bbn"


@dataclass(frozen=True)
class LightElements:
    """Abundances after nucleosynthesis, and the N_eff of the expansion that made them."""

    Y_p: float
    """Helium-4, four times its number over that of baryons."""
    Y_p_mass: float
    """Helium-4 as the fraction of the mass, which CLASS and CAMB take."""
    D_over_H: float
    He3_over_H: float
    Li7_over_H: float
    """Numbers over that of hydrogen; helium-3 with tritium, lithium-7 with beryllium-7."""
    N_eff: float
    """That of the point if its neutrinos decouple by collisions, else 3.044 and the difference it makes at 0.5 keV."""
    own_history: bool
    """Whether the history of the point itself was followed, with its neutrinos or with such that decouple at once."""
    Y_p_heating: float = 0.0
    D_over_H_heating: float = 0.0
    """What neutrinos that take heat of e+e- annihilation add, in standard nucleosynthesis, where it is left out."""

    CITATIONS: ClassVar[tuple[str, ...]] = ("Pitrou:2018cgg",)
    OBSERVABLES: ClassVar[dict[str, Observable]] = {
        "Y_p": Observable("", "helium-4 by primat: 4 n_He4/n_b", r"Y_p", headline=True),
        "D_over_H": Observable("", "deuterium over hydrogen by primat", r"{\rm D/H}", headline=True),
        "He3_over_H": Observable("", "helium-3 over hydrogen by primat", r"{}^3{\rm He/H}"),
        "Li7_over_H": Observable("", "lithium-7 over hydrogen by primat", r"{}^7{\rm Li/H}"),
        "Y_p_mass": Observable("", "helium-4 by primat as a fraction of the mass, for CLASS and CAMB"),
        "Y_p_heating": Observable(
            "", "what neutrinos that take heat of e+e- annihilation add to Y_p; counted in limits", adds_to=("Y_p",)
        ),
        "D_over_H_heating": Observable("", "the same for D/H; counted in limits", adds_to=("D_over_H",)),
        "N_eff_elements": Observable("", "3.044 and what the model adds to it at T = 0.5 keV, as primat has it"),
    }

    def observables(self) -> dict[str, float]:
        """The numbers by the names of `OBSERVABLES`."""
        return {name: getattr(self, "N_eff" if name == "N_eff_elements" else name) for name in self.OBSERVABLES}

    def measured(self) -> dict[str, float]:
        """What measurements are compared with, by name: with the heat that neutrinos take."""
        return {"Y_p": self.Y_p + self.Y_p_heating, "D_over_H": self.D_over_H + self.D_over_H_heating}


def light_elements(point: Point, cosmology: LambdaCDM | None = None, history: str = HISTORIES[0]) -> LightElements:
    """The light elements of a solved point, by primat's small network.

    `history` = own follows the point's T(t) and a(t), primat adds the energy of the dark sectors to primat's own, and
    auto is own if entropy is made below 50 MeV, else primat. With own, neutrinos of the point that decouple by
    collisions make neutrons and protons as they are, see `elements_with_neutrinos`. Others decouple at once, which
    gives 1.0e-4 less Y_p, absolute, and 0.4% less D/H: `Y_p_heating` and `D_over_H_heating`, which limits count.
    Against primat without dark sectors 3e-5 of Y_p and 0.1% of D/H remain. Raises InvalidInput without the extra `bbn`,
    NumericalFailure if primat fails.
    """
    cosmology = cosmology or LambdaCDM()
    primat = optional_package("primat", EXTRA, "nucleosynthesis")
    told = nucleosynthesis(point, cosmology, history)
    found = _found(primat, told)
    at_once = told.own_history and not told.own_neutrinos
    heating = _heating(primat, cosmology) if at_once else (0.0, 0.0)
    return _elements(found, _N_eff(told, found, n_eff_sm(point.observables)), told.own_history, heating)


def elements_with_neutrinos(history: NeutrinoHistory, cosmology: LambdaCDM | None = None) -> LightElements:
    """The light elements where neutrinos decouple while a relic decays, by T(t), a(t) and f of nu_e; three seconds.

    In the standard case Y_p is within 1e-5 of primat's own, and D/H within 3e-5 of itself (tested). Rates of n <-> p
    are those of f with radiative corrections and finite masses of nucleons. Thermal radiative corrections, -4e-6 in Y_p
    where primat's own decoupling has -1.2e-5, are those of neutrinos that decouple at once.
    Raises InvalidInput without the extra `bbn`, NumericalFailure if primat fails.
    """
    primat = optional_package("primat", EXTRA, "nucleosynthesis")
    told = nucleosynthesis_with_neutrinos(history, cosmology)
    return _elements(_found(primat, told), history.N_eff, own_history=True)


def _elements(
    found: dict[str, Any], N_eff: float, own_history: bool, heating: tuple[float, float] = (0.0, 0.0)
) -> LightElements:
    return LightElements(
        Y_p=found["YPBBN"],
        Y_p_mass=found["YPCMB"],
        D_over_H=found["DoH"],
        He3_over_H=found["He3oH"],
        Li7_over_H=found["Li7oH"],
        N_eff=N_eff,
        own_history=own_history,
        Y_p_heating=heating[0],
        D_over_H_heating=heating[1],
    )


def _found(primat: Any, told: Nucleosynthesis) -> dict[str, Any]:
    """What primat finds with what it is told, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="reheaton-") as name:
        folder = Path(name)
        settings = with_history(told, folder)
        if not told.own_neutrinos:
            return _run(primat, settings, told.dark)
        with _failures_of_primat():
            settings = with_rates(settings, folder)
        made = _kept_rates(settings)
        found = _run(primat, settings)
        # What primat does not find it makes anew, with other neutrinos, and keeps.
        if len(made) != 1 or _kept_rates(settings) != made:
            raise NumericalFailure("primat did not take the rates of n <-> p that were made: use version 0.3.3 of it.")
        return found


def _kept_rates(settings: dict[str, Any]) -> list[str]:
    return sorted(path.name for path in Path(settings["cache_dir"]).rglob("nTOp*"))


def _heating(primat: Any, cosmology: LambdaCDM) -> tuple[float, float]:
    """Y_p and D/H of standard nucleosynthesis, less those with neutrinos that decouple at once."""
    given = {setting.name: setting.value for setting in standard_settings(cosmology)}
    whole = _run(primat, given)
    at_once = _run(primat, given | {setting.name: setting.value for setting in DECOUPLING_AT_ONCE})
    return whole["YPBBN"] - at_once["YPBBN"], whole["DoH"] - at_once["DoH"]


def _run(primat: Any, settings: dict[str, Any], dark: Callable[[float], float] | None = None) -> dict[str, Any]:
    settings = {"cache_dir": str(cache_directory() / "primat")} | settings
    with _failures_of_primat():
        found = primat.run_bbn(settings, extra_rho=None if dark is None else [dark], progress=False)
    bad = [name for name in ("YPBBN", "YPCMB", "DoH", "He3oH", "Li7oH") if not np.isfinite(found[name])]
    if bad:
        raise NumericalFailure(f"primat gave no number for {', '.join(bad)}.")
    return found


@contextmanager
def _failures_of_primat() -> Iterator[None]:
    """Keep primat quiet, and raise NumericalFailure for all that it raises."""
    try:
        with quiet(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Exception as error:
        raise NumericalFailure(f"primat failed: {error}.") from error


def _N_eff(told: Nucleosynthesis, found: dict[str, Any], N_sm: float) -> float:
    """That of the point's neutrinos, or 3.044 and the difference: primat's from H, or dark energy over one species."""
    if told.N_eff is not None:
        return told.N_eff
    if told.dark is None:
        return N_EFF + (found["Neff"] - N_INSTANT)
    T = T_LOW / MEV
    return N_sm + told.dark(T) / float(rho_one_neutrino(T * T_NU_OVER_T_GAMMA))
