"""Arithmetic expressions in a card: `1e3 * m_nu / m_N`. They are read, and never run as Python.

Python's parser makes a tree of the text. The tree may hold numbers, names of parameters, + - * / **, and the functions
of FUNCTIONS; NumPy computes its value. Nothing else is looked up or called.
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.errors import InvalidInput, did_you_mean, quoted

FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "abs": np.abs, "cos": np.cos, "exp": np.exp, "log": np.log, "log10": np.log10, "max": np.maximum, "min": np.minimum,
    "sin": np.sin, "sqrt": np.sqrt, "tan": np.tan,
}  # fmt: skip
CONSTANTS: Final = {"pi": np.pi}
_TWO_ARGUMENTS: Final = ("max", "min")
_OPERATIONS: Final[dict[type, Callable[..., Any]]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide, ast.Pow: np.power,
    ast.USub: np.negative, ast.UAdd: np.positive,
}  # fmt: skip
_LARGEST: Final = 1e300
_LONGEST: Final = 500
"""Characters of an expression: a formula is shorter, and the parser's time and depth stay small."""


@dataclass(frozen=True)
class Expression:
    """A formula for a parameter, with the names that stand in it; all numbers are in the units that are declared.

    >>> from reheaton.scan.expression import Expression
    >>> mass = Expression.parse("sqrt(m_N * m_nu)", "m_s", known=["m_N", "m_nu"])
    >>> mass.names, float(mass.value({"m_N": 8.0, "m_nu": 2.0}))
    (('m_N', 'm_nu'), 4.0)
    """

    text: str
    names: tuple[str, ...]

    @classmethod
    def parse(cls, text: Any, of: str, known: Iterable[str]) -> "Expression":
        """The expression that gives the parameter `of`, from parameters among `known`. Raises InvalidInput."""
        if not isinstance(text, str | int | float) or isinstance(text, bool):
            raise InvalidInput(f"{of} = {quoted(text)} must be an expression, such as 1e3 * a / b.")
        text, known = str(text), list(known)
        nodes = list(ast.walk(_tree(text, of)))
        called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        found = [node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in called]
        names = list(dict.fromkeys(name for name in found if name in known or name not in CONSTANTS))
        for name in names:
            if name not in known:
                hint = did_you_mean(name, known) if known else "no parameter has a value before it."
                raise InvalidInput(f"{of} = {quoted(text)}: {quoted(name)} is not known here: {hint}")
        return cls(text, tuple(names))

    def value(self, values: Mapping[str, Any]) -> Any:
        """Its value from those of its names, numbers or arrays that broadcast; NaN or infinite where it has none."""
        with np.errstate(all="ignore"):
            return _value(_tree(self.text, "expression"), values)


def _tree(text: str, of: str) -> ast.expr:
    """The tree of an expression that holds arithmetic alone."""
    if len(text) > _LONGEST:
        raise InvalidInput(f"{of} = {quoted(text)} is longer than {_LONGEST} characters.")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        for node in ast.walk(tree):
            _refuse(node, text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InvalidInput(f"{of} = {quoted(text)} is not an expression: write it as in 1e3 * a / b.") from None
    except _NotArithmetic as error:
        raise InvalidInput(
            f"{of} = {quoted(text)}: {error} is not arithmetic: allowed are numbers, names of parameters, + - * / **"
            f" and {', '.join(FUNCTIONS)}."
        ) from None
    return tree


class _NotArithmetic(Exception):
    """What stands in an expression and is not arithmetic."""


def _refuse(node: ast.AST, text: str) -> None:
    """Raises _NotArithmetic for a node of another kind."""
    if isinstance(node, ast.Constant):
        number = node.value if isinstance(node.value, int | float) and not isinstance(node.value, bool) else None
        # Whole numbers of Python may be of any size.
        good = number is not None and abs(number) < _LARGEST
    elif isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else None
        count = 2 if name in _TWO_ARGUMENTS else 1
        good = name in FUNCTIONS and not node.keywords and len(node.args) == count
    else:
        good = isinstance(node, ast.Name | ast.BinOp | ast.UnaryOp | ast.Load) or type(node) in _OPERATIONS
    if not good:
        raise _NotArithmetic(quoted(ast.get_source_segment(text.strip(), node) or type(node).__name__))


def _value(node: ast.expr, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return float(node.value)  # pyright: ignore[reportArgumentType]
    if isinstance(node, ast.Name):
        return CONSTANTS[node.id] if node.id in CONSTANTS and node.id not in values else values[node.id]
    if isinstance(node, ast.UnaryOp):
        return _OPERATIONS[type(node.op)](_value(node.operand, values))
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return FUNCTIONS[node.func.id](*(_value(argument, values) for argument in node.args))
    raise TypeError(f"a {type(node).__name__} is not arithmetic")


def in_order(derived: Mapping[str, Expression]) -> list[str]:
    """Names of derived parameters, each after those that its expression uses. Raises InvalidInput for a circle."""
    done: list[str] = []
    while len(done) < len(derived):
        ready = [
            name
            for name, expression in derived.items()
            if name not in done and all(other in done for other in expression.names if other in derived)
        ]
        if not ready:
            left = [name for name in derived if name not in done]
            raise InvalidInput(f"{' and '.join(left)} are each derived from the other: give one of them a value.")
        done += ready
    return done
