"""Time freeze-in and the potential: yields in a batch against SciPy at equal accuracy, the plane of Fig. 2, and T_c.

Run by `make bench`, or `python benchmarks/freeze_in.py`. Takes less than a minute.
"""

import jax
import jax.numpy as jnp
import numpy as np
from harness import sections
from harness.results import Summary
from harness.timing import clocked, in_turn, median_seconds
from scipy.integrate import quad
from scipy.special import k1e

from reheaton.backend.jax_setup import outer_jit
from reheaton.papers.inverse_symmetry_breaking.amplitudes import exchange_integral
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings
from reheaton.papers.inverse_symmetry_breaking.exchange import exchange_yields
from reheaton.papers.inverse_symmetry_breaking.moments import moment_table
from reheaton.papers.inverse_symmetry_breaking.phases import critical_temperature
from reheaton.papers.inverse_symmetry_breaking.yields import prefactor

BATCH, COMPARED = 10_000, 3


def yields(summary: Summary) -> None:
    """ms per point of N and N', and of nested SciPy quadrature of Eq. 13 to 1e-6."""
    moment_table("maxwell-boltzmann")
    rng = np.random.default_rng(3)
    T_star, T_max, M_phi_over_T = (
        10 ** rng.uniform(-1, 1, BATCH),
        10 ** rng.uniform(-1, 1, BATCH),
        rng.uniform(0.1, 0.45, BATCH),
    )
    one = lambda T_star, T_max, m: exchange_yields(1.0, 1.0, T_star, T_max, m)  # noqa: E731
    batch = outer_jit(jax.vmap(one))
    inputs = tuple(map(jnp.asarray, (T_star, T_max, M_phi_over_T)))
    first = clocked(lambda: jax.block_until_ready(batch(*inputs)))
    found = batch(*inputs)
    by_scipy = lambda: [_by_scipy(T_star[i], T_max[i], M_phi_over_T[i]) for i in range(COMPARED)]  # noqa: E731
    error = max(abs(float(found.N[i]) / answer - 1.0) for i, answer in enumerate(by_scipy()))
    seconds = in_turn({"reheaton": lambda: jax.block_until_ready(batch(*inputs)), "SciPy": by_scipy}, 3)
    cpu = seconds["reheaton"] / BATCH
    job = f"yields of N and N', batch of {BATCH}, one core"
    summary.add(job, 1e3 * cpu, "ms", error=error, at_most=0.01)
    ratio = seconds["SciPy"] / COMPARED / cpu
    summary.add(job, 1e3 * cpu, "ms", error=error, baseline="SciPy quad, N alone", ratio=ratio)
    summary.add("largest difference from SciPy", error, "", at_most=1e-5)
    summary.add("plane of Fig. 2 on 100 x 100 points", 1e4 * cpu, "s", at_most=2.0)
    summary.add("first batch of yields, compiled", first, "s")


def _by_scipy(T_star: float, T_max: float, m: float) -> float:
    """Y_N of Eq. 13 for M_N = y_0 = 1, over M_PLANCK."""
    from reheaton.constants import M_PLANCK

    angular = jax.jit(exchange_integral)

    def F(z: float) -> float:
        low = max(4.0 * m**2, 4.0 * z**2)

        def integrand(e: float) -> float:
            root = np.sqrt(low) + e
            s = root**2
            flux = np.sqrt(max(s - 4.0 * z**2, 0.0) * max(s - 4.0 * m**2, 0.0)) / (4.0 * root)
            return 2.0 * root * flux * k1e(root) * np.exp(-root) * float(angular(s, m, z))

        return quad(integrand, 0.0, 40.0, epsrel=1e-7, limit=200)[0]

    def rate(z: float) -> float:
        return (1.0 + 1.0 / (z * T_star)) ** 4 * F(z)

    points = sorted({1.0 / T_max, max(m, 1.0 / T_max), max(1.0, 2.0 / T_max), 30.0 + 1.0 / T_max})
    total = sum(quad(rate, a, b, epsrel=1e-6, limit=100)[0] for a, b in zip(points[:-1], points[1:], strict=True))
    return float(prefactor()) * M_PLANCK * total


def potential(summary: Summary) -> None:
    """T_c of the full potential, warm."""
    couplings = Couplings(1e-3, 0.2, -0.02, 1.0, 1.0)
    for resummation in ("none", "parwani", "arnold-espinosa"):
        job = lambda r=resummation: float(critical_temperature(couplings, r).T)  # noqa: E731
        job()
        summary.add(f"T_c, {resummation}, warm", 1e3 * median_seconds(job, 9), "ms", at_most=50.0)


if __name__ == "__main__":
    sections.run(__file__, "Time freeze-in and the potential.", one_core=(yields, potential))
