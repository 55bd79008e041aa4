"""A posterior by Hamiltonian Monte Carlo, with the gradients of the model, beside nested sampling without them.

    pip install blackjax 'reheaton[sample]'
    python examples/nuts_gradients.py

Both sample m_nu and vev_ratio of twin-sterile-neutrino at m_N = 80 GeV, flat in their logarithms, where T_RH and
Delta N_eff are measured. Printed are means and errors, and effective samples per second of processor time: compilation
and warm-up of the one, exploration of the other count. For NUTS they are those of the parameter that mixes worst, from
autocorrelations; for nested sampling they are Kish's.
"""

import tempfile
import time
from pathlib import Path

import blackjax
import jax
import jax.numpy as jnp
import numpy as np

import reheaton as rh
from reheaton.posterior.evaluation import Question
from reheaton.posterior.journal import Journal
from reheaton.posterior.likelihood import Likelihood
from reheaton.posterior.nested import sample
from reheaton.posterior.priors import Priors
from reheaton.scan.sample_section import PriorNumbers

PRIORS = {"m_nu": PriorNumbers(1e-10, 1e-7, log=True), "vev_ratio": PriorNumbers(2.0, 10.0, log=True)}
MEASURED = {"T_RH": (0.012, 0.001), "delta_N_eff_cmb": (0.073, 0.01)}
WARM_UP, DRAWS = 200, 500


def by_nuts() -> tuple[np.ndarray, float, float]:
    """Draws (draws, 2) of ln m_nu and ln vev_ratio, effective samples and processor seconds."""
    began = time.process_time()
    observe = rh.function(rh.TwinSterileNeutrino, list(PRIORS), list(MEASURED), m_N=80, relic="fluid")
    low, high = (jnp.log(jnp.array([getattr(p, end) for p in PRIORS.values()])) for end in ("low", "high"))
    mean, sd = jnp.array(list(MEASURED.values())).T

    def log_density(z):
        # The logistic function keeps the parameters inside their priors; its derivative is the volume element.
        u = jax.nn.sigmoid(z)
        seen = observe(jnp.exp(low + (high - low) * u))
        return -0.5 * jnp.sum(((seen - mean) / sd) ** 2) + jnp.sum(jnp.log(u) + jnp.log1p(-u))

    key, first = jax.random.split(jax.random.PRNGKey(1))
    # Close trees: each step costs one solution of the model and its two derivatives.
    warm_up = blackjax.window_adaptation(blackjax.nuts, log_density, max_num_doublings=5)
    (state, settings), _ = warm_up.run(first, jnp.zeros(2), num_steps=WARM_UP)
    step = jax.jit(blackjax.nuts(log_density, **settings).step)
    draws = []
    for one in jax.random.split(key, DRAWS):
        state, _ = step(one, state)
        draws.append(np.asarray(low + (high - low) * jax.nn.sigmoid(state.position)))
    chains = jnp.array(draws)[None]
    return np.array(draws), float(jnp.min(blackjax.ess(chains))), time.process_time() - began


def by_nested_sampling() -> tuple[np.ndarray, np.ndarray, float, float]:
    """Samples of ln m_nu and ln vev_ratio (samples, 2), weights, effective samples and processor seconds."""
    began = time.process_time()
    question = Question(rh.TwinSterileNeutrino, {"m_N": 80, "relic": "fluid"}, Priors(PRIORS), Likelihood(MEASURED, ()))
    with tempfile.TemporaryDirectory() as folder:
        found = sample(question, Journal(Path(folder) / "journal", {}), points=2000, seed=1)
    places = question.priors.at(found.unit)
    return np.log(np.stack(list(places.values()), 1)), found.weight, found.effective, time.process_time() - began


def report(how: str, mean: np.ndarray, sd: np.ndarray, effective: float, seconds: float) -> None:
    values = ", ".join(f"ln {name} = {m:.3f} +- {s:.3f}" for name, m, s in zip(PRIORS, mean, sd, strict=True))
    print(f"{how}: {values}; {effective:.0f} effective samples in {seconds:.0f} s, {effective / seconds:.1f} per s")


def main() -> None:
    draws, effective, seconds = by_nuts()
    report("NUTS", draws.mean(0), draws.std(0), effective, seconds)
    draws, weight, effective, seconds = by_nested_sampling()
    mean = weight @ draws
    report("nested sampling", mean, np.sqrt(weight @ (draws - mean) ** 2), effective, seconds)


if __name__ == "__main__":
    main()
