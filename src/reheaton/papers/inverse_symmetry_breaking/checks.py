"""Checks of the assumptions of asymmetric reheating by inverse symmetry breaking.

"Asymmetric Reheating via Inverse Symmetry Breaking" assumes: N is produced out of equilibrium; N and N' do not scatter
on each other; phi is too light to decay into N N; gravitons and processes of order lambda^2 are negligible. The last
three are not assumed where `processes` is all.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.cosmology import T_RH_EQUILIBRIUM, ZETA_3, entropy_density, hubble_radiation
from reheaton.matter.bath import T_MAX
from reheaton.papers.inverse_symmetry_breaking.freeze_in import FreezeIn, yields_by_process
from reheaton.papers.inverse_symmetry_breaking.moments import Z_RANGE
from reheaton.papers.inverse_symmetry_breaking.phases import BrokenPhase
from reheaton.papers.inverse_symmetry_breaking.reheating import end_of_production
from reheaton.papers.inverse_symmetry_breaking.yields import RARE_YIELD, total, vertices
from reheaton.probes.check import Check
from reheaton.universe.background import Background
from reheaton.universe.events import Moments

if TYPE_CHECKING:
    from reheaton.papers.inverse_symmetry_breaking.model import InverseSymmetryBreaking

_NUMBER_OF_PHI: Final = ZETA_3 / np.pi**2
"""n/T^3 of one massless scalar."""
_DIFFERENCE: Final = 0.1
"""Relative difference between x_RH^4 and that of all processes above which there is a flag."""
_LATE_TRANSITION: Final = 0.2
"""T_c over min(T_max, M_N) from which v(T) is more than 2% below its high-temperature form: x_RH^4 is 3% more."""
_HEAVY_PHI: Final = 0.3
"""mu_phi over the thermal mass of phi from which M_phi^2 is more than 10% above it."""
_T_RH_MIN: Final = 1e-2
"""Reheating temperature [GeV] below which nucleosynthesis is affected; section "Asymmetric Reheating"."""


def assumptions(model: "InverseSymmetryBreaking") -> list[Check]:
    """What production assumes, each as a rate over H or a ratio that must stay below 1."""

    def of(ratio: Callable[["InverseSymmetryBreaking", FreezeIn], Array]) -> Callable[[Background, Moments], Array]:
        return lambda background, events: ratio(model, background.universe.origin)

    return [
        Check(
            "production_over_H",
            of(_production_over_H),
            "production_over_H = {value:.2g}: N is produced as fast as the universe expands: inverse reactions are left"
            " out.",
            above=1.0,
            meaning="largest rate at which N is made per phi, over H; with couplings by all processes",
            voids=True,
        ),
        Check(
            "scattering_over_H",
            of(_scattering_over_H),
            "scattering_over_H = {value:.2g}: N and N' scatter on each other faster than the universe expands: they"
            " would equalise.",
            above=1.0,
            meaning="largest rate of N N' scattering by phi, over H (order of magnitude)",
            voids=True,
        ),
        Check(
            "phi_decay",
            of(_phi_decay),
            "phi_decay = {value:.2g}: phi is heavier than 2 M_N at T_max and decays into N N, which is left out.",
            above=1.0,
            applies=model.processes == "paper",
            meaning="M_phi/(2 M_N) at T_max: above 1, phi decays into N N",
            voids=True,
        ),
        Check(
            "decay_over_H",
            of(_decay_over_H),
            "decay_over_H = {value:.2g}: N decays while it is still being made, which is left out.",
            above=1.0,
            meaning="Gamma_N/H where production ends, T = min(T_max, M_N/3)",
            voids=True,
        ),
    ]


def _production_over_H(model: "InverseSymmetryBreaking", freeze_in: FreezeIn) -> Array:
    T, made = _history(model, freeze_in)
    return (
        jnp.max(jnp.diff(made) / jnp.diff(-jnp.log(T))) * entropy_density(freeze_in.bath.g_star, 1.0) / _NUMBER_OF_PHI
    )


def _scattering_over_H(model: "InverseSymmetryBreaking", freeze_in: FreezeIn) -> Array:
    """n_N <sigma v>/H where it is largest, with sigma = (y_N y_N')^2/[16 pi (T^2 + M_N^2)]."""
    T, made = _history(model, freeze_in)
    y_N, y_mirror = vertices(model.y_0, T, freeze_in.T_star)
    cross_section = (y_N * y_mirror) ** 2 / (16.0 * np.pi * (T**2 + model.M_N**2))
    g = freeze_in.bath.g_star
    return jnp.max(made * entropy_density(g, T) * cross_section / hubble_radiation(g, T))


def _history(model: "InverseSymmetryBreaking", freeze_in: FreezeIn) -> tuple[Array, Array]:
    """Temperatures, falling from T_max, and N per entropy made down to each: what is made from T_max less that from T.

    With couplings all processes count, and without them the only one that is known. Steps are small near T_max, where
    production is fastest if the operator that breaks the symmetry matters; otherwise that is at 1.6 M_N. h that is
    frozen in counts as thermal, an upper end.
    """
    phase, lowest = freeze_in.phase, model.M_N / Z_RANGE[1]
    bath = freeze_in.bath.with_thermal_h()

    def made_below(T: Array) -> Array:
        by_process = yields_by_process(model.M_N, model.y_0, freeze_in.T_star, T, phase, bath)
        return (total(by_process) if isinstance(phase, BrokenPhase) else by_process["exchange"]).N

    # Almost all is made by M_N/3.
    end = jnp.minimum(1.0, model.M_N / model.T_max) / 3.0
    T = model.T_max * end ** jnp.asarray(np.linspace(0.0, 1.0, 32) ** 2)
    below = jnp.where(T < lowest, 0.0, jax.vmap(made_below)(jnp.maximum(T, lowest)))
    return T, below[0] - below


def _phi_decay(model: "InverseSymmetryBreaking", freeze_in: FreezeIn) -> Array:
    # Other resummations take M_phi from the potential, with mu_phi in it.
    leading = model.resummation == "high-temperature"
    mu_phi = model.mu_phi if leading and model.mu_phi is not None else 0.0
    return jnp.hypot(freeze_in.phase.M_phi_over_T * model.T_max, mu_phi) / (2.0 * model.M_N)


def _decay_over_H(model: "InverseSymmetryBreaking", freeze_in: FreezeIn) -> Array:
    end = end_of_production(model.M_N, model.T_max)
    return jnp.asarray(0.0 if model.Gamma_N is None else model.Gamma_N / hubble_radiation(freeze_in.bath.g_star, end))


def isb_checks(model: "InverseSymmetryBreaking", found: Mapping[str, Any]) -> list[Check]:
    """The checks beside the assumptions; `found` holds the observables, numbers or arrays (points,)."""
    return [
        *_of_yields(model, found),
        *_of_reheating(found),
        *_of_the_phase(model, found),
        _of_order_lambda_2(model, found),
    ]


def _of_yields(model: "InverseSymmetryBreaking", found: Mapping[str, Any]) -> list[Check]:
    checks = [
        Check(
            "nearly_thermal",
            found["Y_N"],
            "Y_N = {value:.2g} comes near its value in equilibrium, 0.21: inverse reactions, which make N and N' equal,"
            " are left out.",
            above=RARE_YIELD,
            voids=True,
        )
    ]
    if model.processes == "paper" and not model.gravitons:
        checks.append(Check(
            "gravitons",
            np.asarray(found["Y_graviton"]) / found["Y_N_mirror"],
            "scalars make N and N' by exchange of gravitons, which is left out: {value:.2g} of Y_N_mirror, not easily"
            " subdominant.",
            above=_DIFFERENCE,
            voids=True,
        ))  # fmt: skip
    if model.Lambda_eff is not None:
        cutoff = np.asarray(model.Lambda_eff) / model.lambda_portal
        checks.append(Check(
            "above_cutoff",
            model.T_max / cutoff,
            "T_max is above Lambda = {cutoff:.2g} GeV (C = 1), where the operator that breaks the symmetry fails.",
            above=1.0,
            numbers={"cutoff": cutoff},
            voids=True,
        ))  # fmt: skip
    return checks


def _of_reheating(found: Mapping[str, Any]) -> list[Check]:
    T_RH, T_mirror = np.asarray(found["T_RH"]), np.asarray(found["T_RH_mirror"])
    return [
        Check(
            "low_T_RH",
            T_RH,
            "T_RH = {MeV:.3g} MeV is below 10 MeV: neutrinos do not come to equilibrium before nucleosynthesis.",
            below=_T_RH_MIN,
            numbers={"MeV": T_RH * 1e3},
        ),
        Check(
            "low_T_RH_mirror",
            T_mirror,
            "T_RH_mirror = {MeV:.3g} MeV is below 9 MeV: mirror neutrinos do not share the heat of the decays as"
            " assumed.",
            below=T_RH_EQUILIBRIUM,
            numbers={"MeV": T_mirror * 1e3},
        ),
        Check(
            "above_bath_table",
            found["T_SM_max"],
            "T_SM_max = {value:.2g} GeV is above 1e6 GeV, the end of the tables: g_* is held constant there, to 0.1%"
            " per decade.",
            above=T_MAX,
        ),
    ]


def _of_order_lambda_2(model: "InverseSymmetryBreaking", found: Mapping[str, Any]) -> Check:
    """Whether processes of order lambda^2 change the answer."""
    if "x_RH_all" not in found:
        return Check(
            "order_lambda_squared_unknown",
            True,
            "production of order lambda^2 (h phi -> N N by the same operator) is left out, and usually is larger by"
            " far: give couplings instead of c_phi and T_star to see x_RH_all.",
            voids=True,
        )
    everything, x = np.asarray(found["x_RH_all"]), np.asarray(found["x_RH"])
    more = np.asarray(found["Y_N_all"]) / found["Y_N"]
    differs = (np.abs((everything / x) ** 4 - 1.0) >= _DIFFERENCE) | (more >= 1.0 + _DIFFERENCE)
    return Check(
        "order_lambda_squared",
        everything,
        "the operator that tells N from N' also makes them at order lambda^2, by h phi -> N N: with all processes x_RH"
        " is {value:.5g}, not {x:.4g}, and Y_N is {more:.2g} times that of phi phi -> N N. See processes = all.",
        above=-1.0,
        applies=differs & (model.processes == "paper"),
        numbers={"x": x, "more": more},
        voids=True,
    )


def _of_the_phase(model: "InverseSymmetryBreaking", found: Mapping[str, Any]) -> list[Check]:
    """Whether v and M_phi are proportional to T where N is made, which production assumes."""
    if model.mu_phi is None:
        return []
    T = np.minimum(model.T_max, model.M_N)
    late, heavy = found["T_c"] / T, model.mu_phi / (np.asarray(found["M_phi_over_T"]) * T)
    return [
        Check(
            "late_transition",
            late,
            "T_c is {value:.2g} of the temperature at which N is made: v is taken as proportional to T, and the"
            " asymmetry is less.",
            above=_LATE_TRANSITION,
            voids=True,
        ),
        Check(
            "heavy_phi",
            heavy,
            "mu_phi is {value:.2g} of the thermal mass of phi where N is made: M_phi is taken as proportional to T, and"
            " less is made.",
            above=_HEAVY_PHI,
            voids=True,
        ),
    ]
