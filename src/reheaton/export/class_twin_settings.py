"""class_twin, a CLASS with a mirror twin sector (github.com/srbND/class_twin): its three settings.

Twin radiation and the ratio of the vevs come from the model; how many twin baryons there are is left to the user, as
the model does not say.
"""

from typing import Final

from reheaton.backend.given_numbers import check_number
from reheaton.errors import InvalidInput
from reheaton.export.class_settings import cosmology_settings
from reheaton.export.content import Content
from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.settings import Setting, Settings

_VEV_RATIOS: Final = (1.0, 15.0)
_DELTA_N: Final = (0.001, 1.0)
"""Ranges that class_twin takes."""


def class_twin_settings(content: Content, cosmology: LambdaCDM, twin_baryons: float = 0.1) -> Settings:
    """Settings of class_twin; `twin_baryons` is the share of all dark matter that is twin baryons, above 0 to 1.

    class_twin takes all dark matter that is no twin baryon as cold. Raises InvalidInput where there is no copy of the
    Standard Model, and outside the ranges of class_twin.
    """
    check_number("twin_baryons", twin_baryons, "above 0, up to 1", exclusive=True)
    if twin_baryons > 1.0:
        raise InvalidInput(f"twin_baryons = {twin_baryons:g} is out of range: allowed is above 0, up to 1.")
    if content.vev_ratio is None:
        raise InvalidInput("class_twin is for a copy of the Standard Model: this model has no vev_ratio.")
    for name, value, low, high in (
        ("vev_ratio", content.vev_ratio, *_VEV_RATIOS),
        ("Delta N_eff", content.dark, *_DELTA_N),
    ):
        if not low <= value <= high:
            raise InvalidInput(f"{name} = {value:g} is outside what class_twin takes, {low:g} to {high:g}.")
    return Settings(
        "Input of class_twin (CLASS 2.9 with a twin sector). Run it in its folder: ./class class-twin.ini;"
        "\nspectra go to its folder output.",
        (
            *cosmology_settings(cosmology),
            Setting("omega_cdm", cosmology.omega_dm, "all dark matter, twin baryons included"),
            Setting("N_ur", content.N_sm, "neutrinos of the Standard Model alone"),
            Setting("Delta_N_twin", content.dark, "photons and neutrinos of the twin sector"),
            Setting("ratio_vev_twin", float(content.vev_ratio), "ratio of the vevs"),
            Setting("r_all_twin", twin_baryons, "share of dark matter that is twin baryons: yours to choose"),
            Setting("output", "tCl,pCl,lCl,mPk", "what is computed"),
            Setting("lensing", "yes"),
        ),
    )
