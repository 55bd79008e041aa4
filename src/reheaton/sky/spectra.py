"""Matter power and CMB of a solved point, computed by CLASS from the momentum distribution of its dark matter.

CLASS: Blas, Lesgourgues & Tram 2011 (arXiv:1104.2933), Lesgourgues & Tram 2011 (arXiv:1104.2935). Needs the extra
`class`.
"""

import dataclasses
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np

from reheaton.backend.optional import optional_package
from reheaton.cosmology import MEAN_P_OVER_T, N_EFF
from reheaton.errors import InvalidInput, NumericalFailure
from reheaton.export.class_settings import DARK_NEUTRINOS, DARK_PHOTONS, class_settings, k_reach, with_files
from reheaton.export.content import Content, Point, content_of
from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.settings import L_MAX, Settings
from reheaton.probes.probe import Observable
from reheaton.probes.warmth_and_decay import matter_in_wavelength

EXTRA: Final = "class"
_K_MIN: Final = 1e-3
_MODES: Final = 240
"""Wave numbers of P(k), even in ln k."""
_SPECTRA: Final = ("tt", "ee", "te")


@dataclass(frozen=True)
class Spectra:
    """P(k) and lensed C_l of a point, and of cold dark matter with the same N_eff."""

    k: np.ndarray
    """Wave numbers [h/Mpc], (modes,)."""
    P: np.ndarray
    P_cold: np.ndarray
    """Linear matter power today [(Mpc/h)^3], (modes,)."""
    multipoles: np.ndarray
    """l from 2 on, (multipoles,)."""
    C: Mapping[str, np.ndarray]
    C_cold: Mapping[str, np.ndarray]
    C_standard: Mapping[str, np.ndarray]
    """l (l + 1) C_l/(2 pi) [muK^2] of tt, ee and te: of the point, with cold dark matter, and with N_eff = 3.044."""
    N_eff: float
    Omega_h2_warm: float
    """What CLASS finds for N_eff and for the density of the species in files, times h^2."""
    k_half_mode: float
    """Where P/P_cold = 1/4 [h/Mpc]; NaN where it does not fall so far."""
    cosmology: LambdaCDM

    CITATIONS: ClassVar[tuple[str, ...]] = ("Blas:2011rf", "Lesgourgues:2011rh")
    OBSERVABLES: ClassVar[dict[str, Observable]] = {
        "k_half_mode_class": Observable(
            "h/Mpc", "wave number at which CLASS finds a quarter of the power of cold dark matter", headline=True
        ),
        "M_half_mode_class": Observable("Msun/h", "mean matter in a sphere one wavelength across there"),
        "N_eff_class": Observable("", "N_eff that CLASS finds, dark matter while relativistic included"),
        "Omega_h2_class": Observable("", "density of the sterile neutrinos that CLASS finds"),
    }

    @property
    def transfer(self) -> np.ndarray:
        """sqrt(P/P_cold), (modes,)."""
        return np.sqrt(self.P / self.P_cold)

    @property
    def M_half_mode(self) -> float:
        """Mean matter in a sphere one wavelength across [solar masses/h]."""
        Omega_m = (self.cosmology.omega_b + self.cosmology.omega_dm) / self.cosmology.h**2
        return float(matter_in_wavelength(self.k_half_mode, Omega_m))

    def observables(self) -> dict[str, float]:
        """The numbers by the names of `OBSERVABLES`; of warm dark matter only where there is some."""
        found = {"N_eff_class": self.N_eff}
        if self.Omega_h2_warm > 0.0:
            found |= {"Omega_h2_class": self.Omega_h2_warm}
            if np.isfinite(self.k_half_mode):
                found |= {"k_half_mode_class": self.k_half_mode, "M_half_mode_class": self.M_half_mode}
        return found


def spectra(
    point: Point,
    cosmology: LambdaCDM | None = None,
    *,
    k_max: float | None = None,
    dark_photons: str = DARK_PHOTONS[0],
    dark_neutrinos: str = DARK_NEUTRINOS[0],
) -> Spectra:
    """P(k) and C_l of a solved point, by three runs of CLASS.

    `k_max` [h/Mpc] is by default beyond the half mode, 10 where dark matter is cold. Raises InvalidInput without the
    extra `class`, NumericalFailure if CLASS fails.
    """
    cosmology = cosmology or LambdaCDM()
    classy = optional_package("classy", EXTRA, "P(k) and C_l")
    content = content_of(point)
    k_max = k_reach(content, point.observables.get("k_half_mode")) if k_max is None else k_max
    if not _K_MIN < k_max < np.inf:
        raise InvalidInput(f"k_max = {k_max:g} h/Mpc must be above {_K_MIN:g}.")
    k = np.geomspace(_K_MIN, k_max, _MODES)
    helium = point.observables.get("Y_p_mass")
    choices = {"dark_photons": dark_photons, "dark_neutrinos": dark_neutrinos, "helium": helium}
    with tempfile.TemporaryDirectory(prefix="reheaton-") as folder:
        unit = min([1.0, *(float(s.distribution.mean_p_over_T) / MEAN_P_OVER_T for s in content.warm)])
        own = class_settings(content, cosmology, k_max=1.02 * k_max, unit=unit, **choices)
        P, C, N_eff, warm = _run(classy, own, Path(folder), k, cosmology)
        cold = class_settings(_cold(content), cosmology, k_max=1.02 * k_max, **choices)
        P_cold, C_cold, _, _ = _run(classy, cold, Path(folder), k, cosmology)
        plain = class_settings(_standard(content), cosmology, k_max=1.0)
        _, C_standard, _, _ = _run(classy, plain, Path(folder), k[:1], cosmology)
    return Spectra(
        k, P, P_cold, np.arange(2, len(C["tt"]) + 2), C, C_cold, C_standard, N_eff, warm,
        _half_mode(k, np.sqrt(P / P_cold)), cosmology,
    )  # fmt: skip


def _cold(content: Content) -> Content:
    """The same radiation, dark matter while relativistic included, and all dark matter cold."""
    return dataclasses.replace(
        content, dark=content.dark + sum(species.delta_N_eff for species in content.warm), warm=()
    )


def _standard(content: Content) -> Content:
    """No dark radiation, and all dark matter cold."""
    nothing = {"N_sm": N_EFF, "dark": 0.0, "dark_photons": 0.0, "dark_neutrinos": 0.0, "m_dark_neutrino_eV": 0.0}
    return dataclasses.replace(content, warm=(), **nothing)


def _run(
    classy: Any, settings: Settings, folder: Path, k: np.ndarray, cosmology: LambdaCDM
) -> tuple[np.ndarray, dict[str, np.ndarray], float, float]:
    """P(k) [(Mpc/h)^3], C_l, N_eff, and the density of the species in files."""
    code = classy.Class()
    try:
        code.set(with_files(settings, folder))
        code.compute()
        P = np.array([code.pk_lin(mode * cosmology.h, 0.0) for mode in k]) * cosmology.h**3
        lensed = code.lensed_cl(L_MAX)
        T2 = (1e6 * code.T_cmb()) ** 2
        multipoles = lensed["ell"][2:]
        C = {name: T2 * multipoles * (multipoles + 1) / (2 * np.pi) * lensed[name][2:] for name in _SPECTRA}
        history = code.get_background()
        warm = sum(
            history[f"(.)rho_ncdm[{number}]"][-1] / history["(.)rho_crit"][-1] * cosmology.h**2
            for number in range(len(settings.files))
        )
        return P, C, float(code.Neff()), float(warm)
    except (classy.CosmoSevereError, classy.CosmoComputationError) as error:
        words = " ".join(str(error).split())
        raise NumericalFailure(f"CLASS failed: {words[:300]}.") from error
    finally:
        code.struct_cleanup()
        code.empty()


def _half_mode(k: np.ndarray, transfer: np.ndarray) -> float:
    """The first wave number at which the transfer function falls to 1/2, interpolated in ln k; NaN if it does not."""
    below = np.flatnonzero(transfer < 0.5)
    if not below.size:
        return float("nan")
    i = below[0]
    part = (transfer[i - 1] - 0.5) / (transfer[i - 1] - transfer[i])
    return float(np.exp((1.0 - part) * np.log(k[i - 1]) + part * np.log(k[i])))
