r"""One momentum that crosses a resonance: two states with collisions, integrated in time, a reference for tests.

In units of m = D sin 2theta, with the time in 1/m, the detuning d = v t and the damping g = Gamma/m,

    d rho_ss/dt = -Im r,   d rho_aa/dt = Im r + refill (1 - rho_aa),   dr/dt = -(g/2 + i d) r - (i/2)(rho_aa - rho_ss)

with r = rho_as, occupations in units of f_eq, and rho_aa = 1 at the start. Where d changes slowly it is
d rho_ss/dt = R (rho_aa - rho_ss), R = (g/4)/(g^2/4 + d^2), whose integral over the crossing is tau = pi/(2v).

With refill = g the answer is rho_ss = 1 - e^-tau for any damping. Reason: rho = 1 is stationary, so that 1 - rho obeys
the homogeneous equations, those of two amplitudes with h = (d sigma_3 + sigma_1)/2 of which the active one decays at
the rate g/2; it starts as a sterile state, and a state that crosses one which decays survives with the probability
e^-tau of Landau and Zener, whatever the decay (Akulin & Schleich, Phys. Rev. A 46 (1992) 4110). A refill at another
rate than twice the damping of r does not have this property, but for g >> 1 and 1 - rho_aa << 1.
"""

from typing import Final, Literal

import numpy as np
from scipy.integrate import solve_ivp

Active = Literal["relaxes", "fixed", "alone"]
"""What keeps up the active state: collisions at the rate Gamma; something faster, rho_aa = 1; nothing."""
_REACH: Final = 30.0
"""Detuning in units of m, beyond 3 g + 15 sqrt(v), at which a crossing begins and ends."""


def crossing(tau: float, damping: float, active: Active = "relaxes", reach: float = _REACH) -> float:
    """rho_ss after the crossing over 1 - e^-tau', where tau' is what `tau` has within the detunings followed.

    `damping` is Gamma/(D sin 2theta). The result oscillates with d as m/d does; what is read off is therefore the
    occupation of the eigenstate that is sterile far away, with errors of the order (m/d)^2.
    """
    v, g = 0.5 * np.pi / tau, damping
    end = reach + 3.0 * g + 15.0 * np.sqrt(v)
    refill = g if active == "relaxes" else 0.0
    pinned = active == "fixed"

    def slope(t: float, state: np.ndarray) -> list[float]:
        ss, aa, x, y = state.tolist()
        d = v * t
        return [
            -y,
            0.0 if pinned else y + refill * (1.0 - aa),
            -0.5 * g * x + d * y,
            -0.5 * g * y - d * x - 0.5 * (aa - ss),
        ]

    # The quasi-stationary state at d = -end.
    start = -0.5j / (0.5 * g - 1j * end)
    found = solve_ivp(
        slope, (-end / v, end / v), [0.0, 1.0, start.real, start.imag], "DOP853", rtol=1e-7, atol=1e-9
    )  # fmt: skip
    ss, aa, x, _ = found.y[:, -1].tolist()
    if g * end / v < 10.0:  # still coherent: the eigenstate
        length = np.hypot(1.0, end)
        ss = 0.5 * (ss + aa) + 0.5 * ((ss - aa) * end + 2.0 * x) / length
    swept = tau * 2.0 / np.pi * np.arctan(2.0 * end / g) if g > 0.0 else tau
    return float(ss / -np.expm1(-swept))
