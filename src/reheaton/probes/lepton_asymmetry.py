"""The lepton asymmetry of a sector, as a part of a model: three parameters, and what they are in numbers."""

from typing import Final

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.probes.declare import Declared, parameter

ASYMMETRY_MAX: Final = 0.1
"""|mu|/T is beyond 0.5 long before: a flag says so."""
SEARCHED: Final = (1e-8, ASYMMETRY_MAX)
"""Where an asymmetry is looked for: by equal ratios, as even steps step over all that make dark matter. 1e-8 makes
nothing resonate. A negative one makes as much if it is alone."""


class LeptonAsymmetry(Declared):
    """Net lepton numbers of a sector before anything resonates: L_a = n_a/s of each flavour a.

    n_a counts neutrinos and charged leptons of flavour a less their antiparticles, s is the entropy density of the
    Standard Model at the start of the universe of the model. n_a a^3 is conserved but for what sterile neutrinos take;
    n_a/s is too, until something decays, and once the SM shares its temperature with no other sector: from the start to
    then its entropy grows by 7% in the twin model of vev_ratio = 3. Parameters without a value are 0. Above 15 MeV,
    flavours do not mix.

    >>> import reheaton as rh
    >>> rh.LeptonAsymmetry(asymmetry_mu=8e-5)
    LeptonAsymmetry(asymmetry_mu=8e-05)
    """

    asymmetry_e: float | None = parameter(
        "", "net electron lepton number over the entropy of the SM, at the start", default=None,
        minimum=-ASYMMETRY_MAX, maximum=ASYMMETRY_MAX, symbol="L_e", search=SEARCHED,
    )  # fmt: skip
    asymmetry_mu: float | None = parameter(
        "", "net muon lepton number over the entropy of the SM, at the start", default=None,
        minimum=-ASYMMETRY_MAX, maximum=ASYMMETRY_MAX, symbol=r"L_\mu", search=SEARCHED,
    )  # fmt: skip
    asymmetry_tau: float | None = parameter(
        "", "net tau lepton number over the entropy of the SM, at the start", default=None,
        minimum=-ASYMMETRY_MAX, maximum=ASYMMETRY_MAX, symbol=r"L_\tau", search=SEARCHED,
    )  # fmt: skip

    @property
    def is_given(self) -> bool:
        """Whether any of the three is given."""
        return any(value is not None for value in self._numbers)

    @property
    def over_entropy(self) -> Array:
        """L_e, L_mu, L_tau, (3,)."""
        return jnp.stack([jnp.asarray(0.0 if value is None else value, dtype=float) for value in self._numbers])

    @property
    def _numbers(self) -> tuple[ArrayLike | None, ...]:
        return self.asymmetry_e, self.asymmetry_mu, self.asymmetry_tau
