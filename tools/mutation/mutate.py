"""Mutants of one source file: every copy of it with one small fault.

Faults: a number three times as large or as small, a comparison or an operator exchanged, `not` or `~` left out, True
for False, `return None`, a statement left out. Sentences, annotations and decorators are left alone.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

_COMPARISONS = {
    ast.Lt: ("<", ("<=", ">")), ast.LtE: ("<=", ("<", ">=")), ast.Gt: (">", (">=", "<")), ast.GtE: (">=", (">", "<=")),
    ast.Eq: ("==", ("!=",)), ast.NotEq: ("!=", ("==",)), ast.Is: ("is", ("is not",)), ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)), ast.NotIn: ("not in", ("in",)),
}  # fmt: skip
_OPERATORS = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"), ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}  # fmt: skip
_WORDS = {ast.And: ("and", "or"), ast.Or: ("or", "and")}
_UNTOUCHED_KEYWORDS = ("strict",)
"""Keywords that only guard against faults in the code itself."""


@dataclass(frozen=True)
class Mutant:
    """One fault: the part of the text that is replaced, and the line before and after."""

    file: str
    """Path within the package."""
    start: int
    end: int
    new: str
    line: int
    before: str
    after: str
    nth: int = 1
    """Which of the places in the file where this line is changed in this way, from 1."""

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What stays the same while other lines of the file change."""
        return self.file, self.before, self.after, self.nth

    def applied(self, text: str) -> str:
        """The whole file with the fault."""
        return text[: self.start] + self.new + text[self.end :]


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    new: str


def mutants_of(file: str, text: str) -> list[Mutant]:
    """All mutants of a source file, in the order of its lines."""
    found, alike = [], Counter()
    edits = sorted(set(_Finder(text).edits()), key=lambda edit: (edit.start, edit.end, edit.new))
    for edit in edits:
        first = text.rfind("\n", 0, edit.start) + 1
        whole = text[: edit.start] + edit.new + text[edit.end :]
        before, after = (lines[first:].partition("\n")[0].strip() for lines in (text, whole))
        mutant = Mutant(file, edit.start, edit.end, edit.new, text.count("\n", 0, edit.start) + 1, before, after)
        alike[mutant.key] += 1
        found.append(replace(mutant, nth=alike[mutant.key]))
    return found


class _Finder:
    """All edits of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        lines = text.splitlines(keepends=True)
        self.lines, self.offsets = lines, [0]
        for line in lines:
            self.offsets.append(self.offsets[-1] + len(line))

    def edits(self) -> Iterator[_Edit]:
        for node in ast.parse(self.text).body:
            yield from self._of(node, in_function=False)

    def _of(self, node: ast.AST, in_function: bool) -> Iterator[_Edit]:
        """Edits of a node and of what is below it."""
        if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
            return
        yield from self._statement(node)
        if isinstance(node, ast.Raise):  # the rest of it is a sentence
            return
        yield from self._expression(node, in_function)
        in_function = in_function or isinstance(node, ast.FunctionDef | ast.Lambda)
        for child in _children(node):
            yield from self._of(child, in_function)

    def _statement(self, node: ast.AST) -> Iterator[_Edit]:
        """A statement left out, or None returned."""
        changes_an_object = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript | ast.Attribute)
        call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        if isinstance(node, ast.Raise | ast.AugAssign) or call or changes_an_object:
            yield self._replaced(node, "pass")
        if isinstance(node, ast.Return) and node.value is not None and not _is(node.value, None):
            yield self._replaced(node, "return None")

    def _expression(self, node: ast.AST, in_function: bool) -> Iterator[_Edit]:
        if isinstance(node, ast.Compare):
            for left, kind, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
                old, others = _COMPARISONS[type(kind)]
                yield from (self._between(left, right, old, new) for new in others)
        elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            yield self._between(node.left, node.right, *_OPERATORS[type(node.op)])
        elif isinstance(node, ast.BoolOp):
            for left, right in zip(node.values, node.values[1:], strict=False):
                yield self._between(left, right, *_WORDS[type(node.op)])
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
            yield _Edit(self._start(node), self._start(node.operand), "")
        elif isinstance(node, ast.Constant):
            yield from self._constant(node, in_function)

    def _constant(self, node: ast.Constant, in_function: bool) -> Iterator[_Edit]:
        """Whole numbers within functions count and index, and are left alone, as 0 is."""
        if node.value == 0 and not isinstance(node.value, bool):
            return
        if isinstance(node.value, bool):
            yield self._replaced(node, str(not node.value))
        elif isinstance(node.value, float) or (isinstance(node.value, int) and not in_function):
            old = self.text[self._start(node) : self._end(node)]
            yield self._replaced(node, f"({old} * 3)")
            if not in_function:
                yield self._replaced(node, f"({old} {'/' if isinstance(node.value, float) else '//'} 3)")

    def _replaced(self, node: ast.AST, new: str) -> _Edit:
        return _Edit(self._start(node), self._end(node), new)

    def _between(self, left: ast.AST, right: ast.AST, old: str, new: str) -> _Edit:
        """The operator between two operands, which may stand in parentheses and on two lines."""
        first = self._end(left)
        place = re.search(r"\s+".join(map(re.escape, old.split())), self.text[first : self._start(right)])
        assert place is not None
        return _Edit(first + place.start(), first + place.end(), new)

    def _start(self, node: ast.AST) -> int:
        return self._offset(node.lineno, node.col_offset)  # pyright: ignore[reportAttributeAccessIssue]

    def _end(self, node: ast.AST) -> int:
        return self._offset(node.end_lineno, node.end_col_offset)  # pyright: ignore[reportAttributeAccessIssue]

    def _offset(self, line: int, column: int) -> int:
        """The place in the text; `ast` counts columns in bytes."""
        return self.offsets[line - 1] + len(self.lines[line - 1].encode()[:column].decode())


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What is below a node, without annotations and decorators."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            guards = isinstance(child, ast.keyword) and child.arg in _UNTOUCHED_KEYWORDS
            if isinstance(child, ast.AST) and not guards:
                yield child


def _is(node: ast.AST, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
