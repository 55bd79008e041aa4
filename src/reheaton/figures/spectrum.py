"""The momentum spectrum of particles that were produced, beside a thermal one of the same number and mean."""

from typing import Final

import numpy as np
from matplotlib.figure import Figure

from reheaton.cosmology import MEAN_P_OVER_T, ZETA_3
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.numerics.interpolation import resample
from reheaton.production.distribution import Distribution

_REFINEMENT: Final = 4
"""Points drawn for each momentum of the distribution."""


def draw_spectrum(name: str, distribution: Distribution) -> Drawing:
    """q^2 f(q) against q = p/T_gamma0, and the Fermi-Dirac spectrum of the same number and mean; table `spectrum`."""
    q, f = _smooth(np.asarray(distribution.q), np.asarray(distribution.f))
    mean, number = float(distribution.mean_p_over_T), float(distribution.moment(0))
    T = mean / MEAN_P_OVER_T
    thermal = number / (1.5 * ZETA_3 * T**3) / (np.exp(np.minimum(q / T, 700.0)) + 1.0)
    with house_style():
        figure = Figure()
        ax = figure.subplots()
        ax.plot(q, q**2 * f, color=OKABE_ITO[0], label=rf"produced: $\langle p\rangle/T_{{\gamma 0}}$ = {mean:.3f}")
        ax.plot(q, q**2 * thermal, color=OKABE_ITO[1], linestyle="--",
                label="Fermi-Dirac, same number and mean")  # fmt: skip
        ax.set(xlim=(0.0, 4.0 * mean), ylim=(0.0, None))
        ax.set_xlabel(r"comoving momentum $q = p/T_{\gamma 0}$")
        ax.set_ylabel(r"$q^2 f(q)$")
        ax.legend()
    rows = list(zip(q, f, thermal, strict=True))
    comment = f"Occupation of one helicity of {name}; thermal: Fermi-Dirac shape with the same number and mean."
    return Drawing(figure, {"spectrum": Table(("q = p/T_gamma0", "f", "f thermal"), rows, comment)})


def _smooth(q: np.ndarray, f: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distribution on a finer grid, by splines in ln q."""
    log_q = np.log(q)
    fine = np.linspace(log_q[0], log_q[-1], _REFINEMENT * (len(q) - 1) + 1)
    return np.exp(fine), resample(f, log_q[0], log_q[1] - log_q[0], fine)
