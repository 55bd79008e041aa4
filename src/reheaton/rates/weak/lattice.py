r"""Collisions of neutrinos with each other, on a uniform grid of momenta p_i = i d, i = 1 ... N.

The sum p_1 + p_2 - p_3 is again a point of the grid, so that 1 + 2 -> 3 + 4 conserves number and energy to rounding,

    C_a(i) = (G_F^2 d^5/(4 pi^3 i^2)) sum_jk K(i, j, k, i + j - k) F,
    F = f_3 f_4 (1 - f_1)(1 - f_2) - f_1 f_2 (1 - f_3)(1 - f_4).

K = int dq of products of invariants, in units of d^5. With q = |p_1 + p_2|, |p_1 - p_4| or |p_1 - p_3|, between the
moduli that momentum conservation allows, each of them is linear in q^2, and K is a polynomial:

    (12)(34) = [(p_1 + p_2)^2 - q^2]^2/4,   (14)(23) = [q^2 - (p_1 - p_4)^2]^2/4,   (13)(24) likewise.

Processes and factors (Dolgov, Hansen and Semikoz 1997, hep-ph/9703315, Tables 1 and 2; f of a neutrino is that of its
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
    """Flavours of 2, 3, 4, where 1 is of flavour a; factors of (12)(34) and of (14)(23)."""

    second: int
    third: int
    fourth: int
    S: float
    U: float


class _Flow(NamedTuple):
    """Parts of C by (m, i): sum_k K f_3 f_4, sum_k K (1 - f_3 - f_4) and 1 - f_1 - f_2."""

    gain: np.ndarray
    room: np.ndarray
    blocked: np.ndarray


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

    def collide(self, f: np.ndarray, *, jacobian: bool = False) -> Collisions:
        """Collision integrals at the distributions f (flavours, N), and their derivatives."""
        flavours = len(f)
        own = np.where(self._inside, f[:, None, :], 0.0)
        other = np.where(self._inside, f[:, self._partner], 0.0)
        sums = self._sums(own, other)
        rates = np.zeros((flavours, self.points))
        derivatives = np.zeros((flavours, self.points, flavours, self.points)) if jacobian else None
        for a in range(flavours):
            for process in _processes(a, flavours):
                flow = self._flow(process, sums, own[a], other[process.second])
                pairs = own[a] * other[process.second]
                rates[a] += np.sum(flow.gain * flow.blocked - pairs * flow.room, axis=0)
                if derivatives is not None:
                    self._differentiate(derivatives[a], a, process, flow, own[a], other)
        squares = np.arange(1, self.points + 1.0) ** 2
        return Collisions(rates / squares, None if derivatives is None else derivatives / squares[:, None, None])

    def _sums(self, own: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Sums over k of (12)(34) and of (14)(23), (columns, totals, 2, N).

        Columns: with f_3 f_4 of every two flavours, with f_3 and with f_4 of every flavour, and alone.
        """
        products = (own[:, None] * other[None, :]).reshape(-1, *self._inside.shape)
        columns = np.concatenate([products, own, other, self._inside[None].astype(float)])
        sums = self._stacked @ np.moveaxis(columns, 0, -1)
        return np.moveaxis(sums.reshape(len(self.total), 2, self.points, -1), -1, 0)

    def _flow(self, process: _Process, sums: np.ndarray, f_1: np.ndarray, f_2: np.ndarray) -> _Flow:
        flavours = round(np.sqrt(len(sums))) - 1
        _, third, fourth, w_S, w_U = process
        weighted = lambda column: w_S * sums[column, :, 0] + w_U * sums[column, :, 1]  # noqa: E731
        with_f_3 = weighted(flavours**2 + third)
        with_f_4 = weighted(flavours**2 + flavours + fourth)
        blocked = np.where(self._inside, 1.0 - f_1 - f_2, 0.0)
        return _Flow(weighted(third * flavours + fourth), weighted(-1) - with_f_3 - with_f_4, blocked)

    def _differentiate(
        self, out: np.ndarray, a: int, process: _Process, flow: _Flow, f_1: np.ndarray, other: np.ndarray
    ) -> None:
        """Add the derivatives of the rates of flavour a by this process: out (N, flavours, N)."""
        second, third, fourth, w_S, w_U = process
        f_2, diagonal = other[second], np.arange(self.points)
        out[diagonal, a, diagonal] -= np.sum(np.where(self._inside, flow.gain + f_2 * flow.room, 0.0), axis=0)
        m, i = np.nonzero(self._inside)
        np.subtract.at(out[:, second], (i, self._partner[m, i]), (flow.gain + f_1 * flow.room)[m, i])
        for flavour, kernel, left in (
            (third, w_S * self.S + w_U * self.U, other[fourth]),
            (fourth, w_S * self.S + w_U * self.V, other[third]),
        ):
            out[:, flavour] += np.einsum("mik,mi,mk->ik", kernel, flow.blocked, left)
            out[:, flavour] += np.einsum("mik,mi->ik", kernel, f_1 * f_2)


def _squared_difference(q: np.ndarray, q_0: np.ndarray) -> np.ndarray:
    """int_0^q dq (q^2 - q_0^2)^2."""
    return q**5 / 5.0 - 2.0 * q_0**2 * q**3 / 3.0 + q_0**4 * q


def _processes(a: int, flavours: int) -> Iterator[_Process]:
    yield _Process(a, a, a, 2.0, 4.0)
    for b in range(flavours):
        if b != a:
            yield _Process(b, a, b, 1.0, 1.0)
            yield _Process(a, b, b, 0.0, 1.0)
