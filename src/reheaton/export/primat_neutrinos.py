r"""primat: nucleosynthesis with neutrinos that decouple while a relic decays.

primat follows T(t) and a(t) of the point, with everything in H,

    t = int dln a/H,   H^2 = 8 pi/(3 M_PLANCK^2) [rho_em(T) + sum_a rho_a + rho_rest],   a T -> T_gamma0,

and takes rates of n <-> p that `primat_rates` makes of f_e, the occupation of nu_e and of its antineutrino. rho_a is of
neutrinos and antineutrinos of one flavour, rho_em of photons and e+e- with QED.

primat reads tables of decoupling as well (`nevo_file`), which are not used: with them the corrections for the finite
mass of nucleons, weak magnetism among them, are those of Fermi-Dirac neutrinos with the energy of the true ones. At
T_RH = 3 MeV, where there are few and hot nu_e, Y_p then is 0.0007 too high.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from scipy.interpolate import CubicSpline
from scipy.special import expit

from reheaton.backend.jax_setup import outer_jit
from reheaton.constants import SECOND, T_GAMMA_0
from reheaton.cosmology import T_NU_OVER_T_GAMMA, hubble, rho_one_neutrino
from reheaton.decoupling.one_bath import cool_together
from reheaton.decoupling.scenario import Scenario
from reheaton.decoupling.sectors import FLAVOURS_OF, NU_E, NU_MU_TAU, RHO_1, neutrino_state
from reheaton.decoupling.spectra import SpectralHistory
from reheaton.errors import InvalidInput, NumericalFailure
from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.primat_rates import keep_rates
from reheaton.export.primat_settings import (
    DECOUPLING_AT_ONCE,
    HISTORY_FILE,
    MEV,
    NU_E_FILE,
    T_HIGH,
    T_LOW,
    TITLE,
    Nucleosynthesis,
    standard_settings,
)
from reheaton.export.settings import Setting, Settings
from reheaton.matter.electromagnetic_plasma import electromagnetic_state
from reheaton.universe.background import Background
from reheaton.universe.events import cooled_to

MOMENTA: Final = 30.0 * np.linspace(0.0, 1.0, 121) ** 1.5
"""Momenta p/T at which f of nu_e is handed over. Beyond them it is that of equilibrium, below 1e-13."""
T_TOP: Final = 0.0101
T_BOTTOM: Final = 2e-5
"""Temperatures [GeV]: primat follows neutrons from 10 MeV on; at 20 keV no electrons are left, e^-25 of them."""
_ROWS: Final = 6000
"""Rows of T, t and a: primat interpolates linearly, with errors of 3e-6."""
_SPECTRA: Final = 300
"""Rows of f: cubic splines, with errors of 1e-6."""
_POINTS: Final = 600
"""Points of ln a that are taken of a background."""
_BEFORE: Final = 40
"""Points of the bath of all particles before a history begins."""
_COARSE: Final = 2.5
"""Step of comoving momenta over T up to which sums over them are integrals, to 5e-4."""
_T_EQUAL: Final = 5e-3
"""Temperature [GeV] above which neutrons are in equilibrium, and f is taken to be so where momenta are too coarse."""
_MATTER: Final = 1e-3
"""Largest dln H/dln a + 2 at the end of a history that is continued; matter of today has 1e-4 at 3 keV."""
_LEAST_F: Final = 1e-8
"""Occupation below which spectra are continued by their slope; they are solved to 1e-10."""


class NeutrinoHistory(NamedTuple):
    """Plasma and neutrinos along ln a, shapes (points,) unless another is given; T falls."""

    log_a: np.ndarray
    """ln a, from anywhere: primat is told a = 1 today."""
    T: np.ndarray
    """Temperature of the plasma [GeV], from above 10 MeV to below 20 keV."""
    rho_nu: np.ndarray
    """Energy density [GeV^4] of neutrinos and antineutrinos of the flavours e, mu, tau, (points, 3)."""
    f_e: np.ndarray
    """Occupation of nu_e, and of its antineutrino, at p = MOMENTA T, (points, momenta)."""
    rho_rest: np.ndarray
    """Energy density [GeV^4] of all but plasma and neutrinos: relics and dark radiation."""

    @property
    def H(self) -> np.ndarray:
        """Hubble rate [GeV]."""
        plasma = np.asarray(electromagnetic_state(self.T).rho)
        return np.asarray(hubble(plasma + np.sum(self.rho_nu, axis=1) + self.rho_rest))

    @property
    def N_eff(self) -> float:
        """Of neutrinos and dark radiation together, after e+e- annihilation."""
        rho = np.sum(self.rho_nu[-1]) + self.rho_rest[-1]
        return float(rho / rho_one_neutrino(self.T[-1] * T_NU_OVER_T_GAMMA))


def neutrino_history(
    log_a: Any, T: Any, rho_nu: Any, rho_rest: Any, occupation: Callable[[np.ndarray], np.ndarray]
) -> NeutrinoHistory:
    """A history with f of nu_e by `occupation`, a function of momenta [GeV] (points, momenta). Raises InvalidInput.

    Neutrinos that decouple at once:

    >>> import numpy as np
    >>> T = np.geomspace(0.05, 3e-6, 300)
    >>> log_a = -np.log(electromagnetic_state(T).s) / 3.0
    >>> T_nu = T[0] * np.exp(log_a[0] - log_a)
    >>> rho = np.repeat(7.0 * np.pi**2 / 120.0 * T_nu[:, None] ** 4, 3, axis=1)
    >>> history = neutrino_history(log_a, T, rho, 0.0, lambda p: 1.0 / (np.exp(p / T_nu[:, None]) + 1.0))
    >>> round(history.N_eff, 3)
    3.01
    """
    log_a, T, rho_nu = (np.asarray(values, dtype=float) for values in (log_a, T, rho_nu))
    rest = np.broadcast_to(np.asarray(rho_rest, dtype=float), T.shape)
    history = NeutrinoHistory(log_a, T, rho_nu, np.asarray(occupation(T[:, None] * MOMENTA), dtype=float), rest)
    _check(history)
    return history


def of_background(background: Background) -> NeutrinoHistory:
    """From a universe with `decoupling_neutrinos`; f of nu_e by its temperature and fugacity. Raises InvalidInput."""
    moments = background.when({"high": cooled_to("sm", T_HIGH), "low": cooled_to("sm", T_LOW)})
    log_a = np.linspace(float(moments["high"].log_a), float(moments["low"].log_a), _POINTS)
    found = eqx.filter_jit(lambda solved, at: solved.snapshots(at))(background, jnp.asarray(log_a))
    T, rho = np.asarray(found.T["sm"]), {name: np.asarray(each) for name, each in found.rho.items()}
    e = neutrino_state(found.T[NU_E], found.n.get(NU_E), NU_E)
    T_e, eta_e = np.asarray(e.T)[:, None], np.log(np.asarray(e.z))[:, None]
    rho_nu = np.stack([rho[NU_E], 0.5 * rho[NU_MU_TAU], 0.5 * rho[NU_MU_TAU]], axis=-1)
    # Muons and pions are no plasma of this history.
    heavy = np.maximum(rho["sm"] - np.asarray(electromagnetic_state(T).rho), 0.0)
    rest = sum((each for name, each in rho.items() if name not in ("sm", *FLAVOURS_OF)), start=heavy)
    occupation = expit(eta_e - T[:, None] * MOMENTA / T_e)
    return _falling(NeutrinoHistory(log_a, T, rho_nu, occupation, rest))


def of_spectra(history: SpectralHistory, scenario: Scenario) -> NeutrinoHistory:
    """From a solution by spectra. Raises NumericalFailure if its momenta are too coarse where neutrinos decouple."""
    coarse = history.momenta[0] * np.exp(-history.log_a) > _COARSE * history.T
    if np.any(coarse & (history.T < _T_EQUAL)):
        raise NumericalFailure("the momenta are too coarse for early neutrinos: solve with a smaller spacing.")
    late = SpectralHistory(*(part if part is history.momenta else part[~coarse] for part in history))
    rest = scenario.gravitating(late.log_a, late.rho_relic + late.rho_dark)

    def occupation(p: np.ndarray) -> np.ndarray:
        comoving = p * np.exp(late.log_a)[:, None]
        return np.stack([_between(late.momenta, f, at) for f, at in zip(late.f[:, 0], comoving, strict=True)])

    return _after_one_bath(scenario, late.log_a, late.T, late.moment(3), rest, occupation)


def nucleosynthesis_with_neutrinos(history: NeutrinoHistory, cosmology: LambdaCDM | None = None) -> Nucleosynthesis:
    """What primat is told; its rates of n <-> p are to be made of the file nu_e.tsv first. Raises InvalidInput."""
    settings = (
        *standard_settings(cosmology or LambdaCDM()),
        Setting("custom_background", HISTORY_FILE, "T [MeV], t [s] and a, with everything in H"),
        *DECOUPLING_AT_ONCE,
    )
    texts = {HISTORY_FILE: history_of_time(history), NU_E_FILE: spectra_of_nu_e(history)}
    return Nucleosynthesis(Settings(TITLE, settings, texts), None, history.N_eff)


def with_rates(settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The settings with a folder of rates of n <-> p for the nu_e in a folder, which are made here. It needs primat."""
    settings = settings | {"cache_dir": str(folder / "kept")}
    keep_rates(settings, folder / NU_E_FILE)
    return settings


def history_of_time(history: NeutrinoHistory) -> str:
    """Rows of T [MeV], t [s] and a, even in ln a down to 0.5 keV, as primat reads them. Raises InvalidInput.

    t = 1/(2 H) at the start, which does not matter.
    """
    _check(history)
    start, end = CubicSpline(-np.log(history.T), history.log_a)(-np.log(_span(history)))
    log_a = np.linspace(start, end + np.log(max(history.T[-1] / T_LOW, 1.0)), _ROWS)
    held = np.minimum(log_a, history.log_a[-1])
    log_aT = CubicSpline(history.log_a, history.log_a + np.log(history.T))(held)
    # H a^2 is constant after the end.
    log_t_per_a2 = CubicSpline(history.log_a, -np.log(history.H) - 2.0 * history.log_a)
    pace = CubicSpline(log_a, np.exp(log_t_per_a2(held) + 2.0 * log_a))
    t = pace.antiderivative()(log_a) + 0.5 * float(pace(log_a[0]))
    a = T_GAMMA_0 * np.exp(log_a - log_aT[-1])
    rows = np.column_stack([np.exp(log_aT - log_a) / MEV, t / SECOND, a])
    return _text(rows, "%.12e", "T\tt\ta")


def spectra_of_nu_e(history: NeutrinoHistory) -> str:
    """Rows of T [MeV] and ln(1/f - 1) of nu_e, even in ln T, after a first row of 0 and p/T. Raises InvalidInput.

    After the end of the history f at p/T stays.
    """
    _check(history)
    odds = np.log(1.0 / np.clip(history.f_e, 1e-300, 1.0 - 1e-15) - 1.0)
    first, last = np.log(_span(history))
    log_T = np.linspace(first, last, _SPECTRA)
    rows = np.column_stack([np.exp(log_T) / MEV, CubicSpline(-np.log(history.T), odds)(-log_T)])
    return _text(np.vstack([np.r_[0.0, MOMENTA], rows]), "%.9e", "")


def _span(history: NeutrinoHistory) -> np.ndarray:
    """First and last temperature [GeV] that is handed over, of those that the history has."""
    return np.array([min(history.T[0], T_HIGH), max(history.T[-1], T_LOW)])


def _after_one_bath(
    scenario: Scenario,
    log_a: np.ndarray,
    T: np.ndarray,
    rho_nu: np.ndarray,
    rho_rest: Any,
    occupation: Callable[[np.ndarray], np.ndarray],
) -> NeutrinoHistory:
    """A history, with plasma and neutrinos at one temperature before it: from T_start, 50 MeV at most."""
    T_start = min(float(np.asarray(scenario.T_start)), T_HIGH)
    early = np.geomspace(T_start, 1.03 * T[0], _BEFORE if T_start > 1.1 * T[0] else 0)
    found = outer_jit(lambda T: jax.vmap(lambda each: cool_together(scenario, each))(T))(early)
    log_a_early, Y, D = (np.asarray(values, dtype=float) for values in (found.log_a, found.Y, found.D))
    a = np.exp(log_a_early)
    rest = scenario.gravitating(log_a_early, scenario.relic(a, Y) + D / a**4)
    equal = np.repeat(RHO_1 * early[:, None] ** 4, 3, axis=1)

    def with_early(p: np.ndarray) -> np.ndarray:
        return np.concatenate([expit(-p[: len(early)] / early[:, None]), occupation(p[len(early) :])])

    joined = (np.concatenate(both) for both in ((log_a_early, log_a), (early, T), (equal, rho_nu), (rest, rho_rest)))
    log_a, T, rho_nu, rest = joined
    return _falling(NeutrinoHistory(log_a, T, rho_nu, with_early(T[:, None] * MOMENTA), rest))


def _falling(history: NeutrinoHistory) -> NeutrinoHistory:
    """Without points above _T_EQUAL at which T does not fall. Raises InvalidInput if it does not fall later.

    Where neutrinos are said to part from a plasma that a relic heats, the plasma is a little hotter for a moment.
    """
    falls = np.append(True, history.T[1:] < np.minimum.accumulate(history.T)[:-1])
    kept = NeutrinoHistory(*(part[falls | (history.T < _T_EQUAL)] for part in history))
    _check(kept)
    return kept


def _between(momenta: np.ndarray, f: np.ndarray, p: np.ndarray) -> np.ndarray:
    """f between the points of a grid: cubic in ln(1/f - 1), which is p/T in equilibrium, and linear beyond the last."""
    few = np.flatnonzero(f < _LEAST_F)
    points = max(int(few[0]) if len(few) else len(f), 2)
    spline = CubicSpline(momenta[:points], np.log(1.0 / np.clip(f[:points], 1e-300, 1.0 - 1e-15) - 1.0))
    last = momenta[points - 1]
    odds = spline(np.minimum(p, last)) + float(spline(last, 1)) * np.maximum(p - last, 0.0)
    return expit(-odds)


def _text(rows: np.ndarray, form: str, header: str) -> str:
    text = io.StringIO()
    np.savetxt(text, rows, fmt=form, delimiter="\t", header=header, comments="")
    return text.getvalue().lstrip("\n")


def _check(history: NeutrinoHistory) -> None:
    points = len(history.log_a)
    shapes = {"log_a": (points,), "T": (points,), "rho_nu": (points, 3), "rho_rest": (points,)}
    for name, shape in (shapes | {"f_e": (points, len(MOMENTA))}).items():
        values = getattr(history, name)
        if values.shape != shape:
            raise InvalidInput(f"{name} of the neutrinos has the shape {values.shape}: it must be {shape}.")
        if not np.all(np.isfinite(values)):
            raise InvalidInput(f"{name} of the neutrinos has values that are no finite numbers.")
    if not (np.all(np.diff(history.T) < 0.0) and np.all(np.diff(history.log_a) > 0.0)):
        raise InvalidInput("log_a of the neutrinos must rise from point to point, and T fall.")
    if not (history.T[0] > T_TOP and 0.0 < history.T[-1] < T_BOTTOM):
        raise InvalidInput(
            f"T of the neutrinos must fall from above 10.1 MeV to below 20 keV, and here it falls from"
            f" {history.T[0]:.3g} to {history.T[-1]:.3g} GeV."
        )
    if not (np.all(history.rho_nu > 0.0) and np.all(history.rho_rest >= 0.0)):
        raise InvalidInput("rho_nu must be above 0 GeV^4, and rho_rest not below.")
    if not (np.all(history.f_e >= 0.0) and np.all(history.f_e <= 1.0)):
        raise InvalidInput("f_e must be from 0 to 1.")
    slowing = np.diff(np.log(history.H[-2:])) / np.diff(history.log_a[-2:])
    if history.T[-1] > T_LOW and abs(float(slowing[0]) + 2.0) > _MATTER:
        raise InvalidInput("what gravitates with the neutrinos must be radiation at the end, or T fall below 0.5 keV.")
