"""The corner plot of a posterior that is known."""

import numpy as np
import pytest
import xarray
from tests.figures.many_points import columns

from reheaton.errors import InvalidInput
from reheaton.figures.corner import draw_corner


def posterior(number=4000):
    """m_N log-normal around 100 GeV, s flat, and an observable; half of the samples have no weight."""
    generator = np.random.default_rng(5)
    weight = generator.exponential(size=number) * (np.arange(number) % 2)
    m_N, s = 10 ** generator.normal(2.0, 0.2, number), generator.uniform(0, 1, number)
    about = {"units": "GeV", "symbol": "m_N", "spacing": "log", "long_name": "mass"}
    return xarray.Dataset(
        {"y": ("sample", m_N * s), "weight": ("sample", weight / weight.sum()), "log_likelihood": ("sample", -s)},
        {"m_N": ("sample", m_N, about), "s": ("sample", s, {"units": ""}), "fixed": 3.0},
        {"model": "m", "options": "flavour = mu", "kind": "posterior", "log_evidence": -1.5, "log_evidence_error": 0.2},
    )


def test_panels_labels_and_words():
    drawing = draw_corner(posterior(), ["m_N", "s", "y"])
    axes = np.reshape(drawing.figure.axes, (3, 3))
    assert [ax.get_xlabel() for ax in axes[-1]] == ["$m_N$ [GeV]", "s", "y"]
    assert [ax.get_ylabel() for ax in axes[:, 0]] == ["", "s", "y"]
    assert axes[2, 0].get_xscale() == "log" and axes[1, 0].get_yscale() == "linear"
    assert axes[0, 0].get_title().startswith("$m_N$ = $1")
    words = [text.get_text() for text in drawing.figure.legends[0].get_texts()]
    assert words == ["median", "68%, equal tails", "68% of the posterior", "95% of the posterior"]
    small = drawing.figure.get_supxlabel()
    assert "fixed = 3" in small and "2000 samples" in small and r"ln(evidence) = $-1.50\pm0.20$" in small


def test_intervals_are_those_of_the_distribution():
    """0.03 in log10 of m_N: 2000 samples as good as 1000 of equal weight determine quantiles to 0.01 of 0.2."""
    data = posterior(20_000)
    table = columns(draw_corner(data, ["m_N"]).tables["intervals"])
    found = [np.log10(float(table[f"quantile {share:g}"][0])) for share in (0.025, 0.16, 0.5, 0.84, 0.975)]
    assert found == pytest.approx([2 - 0.392, 2 - 0.1989, 2.0, 2 + 0.1989, 2 + 0.392], abs=0.03)
    assert table["quantity"][0] == "m_N [GeV]"


def test_tables_of_densities():
    tables = draw_corner(posterior(), ["m_N", "s"]).tables
    pairs = columns(tables["pairs"])
    assert set(pairs["x name"]) == {"m_N"} and set(pairs["y name"]) == {"s"} and len(pairs["x"]) == 3600
    one = columns(tables["densities"])
    here = one["quantity"] == "m_N [GeV]"
    steps = np.diff(np.log10(one["value"][here].astype(float)))
    assert np.sum(one["density"][here].astype(float)) * steps[0] == pytest.approx(1.0, rel=1e-6)
    assert list(draw_corner(posterior(), ["m_N"]).tables) == ["intervals", "densities"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.assign(y=d["y"] * np.nan), "y is not a finite number at every sample"),
        (lambda d: d.assign(y=d["y"] * 0 + 2.0), "y is 2 at all samples"),
        (lambda d: d.assign(y=3.0), "y is the same at all samples"),
    ],
)
def test_what_has_no_density(change, words):
    with pytest.raises(InvalidInput, match=words):
        draw_corner(change(posterior()), ["y"])


def test_samples_without_weight_do_not_count():
    data = posterior()
    data["y"] = data["y"].where(data["weight"] > 0)
    assert draw_corner(data, ["y"]).tables["intervals"]
