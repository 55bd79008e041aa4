"""A file for `cobaya-run` from a card with the section `sample:`: the same posterior, sampled by Cobaya."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml

from reheaton.backend.optional import optional_package
from reheaton.errors import in_one_line
from reheaton.models.model import Model
from reheaton.models.registry import BUILT_IN, find_model, is_model_file
from reheaton.models.result import Result
from reheaton.posterior.evaluation import Question, question_of
from reheaton.posterior.nested import Look, first_look
from reheaton.probes.parameter import Option
from reheaton.scan.card import Card
from reheaton.scan.sample_section import PriorNumbers
from reheaton.version import __version__

FILE: Final = "cobaya.yaml"
"""Name of the file."""
_LEAST_STEP: Final = 0.01
"""Smallest step of a proposal over the standard deviation of the prior: where few of the points that were drawn have a
likelihood, these say too little of the width of the posterior. The sampler learns it."""

_HEAD: Final = """\
# The posterior of {model}, written by reheaton {version}.
#
#     cobaya-run {file}                 # -r goes on with a run, -f begins anew
#     mpirun -n 4 cobaya-run {file}     # four chains, which need mpi4py
#
# The first run compiles the model, which takes up to minutes. A point that is not allowed, cannot be computed, or is
# outside the approximation has likelihood zero. `points:` of the card is not used: the chains end as `sampler:` says.
output: {output}
"""
_THEORY: Final = """\

theory:
  {theory}:{settings}
  # Codes of the microwave background take N_eff from the model: nnu of CAMB, N_ur of CLASS (massless neutrinos).
  # camb: {{requires: [nnu]}}
"""
_SAMPLER: Final = """\

sampler:
  mcmc:
    seed: {seed}
    drag: False            # every parameter is as slow as the others
    learn_proposal: True   # the steps below are those to begin with
    max_tries: 10000       # refused steps before the chain is called stuck
    Rminus1_stop: 0.01     # the chains are converged; 0.05 is enough for a first picture
"""


def cobaya_files(card: Card) -> dict[str, str]:
    """The text of the file that samples the posterior of a card with `cobaya-run`, by its name.

    Priors, measured observables, limits and seed are those of the section `sample:`; parameters with a prior that is
    flat in the logarithm are sampled as log10. Chains start near the best of the points that are drawn from the priors,
    which takes seconds, and up to minutes the first time. Raises InvalidInput for a card without `sample:`, for what
    cannot be sampled, see `first_look`, and where the extra `cobaya` is not installed; NumericalFailure.

    >>> from reheaton.cobaya.card import cobaya_files
    >>> from reheaton.scan.card import read_card
    >>> cobaya_files(read_card("twin.yaml"))["cobaya.yaml"]  # doctest: +SKIP
    """
    optional_package("cobaya", "cobaya", "an input of Cobaya")
    section, model = card.to_sample(), find_model(card.model)
    card.refuse_for(model)
    question = question_of(card, model)
    look = first_look(question, section.seed)
    built_in = card.model in BUILT_IN
    text = _HEAD.format(model=model.NAME, version=__version__, file=FILE, output=_yaml(f"chains/{model.NAME}"))
    theory = f"reheaton.cobaya.{model.__name__ if built_in else 'ModelTheory'}"
    own = "" if built_in else f"\n    model: {_yaml(_absolute(card.model))}"
    text += _THEORY.format(theory=theory, settings=own + _settings(question))
    text += "\n".join(["\nlikelihood:", *_likelihood(question)])
    text += "\n".join(["\n\nparams:", *_sampled(question, look), *_derived(question, look.evaluated.result), ""])
    return {FILE: text + _SAMPLER.format(seed=section.seed)}


def _settings(question: Question) -> str:
    """What is fixed, each with its unit and meaning."""
    declared, lines = question.model.declarations(), ["\n    settings:"] if question.fixed else [""]
    for name, given in question.fixed.items():
        item, value = declared[name], declared[name].parse(given)
        if isinstance(item, Option) and item.prefix and str(value).startswith(item.prefix):
            value = item.prefix + str(Path(str(value)[len(item.prefix) :]).resolve())
        lines.append(f"      {name}: {_yaml(value)}{_comment(question.model, name)}")
    return "\n".join(lines)


def _likelihood(question: Question) -> Iterator[str]:
    """The lines of the likelihood."""
    acting = question.likelihood
    yield "  reheaton.cobaya.Limits:"
    if acting.measured:
        yield "    measured:  # instead of limits on these observables"
    for name, (mean, sd) in acting.measured.items():
        yield f"      {name}: {_yaml({'mean': mean, 'sd': sd})}"
    if acting.limits is None:
        yield "    limits: null  # all of the set that the option `limits` of the model names"
    else:
        yield f"    limits: {_yaml(list(acting.limits))}"


@dataclass(frozen=True)
class _Start:
    """Where a sampled number starts, and the width of its steps."""

    best: float
    step: float


def _start(values: np.ndarray, ln_L: np.ndarray) -> _Start:
    """From points that are drawn from the priors: the best, and the standard deviation weighted by the likelihood."""
    weight = np.exp(ln_L - ln_L.max())
    weight /= weight.sum()
    sd = np.sqrt(weight @ (values - weight @ values) ** 2)
    return _Start(float(values[ln_L.argmax()]), float(max(sd, _LEAST_STEP * values.std())))


def _sampled(question: Question, look: Look) -> Iterator[str]:
    """The lines of the sampled parameters."""
    result, ln_L = look.evaluated.result, look.evaluated.log_likelihood
    labels = _labels(result)
    for name, prior in question.priors.of.items():
        values = np.asarray(result.parameters[name], dtype=float)
        start = _start(np.log10(values) if prior.log else values, ln_L)
        label = rf"\log_{{10}}({labels[name]})" if prior.log else labels[name]
        yield f"  {'log10_' if prior.log else ''}{name}:{_comment(question.model, name)}"
        yield f"    prior: {_yaml(_distribution(prior))}"
        yield f"    ref: {_yaml({'dist': 'norm', 'loc': _short(start.best), 'scale': _short(start.step)})}"
        yield f"    proposal: {_yaml(_short(start.step))}"
        yield f"    latex: {_yaml(label)}"


def _derived(question: Question, result: Result) -> Iterator[str]:
    """The lines of what is computed at each point."""
    labels = _labels(result)
    yield "  # Derived: sampled logarithms as numbers, and observables. Also nnu and N_ur, which are N_eff."
    logarithms = [name for name, prior in question.priors.of.items() if prior.log]
    for name in dict.fromkeys([*logarithms, *result.observables]):
        if name in logarithms or name not in question.priors.of:
            yield f"  {name}: {_yaml({'latex': labels[name]})}"


def _labels(result: Result) -> dict[str, str]:
    """LaTeX of parameters and observables: symbol and unit; the name where there is no symbol, or several have it."""
    names = dict.fromkeys([*result.parameters, *result.observables])
    shared = Counter(result.symbols.get(name) for name in names)
    labels = {}
    for name in names:
        symbol, unit = result.symbols.get(name), result.units.get(name)
        words = symbol if symbol and shared[symbol] == 1 else _upright(name)
        labels[name] = rf"{words}/{_upright(unit)}" if unit else words
    return labels


def _upright(text: str) -> str:
    return rf"\mathrm{{{text}}}".replace("_", r"\_").replace(" ", r"\,")


def _distribution(prior: PriorNumbers) -> dict[str, Any]:
    """A prior as Cobaya takes it, that of the decimal logarithm where it is flat in it."""
    if prior.mean is not None and prior.sd is not None:
        ends = [(end - prior.mean) / prior.sd for end in (prior.low, prior.high)]
        return {"dist": "truncnorm", "loc": prior.mean, "scale": prior.sd, "a": ends[0], "b": ends[1]}
    low, high = (prior.low, prior.high) if not prior.log else (np.log10(prior.low), np.log10(prior.high))
    return {"min": float(low), "max": float(high)}


def _comment(model: type[Model], name: str) -> str:
    """Unit and meaning of a parameter, or meaning of an option, to stand behind a value."""
    item = model.declarations()[name]
    unit = getattr(item, "unit", "")
    return f"  # {in_one_line(f'{unit}, {item.meaning}' if unit else item.meaning)}"


def _absolute(model: str) -> str:
    """A model file by its full path, as the run may be started anywhere; the name of a model as it is."""
    if not is_model_file(model):
        return model
    file, separator, name = model.partition(".py:")
    return f"{Path(file).resolve()}{separator}{name}"


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _yaml(value: Mapping[str, Any] | list[Any] | Any) -> str:
    """A value in one line of YAML."""
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=float("inf"), allow_unicode=True)
    return text.removesuffix("...\n").strip()
