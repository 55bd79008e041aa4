"""The Standard Model as a thermal bath, and its twin at any ratio of the Higgs vacuum expectation values.

In the twin every fermion mass and m_W, m_Z, m_h is vev_ratio times larger; quarks, gluons and hadrons
are in `qcd_gas`. 106.75 states in all when everything is relativistic.
"""

from typing import Final

from jax.typing import ArrayLike

from reheaton.backend.given_numbers import check_number
from reheaton.backend.given_objects import text_of, truth_of
from reheaton.matter.finite_temperature_qed import QedCorrection
from reheaton.matter.gas import DepartedNeutrinos, Gas
from reheaton.matter.leptons_and_bosons import (
    NEUTRINO_STATES,
    free_neutrinos,
    heavy_leptons_and_bosons,
    photons_and_electrons,
)
from reheaton.matter.qcd_gas import qcd_gas
from reheaton.matter.sector import Sector
from reheaton.particles.fermions import CHARGED_LEPTONS

EOS_CITATIONS: Final = {"borsanyi-2016": "Borsanyi:2016ksw", "saikawa-shirai-2018": "Saikawa:2018rcs"}
"""QCD equations of state, the default first, with the BibTeX key of each."""


def eos_citations(eos: str) -> tuple[str, ...]:
    """BibTeX keys of an equation of state; none for that of a file."""
    return (EOS_CITATIONS[eos],) if eos in EOS_CITATIONS else ()


def plasma(
    vev_ratio: ArrayLike = 1.0, *, eos: str = "borsanyi-2016", twin_qcd: str = "same", qed: bool = False
) -> tuple[Gas, ...]:
    """Everything but the neutrinos; with `qed` the pressure of photons and electrons is that to order e^3.

    Corrections by heavier charged particles, of the same size, are left out.
    """
    gases = (
        photons_and_electrons(vev_ratio),
        heavy_leptons_and_bosons(vev_ratio),
        qcd_gas(vev_ratio, eos=eos, twin_qcd=twin_qcd),
    )
    return (*gases, QedCorrection(mass=vev_ratio * CHARGED_LEPTONS["e"].mass)) if qed else gases


def departing_neutrinos(vev_ratio: ArrayLike = 1.0) -> Gas:
    """Neutrinos that decouple from the plasma at temperatures well above the electron mass."""
    return DepartedNeutrinos(NEUTRINO_STATES, photons_and_electrons(vev_ratio))


def standard_model(
    name: str = "sm", *, eos: str = "borsanyi-2016", neutrinos: bool = True, qed: bool = False
) -> Sector:
    """The sector of the Standard Model; without `neutrinos` it is the plasma alone.

    With `qed` photons and electrons have the pressure of quantum electrodynamics at finite temperature, to e^3.

    The neutrinos share the temperature of the plasma until they leave it, well above the electron mass. `eos` is the
    QCD equation of state: borsanyi-2016, saikawa-shirai-2018, or table:PATH, which is `matter.eos_file`. Valid from
    1e-6 to 1e6 GeV; radiation below, and above with g_* held, which grows by 0.12% per decade in truth (0.17% with
    saikawa-shirai-2018). Raises InvalidInput.

    >>> import reheaton as rh
    >>> rh.standard_model().name
    'sm'
    """
    gases = plasma(eos=text_of("eos", eos), qed=truth_of("qed", qed))
    return Sector(name, gases, departing_neutrinos()) if truth_of("neutrinos", neutrinos) else Sector(name, gases)


def twin(
    vev_ratio: ArrayLike = 1.0,
    name: str = "twin",
    *,
    eos: str = "borsanyi-2016",
    twin_qcd: str = "same",
    qed: bool = False,
) -> Sector:
    """A copy of the Standard Model whose Higgs vacuum expectation value is vev_ratio times ours; 1 is a mirror copy.

    Masses are vev_ratio times larger. `twin_qcd` = same: the QCD transition stays at its temperature; rescaled: it
    moves by vev_ratio^(2/9). Valid for vev_ratio of 1 to 100. Raises InvalidInput unless it is above 0.

    >>> import reheaton as rh
    >>> rh.twin(4.0).name
    'twin'
    """
    check_number("vev_ratio", vev_ratio, "above 0, valid from 1 to 100", exclusive=True)
    twin_qcd = text_of("twin_qcd", twin_qcd)
    gases = plasma(vev_ratio, eos=text_of("eos", eos), twin_qcd=twin_qcd, qed=truth_of("qed", qed))
    return Sector(name, gases, departing_neutrinos(vev_ratio))


def neutrinos(name: str = "neutrinos") -> Sector:
    """Three massless neutrinos as a sector of their own.

    >>> import reheaton as rh
    >>> rh.neutrinos().name
    'neutrinos'
    """
    return Sector(name, free_neutrinos())
