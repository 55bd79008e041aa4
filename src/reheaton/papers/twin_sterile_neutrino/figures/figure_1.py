"""Fig. 1 of "Twin Sterile Neutrino Dark Matter": energy densities and temperatures of one allowed point.

Dark matter, nu_s, is drawn with the share that has been made so far, and the momenta that it has in the end.
"""

import dataclasses
import functools
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.jax_setup import outer_jit
from reheaton.backend.progress import Progress
from reheaton.constants import KEV, T_GAMMA_0
from reheaton.cosmology import T_BBN, T_CMB
from reheaton.figures.annotations import Mark
from reheaton.figures.drawing import Drawing
from reheaton.figures.history import Curves, history_drawing
from reheaton.figures.settings import settings_text
from reheaton.models.result import Result
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.probes.sterile_dark_matter import SterileDarkMatter
from reheaton.universe.background import Background

POINT: Final[dict[str, Any]] = {"m_N": 80.0, "m_nu": 1.5e-9, "vev_ratio": 4.0, "m_s": 30.0, "sin2_2theta": 1.73e-7}
"""A point that is allowed today and has all dark matter: m_N [GeV], m_nu [eV], m_s [keV]."""
LABELS: Final = {
    "sm": "Standard Model",
    "nu_e": r"$\nu_e$",
    "nu_mu_tau": r"$\nu_\mu$ and $\nu_\tau$",
    "twin": "twin sector",
    "N": "heavy neutrino $N$",
    "nu_s": r"dark matter $\nu_s$",
}

_IN_CAPTION: Final = ("m_N", "m_nu", "vev_ratio", "T_dec", "T_f", "m_s", "sin2_2theta", "flavour", "dm_flavour", "eos")
"""Settings in the caption; the table has all."""


def figure_1(progress: Progress) -> Drawing:
    """rho a^4 and T a of the Standard Model, the twin sector, N and nu_s, with the events of the history marked."""
    progress("solving", 0.1)
    result = TwinSterileNeutrino(**POINT, sm_neutrinos="equilibrium").solve()
    progress("drawing", 0.7)
    return draw_twin_history(result)


def draw_twin_history(result: Result) -> Drawing:
    """The history of a solved twin model with a relic, and its events; tables `history` and `marks`."""
    curves = dataclasses.replace(Curves.of(result.background), products=dark_matter(result))
    comment = settings_text(result, latex=False)
    return history_drawing(curves, twin_marks(curves, result), LABELS, caption(result), comment)


def twin_marks(curves: Curves, result: Result) -> list[Mark]:
    """Freeze-out, end of contact, domination, decay, nucleosynthesis and recombination, in order of time."""
    T_dec, T_RH = result.diagnostics["T_dec"], result.observables["T_RH"]

    def cooled_to(name: str, label: str, T: float) -> Mark:
        return Mark(name, label, curves.log_a_at("sm", T))

    T_f, m_N = result.parameters["T_f"], result.parameters["m_N"]
    marks = [
        Mark("T_f", f"$T_f$\n{energy(T_f)}", 0.0),
        cooled_to("m_N", f"$T = m_N$\n{energy(m_N)}", m_N),
        cooled_to("T_dec", f"$T_{{\\rm dec}}$\n{energy(T_dec)}", T_dec),
        cooled_to("BBN", f"BBN\n{energy(T_BBN)}", T_BBN),
        cooled_to("CMB", f"CMB\n{energy(T_CMB)}", T_CMB),
    ]
    marks += [Mark("domination", "$N$\ndominates", log_a) for log_a in curves.domination()[:1]]
    if 0.0 < T_RH < T_f:
        marks.append(cooled_to("T_RH", f"$T_{{\\rm RH}}$\n{energy(T_RH)}", T_RH))
    if "T_peak" in result.observables:
        T_peak = result.observables["T_peak"]
        label = f"$\\nu_s$ made\n{energy(T_peak)}"
        marks.append(Mark("T_peak", label, curves.log_a_at("twin", T_peak)))
    return sorted(marks, key=lambda mark: mark.log_a)


def dark_matter(result: Result) -> dict[str, np.ndarray]:
    """Energy density [GeV^4] of nu_s on the grid of the background, (points,); none without dark matter.

    The share made down to each temperature times n <E>, with the momenta of the end redshifted.
    """
    model, solved = result.source
    pairs = zip(model.probes(), solved.prepared.tables, strict=True)
    found = [pair for pair in pairs if isinstance(pair[0], SterileDarkMatter)]
    return {"nu_s": np.asarray(_energy_density(*found[0], result.background))} if found else {}


@functools.partial(outer_jit, brief=True)
def _energy_density(probe: SterileDarkMatter, tables: Any, background: Background) -> Array:
    events = background.when(probe.events(background.universe))
    made = probe.make(background, events, tables)
    T, growth = made.production.T, made.production.growth
    # dn/dln(1/T) summed over the panels so far, by the trapezoidal rule.
    steps = 0.5 * (growth[1:] + growth[:-1]) * jnp.log(T[:-1] / T[1:])
    share = jnp.concatenate([jnp.zeros(1), jnp.cumsum(steps)])
    grid, cmb = background.grid, events["cmb"]
    now = jnp.interp(-jnp.log(grid.T[probe.made_where.sector]), -jnp.log(T), share / share[-1])
    stretch = jnp.exp(cmb.log_a - grid.log_a) * cmb.T["sm"] / T_GAMMA_0
    p = made.distribution.q[None, :] * T_GAMMA_0 * stretch[:, None]
    energies = jnp.sqrt(p**2 + (probe.m_s * KEV) ** 2)
    return now * stretch**3 * jax.vmap(made.distribution.density)(energies)


def caption(result: Result) -> str:
    """Observables of the point, and its settings, in LaTeX."""
    o = result.observables
    dark = rf" $\Omega h^2$ = {o['Omega_h2']:.3f}." if "Omega_h2" in o else ""
    return (
        rf"$T_{{\rm RH}}$ ($\Gamma_N = H$) = {energy(o['T_RH'])},"
        rf" $T_{{\rm twin}}/T_{{\rm SM}}$ = {o['T_ratio_bbn']:.3f} (BBN), {o['T_ratio_cmb']:.3f} (CMB),"
        rf" $\Delta N_{{\rm eff}}$ = {o['delta_N_eff_bbn']:.3f} (BBN), {o['delta_N_eff_cmb']:.3f} (CMB).{dark}"
        f"\n{settings_text(result, latex=True, without=set(result.settings) - set(_IN_CAPTION))}."
    )


def energy(value: float) -> str:
    """An energy given in GeV, with three digits and the unit that keeps it short."""
    for unit, size in (("TeV", 1e3), ("GeV", 1.0), ("MeV", 1e-3), ("keV", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} eV"
