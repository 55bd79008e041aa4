"""How the QCD transition of a sector moves with its Higgs vev."""

from typing import Final

from jax.typing import ArrayLike

from reheaton.backend.namespace import AnyArray, namespace
from reheaton.errors import InvalidInput, quoted

CONFINEMENT_EXPONENT: Final = 2.0 / 9.0
"""Power of the vev ratio by which the confinement scale rises at equal ultraviolet coupling."""


def confinement_ratio(vev_ratio: ArrayLike, twin_qcd: str = "same") -> AnyArray:
    """Factor l by which the transition temperature moves: 1 (`same`) or f^(2/9) (`rescaled`).

    `rescaled`: at equal strong couplings at high energy the heavy quarks c, b, t decouple at f times their masses,
    and the one-loop scale of three-flavour QCD moves by f^(3 * 2/27). vev_ratio: f, a number or JAX array of any
    shape, which is that of the answer. Raises InvalidInput for another twin_qcd.
    """
    xp = namespace(vev_ratio)
    f = xp.asarray(vev_ratio, dtype=float)
    if twin_qcd == "same":
        return xp.ones_like(f)
    if twin_qcd == "rescaled":
        return f**CONFINEMENT_EXPONENT
    raise InvalidInput(f"twin_qcd is {quoted(twin_qcd)}; allowed are 'same' and 'rescaled'.")
