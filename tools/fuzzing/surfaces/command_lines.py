"""Command lines, in this process: exit codes, one sentence on standard error, and strict JSON."""

import contextlib
import io
import json
import math
import os
import tempfile
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest import mock

from fuzzing.before_solving import before_solving
from fuzzing.case import Case, Nonsense, fault_of_sentence
from fuzzing.given import REFUSE, UNSURE
from fuzzing.number_makers import damaged_text, number, right
from fuzzing.surfaces.cards import card_text
from fuzzing.surfaces.models import MODELS, strange_name
from fuzzing.surfaces.reading import asked, verdict
from reheaton.cli.main import run
from reheaton.errors import InvalidInput, NumericalFailure
from reheaton.models.model import Model
from reheaton.probes.parameter import Option

_ALLOWED: Final = (0, 2, 3, 4)
_FOLDER: Final = tempfile.TemporaryDirectory(prefix="fuzz-lines-")
_SOLVED_OPTIONS: Final = {
    "dm_flavour": "mu", "dm_generations": 3, "opacity": "first-principles", "opacity_gain": True,
    "opacity_mesons": False, "eos": "borsanyi-2016", "history": "solved",
}  # fmt: skip
"""Dodelson and Widrow with these options is really solved, others stop before that: compilation takes long."""
_PYTHON: Final = {
    "empty.py": "", "syntax.py": "def f(:\n", "raises.py": "raise RuntimeError('a' * 500)\n",
    "exits.py": "import sys\nsys.exit(7)\n",
    "number.py": "Thing = 3\n", "function.py": "def Thing():\n    pass\n",
    "half.py": "import reheaton as rh\nclass Thing(rh.Model):\n    pass\n",
    "newline.py": "raise ValueError('a\\nb')\n", "bytes.py": "\x00\n", "plain.py": "class Thing:\n    pass\n",
    "name.py": "undefined\n",
    "bad.py": "import reheaton as rh\nclass Thing(rh.Model):\n    m: float = rh.parameter('Gev', 'x')\n"
              "    def universe(self): return 3\n    def probes(self): return []\n",
}  # fmt: skip
_TARGETS: Final = (
    "dodelson-widow", "", " ", "x" * 3000, "nowhere.yaml", ".", "/", "/dev/null", "x.py", "nowhere.py:X", "\0",
    "\ud800", "-", "--", "models", "réheaton",
    "DODELSON-WIDROW", "dodelson_widrow", "dodelson-widrow\n", "a b", "x" * 300 + ".yaml", "x.yml", "x.py:", ".py:Y",
    "x/" * 500 + "y.py:Z",
)  # fmt: skip
_JUNK: Final = ("--", "-", "-s", "--set", "--set=", "-x", "--jsn", "--json=1", "-o", "--output", "--find", "--target",
    "--figure", "--figure=x", "--figure=-1",
                "--figure=99", "--help", "-h", "--version", "x" * 3000, "--" + "x" * 3000, "", " ", "-s m_s=7",
                "\ud800", "é", "--all", "--all=1", "-oo",
                "--opacity-table=x", "--find=x", "--target=x", "a\nb", "--no-json", "@x", "--json --json")  # fmt: skip
_FINDS: Final = ("sin2_2theta=1e-12:1e-9", "m_s=1 keV:1 MeV", "m_s=", "=", "m_s=1", "m_s=1:2:3", "x" * 3000, "",
                 "m_s=nan:1")  # fmt: skip
_GOALS: Final = ("Omega_h2=0.12", "T_RH=10 MeV", "Omega_h2", "=1", "Omega_h2=", "Omega_h2=x", "Omega=1", "Omega_h2=-1",
                 "x" * 3000, "a=b=c")  # fmt: skip


def make(random: Random) -> Case:
    """A command line."""
    must: bool | None = None
    arguments: list[str]
    kind = random.random()
    if kind < 0.6:
        arguments, must = _run_line(random)
    elif kind < 0.75:
        arguments = ["run", _card(random)]
    elif kind < 0.85:
        arguments = [random.choice(("models", "cite")), _target(random)]
    elif kind < 0.9:
        arguments = ["reproduce", _target(random), *random.choice(([], ["--figure", "x"], ["--figure", "77"]))]
    elif kind < 0.95:
        arguments = [random.choice(("check", "run")), _file(random)]
    else:
        arguments = [
            random.choice(
                ("", "rnu", "scan", "x" * 3000, "RUN", "run", "models", "--version", "-h", "\ud800", "model s")
            )
        ]
    if random.random() < 0.2:
        arguments.insert(random.randrange(len(arguments) + 1), random.choice(_JUNK))
        must = None
    if arguments[:1] == ["reproduce"] and not _no_paper(arguments):
        arguments.append("--figure=99")
    return Case(
        f"reheaton {arguments!r}",
        lambda: _captured(arguments),
        lambda answer: _judge(arguments, must, *answer),
        texts=_long(arguments),
        seconds=300.0,
    )


def _long(arguments: list[str]) -> tuple[str, ...]:
    """Arguments that must not be repeated in full. The path of a file that exists may be long, and is needed."""
    return tuple(argument for argument in arguments if _FOLDER.name not in argument)


def _no_paper(arguments: list[str]) -> bool:
    """Whether nothing can be drawn, which would take minutes."""
    return any(argument in arguments for argument in ("x", "77"))


def _run_line(random: Random) -> tuple[list[str], bool | None]:
    """A line with -s for a model, and whether it must be accepted."""
    model = random.choice((*MODELS, MODELS[1], MODELS[1]))
    items = model.declarations()
    names = [item.name for item in model.PARAMETERS if item.required]
    names += random.sample(list(items), random.choice((0, 0, 1, 1, 2)))
    arguments, must = ["run", model.NAME], None
    for name in dict.fromkeys(names):
        item = items[name]
        if isinstance(item, Option):
            value = (
                str(random.choice(item.choices))
                if random.random() < 0.8
                else random.choice(("x", "1.5", "TRUE", "none", "3" * 200))
            )
        else:
            given = (number if random.random() < 0.25 else right)(random, asked(item))
            if given.source[:1] not in "'\"":
                shown = given.meaning if isinstance(given.meaning, float) else given.source
                given = type(given)(repr(str(shown)), given.meaning if isinstance(given.meaning, float) else UNSURE)
            value = given.value.replace("\0", "")
            if verdict(given, asked(item)) is False and not (given.meaning is REFUSE and "\0" in given.value):
                must = False
        form = random.choice(("{}={}", "{}={}", "{} = {}"))
        arguments += [random.choice(("-s", "--set")), form.format(name, value)]
    if random.random() < 0.1:
        setting = random.choice(
            (strange_name(random, list(items)) + "=1", "m_s", "=1", "m_s=", "m_s==7", "m_s=7=8", "x" * 3000, "", "=")
        )
        arguments += ["-s", setting]
    for name, values in (("--find", (*items, *_FINDS)), ("--target", _GOALS)):
        if random.random() < 0.1:
            arguments += [name, random.choice(values)]
    if random.random() < 0.4:
        arguments.append("--json")
    if random.random() < 0.1:
        arguments.append("--all")
    return arguments, must


def _target(random: Random) -> str:
    if random.random() < 0.4:
        return random.choice([model.NAME for model in MODELS])
    if random.random() < 0.3:
        return damaged_text(random, random.choice([model.NAME for model in MODELS])).replace("\0", "") + "?"
    return random.choice(_TARGETS)


def _card(random: Random) -> str:
    path = Path(_FOLDER.name) / random.choice(("card.yaml", "card.yml", "card", "c" * 100 + ".yaml"))
    path.write_text(card_text(random), encoding="utf-8", errors="replace")
    return str(path)


def _file(random: Random) -> str:
    name = random.choice(list(_PYTHON))
    path = Path(_FOLDER.name) / name
    path.write_text(_PYTHON[name])
    return f"{path}{random.choice((':Thing', ':Thing', '', ':', ':thing', ':' + 'x' * 3000, ':rh', ':__name__'))}"


def _solve(self: Model, *arguments: Any) -> Any:
    known = {**self.options}
    if type(self) is MODELS[1] and all(known[name] == value for name, value in _SOLVED_OPTIONS.items()):
        return _really_solve(self, *arguments)
    raise NumericalFailure("the input was accepted.")


_really_solve: Final = Model.solve


def _captured(arguments: list[str]) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    here = os.getcwd()
    os.chdir(_FOLDER.name)
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            before_solving(),
            mock.patch.object(Model, "solve", _solve),
        ):
            code = run(arguments)
    finally:
        os.chdir(here)
    return code, out.getvalue(), err.getvalue()


def _judge(arguments: list[str], must: bool | None, code: int, out: str, err: str) -> None:
    """Raises what stands for the outcome: InvalidInput and NumericalFailure for the exit codes 2 and 3."""
    if code not in _ALLOWED:
        raise Nonsense(f"exit code {code}: {err[:300]}")
    lines = [line for line in err.splitlines() if not line.startswith(("note: ", "wrote "))]
    if code in (2, 3):
        if len(lines) != 1 or not lines[0].startswith("error: "):
            raise Nonsense(f"not one line `error: ...` on standard error: {err[:300]!r}")
        if out:
            raise Nonsense(f"an error, and standard output has {out[:200]!r}")
        if wrong := fault_of_sentence(lines[0], texts=_long(arguments)):
            raise Nonsense(f"{wrong}: {err[:300]!r}")
        raise InvalidInput(lines[0]) if code == 2 else NumericalFailure(lines[0])
    if lines:
        raise Nonsense(f"standard error has {err[:300]!r}")
    if must is False and not {"-h", "--help", "--version"} & set(arguments):
        raise Nonsense("must be refused, and is accepted")
    if (
        "--json" in arguments
        and not {"-o", "--output"} & set(arguments)
        and code == 0
        and not {"-h", "--help", "--version"} & set(arguments)
    ):
        _strict(json.loads(out, parse_constant=_no_constant))


def _no_constant(text: str) -> Any:
    raise Nonsense(f"JSON has {text}")


def _strict(value: Any) -> None:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _strict(item)
    elif isinstance(value, float) and not math.isfinite(value):
        raise Nonsense("JSON has a number that is not finite")
