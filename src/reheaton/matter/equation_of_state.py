"""The QCD equation of state by its name: one that comes with the package, or that of a user's file."""

from reheaton.backend.user_file import TABLE
from reheaton.matter.eos_file import read_equation_of_state
from reheaton.matter.qcd import LightQCD, light_qcd


def equation_of_state(eos: str) -> LightQCD:
    """The equation of state `eos`, a key of QCD_EQUATIONS_OF_STATE or table:PATH; the same object for the same one.

    A file is the same while it holds the same. Raises InvalidInput for another name or a file that is wrong.
    """
    return read_equation_of_state(eos.removeprefix(TABLE)) if eos.startswith(TABLE) else light_qcd(eos)
