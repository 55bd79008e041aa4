r"""Cells of ln p, and the mean of the rate of oscillation over each of them and over a step of time.

    R = (Gamma/4H) sin^2 2theta/(A^2 + d^2),   A = Gamma/(2 Delta),   d = cos 2theta - (V_T +- V_L)/Delta

The resonance at d = 0 is narrower than a cell, A ~ 1e-6 to 1e-2, and moves by about a cell in a step. d is taken as
linear in the cell between its edges, and in time. With N(d) = d arctan(d/A) - (A/2) ln(A^2 + d^2), of which
N'' = A/(A^2 + d^2), the mean over both is

    <1/(A^2 + d^2)> = [N(d_1+) - N(d_1-)]/(d_1+ - d_1-) - [the same at d_0], over A times the change of the mean d,

- and + at the edges of the cell, 0 and 1 at the start and the end of the step. Nothing is assumed about the width of
the resonance, nor about how many there are.
"""

from typing import Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.production.asymmetric_plasma import AtMomenta, Step
from reheaton.production.local_rates import LOWEST_LOG_Y
from reheaton.rates.opacity.opacity import MOMENTUM_SPACING

_FAR: Final = 0.3
"""|d|/D above which R is that in the middle of a cell and of a step."""


class Cells(NamedTuple):
    """Cells of momentum of the kind that resonates, neutrinos or antineutrinos, in one step; d in units of D = Delta.

    `taken` is what n_a a^3 loses within the step, by which V_L falls until its end. y is p/T at the end of the course.
    """

    y: Array
    """In the middle of the cells, (cells,)."""
    edges: Array
    """y at their edges, (cells + 1,)."""
    d_0: Array
    """d at the edges, at the start of the step."""
    d_1: Array
    """At its end, if nothing is taken."""
    mean_0: Array
    """Mean of arctan(d_0/A) over cells."""
    thermal: Array
    """d in the middle of cells and of the step, but for V_L."""
    narrow: Array
    """A."""
    strength: Array
    """(Gamma/4H) sin^2 2theta times the step."""
    height: Array
    """V_L/(Delta y) in the middle of the step, if nothing is taken, ()."""
    slope: Array
    """By how much it is less at the end of the step for each unit that is taken, ()."""

    @classmethod
    def of(cls, here: Step, local: AtMomenta, k: int, before: Array, after: Array, slope: Array) -> "Cells":
        """All cells of flavour number k, with V_L/(Delta y) at the start and at the end of the step."""
        log_edges = LOWEST_LOG_Y + MOMENTUM_SPACING * (np.arange(len(local.x) + 1) - 0.5)
        edges = jnp.asarray(np.exp(log_edges))
        y = jnp.asarray(np.exp(0.5 * (log_edges[1:] + log_edges[:-1])))
        d_0 = local.cosine + here.before.thermal[k] * edges**2 - before * edges
        d_1 = local.cosine + here.after.thermal[k] * edges**2 - after * edges
        thermal = local.cosine + here.middle.thermal[k] * y**2
        return cls(
            y, edges, d_0, d_1, _mean_arctan(d_0, local.narrow), thermal, local.narrow, local.rate * here.width,
            0.5 * (before + after), slope,
        )  # fmt: skip

    def window(self, first: Array, count: int) -> "Cells":
        """Some cells only, from the first on."""
        cells = len(self.y)
        cut = lambda x: jax.lax.dynamic_slice(x, (first,), (count + len(x) - cells,)) if x.ndim else x  # noqa: E731
        return Cells(*(cut(values) for values in self))

    def in_middle(self, taken: Array) -> Array:
        """d in the middle of cells and of the step."""
        return self.thermal - (self.height - 0.5 * self.slope * taken) * self.y

    def converted(self, taken: Array) -> Array:
        """1 - e^-tau of each cell, tau = int R dln a."""
        d_1 = self.d_1 + self.slope * taken * self.edges
        return -jnp.expm1(-self.strength * self._mean(d_1, self.in_middle(taken)))

    def _mean(self, d_1: Array, d: Array) -> Array:
        """<1/(A^2 + d^2)>, with d that in the middle."""
        moved = 0.5 * (d_1[1:] + d_1[:-1] - self.d_0[1:] - self.d_0[:-1])
        still = jnp.abs(moved) < 1e-7
        swept = (_mean_arctan(d_1, self.narrow) - self.mean_0) / jnp.where(still, 1.0, moved) / self.narrow
        # Far from resonance the difference loses digits, and the middle is enough.
        nearest = jnp.minimum(jnp.abs(self.d_0), jnp.abs(d_1))
        far = jnp.minimum(nearest[1:], nearest[:-1]) > _FAR
        return jnp.where(far | still, 1.0 / (self.narrow**2 + d**2), swept)


def _mean_arctan(d: Array, A: Array) -> Array:
    """Mean of arctan(d/A) over cells, from d at their edges: a difference of d arctan(d/A) - (A/2) ln(A^2 + d^2)."""
    d = jnp.stack([d[:-1], d[1:]])
    size, A = jnp.abs(d), A[None]
    N = size * _arctan(size, A) - 0.5 * A * jnp.log(A**2 + d**2)
    across, middle = d[1] - d[0], 0.5 * (d[0] + d[1])
    # Where d has its least value in a cell, its edges are alike.
    flat = jnp.abs(across) < 1e-5
    alike = jnp.sign(middle) * _arctan(jnp.abs(middle), A[0])
    return jnp.where(flat, alike, (N[1] - N[0]) / jnp.where(flat, 1.0, across))


def _arctan(d: Array, A: Array) -> Array:
    """arctan(d/A) of positive numbers, to 2e-8 and its distance from pi/2 to 1e-6 of itself: five times faster.

    Abramowitz & Stegun 4.4.49.
    """
    t = jnp.minimum(d, A) / jnp.maximum(d, A)
    square, series = t * t, 0.0028662257
    for term in (-0.0161657367, 0.0429096138, -0.0752896400, 0.1065626393, -0.1420889944, 0.1999355085, -0.3333314528):
        series = series * square + term
    small = t * (1.0 + square * series)
    return jnp.where(d > A, 0.5 * np.pi - small, small)
