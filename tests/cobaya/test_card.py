"""Files for `cobaya-run` from cards: what stands in them, and that Cobaya samples the same posterior."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.cobaya.known_run import MODEL, THEORY
from tests.posterior.known_posterior import MEAN, SD_SUM, SD_X

import reheaton as rh
from reheaton.cobaya.card import FILE, _distribution, cobaya_files
from reheaton.models.registry import find_model
from reheaton.posterior.evaluation import question_of
from reheaton.posterior.priors import quantile
from reheaton.scan.card import read_card
from reheaton.scan.sample_section import PriorNumbers

pytest.importorskip("cobaya")

from cobaya import get_model, run
from cobaya.tools import get_scipy_1d_pdf
from cobaya.yaml import yaml_load

SAMPLE = """
options: {side: right}
sample:
  priors: {x: {from: 0.1, to: 4, spacing: log}, y: {mean: 0, sd: 3, from: -3000 MeV, to: 3.9}}
  measured: {x_seen: {mean: 1000 MeV, sd: 0.3}, sum_seen: {mean: 1, sd: 0.2}}
  limits: []
  seed: 7
"""
FLAT = SAMPLE.replace("from: 0.1, to: 4, spacing: log", "from: -2, to: 4").replace("mean: 0, sd: 3, ", "")


def card(folder: Path, text: str):
    path = folder / "card.yaml"
    path.write_text(f"model: {MODEL}\n{text}")
    return read_card(path)


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    return cobaya_files(card(tmp_path_factory.mktemp("card"), SAMPLE))[FILE]


def test_the_file_says_what_the_card_says(text):
    found = yaml_load(text)
    assert found["theory"] == {THEORY: {"model": MODEL, "settings": {"side": "right"}}}
    measured = {"x_seen": {"mean": 1.0, "sd": 0.3}, "sum_seen": {"mean": 1.0, "sd": 0.2}}
    assert found["likelihood"] == {"reheaton.cobaya.Limits": {"measured": measured, "limits": []}}
    assert list(found["params"]) == ["log10_x", "y", "x", "x_seen", "sum_seen", "cloud"]
    assert found["params"]["log10_x"]["latex"] == r"\log_{10}(x/\mathrm{GeV})"
    assert found["params"]["sum_seen"] == {"latex": r"\mathrm{sum\_seen}/\mathrm{GeV}"}
    assert found["sampler"]["mcmc"]["seed"] == 7 and found["output"] == "chains/known"
    assert "side: right  # nothing\n" in text and "log10_x:  # GeV, one dial\n" in text


def test_chains_start_near_the_best_point(text):
    """The best of 500 points, and a step of the size of the posterior: within a factor of two of the Gaussians."""
    found = yaml_load(text)["params"]
    assert 10 ** found["log10_x"]["ref"]["loc"] == pytest.approx(MEAN, abs=SD_X)
    assert 0.5 < found["y"]["proposal"] / (2.0 * np.hypot(SD_X, SD_SUM)) < 2.0


def test_cobaya_has_the_same_posterior(text, tmp_path):
    model = get_model(yaml_load(text))
    asked = question_of(card(tmp_path, SAMPLE), find_model(MODEL))
    x, y = np.array([0.2, 0.9, 1.0, 1.7, 3.9]), np.array([0.0, 0.2, -2.9, 1.0, 3.8])
    expected = asked.likelihood(rh.solve_batch(asked.model, **asked.fixed, x=x, y=y))
    found = [model.logposterior({"log10_x": np.log10(a), "y": b}) for a, b in zip(x, y, strict=True)]
    # Logarithms and back, and a point alone and among others, differ by rounding.
    assert [one.loglikes[0] for one in found] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert [one.derived[0] for one in found] == pytest.approx(x, rel=1e-12)


@pytest.mark.parametrize(
    "prior",
    [
        PriorNumbers(-2.0, 5.0),
        PriorNumbers(1e-12, 1e-7, log=True),
        PriorNumbers(1.0, 9.0, mean=4.0, sd=2.0),
        PriorNumbers(0.0, np.inf, mean=1.0, sd=3.0),
        PriorNumbers(-np.inf, np.inf, mean=1.0, sd=3.0),
    ],
)
def test_priors_have_the_same_quantiles(prior):
    u = np.linspace(0.01, 0.99, 7)
    found = get_scipy_1d_pdf(_distribution(prior)).ppf(u)
    assert (10.0**found if prior.log else found) == pytest.approx(quantile(prior, u), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("parameters: {x: 1, y: 1}\n", r"no section `sample:`.*: add `sample: \{priors: \{PARAMETER: "),
        ("scan: {x: {from: 1, to: 2, points: 3}}\nsample: {priors: {y: {from: 0, to: 1}}}\n", "has `scan:`, which"),
        (SAMPLE.replace("y: {mean", "z: {mean"), "'z' is not a parameter of known"),
        (SAMPLE.replace("from: 0.1, to: 4, spacing: log", "from: -6, to: -5"), "none of 500 points .* is allowed"),
    ],
)
def test_what_cannot_be_sampled_is_refused(tmp_path, lines, words):
    with pytest.raises(rh.InvalidInput, match=words):
        cobaya_files(card(tmp_path, lines))


def test_the_extra_is_named_where_cobaya_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "cobaya", None)
    with pytest.raises(rh.InvalidInput, match=r"needs the package cobaya, .*: pip install 'reheaton\[cobaya\]'"):
        cobaya_files(card(tmp_path, SAMPLE))


@pytest.mark.slow
def test_the_file_is_read_by_the_command_of_cobaya(text, tmp_path):
    (tmp_path / FILE).write_text(text)
    command = [sys.executable, "-m", "cobaya", "run", FILE, "--no-mpi", "--test"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Compiled in" in done.stdout


@pytest.mark.slow
def test_a_chain_of_200_samples_has_derived_parameters_and_is_written(text, tmp_path):
    asked = yaml_load(text) | {"output": str(tmp_path / "chains" / "known")}
    asked["sampler"]["mcmc"]["max_samples"] = 200
    _, sampler = run(asked)
    chain = sampler.products()["sample"]
    assert len(chain) >= 200 and (tmp_path / "chains" / "known.1.txt").exists()
    log10_x, x, y, x_seen, total = (chain[name] for name in ("log10_x", "x", "y", "x_seen", "sum_seen"))
    np.testing.assert_allclose(10.0**log10_x, x, rtol=1e-12)
    np.testing.assert_allclose(x, x_seen, rtol=1e-12)
    np.testing.assert_allclose(x + 0.5 * y, total, rtol=1e-12)


@pytest.mark.slow
def test_cobaya_finds_the_known_posterior(tmp_path):
    """Two independent Gaussians in x and x + y/2. Moments of a chain with an effective size of N/20 or more."""
    asked = yaml_load(cobaya_files(card(tmp_path, FLAT))[FILE])
    del asked["output"]
    asked["sampler"]["mcmc"] |= {"max_samples": 3000, "Rminus1_stop": 1e-4}
    _, sampler = run(asked)
    chain = sampler.products(skip_samples=0.1)["sample"]
    weight = chain["weight"] / chain["weight"].sum()
    # A Metropolis chain in two dimensions remembers a few accepted steps: 20 is a generous number of them.
    error = np.sqrt(20.0 / 3000.0)
    for name, sd in (("x_seen", SD_X), ("sum_seen", SD_SUM)):
        mean = weight @ chain[name]
        assert mean == pytest.approx(MEAN, abs=4.0 * error * sd)
        assert np.sqrt(weight @ (chain[name] - mean) ** 2) == pytest.approx(sd, rel=4.0 * error / np.sqrt(2.0))
