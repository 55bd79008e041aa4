"""The seesaw mass matrix of one sector or of two, and its exact spectrum.

-L = sum_(i=A,B) ( y_i L_i H_i N_i + (1/2) M_i N_i N_i ) + M_AB N_A N_B + h.c.,  m_D,i = y_i v_i/sqrt2
(Twin Sterile Neutrino Dark Matter, section II). In the basis (nu_A, nu_B, N_A, N_B) the mass term (1/2) psi^T M psi has

    M = [[0, 0, m_DA, 0], [0, 0, 0, m_DB], [m_DA^T, 0, M_A, M_AB], [0, m_DB^T, M_AB^T, M_B]].

A = Standard Model, B = twin. Every entry is a block: one generation has 1 x 1 blocks, three have 3 x 3. Units: GeV.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reheaton.errors import InvalidInput
from reheaton.particles.seesaw.leading_order import LeadingOrder, leading_order
from reheaton.particles.seesaw.takagi import takagi

Block = Literal["nu_A", "nu_B", "N_A", "N_B"]
BLOCKS: Final[tuple[Block, ...]] = ("nu_A", "nu_B", "N_A", "N_B")


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Mass eigenstates of a seesaw: U^T M U = diag(m), psi = U psi_mass.

    `masses`: (n,) ascending [GeV]. `mixing`: U, (n, n), rows (nu_A, nu_B, N_A, N_B), columns the mass states.
    `sizes`: number of fields in each block. Accuracy: that of `takagi`, 1e-15 relative in each number.
    """

    masses: NDArray[np.float64]
    mixing: NDArray[np.complex128]
    sizes: dict[Block, int]

    def rows(self, block: Block) -> NDArray[np.intp]:
        """Rows of U that belong to a block of interaction states, (n_block,)."""
        start = sum(self.sizes[name] for name in BLOCKS[: BLOCKS.index(block)])
        return np.arange(start, start + self.sizes[block])

    def states(self, block: Block) -> NDArray[np.intp]:
        """Columns of the mass states named after a block, in ascending mass, (n_block,).

        The state with the largest weight sum_(k in block) |U_kj|^2 is named first, until each block has its number.
        At maximal mixing (M_A = M_B, m_nu,A = m_nu,B) the names are a matter of convention; the masses are not.
        """
        weights = np.array([(np.abs(self.mixing[self.rows(name)]) ** 2).sum(axis=0) for name in BLOCKS])
        left = [self.sizes[name] for name in BLOCKS]
        named: list[int] = []
        for flat in np.argsort(-weights, axis=None, kind="stable"):
            row, column = divmod(int(flat), weights.shape[1])
            if left[row] > 0 and weights[:, column].max() >= 0:
                left[row] -= 1
                weights[:, column] = -1.0
                if BLOCKS[row] == block:
                    named.append(column)
        return np.sort(np.array(named, dtype=np.intp))

    def mass(self, block: Block) -> NDArray[np.float64]:
        """Masses of the states named after a block [GeV], ascending, (n_block,)."""
        return self.masses[self.states(block)]

    def content(self, field: Block, state: Block) -> NDArray[np.complex128]:
        """Mixing elements U: the content of `field` in the mass states named after `state`, (n_field, n_state).

        content("nu_A", "N_B") sets the X-ray line of twin dark matter; content("nu_A", "nu_A") is the PMNS matrix in
        the basis where the charged leptons are diagonal.
        """
        return self.mixing[np.ix_(self.rows(field), self.states(state))]


@dataclass(frozen=True, eq=False, kw_only=True)
class Seesaw:
    """Dirac and Majorana masses of a sector A and, optionally, of its twin B.

    Numbers for one generation; matrices otherwise: m_DA (n_nu,A, n_A), M_A (n_A, n_A), M_AB (n_A, n_B), likewise B;
    M_A and M_B symmetric, complex allowed. Without m_DB and M_B it is the type-I seesaw of one sector, 3 + n.
    Source: Twin Sterile Neutrino Dark Matter, section II; type I: Minkowski 1977. Units: GeV.
    Raises InvalidInput for shapes that do not fit, asymmetric M_A or M_B, or half a twin sector. A singular M_A or M_B
    has an exact spectrum but no leading order.
    """

    m_DA: ArrayLike
    M_A: ArrayLike
    m_DB: ArrayLike | None = None
    M_B: ArrayLike | None = None
    M_AB: ArrayLike | None = None

    def __post_init__(self) -> None:
        if (self.m_DB is None) != (self.M_B is None):
            raise InvalidInput("m_DB and M_B must be given together: a twin sector has both.")
        if self.M_B is None and self.M_AB is not None:
            raise InvalidInput("M_AB was given without m_DB and M_B; the mixing needs a twin sector.")
        self.mass_matrix()

    def blocks(self) -> tuple[NDArray[np.complex128], ...]:
        """The five masses as matrices (m_DA, m_DB, M_A, M_B, M_AB); those of an absent twin have size 0 [GeV]."""
        absent = np.zeros((0, 0))
        m_DA, M_A = _block("m_DA", self.m_DA), _block("M_A", self.M_A)
        m_DB = _block("m_DB", absent if self.m_DB is None else self.m_DB)
        M_B = _block("M_B", absent if self.M_B is None else self.M_B)
        M_AB = _block("M_AB", np.zeros((len(M_A), len(M_B))) if self.M_AB is None else self.M_AB)
        for name, m_D, M in (("A", m_DA, M_A), ("B", m_DB, M_B)):
            if M.shape != (m_D.shape[1], m_D.shape[1]):
                raise InvalidInput(
                    f"M_{name} has shape {M.shape}; with m_D{name} of shape {m_D.shape} it must be square "
                    f"with {m_D.shape[1]} rows."
                )
            if not (M == M.T).all():
                raise InvalidInput(f"M_{name} differs from its transpose; a Majorana mass matrix is symmetric.")
        if M_AB.shape != (len(M_A), len(M_B)):
            raise InvalidInput(f"M_AB has shape {M_AB.shape}; it must be (n_A, n_B) = ({len(M_A)}, {len(M_B)}).")
        return m_DA, m_DB, M_A, M_B, M_AB

    def mass_matrix(self) -> NDArray[np.complex128]:
        """The symmetric mass matrix in the basis (nu_A, nu_B, N_A, N_B), (n, n) [GeV]; paper, section II."""
        m_DA, m_DB, M_A, M_B, M_AB = self.blocks()
        none = np.zeros
        return np.block(
            [
                [none((len(m_DA), len(m_DA))), none((len(m_DA), len(m_DB))), m_DA, none((len(m_DA), len(M_B)))],
                [none((len(m_DB), len(m_DA))), none((len(m_DB), len(m_DB))), none((len(m_DB), len(M_A))), m_DB],
                [m_DA.T, none((len(M_A), len(m_DB))), M_A, M_AB],
                [none((len(M_B), len(m_DA))), m_DB.T, M_AB.T, M_B],
            ]
        )

    def exact(self) -> Spectrum:
        """Masses and mixings without approximation: U^T M U = diag(m); see `takagi` for accuracy and errors [GeV]."""
        m_DA, m_DB, M_A, M_B, _ = self.blocks()
        masses, mixing = takagi(self.mass_matrix())
        return Spectrum(masses, mixing, dict(zip(BLOCKS, (len(m_DA), len(m_DB), len(M_A), len(M_B)), strict=True)))

    def leading_order(self) -> LeadingOrder:
        """Masses and mixings to leading order in the mixing angles, with the numbers that say whether that holds.

        Equations: `reheaton.particles.seesaw.leading_order` [GeV]. Raises InvalidInput if M_A or M_B is singular.
        """
        return leading_order(*self.blocks())


def _block(name: str, value: ArrayLike) -> NDArray[np.complex128]:
    matrix = np.asarray(value, dtype=complex)
    if matrix.ndim == 0:
        matrix = matrix.reshape(1, 1)
    if matrix.ndim != 2:
        raise InvalidInput(f"{name} has shape {matrix.shape}; it must be a number or a matrix.")
    if not np.isfinite(matrix).all():
        raise InvalidInput(
            f"{name} = {matrix.tolist()} has an entry that is not finite; masses must be finite, in GeV."
        )
    return matrix
