"""Sterile-neutrino dark matter as a part of models: what it takes, how it is made, and what is known of it today.

"Twin Sterile Neutrino Dark Matter" section IV. A model adds PARAMETERS, OPTIONS and OBSERVABLES to its own, and gives
the sector in which oscillations make the particles.
"""

import functools
import hashlib
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.jax_setup import cache_directory, outer_jit
from reheaton.backend.kept_tables import fingerprint, load_arrays, store_arrays
from reheaton.backend.progress import Progress
from reheaton.constants import KEV, T_GAMMA_0
from reheaton.cosmology import T_BBN, T_CMB
from reheaton.errors import InvalidInput
from reheaton.matter import standard_model as sm
from reheaton.matter.bath import make_baths
from reheaton.matter.qcd_gas import qcd_gas
from reheaton.particles.fermions import FLAVOURS
from reheaton.probes import warmth_and_decay as dm
from reheaton.probes.dark_radiation import rho_one_neutrino
from reheaton.probes.parameter import Option, Parameter, is_traced
from reheaton.production.distribution import Distribution
from reheaton.production.oscillation import ActiveNeutrino, Production, produce, production_range
from reheaton.production.path import follow_background, follow_bath
from reheaton.rates.opacity.opacity import Opacity, opacity_from_file, opacity_from_table
from reheaton.rates.opacity.table_file import read_rate_file
from reheaton.rates.opacity.tabulate import opacity_table
from reheaton.universe.background import Background

M_S_RANGE: Final = (0.1, 1000.0)
"""Masses [keV]. Above, decays to e+ e- open and the lifetime is no longer that into neutrinos and photons."""
TABLE: Final = "table:"
M_S = Parameter("m_s", "keV", "mass of the sterile neutrino that is dark matter", minimum=M_S_RANGE[0],
                maximum=M_S_RANGE[1])  # fmt: skip
MIXING = Parameter("sin2_2theta", "", "mixing sin^2 2theta of the sterile neutrino with the active one of its sector",
                   minimum=0.0, maximum=1.0, exclusive_minimum=True)  # fmt: skip
VISIBLE = Parameter("sin2_2theta_x", "", "mixing sin^2 2theta of the dark matter with SM neutrinos", default=0.0,
                    minimum=0.0, maximum=1.0)  # fmt: skip
WARM = Parameter("m_warm", "keV", "least mass of standard Dodelson-Widrow dark matter that structure allows",
                 default=25.0, minimum=0.0, exclusive_minimum=True)  # fmt: skip
OPTIONS: Final = (
    Option("dm_flavour", FLAVOURS, "lepton flavour with which the dark matter mixes"),
    Option("dm_generations", (1, 3), "light neutrinos it decays into: of one generation, or of three"),
    Option("opacity", ("first-principles",), "scattering rates of neutrinos: computed, or from a file", prefix=TABLE),
    Option("opacity_masses", ("rescaled", "standard-model"), "fermion masses in the rates: times vev_ratio, or not"),
    Option("opacity_gain", (True, False), "count the gain term, a factor 1 + e^(-p/T)"),
    Option("opacity_mesons", (False, True), "below the QCD transition mesons (pi, rho) instead of quarks"),
)
_DEFAULTS: Final = {item.name: item.default for item in (VISIBLE, WARM, *OPTIONS)}
SETTINGS: Final = tuple(_DEFAULTS)
"""What has a default and no effect without dark matter."""
OBSERVABLES: Final[dict[str, tuple[str, str]]] = {
    "Omega_h2": ("", "density of the sterile neutrinos, both helicities"),
    "mean_p_over_T": ("", "<p>/T_gamma0 today"),
    "T_peak": ("GeV", "temperature of its sector where dn/dlnT of the comoving number peaks (if it freezes in)"),
    "max_rate_over_H": ("", "largest number-weighted mean of (Gamma/4) sin^2 2theta_m/H"),
    "dm_thermalised": ("", "whether max_rate_over_H > 1: frozen out rather than in"),
    "dm_outside": ("", "share of the production outside the temperatures that were followed (estimate)"),
    "lifetime": ("Gyr", "lifetime into neutrinos of its own sector"),
    "photon_rate": ("1/s", "rate of decays into a photon of our sector"),
    "line_energy": ("keV", "energy of that photon"),
    "line_flux": ("1/cm^2/s/sr", "photons through a dark-matter column of 1e28 keV/cm^2, if it is all of it"),
    "m_dw_equivalent": ("keV", "mass of standard Dodelson-Widrow dark matter with the same <p>/m"),
    "m_thermal_equivalent": ("keV", "thermal relic as warm as that (Viel et al. 2005)"),
    "k_half_mode": ("h/Mpc", "wave number at which the transfer function is 1/2"),
    "M_half_mode": ("Msun/h", "mean matter in a sphere one wavelength across there"),
    "free_streaming": ("Mpc", "comoving free-streaming length"),
    "delta_N_eff_dm_bbn": ("", "its energy in units of one neutrino species at T = 1 MeV, in no other Delta N_eff"),
}
CITATIONS: Final = (
    "Dodelson:1993je", "Abazajian:2001nj", "Notzold:1987ik", "Asaka:2006nq", "Venumadhav:2015pla", "Viel:2005qj",
    "Pal:1981rm", "Simon:2022ftd", "Bucko:2022kss", "Dekker:2021scf", "Boyarsky:2005us", "Horiuchi:2013noa",
    "Foster:2021ngm", "Roach:2022lgo", "Perez:2016tcq", "Boyarsky:2007ge",
)  # fmt: skip
REFERENCE_MASS: Final = 25.0
"""Mass [keV] at which the warmth of standard Dodelson-Widrow dark matter is computed: that of the limit. It is 10%
more at 10 keV, 7% less at 50 keV, by which `m_dw_equivalent` of the standard scenario itself differs from its mass."""
OUTSIDE_FAILURE: Final = 0.1
"""Share of the production outside the history that leaves the answer without meaning."""


class Tables(NamedTuple):
    """What production needs beside the history: the opacity, and the warmth of the standard scenario."""

    opacity: Opacity
    reference: Array
    """<p>/T_gamma0 of Dodelson-Widrow dark matter in the Standard Model, at REFERENCE_MASS and small mixing."""


def check(options: Mapping[str, Any]) -> None:
    """Raises InvalidInput for options that exclude each other."""
    if options["opacity_mesons"] and options["opacity"].startswith(TABLE):
        raise InvalidInput("opacity_mesons = true goes with opacity = first-principles: a table has its hadrons in it.")


def chosen(values: Mapping[str, Any]) -> list[str]:
    """Which of SETTINGS have a value other than their default."""
    return [name for name in SETTINGS if is_traced(values[name]) or values[name] != _DEFAULTS[name]]


def in_use(parameters: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Of these values, by name, those that have an effect: without dark matter, none of SETTINGS."""
    idle = SETTINGS if parameters.get(M_S.name) is None else ()
    return {name: value for name, value in values.items() if name not in idle}


def load(options: Mapping[str, Any], report: Progress | None = None) -> Tables:
    """The tables that go with the options, from memory if they have been loaded before. Raises InvalidInput."""
    file = options["opacity"].removeprefix(TABLE) if options["opacity"].startswith(TABLE) else ""
    stamp = os.stat(file).st_mtime_ns if file and os.path.isfile(file) else 0
    flavour, gain, mesons, eos = (options[n] for n in ("dm_flavour", "opacity_gain", "opacity_mesons", "eos"))
    key = (file, stamp, flavour, gain, mesons, eos)
    if key not in _loaded:
        if file:
            opacity = opacity_from_file(read_rate_file(file))
        else:
            opacity = opacity_from_table(opacity_table(flavour, progress=report))
        warmth = _kept_reference_warmth(opacity, flavour, gain, mesons, eos)
        _loaded[key] = Tables(jax.tree.map(jnp.asarray, opacity), warmth)
    return _loaded[key]


_WARMTH_VERSION: Final = 1
"""Raised whenever the same input gives another warmth."""
_loaded: dict[tuple[Any, ...], Tables] = {}


def _kept_reference_warmth(opacity: Opacity, flavour: str, gain: bool, mesons: bool, eos: str) -> Array:
    """`_reference_warmth`, from the cache folder if it has been computed before."""
    digest = hashlib.sha256(np.asarray(opacity.coefficients).tobytes()).hexdigest()
    entering = [_WARMTH_VERSION, digest, gain, mesons, flavour, eos, REFERENCE_MASS]
    path = cache_directory() / "warmth" / f"{fingerprint(entering)}.npz"
    kept = load_arrays(path)
    if kept is None or "reference" not in kept:
        kept = {"reference": np.asarray(_reference_warmth(opacity, flavour, gain, mesons, eos))}
        store_arrays(path, kept)
    return jnp.asarray(kept["reference"])


@functools.partial(outer_jit, static_argnums=(1, 2, 3, 4))
def _reference_warmth(opacity: Opacity, flavour: str, gain: bool, mesons: bool, eos: str) -> Array:
    """<p>/T_gamma0 in the Standard Model, where entropy is conserved."""
    baths = make_baths([(*sm.plasma(eos=eos), sm.departing_neutrinos())], [(0,)])
    active = ActiveNeutrino(opacity, qcd_gas(eos=eos), flavour=flavour, gain=gain, mesons=mesons)
    m_s, mixing = REFERENCE_MASS * KEV, 1e-12
    span = production_range(m_s, mixing, active)
    history = follow_bath(baths, span.T_start, span.T_end)
    log_aT_photons = jnp.log(T_CMB) - baths.log_s(0, T_CMB) / 3.0
    return produce(m_s, mixing, active, history).today(jnp.exp(history.log_aT_end - log_aT_photons)).mean_p_over_T


class Source(NamedTuple):
    """Where the particles are made."""

    sector: str
    vev_ratio: float | Array
    visible_mixing: float | Array
    """sin^2 2theta of the particles with neutrinos of the Standard Model."""
    T_highest: float | Array = np.inf
    """Highest temperature [GeV] at which the sector existed."""
    twin_qcd: str = "same"


class Made(NamedTuple):
    """The dark matter of one universe."""

    production: Production
    distribution: Distribution
    cooling: Array
    """(a T_gamma)(today) over (a T_gamma)(1 MeV)."""
    outside: Array
    """Share of the production outside the temperatures that were followed (estimate)."""


def active_neutrino(options: Mapping[str, Any], opacity: Opacity, source: Source) -> ActiveNeutrino:
    """The active neutrino that makes the particles."""
    strong = qcd_gas(source.vev_ratio, eos=options["eos"], twin_qcd=source.twin_qcd)
    return ActiveNeutrino(
        opacity, strong, source.vev_ratio, options["dm_flavour"], options["opacity_masses"] == "rescaled",
        options["opacity_gain"], options["opacity_mesons"],
    )  # fmt: skip


def photon_log_aT(background: Background, *temperatures: float) -> Array:
    """ln(a T) of photons [ln GeV] when they have cooled to each temperature [GeV], falling; at T_CMB it is today's."""
    photons = background.when_cooled_to("sm", *temperatures).at
    return photons.log_a + jnp.log(photons.T["sm"])


@dataclass(frozen=True)
class SterileDarkMatter:
    """The dark matter of one point of a model: the model's parameters and options, `load`'s tables, and its source."""

    parameters: Mapping[str, Any]
    options: Mapping[str, Any]
    tables: Tables
    source: Source

    @property
    def m_s(self) -> Any:
        """Mass [GeV]."""
        return self.parameters["m_s"] * KEV

    @property
    def mixing(self) -> Any:
        """sin^2 2theta with the active neutrino."""
        return self.parameters["sin2_2theta"]

    def make(self, background: Background) -> Made:
        """Produce the particles along a solved background that ends with photons at T_CMB or below."""
        active = active_neutrino(self.options, self.tables.opacity, self.source)
        span = production_range(self.m_s, self.mixing, active, self.source.T_highest)
        history = follow_background(background, self.source.sector, span.T_start, span.T_end)
        production = produce(self.m_s, self.mixing, active, history)
        log_aT = photon_log_aT(background, T_BBN, T_CMB)
        distribution = production.today(jnp.exp(history.log_aT_end - log_aT[1]))
        missed = production.after + jnp.where(span.late, 0.0, production.before)
        return Made(production, distribution, jnp.exp(log_aT[1] - log_aT[0]), jnp.minimum(missed, 1.0))

    def distributions(self, background: Background) -> dict[str, Distribution]:
        """What `Model.distributions` is to give."""
        return {"nu_s": self.make(background).distribution}

    def observe(self, background: Background) -> dict[str, Array]:
        """OBSERVABLES along a solved background; NaN where its history misses a good part of the production."""
        production, distribution, cooling, outside = self.make(background)
        complete = outside < OUTSIDE_FAILURE
        p = distribution.mean_p_over_T
        m_dw = dm.dodelson_widrow_mass(self.m_s, p, self.tables.reference)
        m_thermal = dm.thermal_mass_keV(m_dw)
        half_mode = dm.half_mode(m_thermal)
        found = {
            "Omega_h2": dm.Omega_h2(self.m_s, distribution.number_density),
            "mean_p_over_T": p,
            "T_peak": production.T_peak,
            "max_rate_over_H": production.max_rate_over_H,
            "m_dw_equivalent": m_dw / KEV,
            "m_thermal_equivalent": m_thermal,
            "k_half_mode": half_mode.k,
            "M_half_mode": half_mode.mass,
            "free_streaming": dm.free_streaming_Mpc(self.m_s, p),
            "delta_N_eff_dm_bbn": _radiation(distribution, self.m_s, cooling),
        }
        return {name: jnp.where(complete, value, jnp.nan) for name, value in found.items()} | {
            "dm_thermalised": production.max_rate_over_H > 1.0,
            "dm_outside": outside,
            **self._decays(),
        }

    def _decays(self) -> dict[str, Array]:
        visible = self.source.visible_mixing
        generations = self.options["dm_generations"]
        return {
            "lifetime": dm.lifetime_Gyr(self.m_s, self.mixing, self.source.vev_ratio, generations),
            "photon_rate": dm.photon_rate(self.m_s, visible),
            "line_energy": jnp.asarray(0.5 * self.parameters["m_s"], dtype=float),
            "line_flux": dm.line_flux(self.m_s, visible),
        }

    def diagnostics(self) -> dict[str, Any]:
        """The numerical error of the opacity, where it is known: that of a file is not."""
        error = self.tables.opacity.error
        return {} if math.isnan(error) else {"opacity_error": error}


def _radiation(distribution: Distribution, m_s: ArrayLike, cooling: Array) -> Array:
    """Energy density at T = 1 MeV over that of one neutrino species at that temperature."""
    # Momenta were larger than today by the ratio of scale factors, T_BBN/T_gamma0 times that of a T_gamma.
    p = distribution.q * (T_BBN * cooling)
    heat = distribution.density(jnp.sqrt(p**2 + jnp.asarray(m_s) ** 2))
    return heat * (T_BBN / T_GAMMA_0 * cooling) ** 3 / rho_one_neutrino(jnp.asarray(T_BBN))
