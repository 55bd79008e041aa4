"""CLASS: settings of one point, with the momentum distribution of its dark matter as a file.

    f in the file = g/(2 pi)^3 f(q),   q = p/T_gamma0,   T_ncdm = 1   =>   Omega h^2 as in this package

CLASS gives no message where its input is incomplete. Without T_ncdm it takes 0.71611, which shifts the cut-off. With
omega_ncdm as well it rescales f, which hides a wrong f. Without omega_cdm it adds cold dark matter of its own. Its
fluid approximation of warm species gives noise beyond twice the half mode.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reheaton.backend.given_numbers import check_number
from reheaton.cosmology import N_EFF, T_NU_OVER_T_GAMMA
from reheaton.errors import InvalidInput, quoted
from reheaton.export.content import Content, WarmSpecies, cold_density
from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.settings import L_MAX, Setting, Settings, refuse_other

DARK_PHOTONS: Final = ("free-streaming", "fluid")
"""How photons of a dark sector move: freely, or as a fluid because charged particles scatter them."""
DARK_NEUTRINOS: Final = ("massless", "massive")
"""Neutrinos of a dark sector: all massless, or one of three with the mass that the model gives it."""
_T_NEUTRINO: Final = 0.71611
"""T_nu/T_gamma at which a massive neutrino has m/(93.14 eV) h^-2, as CLASS recommends; N_eff of one is then 1.0132."""
_TRACE: Final = 1e-7
"""Density of cold dark matter where there is none: in synchronous gauge CLASS needs some."""
_LONGEST: Final = 255
"""Characters that CLASS takes for a file name."""
_REACH: Final = 1.3
"""Largest wave number over the half mode of the fit: that of the spectrum itself is within 10% of it."""
_PER_DECADE: Final = 15
"""Wave numbers in a decade where P(k) falls. Half modes then scatter by 1%; with the 10 of CLASS by 2%."""
_COLD: Final = 10.0
"""Largest wave number [h/Mpc] where dark matter is cold."""
_TOLERANCE: Final = 1e-4
"""Relative error of the momentum integrals. The half mode of 7 keV then differs by 1e-4 from that with 1e-5."""
_TOLERANCE_NEWTONIAN: Final = 1e-3
"""The same in Newtonian gauge, where it counts for densities alone."""


def class_settings(
    content: Content,
    cosmology: LambdaCDM,
    *,
    k_max: float,
    dark_photons: str = DARK_PHOTONS[0],
    dark_neutrinos: str = DARK_NEUTRINOS[0],
    helium: float | None = None,
    unit: float = 1.0,
) -> Settings:
    """Settings of CLASS for P(k) up to `k_max` [h/Mpc] and lensed C_l.

    `helium` is the mass fraction, None to leave it to CLASS by its N_eff. Momenta in files are in units of `unit`
    T_gamma. With unit = <p>/(3.15 T_gamma) CLASS needs a third of the momenta, and so a third of the time. Raises
    InvalidInput for what is no choice.
    """
    check_number("k_max", k_max, "above 0 h/Mpc", exclusive=True)
    refuse_other("dark_photons", dark_photons, DARK_PHOTONS)
    refuse_other("dark_neutrinos", dark_neutrinos, DARK_NEUTRINOS)
    massive = _massive_neutrinos(content, cosmology, dark_neutrinos)
    interacting = content.dark_photons if dark_photons == "fluid" else 0.0
    free = content.N_eff - interacting - sum(neutrino.N_eff for neutrino in massive)
    return Settings(
        "Input of CLASS: class class.ini; the files that it names lie beside it.",
        (
            *cosmology_settings(cosmology),
            _helium(helium),
            Setting(
                "N_ur",
                free,
                f"massless neutrinos and dark radiation: N_eff = {content.N_sm:.6g} + {content.dark:.6g}"
                f"{', less what is massive or interacts' if massive or interacting else ''}; CLASS adds by"
                " itself what dark matter contributes while it is relativistic",
            ),
            *_interacting(interacting),
            *_dark_matter(content, cosmology, massive, unit),
            *_output(k_max),
        ),
        {_file(species): species.distribution.to_text(unit) for species in content.warm},
        (Setting("root", "class_", "files that CLASS writes begin with this"),),
    )


def k_reach(content: Content, k_half_mode: float | None) -> float:
    """Wave number [h/Mpc] up to which P(k) is wanted: beyond the half mode; 10 where dark matter is cold."""
    return _COLD if not content.warm or k_half_mode is None else max(_COLD, _REACH * k_half_mode)


def with_files(settings: Settings, folder: Path) -> dict[str, str | int | float]:
    """The settings as CLASS takes them from a program, with its files written to a folder.

    Raises InvalidInput for a folder whose name CLASS cannot read.
    """
    chosen = settings.to_dict()
    if not settings.files:
        return chosen
    paths = settings.paths(folder)
    if bad := next((path for path in paths if "," in path or len(path) > _LONGEST), None):
        raise InvalidInput(f"CLASS cannot read {quoted(bad)}: its path has a comma, or more than {_LONGEST} letters.")
    return chosen | {"ncdm_psd_filenames": ",".join(settings.write_files(folder))}


@dataclass(frozen=True)
class _Massive:
    """A massive neutrino, of ours or of the dark sector: a Fermi-Dirac distribution of one species."""

    name: str
    mass_eV: float
    T_over_T_gamma: float

    @property
    def N_eff(self) -> float:
        return (self.T_over_T_gamma / T_NU_OVER_T_GAMMA) ** 4


def _massive_neutrinos(content: Content, cosmology: LambdaCDM, dark_neutrinos: str) -> list[_Massive]:
    found = []
    if dark_neutrinos == "massive":
        if not (content.m_dark_neutrino_eV > 0.0 and content.dark_neutrinos > 0.0):
            raise InvalidInput("dark_neutrinos = massive: this model gives no mass to neutrinos of a dark sector.")
        T = (content.dark_neutrinos / 3.0) ** 0.25 * T_NU_OVER_T_GAMMA
        found.append(_Massive("neutrino of the dark sector", content.m_dark_neutrino_eV, T))
    if cosmology.m_neutrino > 0.0:
        scale = (content.N_sm / N_EFF) ** 0.25
        found.append(_Massive("neutrino", cosmology.m_neutrino, _T_NEUTRINO * scale))
    return found


def cosmology_settings(cosmology: LambdaCDM) -> list[Setting]:
    """Lambda-CDM but for dark matter and radiation, by the names that CLASS and its descendants have for it."""
    return [
        Setting("h", cosmology.h, "Lambda-CDM"),
        Setting("omega_b", cosmology.omega_b),
        Setting("A_s", cosmology.A_s),
        Setting("n_s", cosmology.n_s),
        Setting("tau_reio", cosmology.tau_reio),
    ]


def _helium(helium: float | None) -> Setting:
    if helium is None:
        return Setting("YHe", "BBN", "helium that goes with omega_b and N_eff, by the table of CLASS")
    return Setting("YHe", helium, "mass fraction of helium of this point's own nucleosynthesis")


def _interacting(N: float) -> list[Setting]:
    if N <= 0.0:
        return []
    return [
        Setting("N_idr", N, "photons of the dark sector, which charged particles of that sector scatter"),
        Setting("idr_nature", "fluid"),
    ]


def _dark_matter(content: Content, cosmology: LambdaCDM, massive: list[_Massive], unit: float) -> list[Setting]:
    cold = cold_density(content, cosmology.omega_dm)
    if not content.warm and not massive:
        return [Setting("omega_cdm", cold, "all dark matter is cold")]
    masses = [species.mass_eV for species in content.warm] + [neutrino.mass_eV for neutrino in massive]
    T = [unit] * len(content.warm) + [neutrino.T_over_T_gamma for neutrino in massive]
    names = [species.name for species in content.warm] + [neutrino.name for neutrino in massive]
    if not content.warm:
        rest = "all dark matter is cold"
    elif cold > _TRACE:
        rest = "the rest of dark matter is cold"
    else:
        rest = "none is left that is cold, but CLASS needs a trace of it"
    settings = [
        Setting("omega_cdm", max(cold, _TRACE), f"{rest}; without this line CLASS adds its own"),
        Setting("N_ncdm", len(masses), f"species with mass and momenta: {', '.join(names)}"),
        Setting("m_ncdm", _list(masses), "masses [eV]"),
        Setting("T_ncdm", _list(T), "unit of the momenta, over T_gamma"),
    ]
    if content.warm:
        from_file = ["1"] * len(content.warm) + ["0"] * len(massive)
        settings += [
            Setting("use_ncdm_psd_files", ",".join(from_file), "distributions from files; they set the density"),
            Setting("ncdm_psd_filenames", ",".join(_file(species) for species in content.warm)),
            Setting("ncdm_fluid_approximation", 3, "3 is no fluid: the default is noise beyond twice the half mode"),
            Setting("k_per_decade_for_pk", _PER_DECADE, "with the default the half mode is wrong by up to 2%"),
            Setting("tol_ncdm_synchronous", _TOLERANCE),
            Setting("tol_ncdm_newtonian", _TOLERANCE_NEWTONIAN),
        ]
    return settings


def _output(k_max: float) -> list[Setting]:
    return [
        Setting("output", "tCl,pCl,lCl,mPk", "what is computed"),
        Setting("lensing", "yes"),
        Setting("l_max_scalars", L_MAX),
        Setting("P_k_max_h/Mpc", k_max),
    ]


def _file(species: WarmSpecies) -> str:
    return f"{species.name}.dat"


def _list(values: list[float]) -> str:
    return ",".join(repr(value) for value in values)
