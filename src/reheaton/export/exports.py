"""The hand-over of one point to each code: its settings, and the files that `reheaton export` writes."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.export.camb_settings import camb_script, camb_settings
from reheaton.export.class_settings import class_settings, k_reach
from reheaton.export.class_twin_settings import class_twin_settings
from reheaton.export.content import Point, content_of
from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.primat_point import HISTORIES, nucleosynthesis
from reheaton.export.primat_settings import Nucleosynthesis, primat_files
from reheaton.export.settings import Settings

HELIUM: Final = "Y_p_mass"
"""Observable with the mass fraction of helium, where nucleosynthesis was computed."""


def to_class(
    point: Point, cosmology: LambdaCDM | None = None, *, k_max: float | None = None, **choices: Any
) -> Settings:
    """Settings of CLASS, see `class_settings`."""
    content = content_of(point)
    reach = k_reach(content, point.observables.get("k_half_mode")) if k_max is None else k_max
    helium = point.observables.get(HELIUM)
    return class_settings(content, cosmology or LambdaCDM(), k_max=reach, helium=helium, **choices)


def to_camb(point: Point, cosmology: LambdaCDM | None = None) -> Settings:
    """Settings of CAMB, see `camb_settings`."""
    return camb_settings(content_of(point), cosmology or LambdaCDM(), point.observables.get(HELIUM))


def to_class_twin(point: Point, cosmology: LambdaCDM | None = None, **choices: float) -> Settings:
    """Settings of class_twin, see `class_twin_settings`."""
    return class_twin_settings(content_of(point), cosmology or LambdaCDM(), **choices)


def _class(point: Point, cosmology: LambdaCDM, **choices: Any) -> dict[str, str]:
    settings = to_class(point, cosmology, **choices)
    return {"class.ini": settings.to_ini(), **settings.files}


def _class_twin(point: Point, cosmology: LambdaCDM, **choices: Any) -> dict[str, str]:
    return {"class-twin.ini": to_class_twin(point, cosmology, **choices).to_ini()}


def _camb(point: Point, cosmology: LambdaCDM) -> dict[str, str]:
    return {"run_camb.py": camb_script(to_camb(point, cosmology))}


def to_primat(point: Point, cosmology: LambdaCDM | None = None, history: str = HISTORIES[0]) -> Nucleosynthesis:
    """What primat is told, see `nucleosynthesis`."""
    return nucleosynthesis(point, cosmology or LambdaCDM(), history)


def _primat(point: Point, cosmology: LambdaCDM, **choices: str) -> dict[str, str]:
    return primat_files(to_primat(point, cosmology, **choices))


_FILES: Final[Mapping[str, Callable[..., dict[str, str]]]] = {
    "class": _class, "class-twin": _class_twin, "camb": _camb, "primat": _primat,
}  # fmt: skip
CODES: Final = tuple(_FILES)
"""Codes to which a point can be handed over."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "class": ("k_max", "dark_photons", "dark_neutrinos"),
    "class-twin": ("twin_baryons",),
    "camb": (),
    "primat": ("history",),
}
"""What can be chosen for each."""


def export_files(code: str, point: Point, cosmology: LambdaCDM, choices: Mapping[str, Any]) -> dict[str, str]:
    """Texts of the files for a code, by name: complete, and run as they are.

    Raises InvalidInput for a code that is not one of CODES, and for a choice that it does not have.
    """
    if code not in _FILES:
        raise InvalidInput(f"{quoted(code)} is no code that reheaton writes input for: {did_you_mean(code, CODES)}")
    for name in choices:
        if name not in CHOICES[code]:
            takes = ", ".join(CHOICES[code]) or "nothing"
            raise InvalidInput(f"{name} has no effect on the input of {code}, which takes {takes}.")
    return _FILES[code](point, cosmology, **choices)
