"""Nested sampling of a posterior by nautilus: importance nested sampling with neural networks (Lange 2023)."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.backend.optional import optional_package
from reheaton.errors import InvalidInput, NumericalFailure
from reheaton.posterior.evaluation import Evaluated, Question, evaluate, first_refusal
from reheaton.posterior.journal import Journal

CITATION: Final = "Lange:2023ydq"
"""The paper of the sampler."""
BATCH: Final = 500
"""Points that are solved together: two chunks of `solve_batch`. It is one number everywhere: samples depend on it."""
LIVE: Final = 1000
"""Live points. Half of what nautilus takes by default, as few parameters do not need more: moments and evidence of
known posteriors are right within their errors with a fifth of it (tests)."""
_INTERRUPTED: Final = "Training interrupted by user"
"""What scikit-learn says where it catches a KeyboardInterrupt."""

Progress = Callable[[str, float], None]
"""Is told in words what was done, and the fraction of the effective samples that is there."""


@dataclass(frozen=True)
class Samples:
    """Samples of a posterior: places in the unit cube of the priors (samples, parameters), with their weights."""

    unit: np.ndarray
    weight: np.ndarray
    """Sum 1."""
    log_likelihood: np.ndarray
    log_evidence: float
    log_evidence_error: float
    effective: float
    """Kish's effective number of samples, as the sampler has it shell by shell."""
    calls: int


@dataclass(frozen=True)
class Look:
    """Points that are drawn from the priors before anything else: what can be computed, and how much of it counts."""

    evaluated: Evaluated
    points: int
    failed: float
    """Share of the priors where the input is not allowed, or the calculation fails."""
    voided: float
    """Share of the priors where it works, and a raised check voids the verdict of limits: no likelihood there."""


def first_look(question: Question, seed: int) -> Look:
    """Look at what the priors hold.

    Raises InvalidInput if nothing of it has a likelihood, or what is to act is not there, and NumericalFailure if all
    of it fails. The shares have the statistical errors of BATCH points, up to 0.022.
    """
    unit = np.random.default_rng([seed, 1]).random((BATCH, len(question.priors.names)))
    evaluated = evaluate(question, unit)
    if evaluated is None:
        raise InvalidInput(
            f"none of {BATCH} points drawn from the priors is allowed; the first: {first_refusal(question, unit)}"
        )
    question.likelihood.refuse_for(evaluated.result)
    solved = evaluated.valid & (np.asarray(evaluated.result.codes) == 0)
    voided = solved & np.asarray(evaluated.result.voided)
    if not np.isfinite(evaluated.log_likelihood).any():
        causes = [f"{n} failed ({why})" for why, n in evaluated.result.failures.items()]
        causes += [f"{voided.sum()} where limits say nothing"] if voided.any() else []
        said = (
            f"none of {BATCH} points drawn from the priors has a likelihood above 0: {', '.join(causes) or 'excluded'}"
        )
        raise InvalidInput(f"{said}.") if voided.any() else NumericalFailure(f"{said}; choose other priors.")
    return Look(evaluated, BATCH, 1.0 - float(solved.mean()), float(voided.mean()))


def sample(question: Question, journal: Journal, points: int, seed: int, progress: Progress | None = None) -> Samples:
    """At least `points` effective samples of a posterior. What is computed goes into the journal, or comes from it.

    ln Z = ln <L>, the mean over the priors; its error is about 1/sqrt(n) with n effective samples, as the relative
    error of a mean of n independent samples is (Lange 2023, arXiv:2306.16923). Points of the exploration are not used,
    which makes samples and evidence unbiased (same). Valid where the live points found all of the posterior. Where the
    likelihood is the same over most of the posterior, as limits alone can make it, 100 LIVE points are explored first.
    """
    nautilus = optional_package("nautilus", "sample", "sampling a posterior")
    dimensions = len(question.priors.names)
    known, told = len(journal), 0

    def ln_L(unit: np.ndarray) -> np.ndarray:
        nonlocal told
        places = np.ascontiguousarray(unit[:, :dimensions])
        found = journal.log_likelihood(places)
        if found is None:
            found = _computed(question, journal, places)
        told += len(places)
        if progress is not None:
            progress(*_state(sampler, told, known, points))
        return found

    # The sampler wants two dimensions at least: a second one, which nothing depends on, changes no result.
    sampler = nautilus.Sampler(
        lambda unit: unit, ln_L, n_dim=max(2, dimensions), n_live=LIVE, n_batch=BATCH, vectorized=True, seed=seed
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the training of networks, which converge to what is needed
        # The training takes an interruption for the wish to train less, and goes on with other samples.
        warnings.filterwarnings("error", message=_INTERRUPTED)
        try:
            sampler.run(n_eff=points, discard_exploration=True)
        except UserWarning:
            raise KeyboardInterrupt from None
    unit, ln_weight, found = sampler.posterior()
    return Samples(
        unit=np.ascontiguousarray(unit[:, :dimensions]),
        weight=np.exp(ln_weight) / np.exp(ln_weight).sum(),
        log_likelihood=found,
        log_evidence=float(sampler.log_z),
        log_evidence_error=float(sampler.n_eff) ** -0.5,
        effective=float(sampler.n_eff),
        calls=int(sampler.n_like),
    )


def _computed(question: Question, journal: Journal, places: np.ndarray) -> np.ndarray:
    """ln L of places that are solved now, and are in the journal from now on."""
    evaluated = evaluate(question, places)
    if evaluated is None:
        nothing = np.full(len(places), -np.inf)
        journal.add(places, nothing, {})
        return nothing
    journal.add(places, evaluated.log_likelihood, evaluated.columns())
    return evaluated.log_likelihood


def _state(sampler: Any, told: int, known: int, points: int) -> tuple[str, float]:
    """What the sampler does, in words, and how far it is."""
    again = "again, from the journal: " if told <= known else ""
    if not sampler.explored:
        return f"{again}exploring, {told} points", 0.0
    return f"{again}sampling, {told} points, {sampler.n_eff:.0f} of {points} effective", min(
        1.0, sampler.n_eff / points
    )
