"""Sterile-neutrino dark matter: how it is made in a sector by oscillations, and what is known of it today.

"Twin Sterile Neutrino Dark Matter" section IV. A model has the probe as a part and says where the particles are made.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, NamedTuple, Self

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import check_number
from reheaton.backend.given_objects import text_of
from reheaton.backend.made_once import made_once
from reheaton.backend.progress import Progress
from reheaton.backend.user_file import TABLE
from reheaton.constants import KEV, T_GAMMA_0
from reheaton.cosmology import T_BBN, T_CMB, OMEGA_DM_h2, rho_one_neutrino
from reheaton.errors import InvalidInput, quoted
from reheaton.matter.qcd_gas import qcd_gas
from reheaton.particles.fermions import FLAVOURS
from reheaton.probes import warmth_and_decay as today
from reheaton.probes.check import Check
from reheaton.probes.dark_matter_tables import DarkMatterTables, FlavourTables, dark_matter_tables
from reheaton.probes.declare import option, parameter
from reheaton.probes.limits.limit import Limit
from reheaton.probes.limits.mixed_dark_matter import mixed_limits
from reheaton.probes.limits.photon_lines import photon_line_limits
from reheaton.probes.limits.warm_dark_matter import LABELS, OF_THE_SET, PART, warm_limit_rows, warm_limits
from reheaton.probes.probe import Observable, Probe
from reheaton.probes.sterile_dark_matter_checks import WHOLE_DENSITY, dark_matter_checks
from reheaton.production.distribution import Distribution
from reheaton.production.history_file import read_history
from reheaton.production.local_rates import ActiveNeutrino, Mixing
from reheaton.production.oscillation import Production, TemperatureRange, produce, production_range
from reheaton.production.path import Course, course_in_background, course_in_history, join_standard_model
from reheaton.universe.background import Background
from reheaton.universe.events import Event, Moments, cooled_to
from reheaton.universe.universe import Universe

M_S_RANGE: Final = (0.1, 1000.0)
"""Masses [keV]. Above, decays to e+ e- open and the lifetime is no longer that into neutrinos and photons."""
OUTSIDE_FAILURE: Final = 0.1
"""Share of the production outside the background that leaves the answer without meaning."""


class Source(eqx.Module):
    """Where the particles are made: the sector, its vev ratio, and the strong interactions in it."""

    sector: str = eqx.field(static=True)
    vev_ratio: ArrayLike = 1.0
    visible_mixing: ArrayLike = 0.0
    """sin^2 2theta of the particles with neutrinos of the Standard Model."""
    T_highest: ArrayLike = np.inf
    """Highest temperature [GeV] at which the sector existed."""
    eos: str = eqx.field(static=True, default="borsanyi-2016")
    twin_qcd: str = eqx.field(static=True, default="same")
    history: str = eqx.field(static=True, default="")
    """Path of a table of T(a) and H(a) that production follows; "": the background."""
    standard_model: tuple[str, ...] = eqx.field(static=True, default=("sm",))
    """Sectors of the Standard Model: the plasma, and its neutrinos where they are sectors of their own."""

    def __check_init__(self) -> None:
        text_of("the sector of a Source", self.sector)
        # Limits of many points are made with arrays.
        check_number("vev_ratio of a Source", self.vev_ratio, "above 0", exclusive=True, many=True)


class Made(NamedTuple):
    """The dark matter of one background."""

    production: Production
    distribution: Distribution
    cooling: Array
    """(a T_gamma)(today) over (a T_gamma)(1 MeV)."""
    outside: Array
    """Share of the production outside the temperatures that were followed (estimate)."""


class Followed(NamedTuple):
    """The course of the producing sector, and ln(a T) of photons at T_BBN and at T_CMB."""

    course: Course
    span: TemperatureRange
    bbn: Array
    cmb: Array

    def made(self, production: Production) -> Made:
        """The dark matter of a production along this course."""
        distribution = production.today(jnp.exp(self.course.log_aT_end - self.cmb))
        missed = production.after + jnp.where(self.span.late, 0.0, production.before)
        return Made(production, distribution, jnp.exp(self.cmb - self.bbn), jnp.minimum(missed, 1.0))


class SterileDarkMatter(Probe):
    """Sterile neutrinos of mass m_s, made by oscillations of the active neutrinos of one sector.

    Production: `reheaton.production.oscillation`; density, lifetime, photon line and warmth today:
    `reheaton.probes.warmth_and_decay`. A model has it as a part, `rh.part(rh.SterileDarkMatter)`, and tells it with
    `made_in` where the particles are made. Valid without lepton asymmetry; the checks say where else it is not.
    Hadrons in the opacities are the largest error of the density: `Omega_h2_low` and `Omega_h2_high` are its edges by
    `reheaton.rates.opacity.hadron_shares`, to first order and to a few per cent of their distance. The hadrons of a
    file are its own, and their error is not known: both edges are then `Omega_h2` itself.

    >>> import reheaton as rh
    >>> rh.SterileDarkMatter(m_s="7 keV", sin2_2theta=1e-9)
    SterileDarkMatter(source=None, m_s=7 keV, sin2_2theta=1e-09)
    """

    m_s: float = parameter(
        "keV", "mass of the sterile neutrino that is dark matter", minimum=M_S_RANGE[0], maximum=M_S_RANGE[1],
        symbol="m_s",
    )  # fmt: skip
    sin2_2theta: float = parameter(
        "", "mixing sin^2 2theta of the sterile neutrino with the active one of its sector", minimum=0.0, maximum=1.0,
        exclusive_minimum=True, symbol=r"\sin^2 2\theta",
    )  # fmt: skip
    sin2_2theta_e: float | None = parameter(
        "", "mixing with the electron neutrino, beside that with dm_flavour", default=None, minimum=0.0, maximum=1.0,
        symbol=r"\sin^2 2\theta_e",
    )  # fmt: skip
    sin2_2theta_mu: float | None = parameter(
        "", "mixing with the muon neutrino, beside that with dm_flavour", default=None, minimum=0.0, maximum=1.0,
        symbol=r"\sin^2 2\theta_\mu",
    )  # fmt: skip
    sin2_2theta_tau: float | None = parameter(
        "", "mixing with the tau neutrino, beside that with dm_flavour", default=None, minimum=0.0, maximum=1.0,
        symbol=r"\sin^2 2\theta_\tau",
    )  # fmt: skip
    dm_flavour: str = option(FLAVOURS, "lepton flavour with which the dark matter mixes by sin2_2theta")
    dm_generations: int = option((3, 1), "light neutrinos it decays into: of three generations, or of one")
    opacity: str = option(
        ("first-principles",), "scattering rates of neutrinos: computed, or from a file", prefix=TABLE
    )
    opacity_masses: str = option(("rescaled", "standard-model"), "fermion masses in the rates: times vev_ratio, or not")
    opacity_gain: bool = option((True, False), "count the gain term, a factor 1 + e^(-p/T)")
    opacity_mesons: bool = option(
        (False, True),
        "mesons below the QCD transition, quarks counted by isospin; or quarks alone, by entropy (a file has its own)",
    )
    warm_limit: str = option(
        (OF_THE_SET, *LABELS), "which published limit on warm dark matter applies", limits_only=True
    )
    source: Source | None = None
    """Where the particles are made; set by `made_in`."""

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        "Omega_h2": Observable("", "density of the sterile neutrinos, both helicities", r"\Omega h^2", headline=True),
        "Omega_h2_low": Observable(
            "", "Omega_h2 if hadrons scatter as little as they may (file: Omega_h2)", headline=True
        ),
        "Omega_h2_high": Observable(
            "", "Omega_h2 if hadrons scatter as much as they may (file: Omega_h2)", headline=True
        ),
        "m_thermal_equivalent": Observable(
            "keV", "mass of a thermal relic with the same Omega h^2 and <p>/m", r"m_{\rm th}", headline=True
        ),
        "k_half_mode": Observable(
            "h/Mpc", "wave number at which its transfer function is 1/2 (Vogel & Abazajian 2023)", headline=True
        ),
        "M_half_mode": Observable("Msun/h", "mean matter in a sphere one wavelength across there"),
        "mean_p_over_T": Observable("", "<p>/T_gamma0 today", r"\langle p\rangle/T_{\gamma 0}"),
        "T_peak": Observable(
            "GeV", "temperature of its sector where dn/dlnT of the comoving number peaks (if it freezes in)"
        ),
        "max_rate_over_H": Observable("", "largest number-weighted mean of (Gamma/4) sin^2 2theta_m/H"),
        "dm_thermalised": Observable("", "whether max_rate_over_H > 1: frozen out rather than in"),
        "dm_outside": Observable("", "share of the production outside the temperatures that were followed (estimate)"),
        "lifetime": Observable("Gyr", "lifetime into neutrinos of its own sector", headline=True),
        "photon_rate": Observable("1/s", "rate of decays into a photon of our sector"),
        "line_energy": Observable("keV", "energy of that photon"),
        "line_flux": Observable(
            "1/cm^2/s/sr", "photons through a dark-matter column of 1e28 keV/cm^2, if it is all of it"
        ),
        "m_dw_equivalent": Observable("keV", "mass of standard Dodelson-Widrow dark matter with the same <p>/m"),
        "free_streaming": Observable("Mpc", "comoving free-streaming length"),
        "delta_N_eff_dm_bbn": Observable(
            "",
            "its energy in units of one neutrino species at T = 1 MeV, in no other Delta N_eff",
            adds_to=("delta_N_eff_bbn", "N_nu_bbn"),
        ),
    }
    LIMITS: ClassVar[tuple[str, ...]] = ("dark_radiation", "dark_matter")
    CITATIONS: ClassVar[tuple[str, ...]] = (
        "Dodelson:1993je", "Abazajian:2001nj", "Notzold:1987ik", "Asaka:2006nq", "Venumadhav:2015pla", "Viel:2005qj",
        "Vogel:2022odl", "Nadler:2024ims", "Nadler:2020prv", "An:2025", "TerolCalvo:2026", "Krivonos:2024yvm",
        "Noronha-Hostler:2019ayj", "Borsanyi:2010bp",
        "Pal:1981rm", "Simon:2022ftd", "Bucko:2022kss", "Dekker:2021scf", "Boyarsky:2005us", "Horiuchi:2013noa",
        "Foster:2021ngm", "Roach:2022lgo", "Perez:2016tcq", "Boyarsky:2007ge",
    )  # fmt: skip

    def made_in(self, source: Source) -> Self:
        """The same dark matter, made in that source. Raises InvalidInput for what is no `Source`."""
        if not isinstance(source, Source):
            raise InvalidInput(f"made_in needs a Source, such as Source('twin', vev_ratio=4), not {quoted(source)}.")
        new = self.changed({})
        object.__setattr__(new, "source", source)
        return new

    @property
    def made_where(self) -> Source:
        """The source, by default the Standard Model with all mixings."""
        return Source("sm", visible_mixing=self.total_mixing) if self.source is None else self.source

    def check(self) -> None:
        if self.dm_flavour in self.other_mixings:
            raise InvalidInput(
                f"sin2_2theta_{self.dm_flavour} may not be given with dm_flavour = {self.dm_flavour}: sin2_2theta is"
                " the mixing with this flavour."
            )

    @property
    def other_mixings(self) -> dict[str, ArrayLike]:
        """sin^2 2theta of the flavours beside `dm_flavour` that are given."""
        given = {flavour: getattr(self, f"sin2_2theta_{flavour}") for flavour in FLAVOURS}
        return {flavour: value for flavour, value in given.items() if value is not None}

    @property
    def total_mixing(self) -> ArrayLike:
        """sin^2 2theta summed over flavours."""
        return sum(self.other_mixings.values(), start=self.sin2_2theta)

    def active_neutrino(self, tables: FlavourTables, flavour: str) -> ActiveNeutrino:
        """The active neutrino of a flavour."""
        source = self.made_where
        return ActiveNeutrino(
            opacity=tables.opacity,
            strong=qcd_gas(source.vev_ratio, eos=source.eos, twin_qcd=source.twin_qcd),
            vev_ratio=source.vev_ratio,
            flavour=flavour,
            rescaled=self.opacity_masses == "rescaled",
            gain=self.opacity_gain,
            mesons=tables.mesons,
        )

    def mixings(self, tables: DarkMatterTables) -> list[Mixing]:
        """The active neutrinos that make the particles, each with its mixing."""
        by_flavour = {self.dm_flavour: self.sin2_2theta, **self.other_mixings}
        own = zip(by_flavour.items(), tables.by_flavour, strict=True)
        return [Mixing(mixing, self.active_neutrino(of_flavour, flavour)) for (flavour, mixing), of_flavour in own]

    def tables(self, progress: Progress | None = None) -> DarkMatterTables:
        source = self.made_where
        flavours = (self.dm_flavour, *self.other_mixings)
        tables = dark_matter_tables(
            self.opacity, flavours, self.opacity_gain, self.opacity_mesons, source.eos, progress
        )
        if not source.history:
            return tables
        return tables._replace(history=jax.tree.map(jnp.asarray, read_history(source.history)))

    def events(self, universe: Universe) -> Mapping[str, Event]:
        universe.sector(self.made_where.sector)
        return {"bbn": cooled_to("sm", T_BBN), "cmb": cooled_to("sm", T_CMB)}

    def observe(self, background: Background, events: Moments, tables: DarkMatterTables) -> Mapping[str, Array]:
        return self.read(self.make(background, events, tables), tables)

    def read(self, made: Made, tables: DarkMatterTables) -> dict[str, Array]:
        """The observables of dark matter that has been made."""
        m_s = self.m_s * KEV
        production, distribution, cooling, outside = made
        complete = outside < OUTSIDE_FAILURE
        p = distribution.mean_p_over_T
        Omega_h2 = today.Omega_h2(m_s, distribution.number_density)
        m_thermal = today.thermal_mass_keV(today.fermi_dirac_mass(m_s, p), Omega_h2)
        half_mode = today.half_mode(m_thermal, Omega_h2)
        found = {
            "Omega_h2": Omega_h2,
            "Omega_h2_low": Omega_h2 * (1.0 + jnp.minimum(0.0, jnp.min(production.hadronic_change))),
            "Omega_h2_high": Omega_h2 * (1.0 + jnp.maximum(0.0, jnp.max(production.hadronic_change))),
            "mean_p_over_T": p,
            "T_peak": production.T_peak,
            "max_rate_over_H": production.max_rate_over_H,
            "m_thermal_equivalent": m_thermal,
            "k_half_mode": half_mode.k,
            "M_half_mode": half_mode.mass,
            "m_dw_equivalent": today.dodelson_widrow_mass(m_s, p, tables.reference) / KEV,
            "free_streaming": today.free_streaming_Mpc(m_s, p),
            "delta_N_eff_dm_bbn": _radiation(distribution, m_s, cooling),
        }
        return {name: jnp.where(complete, value, jnp.nan) for name, value in found.items()} | {
            "dm_thermalised": production.max_rate_over_H > 1.0,
            "dm_outside": outside,
            **self._decays(),
        }

    def products(self, background: Background, events: Moments, tables: DarkMatterTables) -> dict[str, Distribution]:
        return {"nu_s": self.make(background, events, tables).distribution}

    @made_once
    def make(self, background: Background, events: Moments, tables: DarkMatterTables) -> Made:
        """Produce the particles along a background that ends with photons at T_CMB or below."""
        followed = self.follow(background, events, tables)
        return followed.made(produce(self.m_s * KEV, self.mixings(tables), followed.course.path()))

    def follow(self, background: Background, events: Moments, tables: DarkMatterTables) -> Followed:
        """The course of their sector while they are made, and that of photons afterwards."""
        source = self.made_where
        span = production_range(self.m_s * KEV, self.total_mixing, self.mixings(tables)[0].active, source.T_highest)
        # ln(a T) of photons; at T_CMB it is today's.
        bbn, cmb = (events[epoch].log_a + jnp.log(events[epoch].T["sm"]) for epoch in ("bbn", "cmb"))
        if tables.history is None:
            course = course_in_background(background, source.sector, span.T_start, span.T_end)
        else:
            course = course_in_history(tables.history, span.T_start, span.T_end)
            bbn, cmb = join_standard_model(tables.history, background, bbn, cmb)
        return Followed(course, span, bbn, cmb)

    def _decays(self) -> dict[str, Array]:
        source, m_s = self.made_where, self.m_s * KEV
        return {
            "lifetime": jnp.asarray(today.lifetime_Gyr(m_s, self.total_mixing, source.vev_ratio, self.dm_generations)),
            "photon_rate": today.photon_rate(m_s, source.visible_mixing),
            "line_energy": jnp.asarray(0.5 * self.m_s, dtype=float),
            "line_flux": today.line_flux(m_s, source.visible_mixing),
        }

    def limits(self, found: Mapping[str, Any]) -> Sequence[Limit]:
        """Photon lines, for the share of dark matter that nu_s is; warmth, of all of it or of a part."""
        share, is_part = np.asarray(found["Omega_h2"]) / OMEGA_DM_h2, _is_part(found)
        lines = photon_line_limits(self.m_s, self.made_where.visible_mixing * np.minimum(1.0, share))
        warm = warm_limits(found["k_half_mode"], ~is_part, self.warm_limit)
        # A limit that the user chose stands alone, and it is for all of dark matter.
        mixed = mixed_limits(found["m_thermal_equivalent"], share, is_part) if self.warm_limit == OF_THE_SET else []
        return [*warm, *mixed, *lines]

    def void(self, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """Limits on the lifetime are for all of dark matter."""
        return {"lifetime": {PART: _is_part(found)}}

    def citations(self) -> tuple[str, ...]:
        chosen = [row.citation for row in warm_limit_rows() if row.label == self.warm_limit]
        return (*self.CITATIONS, *chosen)

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        return dark_matter_checks(self, found)

    def undefined(self, found: Mapping[str, Any]) -> str | None:
        if not math.isnan(found["Omega_h2"]):
            return None
        if found["dm_outside"] < OUTSIDE_FAILURE:
            return "momenta or temperatures left the table of opacities; take opacity = first-principles"
        share = f"about {found['dm_outside']:.2g}" if found["dm_outside"] < 0.5 else "most"
        return (
            f"{share} of the production lies outside the temperatures of the background or of the table of opacities;"
            " start the universe hotter, end it colder, or take opacity = first-principles"
        )

    def diagnostics(self, tables: DarkMatterTables) -> Mapping[str, Any]:
        """The numerical error of the opacity, where it is known: that of a file is not."""
        error = max(float(own.opacity.error) for own in tables.by_flavour)
        return {} if math.isnan(error) else {"opacity_error": error}


def _is_part(found: Mapping[str, Any]) -> Any:
    """Where nu_s is a part of dark matter only, so that limits on all of it say nothing; false for NaN."""
    return np.asarray(found["Omega_h2"]) < WHOLE_DENSITY * OMEGA_DM_h2


def _radiation(distribution: Distribution, m_s: ArrayLike, cooling: Array) -> Array:
    """Energy density at T = 1 MeV over that of one neutrino species at that temperature."""
    # Momenta were larger than today by the ratio of scale factors, T_BBN/T_gamma0 times that of a T_gamma.
    p = distribution.q * (T_BBN * cooling)
    heat = distribution.density(jnp.sqrt(p**2 + jnp.asarray(m_s) ** 2))
    return heat * (T_BBN / T_GAMMA_0 * cooling) ** 3 / rho_one_neutrino(T_BBN)
