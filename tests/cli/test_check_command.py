"""`reheaton check`: a table of findings, and an exit code of its own for a model that does not conform."""

from pathlib import Path

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


def test_good_model(reheaton):
    outcome = reheaton("check", f"{EXAMPLE}:LateScalar", "-s", "m_scalar=5", "-s", "Gamma=1e-22")
    assert outcome.code == 0
    assert "WRONG" not in outcome.out
    for name in ("declarations", "units", "citations", "energy", "batch", "derivatives"):
        assert name in outcome.out


def test_model_that_does_not_conform(reheaton, tmp_path):
    path = tmp_path / "bad.py"
    path.write_text(BAD)
    outcome = reheaton("check", f"{path}:Bad")
    assert outcome.code == 4
    assert "the unit 'GeVx' of m is not known" in outcome.out
    assert "bad.py, line 9: ZeroDivisionError" in outcome.out
    assert outcome.err == ""


def test_wrong_value(refuses):
    assert "did you mean 'm_scalar'?" in refuses("check", f"{EXAMPLE}:LateScalar", "-s", "m_scala=5")
