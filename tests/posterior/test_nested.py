"""Nested sampling: moments and evidence of posteriors that are known, interruptions, and priors that hold nothing."""

import numpy as np
import pytest
from tests.posterior.known_posterior import MEAN, SD_SUM, SD_X, little_effort, question

from reheaton.errors import InvalidInput, NumericalFailure
from reheaton.posterior.journal import Journal
from reheaton.posterior.nested import first_look, sample
from reheaton.scan.sample_section import PriorNumbers

POINTS = 500
SD_Y = 2.0 * np.hypot(SD_X, SD_SUM)
"""y = 2 (sum - x), of two independent Gaussians."""
VOLUME = 6.0 * 6.9
LN_Z = np.log(2.0 * np.pi * SD_X * SD_SUM * 2.0 / VOLUME)
"""The integral of both Gaussians over x and y, dy = 2 d(sum), by the volume of the flat priors."""


@pytest.fixture(scope="module", autouse=True)
def effort():
    with pytest.MonkeyPatch.context() as patch:
        little_effort(patch)
        yield


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, effort):
    journal = Journal(tmp_path_factory.mktemp("undisturbed") / "journal", {})
    return sample(question(), journal, POINTS, seed=1), journal


def moments(samples, journal):
    found = journal.columns(samples.unit)
    mean = [np.average(found[name], weights=samples.weight) for name in "xy"]
    return np.array(mean), np.cov(found["x"], found["y"], aweights=samples.weight)


def test_moments_and_evidence_of_a_gaussian(undisturbed):
    """Within 4 standard errors: sd/sqrt(n) of a mean, sqrt(2/n) relative of a variance, 1/sqrt(n) of ln Z."""
    samples, journal = undisturbed
    assert samples.effective >= POINTS and samples.weight.sum() == pytest.approx(1.0, rel=1e-12)
    mean, covariance = moments(samples, journal)
    allowed = 4.0 / np.sqrt(samples.effective)
    assert mean == pytest.approx([MEAN, 0.0], abs=allowed * SD_Y)
    assert mean[0] == pytest.approx(MEAN, abs=allowed * SD_X)
    assert np.diag(covariance) == pytest.approx([SD_X**2, SD_Y**2], rel=allowed * np.sqrt(2.0))
    assert covariance[0, 1] == pytest.approx(-2.0 * SD_X**2, abs=allowed * np.sqrt(2.0) * SD_X * SD_Y)
    assert samples.log_evidence_error == pytest.approx(samples.effective**-0.5, rel=1e-12)
    assert samples.log_evidence == pytest.approx(LN_Z, abs=4.0 * samples.log_evidence_error)


def test_weights_are_those_of_importance_sampling(undisturbed):
    """ln L of the samples is that of the Gaussians."""
    samples, journal = undisturbed
    found = journal.columns(samples.unit)
    total = found["x"] + 0.5 * found["y"]
    expected = -0.5 * (((found["x"] - MEAN) / SD_X) ** 2 + ((total - MEAN) / SD_SUM) ** 2)
    assert samples.log_likelihood == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_points_without_likelihood_change_nothing_but_the_volume(tmp_path):
    """Input that is not allowed (x < -4), points that fail (y > 4), that void limits (x > 4.5): the same posterior."""
    wide = question({"x": PriorNumbers(-6.0, 6.0), "y": PriorNumbers(-3.0, 6.0)})
    look = first_look(wide, 1)
    # Four standard errors of a share among the points drawn.
    failed, voided = 1.0 - (10.0 / 12.0) * (7.0 / 9.0), (1.5 / 12.0) * (7.0 / 9.0)
    for found, expected in ((look.failed, failed), (look.voided, voided)):
        assert found == pytest.approx(expected, abs=4.0 * np.sqrt(expected / look.points))
    journal = Journal(tmp_path / "journal", {})
    samples = sample(wide, journal, POINTS, seed=2)
    mean, covariance = moments(samples, journal)
    allowed = 4.0 / np.sqrt(samples.effective)
    assert mean == pytest.approx([MEAN, 0.0], abs=allowed * SD_Y)
    assert np.diag(covariance) == pytest.approx([SD_X**2, SD_Y**2], rel=allowed * np.sqrt(2.0))
    expected = LN_Z + np.log(VOLUME / (12.0 * 9.0))
    assert samples.log_evidence == pytest.approx(expected, abs=4.0 * samples.log_evidence_error)


def test_an_interruption_changes_no_sample(tmp_path, undisturbed):
    class Stop(Exception):
        pass

    def stop_late(message, fraction):
        if message.startswith("exploring, 2500"):
            raise Stop

    before = Journal(tmp_path / "journal", {"seed": "1"})
    with pytest.raises(Stop):
        sample(question(), before, POINTS, seed=1, progress=stop_late)
    after, told = Journal(tmp_path / "journal", {"seed": "1"}), []
    after.read()
    assert len(after) == len(before) > 0
    resumed = sample(question(), after, POINTS, seed=1, progress=lambda message, fraction: told.append(message))
    expected, journal = undisturbed
    assert len(after) == len(journal) == expected.calls
    for name in ("unit", "weight", "log_likelihood", "log_evidence"):
        assert np.array_equal(getattr(resumed, name), getattr(expected, name))
    assert told[0].startswith("again, from the journal: exploring") and told[-1].startswith("sampling")


def test_an_interruption_of_the_training_of_a_network_is_one(tmp_path, monkeypatch):
    from sklearn.neural_network import MLPRegressor

    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(MLPRegressor, "_backprop", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sample(question(), Journal(tmp_path / "journal", {}), POINTS, seed=1)


def test_one_parameter(tmp_path):
    """With x alone: its own Gaussian over a prior of width 6."""
    alone = question({"x": PriorNumbers(-2.0, 4.0)}, x_seen=(MEAN, SD_X))
    alone = type(alone)(alone.model, {"y": 0.0}, alone.priors, alone.likelihood)
    journal = Journal(tmp_path / "journal", {})
    samples = sample(alone, journal, POINTS, seed=3)
    assert samples.unit.shape[1] == 1
    found = np.average(journal.columns(samples.unit)["x"], weights=samples.weight)
    assert found == pytest.approx(MEAN, abs=4.0 * SD_X / np.sqrt(samples.effective))
    expected = np.log(np.sqrt(2.0 * np.pi) * SD_X / 6.0)
    assert samples.log_evidence == pytest.approx(expected, abs=4.0 * samples.log_evidence_error)


@pytest.mark.parametrize(
    ("x", "y", "failure", "expected"),
    [
        ((-6.0, -5.0), (0.0, 1.0), InvalidInput, "none of 500 points drawn .* is allowed; the first: x = -.* must be"),
        ((0.0, 1.0), (5.0, 6.0), NumericalFailure, r"none of 500 .* 500 failed \(an observable is not defined"),
        ((4.6, 4.9), (0.0, 1.0), InvalidInput, "none of 500 points .* 500 where limits say nothing"),
    ],
)
def test_priors_that_hold_nothing_are_refused(x, y, failure, expected):
    with pytest.raises(failure, match=expected):
        first_look(question({"x": PriorNumbers(*x), "y": PriorNumbers(*y)}), 1)
