"""Tables for sterile-neutrino dark matter: the opacity, and the warmth of the standard scenario to compare with."""

import functools
import hashlib
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.jax_setup import outer_jit
from reheaton.backend.kept_tables import kept_table
from reheaton.backend.progress import Progress
from reheaton.backend.user_file import TABLE
from reheaton.constants import KEV
from reheaton.cosmology import T_CMB
from reheaton.matter import standard_model as sm
from reheaton.matter.bath import make_baths
from reheaton.matter.qcd_gas import qcd_gas
from reheaton.probes.parameter import FileChoice, with_contents
from reheaton.production.local_rates import ActiveNeutrino, Mixing
from reheaton.production.oscillation import produce, production_range
from reheaton.production.path import History, follow_bath
from reheaton.rates.opacity.meson_opacity import MesonOpacity, meson_opacity_from_table
from reheaton.rates.opacity.meson_table import meson_table
from reheaton.rates.opacity.opacity import Opacity, opacity_from_file, opacity_from_table
from reheaton.rates.opacity.table_file import rate_file_text, rates_of_text
from reheaton.rates.opacity.table_smoothness import Distances, distances
from reheaton.rates.opacity.tabulate import opacity_table

REFERENCE_MASS: Final = 25.0
"""Mass [keV] at which the warmth of standard Dodelson-Widrow dark matter is computed, that of the paper's limit. It is
10% more at 10 keV, 7% less at 50 keV, by which `m_dw_equivalent` of the standard scenario differs from its mass."""
_WARMTH_VERSION: Final = 2
"""Raised whenever the same input gives another warmth."""
_WARMTHS: Final = (0.01, 20.0)
"""Where it can be with any rates: among the momenta that carry a thermal distribution."""
_loaded: dict[tuple[Any, ...], "DarkMatterTables"] = {}
_distances: dict[bytes, Distances] = {}


class FlavourTables(NamedTuple):
    """What active neutrinos of one flavour scatter off."""

    opacity: Opacity
    mesons: MesonOpacity | None
    """None: quarks at any temperature, or a file that has its hadrons in it."""


class DarkMatterTables(NamedTuple):
    """What production needs beside the path: the opacities, and the warmth of the standard scenario."""

    by_flavour: tuple[FlavourTables, ...]
    """In the order in which the flavours were asked for."""
    reference: Array
    """<p>/T_gamma0 of Dodelson-Widrow dark matter in the Standard Model, at REFERENCE_MASS and small mixing."""
    history: History | None = None
    """The history that production follows instead of that of the background."""


def dark_matter_tables(
    opacity: str,
    flavours: tuple[str, ...],
    gain: bool,
    mesons: bool,
    eos: str,
    progress: Progress | None = None,
) -> DarkMatterTables:
    """The tables of these options, from memory if they have been loaded before. Raises InvalidInput.

    The standard scenario is that of the first flavour. A file has the rates of every flavour.
    """
    file = opacity.removeprefix(TABLE) if opacity.startswith(TABLE) else ""
    text = rate_file_text(file) if file else ""
    eos = with_contents(eos)
    key = (file, _fingerprint(text), flavours, gain, mesons, eos)
    if key not in _loaded:
        read = [_of_flavour(file, text, flavour, mesons, progress) for flavour in flavours]
        warmth = _kept_reference_warmth(read[0], flavours[0], gain, eos)
        _loaded[key] = DarkMatterTables(jax.tree.map(jnp.asarray, tuple(read)), warmth)
    return _loaded[key]


def _of_flavour(file: str, text: str, flavour: str, mesons: bool, progress: Progress | None) -> FlavourTables:
    if file:
        return FlavourTables(opacity_from_file(rates_of_text(text, file)), None)
    opacity = opacity_from_table(opacity_table(flavour, progress=progress))
    return FlavourTables(opacity, meson_opacity_from_table(meson_table(flavour, progress)) if mesons else None)


def table_distances(opacity: str) -> Distances:
    """How far the rates of a file are from their neighbours, from memory if they have been compared before.

    `opacity` is TABLE and a path. Raises InvalidInput.
    """
    file = opacity.removeprefix(TABLE)
    text = rate_file_text(file)
    key = _fingerprint(text)
    if key not in _distances:
        _distances[key] = distances(rates_of_text(text, file))
    return _distances[key]


def _fingerprint(text: str) -> bytes:
    """By which a file is known. The time of its last change is none: it can change twice in one tick of the clock."""
    return hashlib.sha256(text.encode()).digest()


def _kept_reference_warmth(tables: FlavourTables, flavour: str, gain: bool, eos: str) -> Array:
    """`_reference_warmth`, from the cache folder if it has been computed before."""
    parts = [np.asarray(part.coefficients) for part in tables if part is not None]
    kept = kept_table(
        "warmth/reference",
        [[hashlib.sha256(part.tobytes()).hexdigest() for part in parts], gain, flavour, _known_by(eos), REFERENCE_MASS],
        lambda: {"reference": _reference_warmth(tables, flavour, gain, eos)},
        version=_WARMTH_VERSION,
        shapes={"reference": ()},
        within=_WARMTHS,
    )
    return jnp.asarray(kept["reference"])


def _known_by(eos: str) -> str:
    """By which an equation of state is known on the disk: its name, or what is in the file."""
    return eos.contents.hex() if isinstance(eos, FileChoice) else eos


@functools.partial(outer_jit, static_argnums=(1, 2, 3), brief=True)
def _reference_warmth(tables: FlavourTables, flavour: str, gain: bool, eos: str) -> Array:
    """<p>/T_gamma0 in the Standard Model, where entropy is conserved."""
    baths = make_baths([(*sm.plasma(eos=eos), sm.departing_neutrinos())], [(0,)])
    active = ActiveNeutrino(tables.opacity, qcd_gas(eos=eos), flavour=flavour, gain=gain, mesons=tables.mesons)
    m_s, mixing = REFERENCE_MASS * KEV, 1e-12
    span = production_range(m_s, mixing, active)
    path = follow_bath(baths, span.T_start, span.T_end)
    log_aT_photons = jnp.log(T_CMB) - baths.log_s(0, T_CMB) / 3.0
    return produce(m_s, [Mixing(mixing, active)], path).today(jnp.exp(path.log_aT_end - log_aT_photons)).mean_p_over_T
