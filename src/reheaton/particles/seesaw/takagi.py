"""Takagi factorisation U^T M U = diag(m) of a complex symmetric matrix, accurate for any mass hierarchy.

Seesaw masses in one matrix span thirty decades, and double precision resolves sixteen below the largest. The
factorisation is therefore done with as many digits as the matrix needs, and the digits are counted, not guessed: every
mass, every splitting and every mixing element must either stand clear of the rounding noise or vanish in it.
"""

from typing import Any, Final

import mpmath as mp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from reheaton.errors import InvalidInput

# mpmath carries no types that survive its arithmetic.
Real = Any
Complex = Any

RESOLVED: Final = 17
"""Decades above the noise at which a number survives its conversion to a float."""
VANISHING: Final = 3
"""Decades above the noise up to which a number cannot be told from zero."""
MAX_DIGITS: Final = 1500
"""Digits at which the search for a sufficient precision ends."""


class _TooFewDigits(Exception):
    """A mass, splitting or mixing element lies between 'zero' and 'resolved'."""


def takagi(matrix: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.complex128]]:
    """Masses and mixing matrix of Majorana fermions.

    U^T M U = diag(m), m >= 0 ascending, U unitary; in the Lagrangian (1/2) psi^T M psi the fields are psi = U psi_mass.
    Source: Takagi 1925; Horn & Johnson, Matrix Analysis, section 4.4; in physics Dreiner, Haber & Martin 2010
    (arXiv:0812.1594), appendix D.

    Shapes: matrix (n, n); masses (n,); U (n, n), rows in the basis of the matrix, columns the mass states.
    Units: the masses have the unit of the matrix.
    Raises InvalidInput if the matrix is not square, finite and symmetric; ArithmeticError if MAX_DIGITS do not suffice.
    Validity: each mass and each element of U is correct to 1e-15 relative, as far as the entries are taken as exact. A
    number that is not resolved with at least 30 digits is returned as 0. Columns are defined up to a sign, fixed by
    Re > 0 of the largest element; the column of a massless state up to a phase, and equal masses up to a rotation.
    """
    entries = _checked(matrix)
    if not entries.any():
        return np.zeros(len(entries)), np.eye(len(entries), dtype=complex)
    sizes = np.abs(entries[entries != 0])
    digits = 40 + 2 * int(np.ceil(np.log10(sizes.max() / sizes.min())))
    while digits <= MAX_DIGITS:
        try:
            with mp.workdps(digits):
                return _factorise(entries, digits)
        except _TooFewDigits:
            digits = (3 * digits) // 2
    raise ArithmeticError(
        f"takagi needs more than {MAX_DIGITS} digits for entries between {sizes.min():.3g} and {sizes.max():.3g}: "
        "set the smallest entries to zero or separate the scales by hand."
    )


def _checked(matrix: ArrayLike) -> NDArray[np.complex128]:
    entries = np.asarray(matrix, dtype=complex)
    if entries.ndim != 2 or entries.shape[0] != entries.shape[1] or entries.shape[0] == 0:
        raise InvalidInput(f"matrix has shape {entries.shape}; it must be square, (n, n) with n >= 1.")
    if not np.isfinite(entries).all():
        raise InvalidInput("matrix has an entry that is not finite; all entries must be finite numbers.")
    if not (entries == entries.T).all():
        largest = np.abs(entries - entries.T).max()
        raise InvalidInput(f"matrix differs from its transpose by {largest:.3g}; a Majorana mass matrix is symmetric.")
    return entries


def _factorise(entries: NDArray[np.complex128], digits: int) -> tuple[NDArray[np.float64], NDArray[np.complex128]]:
    size = len(entries)
    matrix = mp.matrix([[mp.mpmathify(complex(x)) for x in row] for row in entries])
    masses, columns = _real_modes(matrix) if not entries.imag.any() else _complex_modes(matrix)
    norm = mp.mpf(max(masses))
    noise = norm * mp.mpf(10) ** (-digits) * 10 * size**2
    massive = [j for j in range(size) if not _vanishes(masses[j], noise)]
    vectors = [columns[j] for j in massive]
    vectors = _null_space(vectors, size) + vectors
    values = [mp.mpf(0)] * (size - len(massive)) + [masses[j] for j in massive]
    mixing = mp.matrix(size, size)
    for j, vector in enumerate(vectors):
        for i in range(size):
            mixing[i, j] = vector[i]
    residual = mixing.T * matrix * mixing - mp.diag(values)
    if max(abs(x) for x in residual) > noise * mp.mpf(10) ** VANISHING:
        raise _TooFewDigits
    gaps = _gaps(values, noise)
    rounded = np.array([[_clean(mixing[i, j], noise / gaps[j]) for j in range(size)] for i in range(size)])
    return np.array([float(value) for value in values]), _fix_signs(rounded)


def _real_modes(matrix: Any) -> tuple[list[Real], list[list[Complex]]]:
    """Masses and columns of a real matrix: eigenvectors, a negative eigenvalue giving the column a factor i."""
    eigenvalues, vectors = mp.eigsy(matrix.apply(mp.re))
    size = matrix.rows
    order = sorted(range(size), key=lambda j: abs(eigenvalues[j]))
    phases = [mp.mpc(1) if eigenvalues[j] >= 0 else mp.mpc(0, 1) for j in range(size)]
    columns = [[phases[j] * vectors[i, j] for i in range(size)] for j in order]
    return [abs(eigenvalues[j]) for j in order], columns


def _complex_modes(matrix: Any) -> tuple[list[Real], list[list[Complex]]]:
    """Masses and columns from M u = m u^*, read as a real symmetric problem of twice the size for (Re u, Im u).

    Its eigenvalues come in pairs +-m, belonging to u and i u; the upper half is kept. Unlike the eigenvectors of
    M^dagger M, these do not square the hierarchy and are right for equal masses too.
    """
    size = matrix.rows
    doubled = mp.matrix(2 * size, 2 * size)
    for i in range(size):
        for j in range(size):
            real, imaginary = mp.re(matrix[i, j]), mp.im(matrix[i, j])
            doubled[i, j], doubled[size + i, size + j] = real, -real
            doubled[i, size + j] = doubled[size + i, j] = -imaginary
    eigenvalues, vectors = mp.eigsy(doubled)
    order = sorted(range(2 * size), key=lambda j: eigenvalues[j])[size:]
    columns = [[mp.mpc(vectors[i, j], vectors[size + i, j]) for i in range(size)] for j in order]
    return [abs(eigenvalues[j]) for j in order], columns


def _null_space(vectors: list[list[Complex]], size: int) -> list[list[Complex]]:
    """Orthonormal complement of the massive columns: the massless states, by Gram-Schmidt on the unit vectors."""
    found: list[list[Complex]] = []
    while len(found) + len(vectors) < size:
        candidates = [_orthogonalised(k, vectors + found, size) for k in range(size)]
        lengths: list[Real] = [mp.sqrt(mp.fsum(abs(x) ** 2 for x in vector)) for vector in candidates]
        best = lengths.index(max(lengths))
        found.append([x / lengths[best] for x in candidates[best]])
    return found


def _orthogonalised(k: int, basis: list[list[Complex]], size: int) -> list[Complex]:
    vector = [mp.mpc(int(i == k)) for i in range(size)]
    for other in basis:
        overlap = mp.fsum(mp.conj(a) * b for a, b in zip(other, vector, strict=True))
        vector = [b - overlap * a for a, b in zip(other, vector, strict=True)]
    return vector


def _gaps(values: list[Real], noise: Real) -> list[Real]:
    """Distance of each mass to the next different one. The state i u at -m counts too: it fixes the Majorana phase."""
    gaps: list[Real] = []
    for j, value in enumerate(values):
        others = [abs(value - other) for k, other in enumerate(values) if k != j]
        others += [value + other for other in values]
        distinct = [gap for gap in others if not _vanishes(gap, noise)]
        gaps.append(min(distinct))
    return gaps


def _vanishes(value: Real, noise: Real) -> bool:
    if value <= noise * mp.mpf(10) ** VANISHING:
        return True
    if value < noise * mp.mpf(10) ** RESOLVED:
        raise _TooFewDigits
    return False


def _clean(element: Complex, noise: Real) -> complex:
    """The element as a complex float, a real or imaginary part that drowns in the noise set to zero.

    Only the modulus must be resolved: a tiny part beside a large one is a phase that no observable sees at this level.
    """
    if _vanishes(abs(element), noise):
        return 0j
    floor = noise * mp.mpf(10) ** VANISHING
    real, imaginary = (mp.mpf(0) if abs(x) <= floor else x for x in (mp.re(element), mp.im(element)))
    return complex(real, imaginary)


def _fix_signs(mixing: NDArray[np.complex128]) -> NDArray[np.complex128]:
    largest = mixing[np.abs(mixing).argmax(axis=0), np.arange(mixing.shape[1])]
    # An imaginary column carries a real part of rounding size, which must not decide its sign.
    leading = np.where(np.abs(largest.real) > 1e-9 * np.abs(largest), largest.real, largest.imag)
    return mixing * np.where(leading < 0, -1.0, 1.0)
