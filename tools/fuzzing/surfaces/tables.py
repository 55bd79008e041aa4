"""Tables in files: opacities, limits of users, and tables that were kept, with damage."""

import os
import tempfile
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest import mock

import jax
import numpy as np

from fuzzing.case import Case, Nonsense
from fuzzing.number_makers import damaged_text
from reheaton.backend.kept_tables import load_arrays, store_arrays
from reheaton.matter.eos_file import read_equation_of_state
from reheaton.probes.limits.hot_dark_matter import read_hot_limits
from reheaton.probes.limits.mixed_dark_matter import read_mixed_limits
from reheaton.probes.limits.photon_lines import read_curves
from reheaton.probes.limits.tables import LIMITS_DIR, TABLES, bounds_table, read_bounds, table_text
from reheaton.probes.limits.warm_dark_matter import read_warm_limits
from reheaton.production.history_file import read_history
from reheaton.rates.opacity.opacity import opacity_from_file
from reheaton.rates.opacity.table_file import read_rate_file

_FOLDER: Final = tempfile.TemporaryDirectory(prefix="fuzz-tables-")
_WORDS: Final = ("nan", "inf", "-inf", "-1", "0", "0.0", "-0.0", "1e400", "1e-400", "1_0", "١", "1,5", "x", "", "1e5",
    "0x1", "1d3", "1e", "５", "9" * 400, "#",
                 "x" * 3000, "True", "1 2", '"', "'", "\0", "½", "upper", "present", "5e-324", "1.7e308", "\u00a0",
                 "=1", "+1")  # fmt: skip
_READERS: Final = {
    "dark_radiation": read_bounds, "dark_matter": read_bounds, "warm_dark_matter": read_warm_limits,
    "mixed_dark_matter": read_mixed_limits, "hot_dark_matter": read_hot_limits, "photon_lines": read_curves,
    "light_elements": read_bounds,
}  # fmt: skip


def make(random: Random) -> Case:
    """A table in which a little is wrong, or nothing."""
    return random.choice((_opacity, _opacity, _history, _equation_of_state, _limits, _limits, _folder, _kept))(random)


def _opacity(random: Random) -> Case:
    T = sorted(random.uniform(1.0, 2e4) for _ in range(random.choice((3, 4, 6))))
    x = sorted(
        [
            random.uniform(0.01, 0.1),
            15.0 + random.random(),
            *(random.uniform(0.1, 15.0) for _ in range(random.choice((1, 3, 8)))),
        ]
    )
    rows = [
        ["# p/T -> ", *(f"{t:.6g}" for t in T)],
        *([f"{p:.6g}", *(f"{p * random.random():.4e}" for _ in T)] for p in x),
    ]
    text = "\n".join(" ".join(row) for row in rows)
    for _ in range(random.choice((0, 1, 1, 2))):
        text = _harmed(random, text, " ")
    path = Path(_FOLDER.name) / "rates.dat"
    whole = random.random() < 0.2

    def call() -> Any:
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        rates = read_rate_file(path)
        return rates, opacity_from_file(rates) if whole else None

    return Case(f"opacity {text!r}", call, lambda answer: _judge_rates(text, *answer), texts=_long(text))


def _judge_rates(text: str, rates: Any, opacity: Any) -> None:
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    try:
        found = np.array([[float(Decimal(word)) for word in line] for line in lines])
    except (InvalidOperation, ValueError):
        raise Nonsense("a word that is no number is accepted") from None
    if any("_" in word or not word.isascii() for line in lines for word in line):
        raise Nonsense("a number with strange digits is accepted")
    if not np.allclose(rates.p_over_T, found[:, 0], rtol=1e-14) or not np.allclose(
        rates.C.T * found[:, :1], found[:, 1:], rtol=1e-12, atol=1e-300
    ):
        raise Nonsense("other numbers than those of the file")
    if not (np.all(np.isfinite(found)) and np.all(found >= 0.0) and np.all(np.diff(found[:, 0]) > 0)):
        raise Nonsense("numbers that are no rates are accepted")
    if opacity is not None and not np.all(np.isfinite(np.asarray(opacity.coefficients))):
        raise Nonsense("the opacity has numbers that are not finite")


def _history(random: Random) -> Case:
    log_a = np.sort(np.array([random.uniform(0.0, 9.0) for _ in range(random.choice((5, 40, 400)))]))
    rows = np.stack([np.exp(log_a), 60.0 * np.exp(-log_a), 5e-16 * np.exp(-2.0 * log_a)], axis=1)
    return _columns(random, "a T_sm [GeV] H [GeV]", rows, read_history, "history.tsv")


def _equation_of_state(random: Random) -> Case:
    T = np.geomspace(random.choice((5e-3, 0.01, 0.02)), random.choice((50.0, 80.0)), random.choice((5, 40, 400)))
    rise = 0.5 + np.arctan(random.choice((1.0, 5.0, 50.0)) * np.log(T / random.choice((0.03, 0.15, 1.0)))) / np.pi
    rows = np.stack([T, 10.76 + 80.0 * rise, 10.76 + 80.0 * rise], axis=1)[:, : random.choice((2, 3))]
    header = "T [GeV] g_rho g_s" if rows.shape[1] == 3 else "T [GeV] g_rho"
    return _columns(random, header, rows, read_equation_of_state, "eos.tsv")


def _columns(random: Random, header: str, rows: np.ndarray, read: Callable[[Path], Any], name: str) -> Case:
    """A file of named columns in which a little is wrong."""
    text = "\n".join([header, *("\t".join(f"{x:.9e}" for x in row) for row in rows)])
    for _ in range(random.choice((0, 1, 1, 2))):
        text = _harmed(random, text, random.choice((" ", "\t")))
    path = Path(_FOLDER.name) / name

    def call() -> Any:
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return read(path)

    def judge(answer: Any) -> None:
        arrays = list(jax.tree.leaves(tuple(getattr(answer, "__dict__", {}).values()) or answer))
        if not all(np.all(np.isfinite(x)) for x in arrays if isinstance(x, np.ndarray) and x.dtype.kind == "f"):
            raise Nonsense("numbers that are not finite")

    return Case(f"{name} {text[:1500]!r}", call, judge, texts=_long(text))


def _limits(random: Random) -> Case:
    name = random.choice(list(_READERS))
    text = _csv(random, name)
    return Case(
        f"{name} {text[-1500:]!r}",
        lambda: _READERS[name](text, "own.csv"),
        lambda rows: _judge_limits(text, rows),
        texts=_long(text),
    )


def _csv(random: Random, name: str) -> str:
    text, _ = table_text(name, None)
    lines = text.splitlines()
    head = next(n for n, line in enumerate(lines) if line and not line.startswith("#"))
    kept = lines[: head + 1] + random.sample(lines[head + 1 :], min(len(lines) - head - 1, 4))
    text = "\n".join(kept)
    for _ in range(random.choice((0, 1, 1, 2))):
        text = _harmed(random, text, ",")
    return text


def _judge_limits(text: str, rows: Any) -> None:
    words = {word.strip('"') for line in text.splitlines() if not line.startswith("#") for word in line.split(",")}
    for row in rows:
        for name, value in vars(row).items():
            least = -float("inf") if name == "best" else 0.0  # a Gaussian may have its middle below 0
            if isinstance(value, float) and not (least < value < float("inf")):
                raise Nonsense(f"{name} = {value!r} is accepted")
            if isinstance(value, float) and not any(_is(word, value) for word in words):
                raise Nonsense(f"{name} = {value!r} is nowhere in the text")
        if not 0.0 < getattr(row, "confidence", 0.5) < 1.0:
            raise Nonsense(f"confidence = {row.confidence!r} is accepted")


def _is(word: str, value: float) -> bool:
    if "_" in word or not word.isascii():
        return False
    try:
        return float(Decimal(word.strip())) == value
    except InvalidOperation:
        return False


def _folder(random: Random) -> Case:
    name, number = random.choice(TABLES[:2]), random.getrandbits(64)
    content = _csv(random, name).encode("utf-8", "surrogatepass")
    if random.random() < 0.5:
        content = random.choice(
            (
                b"",
                b"\xff" + content,
                content[: random.randrange(len(content))],
                content.decode("utf-8", "replace").encode("utf-16"),
            )
        )
    folder = Path(_FOLDER.name) / f"{number:x}"

    def call() -> Any:
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.csv").write_bytes(content)
        try:
            with mock.patch.dict(os.environ, {LIMITS_DIR: str(folder)}):
                return bounds_table(name)
        finally:
            (folder / f"{name}.csv").unlink()
            folder.rmdir()

    text = content.decode("utf-8", "replace")
    return Case(
        f"{name}.csv in a folder: {content[-1500:]!r}", call, lambda rows: _judge_limits(text, rows), texts=_long(text)
    )


def _kept(random: Random) -> Case:
    """A kept table with damaged bytes: it is read as it was written, or not at all."""
    arrays = {"C": np.arange(24.0).reshape(4, 6) * random.random(), "error": np.array(random.random())}
    path = Path(_FOLDER.name) / "kept-0.npz"
    places = [(random.random(), random.randrange(256)) for _ in range(random.choice((1, 1, 3)))]
    cut, more = (
        random.choice((None, None, random.random())),
        random.choice((b"", b"", b"\0", b"x" * 100, b"PK\x05\x06" + b"\0" * 18)),
    )

    def call() -> Any:
        store_arrays(path, arrays)
        content = bytearray(path.read_bytes())
        for place, byte in places:
            content[int(place * len(content))] = byte
        content = content[: int(cut * len(content))] if cut is not None else content
        path.write_bytes(bytes(content) + more)
        return load_arrays(path)

    def judge(found: Any) -> None:
        if found is None or set(found) != set(arrays):
            return
        if not all(
            found[name].dtype == array.dtype and np.array_equal(found[name], array) for name, array in arrays.items()
        ):
            raise Nonsense("a damaged table is read as other numbers")

    return Case(f"kept table with bytes {places}, cut at {cut}, and {more!r} more", call, judge)


def _harmed(random: Random, text: str, separator: str) -> str:
    """A text of lines with a word, a line or a character changed."""
    lines = text.split("\n")
    n = random.randrange(len(lines))
    kind = random.random()
    if kind < 0.5:
        words = lines[n].split(separator)
        words[random.randrange(len(words))] = random.choice(_WORDS)
        lines[n] = separator.join(words)
    elif kind < 0.6:
        lines.insert(n, random.choice(lines))
    elif kind < 0.7:
        lines.pop(n)
    elif kind < 0.75:
        lines[n] += separator + random.choice(_WORDS)
    else:
        return damaged_text(random, text)
    return "\n".join(lines)


def _long(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(",", " ").split() if len(word) > 80)
