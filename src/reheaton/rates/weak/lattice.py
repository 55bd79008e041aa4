r"""Collisions of neutrinos with each other, on a uniform grid of momenta p_i = i d, i = 1 ... N.

The sum p_1 + p_2 - p_3 is again a point of the grid, so that 1 + 2 -> 3 + 4 conserves number and energy to rounding,

    C_a(i) = (G_F^2 d^5/(4 pi^3 i^2)) sum_jk K(i, j, k, i + j - k) [f_3 f_4 (1 - f_1)(1 - f_2) - f_1 f_2 (1 - f_3)(1 - f_4)].

K = int dq of products of invariants, in units of d^5. With q = |p_1 + p_2|, |p_1 - p_4| or |p_1 - p_3|, between the
moduli that momentum conservation allows, each of them is linear in q^2, and K is a polynomial:

    (12)(34) = [(p_1 + p_2)^2 - q^2]^2/4,   (14)(23) = [q^2 - (p_1 - p_4)^2]^2/4,   (13)(24) likewise.

Processes and factors (Dolgov, Hansen and Semikoz 1997, hep-ph/9703315, Tables 1 and 2; f of a neutrino equals that of its
antineutrino), for neutrino 1 of flavour a and every other flavour b:

    nu_a nu_a  -> nu_a nu_a         2 (12)(34)          nu_a anti-nu_a -> nu_a anti-nu_a    4 (14)(23)
    nu_a nu_b  -> nu_a nu_b           (12)(34)          nu_a anti-nu_b -> nu_a anti-nu_b      (14)(23)
    nu_a anti-nu_a -> nu_b anti-nu_b  (14)(23)

Arrays are ordered by the total m = i + j of a collision, which it keeps: for each m a matrix from k to i.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np


class Collisions(NamedTuple):
    """Collision integrals of all flavours, in units of G_F^2 d^5/(4 pi^3), and their derivatives by f.

    `rates` (flavours, N); `jacobian` (flavours, N, flavours, N), or None.
    """

    rates: np.ndarray
    jacobian: np.ndarray | None


class _Process(NamedTuple):
    """Flavours of 2, 3, 4; factors of (12)(34) and of (14)(23)."""

    second: int
    third: int
    fourth: int
    S: float
    U: float


class NeutrinoLattice:
    """Kernels on the grid of N momenta; made once, for any spacing."""

    def __init__(self, points: int) -> None:
        self.points = points
        self.total = np.arange(2, 2 * points + 1)
        n = np.arange(1, points + 1)
        partner = self.total[:, None] - n
        self._inside = (partner >= 1) & (partner <= points)
        self._partner = np.clip(partner - 1, 0, points - 1)
        self.S, self.U = self._kernels(n.astype(float))
        # Exchange of 3 and 4: S stays, (14)(23) becomes (13)(24).
        self.V = np.where(self._inside[:, None, :], np.take_along_axis(self.U, self._partner[:, None, :], 2), 0.0)
        self._stacked = np.concatenate([self.S, self.U], axis=1)

    def _kernels(self, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """K of (12)(34) and of (14)(23) by (m, i, k)."""
        m = self.total[:, None, None].astype(float)
        i, k = n[:, None], n
        j, l = m - i, m - k  # noqa: E741
        inside = self._inside[:, :, None] & self._inside[:, None, :]
        low = np.maximum(np.abs(i - j), np.abs(k - l))
        S = 0.25 * (_squared_difference(m, m) - _squared_difference(low, m))
        d = np.abs(i - l)
        U = 0.25 * (_squared_difference(np.minimum(i + l, j + k), d) - _squared_difference(d, d))
        return np.where(inside, S, 0.0), np.where(inside, U, 0.0)

    def partners(self, f: np.ndarray) -> np.ndarray:
        """f (flavours, N) at m - i, zero outside the grid: (flavours, totals, N)."""
        return np.where(self._inside, f[:, self._partner], 0.0)

    def collide(self, f: np.ndarray, *, jacobian: bool = False) -> Collisions:
        """Collision integrals at the distributions f (flavours, N), and their derivatives."""
        flavours = len(f)
        inside, other = self._inside, self.partners(f)
        own = np.where(inside, f[:, None, :], 0.0)
        products = own[:, None] * other[None, :]
        columns = np.concatenate([products.reshape(-1, *inside.shape), own, other, inside[None].astype(float)])
        sums = (self._stacked @ np.moveaxis(columns, 0, -1)).reshape(len(self.total), 2, self.points, -1)
        S, U = np.moveaxis(sums, -1, 0)[:, :, 0], np.moveaxis(sums, -1, 0)[:, :, 1]
        rates = np.zeros((flavours, self.points))
        derivatives = np.zeros((flavours, self.points, flavours, self.points)) if jacobian else None
        # Columns: f_3 f_4 of every two flavours, then f_3, f_4 of every flavour, then 1.
        first, second = flavours**2, flavours**2 + flavours
        for a in range(flavours):
            for process in _processes(a, flavours):
                b, c, d, w_S, w_U = process
                gain = w_S * S[c * flavours + d] + w_U * U[c * flavours + d]
                # sum_k K (1 - f_3 - f_4)
                room = w_S * (S[-1] - S[first + c] - S[second + d]) + w_U * (U[-1] - U[first + c] - U[second + d])
                f_1, f_2 = own[a], other[b]
                blocked = np.where(inside, 1.0 - f_1 - f_2, 0.0)
                rates[a] += np.sum(gain * blocked - f_1 * f_2 * room, axis=0)
                if derivatives is not None:
                    self._differentiate(derivatives[a], a, process, f, other, gain, room, blocked)
        n2 = np.arange(1, self.points + 1.0) ** 2
        if derivatives is not None:
            derivatives /= n2[:, None, None]
        return Collisions(rates / n2, derivatives)

    def _differentiate(
        self,
        out: np.ndarray,
        a: int,
        process: _Process,
        f: np.ndarray,
        other: np.ndarray,
        gain: np.ndarray,
        room: np.ndarray,
        blocked: np.ndarray,
    ) -> None:
        """Add the derivatives of the rates of flavour a by this process: out (N, flavours, N)."""
        points, (second, third, fourth, w_S, w_U) = self.points, process
        f_1, f_2 = f[a], other[second]
        diagonal = np.arange(points)
        out[diagonal, a, diagonal] -= np.sum(np.where(self._inside, gain + f_2 * room, 0.0), axis=0)
        rows, columns = np.nonzero(self._inside)
        np.subtract.at(out[:, second], (columns, self._partner[rows, columns]), (gain + f_1 * room)[rows, columns])
        pairs = np.where(self._inside, f_1 * f_2, 0.0)
        for flavour, kernel, left in (
            (third, w_S * self.S + w_U * self.U, other[fourth]),
            (fourth, w_S * self.S + w_U * self.V, other[third]),
        ):
            out[:, flavour] += np.einsum("mik,mi,mk->ik", kernel, blocked, left) + np.einsum("mik,mi->ik", kernel, pairs)


def _squared_difference(q: np.ndarray, q_0: np.ndarray) -> np.ndarray:
    """int_0^q dq (q^2 - q_0^2)^2."""
    return q**5 / 5.0 - 2.0 * q_0**2 * q**3 / 3.0 + q_0**4 * q


def _processes(a: int, flavours: int) -> Iterator[_Process]:
    yield _Process(a, a, a, 2.0, 4.0)
    for b in range(flavours):
        if b != a:
            yield _Process(b, a, b, 1.0, 1.0)
            yield _Process(a, b, b, 0.0, 1.0)
