"""A sampled posterior as a data set of xarray, and as a Zarr store that is there whole or not at all."""

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reheaton.backend.optional import optional_package
from reheaton.posterior.evaluation import Question
from reheaton.posterior.journal import Journal
from reheaton.posterior.nested import CITATION, Look, Samples
from reheaton.posterior.priors import in_words
from reheaton.scan.store import IDENTITY

if TYPE_CHECKING:
    import xarray


def posterior_dataset(question: Question, look: Look, samples: Samples, journal: Journal) -> "xarray.Dataset":
    """The samples of positive weight over the dimension `sample`, with all that was computed of them.

    Names, units and other attributes of the variables are those of `Result.to_xarray`; parameters are coordinates.
    `weight` has the sum 1, and `log_likelihood` is that of `Likelihood`. Attributes say what acted, what the samples
    were made from, and

        log_evidence, log_evidence_error, effective_samples, likelihood_calls: as in `Samples`
        prior_failed, prior_voided, prior_draws: as in `Look`
    """
    xarray = optional_package("xarray", "sample", "a store of samples")
    kept = samples.weight > 0.0
    template, columns = look.evaluated.result.to_xarray(), journal.columns(samples.unit[kept])
    found: dict[str, Any] = {}
    for name, like in template.variables.items():
        if (column := columns.get(str(name))) is None:
            continue
        one = name in template.coords and name not in question.priors.names and _is_one_number(column)
        values = column.astype(like.dtype)
        found[str(name)] = (
            xarray.Variable((), values[0], like.attrs) if one else xarray.Variable("sample", values, like.attrs)
        )
    for name, prior in question.priors.of.items():
        found[name].attrs |= {"prior": in_words(prior), "spacing": "log" if prior.log else "linear"}
    weight, ln_L = samples.weight[kept], samples.log_likelihood[kept]
    found["weight"] = xarray.Variable("sample", weight / weight.sum(), {"units": "", "long_name": "weight, of sum 1"})
    long = {"units": "", "long_name": "ln of the likelihood, 0 at the best values of all terms"}
    found["log_likelihood"] = xarray.Variable("sample", ln_L, long)
    coordinates = {name for name in found if name in template.coords}
    return xarray.Dataset(
        {name: x for name, x in found.items() if name not in coordinates},
        {name: found[name] for name in coordinates},
        {**template.attrs, **_attributes(question, look, samples), IDENTITY: json.dumps(journal.asked)},
    )


def _is_one_number(column: np.ndarray) -> bool:
    return bool(np.all((column == column[0]) | (np.isnan(column) & np.isnan(column[0]))))


def _attributes(question: Question, look: Look, samples: Samples) -> dict[str, Any]:
    return {
        "kind": "posterior",
        "citations": ", ".join([*look.evaluated.result.citations, CITATION]),
        "sampled": ", ".join(question.priors.names),
        "likelihood": "; ".join(question.likelihood.terms(look.evaluated.result)),
        "log_evidence": samples.log_evidence,
        "log_evidence_error": samples.log_evidence_error,
        "effective_samples": samples.effective,
        "likelihood_calls": samples.calls,
        "prior_failed": look.failed,
        "prior_voided": look.voided,
        "prior_draws": look.points,
    }


def write_store(data: "xarray.Dataset", path: Path, beside: Path) -> None:
    """Write a data set as Zarr, format 2, into a folder inside `beside`, and give it the name `path` when it is whole.

    Raises OSError.
    """
    partial = beside / "store"
    shutil.rmtree(partial, ignore_errors=True)
    data.to_zarr(partial, zarr_format=2, consolidated=True)
    os.rename(partial, path)
