"""A model small enough to check by hand, in a user's file, and a way to run command lines in this process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from reheaton.cli import main

SPRING_MODEL = '''
"""A mass on a spring."""

import math

import reheaton as rh


class Swing(rh.Probe):
    OBSERVABLES = {
        "period": rh.Observable("1/GeV", "time of one swing", headline=True),
        "decay_time": rh.Observable("1/GeV", "until it stands still"),
    }
    CITATIONS = ("Kolb:1990vq",)


class Spring(rh.Model):
    """A mass on a spring."""

    CITATIONS = ("jax",)

    mass: float = rh.parameter("GeV", "what hangs on it", minimum=0, exclusive_minimum=True)
    stiffness: float = rh.parameter("eV", "how hard it pulls", default=1.0, minimum=0)
    friction: float = rh.parameter("", "how it is slowed down", default=None)
    motion: str = rh.option(("small", "large"), "amplitude")
    damped: bool = rh.option((True, False), "friction or none")

    def universe(self):
        return rh.Universe([rh.standard_model()], start=1.0)

    def probes(self):
        return [Swing()]

    def solve(self, progress=None):
        if self.mass == 13:
            raise rh.NumericalFailure("the spring broke: take a smaller mass.")
        if self.mass == 14:
            raise KeyboardInterrupt
        if self.mass == 15:
            raise RuntimeError("nobody thought of this")
        return rh.Result(
            model=self.NAME,
            parameters=self.parameters,
            options=self.options,
            observables={"period": 2 * math.pi * self.mass, "decay_time": math.inf},
            units={"period": "1/GeV", "decay_time": "1/GeV", "mass": "GeV", "stiffness": "eV", "friction": ""},
            meanings={"period": "time of one swing", "decay_time": "until it stands still"},
            headlines=("period",),
            settings=self.in_use(),
            limits=[rh.Limit("clock", 2 * math.pi * self.mass, 100.0, True, 0.95, "Kolb & Turner 1990")],
            checks=[rh.Check("amplitude", math.nan, "amplitude over length; small is below 0.1")],
        )


def not_a_model():
    """Something else."""


class Half:
    NAME = "half"
'''


@dataclass(frozen=True)
class Outcome:
    """What a command line left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    """A user's file with the model `Spring`."""
    path = tmp_path / "springs.py"
    path.write_text(SPRING_MODEL)
    return path


@pytest.fixture
def spring(model_file: Path) -> str:
    """The model `Spring` as the command line names it."""
    return f"{model_file}:Spring"


@pytest.fixture
def reheaton(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Runs `reheaton ARGUMENTS`."""

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = main.run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def refuses(reheaton: Callable[..., Outcome]) -> Callable[..., str]:
    """Runs `reheaton ARGUMENTS`, demands exit code 2 and one sentence on standard error alone; returns it."""

    def run(*arguments: object) -> str:
        outcome = reheaton(*arguments)
        assert outcome.code == 2, outcome
        assert outcome.out == ""
        assert outcome.err.startswith("error: ")
        assert outcome.err.count("\n") == 1, outcome.err
        assert "Traceback" not in outcome.err
        return outcome.err

    return run
