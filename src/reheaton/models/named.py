"""Values by name that answer a wrong name with the nearest right one."""

from typing import Any

from reheaton.errors import UnknownName, did_you_mean, quoted


class Named(dict[str, Any]):
    """A dictionary whose KeyError says which name was meant.

    >>> from reheaton.models.named import Named
    >>> try:
    ...     Named(T_RH=0.01)["T_rh"]
    ... except KeyError as error:
    ...     print(error)
    'T_rh' is not there: did you mean 'T_RH'?
    """

    def __missing__(self, name: str) -> Any:
        raise UnknownName(f"{quoted(name)} is not there: {did_you_mean(name, self) if self else 'nothing is.'}")
