"""`reheaton check`: a table of findings, and an exit code of its own for a model that does not conform."""

from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "age_at_decay.py"

BAD = """
import reheaton as rh


class Bad(rh.Model):
    m: float = rh.parameter("GeVx", "mass", minimum=1.0, maximum=10.0)

    def universe(self):
        return rh.Universe([rh.standard_model()], start=1.0 / 0)

    def probes(self):
        return []
"""


@pytest.mark.slow
def test_good_model(reheaton):
    outcome = reheaton("check", f"{EXAMPLE}:LateScalar", "-s", "m_scalar=5", "-s", "Gamma=1e-22")
    assert outcome.code == 0
    assert "WRONG" not in outcome.out
    assert outcome.out.endswith("All is as it should be.\n")
    for name in ("declarations", "units", "citations", "energy", "batch", "derivatives"):
        assert name in outcome.out


def test_model_that_does_not_conform(reheaton, tmp_path):
    path = tmp_path / "bad.py"
    path.write_text(BAD)
    outcome = reheaton("check", f"{path}:Bad")
    assert outcome.code == 4
    assert "the unit 'GeVx' of m is not known" in outcome.out
    assert "bad.py, line 9: ZeroDivisionError" in outcome.out
    assert outcome.out.endswith("bad does not conform: docstring, declarations, solution.\n")
    assert outcome.err == ""


def test_wrong_value(refuses):
    assert "did you mean 'm_scalar'?" in refuses("check", f"{EXAMPLE}:LateScalar", "-s", "m_scala=5")


MISTAKES = """
import math

import reheaton as rh


class Wrong(rh.Model):
    T: float = rh.parameter("GeV", "temperature at the start", default=1.0, minimum=1.0, maximum=10.0)
    tau: float = 1e-3

    def universe(self):
        {universe}

    def probes(self):
        {probes}
"""
GOOD = {"universe": "return rh.Universe([rh.standard_model()], start=self.T)", "probes": "return [rh.Reheating()]"}
TRACED = (
    "wrong.py, line 12: the value of a parameter is not known here, as JAX traces it: use jax.numpy, and jnp.where for"
    " `if`."
)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"universe": "return rh.Universe([rh.standard_model()], start=1.0 if self.T > 2.0 else 2.0)"}, TRACED),
        ({"universe": "return rh.Universe([rh.standard_model()], start=math.exp(self.T))"}, TRACED),
        (
            {"universe": "rh.Universe([rh.standard_model()], start=self.T)"},
            "universe() of Wrong must return a reheaton.Universe, not None, as where `return` is forgotten.",
        ),
        ({"probes": "[rh.Reheating()]"}, "probes() of Wrong must return a list of Probes, not None"),
        ({"probes": "return rh.Reheating()"}, "probes() of Wrong must return a list of Probes, not a Reheating."),
        ({"probes": "return [rh.DarkRadiation('smm')]"}, "'smm' is no sector of this universe: did you mean 'sm'?"),
    ],
    ids=["if", "math", "no universe", "no probes", "one probe", "no sector"],
)
def test_a_mistake_of_an_author_is_told_by_run_as_by_check(reheaton, refuses, tmp_path, changes, sentence):
    path = tmp_path / "wrong.py"
    path.write_text(MISTAKES.format(**GOOD | changes))
    assert sentence in refuses("run", f"{path}:Wrong")
    outcome = reheaton("check", f"{path}:Wrong")
    assert outcome.code == 4 and sentence in " ".join(outcome.out.split())


def test_a_field_that_is_not_declared_cannot_be_set(refuses, tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text(MISTAKES.format(**GOOD))
    assert "tau has a type but is not declared" in refuses("run", f"{path}:Wrong", "-s", "tau=1")
