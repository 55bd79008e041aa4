"""The data set of a posterior, and its store."""

import json

import numpy as np
import pytest
from tests.posterior.known_posterior import question

from reheaton.citations import bibtex
from reheaton.posterior.evaluation import evaluate
from reheaton.posterior.journal import Journal
from reheaton.posterior.nested import Samples, first_look
from reheaton.posterior.store import posterior_dataset, write_store

UNIT = np.array([[0.4, 0.5], [0.5, 0.5], [0.6, 0.5]])


@pytest.fixture
def data(tmp_path):
    asked = question()
    journal = Journal(tmp_path / "journal", asked.identity(100, 1))
    look = first_look(asked, 1)
    found = evaluate(asked, UNIT)
    assert found is not None
    journal.add(UNIT, found.log_likelihood, found.columns())
    samples = Samples(UNIT, np.array([0.25, 0.75, 0.0]), found.log_likelihood, -4.0, 0.1, 100.0, 3)
    return posterior_dataset(asked, look, samples, journal)


def test_samples_of_positive_weight_with_all_that_was_computed(data):
    assert dict(data.sizes) == {"sample": 2}
    assert data["x"].values == pytest.approx([0.4, 1.0], rel=1e-12)
    assert data["x_seen"].values == pytest.approx([0.4, 1.0], rel=1e-12)
    assert data["weight"].values.tolist() == [0.25, 0.75]
    # x = 0.4 is two standard deviations away, the sum 1.875; at x = 1 the sum is 1.225.
    assert data["log_likelihood"].values == pytest.approx([-0.5 * (4.0 + 1.875**2), -0.5 * 1.125**2], rel=1e-9)
    assert set(data.coords) == {"x", "y"}
    assert data["allowed"].dtype == bool and data["code"].dtype.kind == "i"


def test_attributes(data):
    assert data["x"].attrs["units"] == "GeV" and data["x_seen"].attrs["units"] == "GeV"
    assert data["x"].attrs["prior"] == "flat, from -2 to 4"
    assert data.attrs["kind"] == "posterior" and data.attrs["model"] == "known"
    assert data["x"].attrs["spacing"] == "linear"
    assert data.attrs["citations"].endswith("Lange:2023ydq") and "Lange" in bibtex(data.attrs["citations"].split(", "))
    assert json.loads(data.attrs["made_from"])["measured x_seen"] == "[1.0, 0.3]"
    assert data.attrs["sampled"] == "x, y"
    assert data.attrs["likelihood"] == "measured x_seen; measured sum_seen"
    assert (data.attrs["log_evidence"], data.attrs["log_evidence_error"]) == (-4.0, 0.1)
    assert (data.attrs["effective_samples"], data.attrs["likelihood_calls"]) == (100.0, 3)
    assert (data.attrs["prior_failed"], data.attrs["prior_voided"], data.attrs["prior_draws"]) == (0.0, 0.0, 500)


def test_a_store_is_read_back(data, tmp_path):
    import xarray

    store, beside = tmp_path / "posterior.zarr", tmp_path / "unfinished"
    beside.mkdir()
    write_store(data, store, beside)
    assert not (beside / "store").exists() and (store / ".zmetadata").is_file()
    found = xarray.open_zarr(store, consolidated=True).load()
    xarray.testing.assert_identical(found, data)
