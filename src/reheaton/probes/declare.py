"""Declared fields: the parameters, options and parts of models and probes.

A class declares its fields once. Its signature, the check of its input, its documentation and the flat names on the
command line and in cards all follow from these declarations.
"""

import contextlib
import dataclasses
import inspect
import math
from collections.abc import Mapping
from typing import Any, ClassVar, Self, dataclass_transform

import equinox as eqx
import numpy as np

import reheaton.backend  # noqa: F401  (switches JAX to float64)
from reheaton.backend.given_objects import objects_of, text_of, truth_of
from reheaton.backend.jax_setup import computed_at_once
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.probes.parameter import REQUIRED, Option, Parameter, is_traced

Declaration = Parameter | Option
_KEY = "declared"
_FIXED = ("str", "int", "bool", "tuple[str, ...]", "str | None")
"""Types of fields that are not numbers: fixed when a function is compiled."""


def parameter(
    unit: str,
    meaning: str,
    *,
    default: Any = REQUIRED,
    minimum: float = -math.inf,
    maximum: float = math.inf,
    exclusive_minimum: bool = False,
    optional: bool = False,
    symbol: str = "",
    needs: str | tuple[str, ...] = (),
    search: tuple[float, float] | None = None,
) -> Any:
    """A field of a model or probe that is a physical parameter, a number in `unit` (GeV, eV, keV, ...; "" for none).

    Without `default` the parameter is required; `default=None` makes it optional. `minimum` and `maximum` are the
    allowed range, ends included unless `exclusive_minimum`. `symbol` is LaTeX for pictures. `needs` names parameters
    without which this one has no effect: then only its default is accepted. `search`: where `--find` looks instead.

    >>> import reheaton as rh
    >>> class Box(rh.Probe):
    ...     mass: float = rh.parameter("GeV", "mass of the box", minimum=0.0)
    >>> Box(mass="3 MeV").mass
    0.003
    """
    declared = Parameter(
        name="",
        unit=unit,
        meaning=meaning,
        default=default,
        minimum=minimum,
        maximum=maximum,
        exclusive_minimum=exclusive_minimum,
        optional=optional or default is None,
        symbol=symbol,
        needs=_names(needs),
        search=search,
    )
    return dataclasses.field(metadata={_KEY: declared})


def option(
    choices: tuple[Any, ...],
    meaning: str,
    *,
    prefix: str | None = None,
    needs: str | tuple[str, ...] = (),
    limits_only: bool = False,
) -> Any:
    """A field of a model or probe that is a choice of how to calculate; the first choice is the default.

    `prefix` admits free text after it, as in `table:PATH`. `needs` as for `parameter`. `limits_only`: it chooses among
    experimental limits, and no observable depends on it.

    >>> import reheaton as rh
    >>> class Box(rh.Probe):
    ...     shape: str = rh.option(("round", "square"), "shape of the box")
    >>> Box().shape
    'round'
    """
    declared = Option("", choices, meaning, prefix, _names(needs), limits_only)
    return eqx.field(static=True, metadata={_KEY: declared})


@dataclasses.dataclass(frozen=True)
class Part:
    """A field that is a declared object of its own, whose names appear flat outside."""

    kind: "type[Declared]"
    needs: tuple[str, ...]
    without: tuple[str, ...] = ()
    """Names that the owner does not show, which keep their defaults."""

    def declarations(self) -> dict[str, Declaration]:
        """The declarations of the part as its owner shows them: parameters that switch it on are optional."""
        shown: dict[str, Declaration] = {}
        for name, item in self.kind.declarations().items():
            if name in self.without:
                continue
            if name in self.needs:
                shown[name] = dataclasses.replace(item, default=None, optional=True)
            else:
                shown[name] = dataclasses.replace(item, needs=item.needs or self.needs)
        return shown


def part(kind: "type[Declared]", *, needs: str | tuple[str, ...] = (), without: str | tuple[str, ...] = ()) -> Any:
    """A field that is a probe with parameters and options of its own, which appear among those of the model.

    With `needs`, the field is None unless these parameters are given. Those in `without` are not offered: they keep
    their defaults, as they would have no effect in this model.

    >>> import reheaton as rh
    >>> rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9).dark_matter.m_s
    7.0
    """
    return dataclasses.field(metadata={_KEY: Part(kind, _names(needs), _names(without))})


def _names(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else given


@dataclass_transform(kw_only_default=True, field_specifiers=(parameter, option, part))
class Declared(eqx.Module):
    """Base of models and probes: an immutable JAX pytree whose declared fields are checked when it is made."""

    PARAMETERS: ClassVar[tuple[Parameter, ...]] = ()
    """Parameters of the class and of its parts, in the order of declaration."""
    OPTIONS: ClassVar[tuple[Option, ...]] = ()
    """Options of the class and of its parts."""
    _declared: ClassVar[Mapping[str, Declaration | Part]] = {}
    """The fields that were declared, by name."""
    _flat: ClassVar[dict[str, Declaration]] = {}
    """The same with the fields of parts in place of the parts."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = {name: x.metadata[_KEY] for name, x in vars(cls).items() if _is_declared(x)}
        named = {name: x if isinstance(x, Part) else dataclasses.replace(x, name=name) for name, x in own.items()}
        cls._declared = {**cls._declared, **named}
        _fix_what_is_no_number(cls)
        cls._flat = {}
        for name, item in cls._declared.items():
            cls._flat |= item.declarations() if isinstance(item, Part) else {name: item}
        # What chooses limits comes last, wherever it is declared.
        cls._flat = dict(sorted(cls._flat.items(), key=lambda pair: getattr(pair[1], "limits_only", False)))
        items = cls._flat.values()
        cls.PARAMETERS = tuple(item for item in items if isinstance(item, Parameter))
        cls.OPTIONS = tuple(item for item in items if isinstance(item, Option))
        if getattr(cls.__init__, "_declared", False) and "__init__" not in vars(cls):
            cls.__init__ = _initialiser(cls)

    def __init__(self, /, *fixed: Any, **values: Any) -> None:
        cls = type(self)
        known = cls.declarations()
        plain = _plain_values(cls, fixed, values)
        given = {name: value for name, value in values.items() if name not in plain}
        for name in given:
            if name not in known:
                hint = did_you_mean(name, known)
                raise InvalidInput(f"{quoted(name)} is neither a parameter nor an option of {_name_of(cls)}: {hint}")
        for item in cls.PARAMETERS:
            if item.required and item.name not in given:
                raise InvalidInput(f"{item.name} must be given: {item.meaning}, {item.allowed}.")
        parsed = {name: item.parse(given.get(name, item.default)) for name, item in known.items()}
        _check_needs(cls, parsed)
        _fill(self, plain, parsed)
        # JAX is not touched without need: it takes a second to start, and hangs in a forked process.
        with computed_at_once() if any(map(is_traced, parsed.values())) else contextlib.nullcontext():
            if settled := self.settle(frozenset(given)):
                _fill(self, plain, parsed | {name: known[name].parse(value) for name, value in settled.items()})
            for name in cls.parts():
                if (own := getattr(self, name)) is not None:
                    own.check()
            self.check()

    _initialise = __init__
    __init__._declared = True  # pyright: ignore[reportFunctionMemberAccess]

    @classmethod
    def declarations(cls) -> Mapping[str, Declaration]:
        """Parameters and options by name, those of parts among them."""
        return cls._flat

    @classmethod
    def parts(cls) -> dict[str, Part]:
        """The fields that are parts, by name."""
        return {name: item for name, item in cls._declared.items() if isinstance(item, Part)}

    @classmethod
    def unchecked(cls, values: Mapping[str, Any]) -> Self:
        """An object with values of all parameters and options, each parsed, that are not checked against each other."""
        new = object.__new__(cls)
        _fill(new, _plain_values(cls, (), {}), values)
        return new

    def check(self) -> None:
        """Check the parameters against each other. Raises InvalidInput with one sentence.

        A value that JAX traces has no number and cannot be compared. In a batch the fields are arrays, and the check is
        made at all points at once if it is written for arrays (`if np.any(self.a > self.b)`), else point by point.
        """

    def settle(self, given: frozenset[str]) -> Mapping[str, Any]:
        """Values of parameters that follow from others; `given` are the names that the user gave."""
        return {}

    @property
    def parameters(self) -> dict[str, Any]:
        """Values of all parameters by name, each in its declared unit; None where there is none."""
        return self._values(Parameter)

    @property
    def options(self) -> dict[str, Any]:
        """Values of all options by name."""
        return self._values(Option)

    def in_use(self) -> dict[str, Any]:
        """Values of those parameters and options that have an effect, by name."""
        values = self._values(Declaration)
        known = self.declarations()
        return {name: x for name, x in values.items() if all(values[n] is not None for n in known[name].needs)}

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """The same object with other values, by flat name, which are not checked again."""
        new = object.__new__(type(self))
        names = [field.name for field in dataclasses.fields(new)]
        vars(new).update({name: vars(self)[name] for name in names} | {n: changes[n] for n in names if n in changes})
        for name, item in self.parts().items():
            own = {n: changes[n] for n in item.declarations() if n in changes}
            if own and (value := vars(self)[name]) is not None:
                vars(new)[name] = value.changed(own)
        return new

    def as_compiled(self) -> Self:
        """The same object as JAX compiles it: options that choose among limits at their defaults, files known."""
        options = self.options
        return self.changed({item.name: item.as_compiled(options[item.name]) for item in self.OPTIONS})

    def _values(self, kind: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, item in self._declared.items():
            value = getattr(self, name)
            if not isinstance(item, Part):
                found[name] = value
            elif value is None:
                found |= {name: shown.default for name, shown in item.declarations().items()}
            else:
                found |= value._values(Declaration)
        known = self.declarations()
        return {name: found[name] for name, item in known.items() if isinstance(item, kind)}

    def __repr__(self) -> str:
        known, plain = self.declarations(), plain_fields(type(self))
        shown = [f"{name}={getattr(self, name)!r}" for name in plain]
        for name, value in self.in_use().items():
            item = known[name]
            if value is None or (isinstance(item, Option) and value == item.default):
                continue
            unit = f" {item.unit}" if isinstance(item, Parameter) and item.unit else ""
            shown.append(f"{name}={_short(value)}{unit}")
        return f"{type(self).__name__}({', '.join(shown)})"


def _fill(target: Declared, plain: Mapping[str, Any], parsed: Mapping[str, Any]) -> None:
    """Set every field, parts as objects of their own."""
    for name, value in plain.items():
        object.__setattr__(target, name, value)
    for name, item in target._declared.items():
        value = parsed.get(name)
        if isinstance(item, Part):
            wanted = all(parsed[needed] is not None for needed in item.needs)
            own = {n: parsed.get(n, shown.default) for n, shown in item.kind.declarations().items()}
            value = item.kind.unchecked(own) if wanted else None
        object.__setattr__(target, name, value)


def _check_needs(cls: type[Declared], parsed: Mapping[str, Any]) -> None:
    """Raises InvalidInput where a part is half given, or a value would have no effect."""
    for name, item in cls.parts().items():
        present = [n for n in item.needs if parsed[n] is not None]
        missing = [n for n in item.needs if parsed[n] is None]
        if present and missing:
            what = name.replace("_", " ")
            raise InvalidInput(
                f"{missing[0]} must be given with {present[0]}: {what} needs {' and '.join(item.needs)}."
            )
    for name, item in cls.declarations().items():
        value, missing = parsed[name], [n for n in item.needs if parsed[n] is None]
        if missing and (is_traced(value) or value != item.default):
            raise InvalidInput(f"{' and '.join(missing)} must be given with {name}, which has no effect otherwise.")


def _is_declared(value: Any) -> bool:
    return isinstance(value, dataclasses.Field) and _KEY in value.metadata


def _name_of(cls: type) -> str:
    return getattr(cls, "NAME", cls.__name__)


def _annotations(cls: type) -> dict[str, Any]:
    """Annotated fields of a class and its bases, without class variables."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        for name, kind in vars(base).get("__annotations__", {}).items():
            if "ClassVar" not in str(kind):
                found[name] = kind
    return found


def plain_fields(cls: type[Declared]) -> dict[str, Any]:
    """Fields that are not declared with `parameter`, `option` or `part`, with their annotations."""
    return {name: kind for name, kind in _annotations(cls).items() if name not in cls._declared}


def _plain_values(cls: type[Declared], fixed: tuple[Any, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the plain fields, from positional and keyword arguments and defaults."""
    names = list(plain_fields(cls))
    if len(fixed) > len(names):
        raise InvalidInput(f"{_name_of(cls)} takes {len(names)} arguments without a name, and {len(fixed)} are given.")
    found = {field.name: field.default for field in dataclasses.fields(cls) if field.name in names}
    found |= dict(zip(names, fixed, strict=False)) | {name: values[name] for name in names if name in values}
    for name, value in found.items():
        if value is dataclasses.MISSING:
            raise InvalidInput(f"{name} must be given to {_name_of(cls)}.")
    return {name: _fixed(cls, name, value) for name, value in found.items()}


def _fixed(cls: type[Declared], name: str, value: Any) -> Any:
    """The value of a plain field, of the type that its annotation says if it is one of _FIXED. Raises InvalidInput."""
    text, what = _text_of_kind(plain_fields(cls)[name]), f"{name} of {_name_of(cls)}"
    if text == "str" or (text == "str | None" and value is not None):
        return text_of(what, value)
    if text == "bool":
        return truth_of(what, value)
    if text == "tuple[str, ...]":
        return tuple(text_of(what, one) for one in objects_of(str, what, value))
    if text != "int":
        return value
    if not isinstance(value, int | np.integer) or isinstance(value, bool | np.timedelta64):
        raise InvalidInput(f"{what} must be a whole number, not {quoted(value)}.")
    return int(value)


def _text_of_kind(kind: Any) -> str:
    """An annotation as it is written, which is text already in files that postpone annotations."""
    return kind.__name__ if kind in (str, int, bool) else str(kind)


def _fix_what_is_no_number(cls: type[Declared]) -> None:
    """Make fields of text, whole numbers and booleans static, as JAX traces numbers only."""
    for name, kind in vars(cls).get("__annotations__", {}).items():
        value = vars(cls).get(name, dataclasses.MISSING)
        if _text_of_kind(kind) in _FIXED and not isinstance(value, dataclasses.Field):
            default = {} if value is dataclasses.MISSING else {"default": value}
            setattr(cls, name, eqx.field(static=True, **default))


def _initialiser(cls: type[Declared]) -> Any:
    """The constructor of a class, with a signature that shows its fields."""

    def initialise(self: Declared, /, *fixed: Any, **values: Any) -> None:
        Declared._initialise(self, *fixed, **values)

    both, only = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    shown = [inspect.Parameter("self", both)]
    for name, kind in plain_fields(cls).items():
        value = vars(cls).get(name, inspect.Parameter.empty)
        default = value.default if isinstance(value, dataclasses.Field) else value
        shown.append(inspect.Parameter(name, both, annotation=kind, default=_shown(default)))
    for name, item in cls.declarations().items():
        number = isinstance(item, Parameter)
        kind = (float | None if item.optional else float) if number else type(item.default)
        shown.append(inspect.Parameter(name, only, annotation=kind, default=_shown(item.default)))
    # A signature has arguments with a default last, except where they are passed by name.
    shown.sort(key=lambda p: (p.kind, p.kind == both and p.default is not inspect.Parameter.empty))
    initialise.__name__ = "__init__"
    initialise.__signature__ = inspect.Signature(shown)  # pyright: ignore[reportFunctionMemberAccess]
    initialise._declared = True  # pyright: ignore[reportFunctionMemberAccess]
    return initialise


def _shown(default: Any) -> Any:
    return inspect.Parameter.empty if default is REQUIRED or default is dataclasses.MISSING else default


def _short(value: Any) -> str:
    if isinstance(value, float) or (getattr(value, "shape", None) == () and not is_traced(value)):
        return f"{float(value):.6g}"
    return str(value)
