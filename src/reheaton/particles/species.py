"""Particle species of a thermal bath: mass, number of states, statistics."""

from typing import Any, Final, Literal

import equinox as eqx
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import check_number, real_numbers
from reheaton.backend.given_objects import text_of
from reheaton.errors import InvalidInput, quoted

Statistics = Literal["boson", "fermion"]
STATISTICS: Final[tuple[Statistics, Statistics]] = ("boson", "fermion")


def _number_of_python(g: Any) -> Any:
    """A number of states as Python's own, as JAX compares them; what is none is left as it is, and refused later."""
    found = real_numbers(g)
    return g if type(g) is int or found is None or found.ndim else float(found)


class Species(eqx.Module):
    """One species: mass [GeV], internal states g (spins, colours, particle and antiparticle) and statistics."""

    name: str = eqx.field(static=True)
    mass: ArrayLike
    g: float = eqx.field(static=True, converter=_number_of_python)
    statistics: Statistics = eqx.field(static=True)

    def __check_init__(self) -> None:
        check_number(f"g of species {quoted(self.name)}", self.g, "above 0", exclusive=True)
        check_number(f"mass of species {quoted(self.name)}", self.mass, "from 0 GeV up")
        if self.statistics not in STATISTICS:
            raise InvalidInput(
                f"statistics = {quoted(self.statistics)} of species {quoted(self.name)}: allowed are boson, fermion."
            )


def boson(name: str, mass: ArrayLike, *, g: float) -> Species:
    """A boson of mass [GeV] with g internal states; a mass of exactly 0 is massless. Raises InvalidInput.

    >>> import reheaton as rh
    >>> photon = rh.boson("photon", 0, g=2)
    """
    return _species(name, mass, g, "boson")


def fermion(name: str, mass: ArrayLike, *, g: float) -> Species:
    """A fermion of mass [GeV] with g internal states, particle and antiparticle counted. Raises InvalidInput.

    >>> import reheaton as rh
    >>> electron = rh.fermion("electron", 0.511e-3, g=4)
    """
    return _species(name, mass, g, "fermion")


def _species(name: str, mass: ArrayLike, g: float, statistics: Statistics) -> Species:
    """A species whose name is Python's own, as JAX compares them."""
    return Species(text_of("the name of a species", name), mass, g, statistics)
