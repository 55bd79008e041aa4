"""Settings of JAX: float64, where compiled kernels are kept, and functions that are compiled once."""

import os
import subprocess
import sys
import threading

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.backend import jax_setup
from reheaton.backend.jax_setup import computed_at_once, outer_jit


def test_numbers_are_float64():
    """1e-15: 1/3 would differ by 1e-8 in float32."""
    assert (jnp.ones(()) / 3.0).dtype == np.float64
    assert float(jnp.ones(()) / 3.0) == pytest.approx(1.0 / 3.0, rel=1e-15)


@pytest.mark.parametrize("chosen", [None, "mine"])
def test_compiled_kernels_are_kept_unless_the_user_has_a_cache(tmp_path, chosen):
    """In a process of its own, as JAX reads its settings once."""
    script = "import jax, reheaton.backend; print(jax.config.values['jax_compilation_cache_dir'])"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAX_")}
    environment |= {"REHEATON_CACHE_DIR": str(tmp_path / "ours")}
    environment |= {} if chosen is None else {"JAX_COMPILATION_CACHE_DIR": str(tmp_path / chosen)}
    expected = tmp_path / "ours" / "jax" if chosen is None else tmp_path / chosen
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(expected)


@pytest.mark.parametrize("transformed", [lambda f: f, jax.jit, jax.vmap, jax.grad])
def test_what_is_computed_at_once_are_numbers(transformed):
    """NumPy refuses tracers. What depends on the argument stays traced."""
    doubled = outer_jit(lambda x: 2.0 * x)

    def function(x):
        with computed_at_once():
            kept = np.asarray(doubled(jnp.arange(3.0)))
            y = jnp.sum(x * kept)
        return y + jnp.sum(x)

    found = transformed(function)(np.array([1.0]) if transformed is jax.vmap else 1.0)
    assert float(np.ravel(found)[0]) == 7.0


@pytest.mark.parametrize("brief", [False, True])
def test_outer_jit_computes_the_same_and_keeps_the_name(brief):
    """1e-15: rounding."""

    def cubed(x, exponent):
        """A power."""
        return x**exponent

    compiled = outer_jit(cubed, static_argnums=1, brief=brief)
    assert (compiled.__name__, compiled.__doc__) == ("cubed", "A power.")
    assert float(compiled(1.7, 3)) == pytest.approx(1.7**3, rel=1e-15)
    assert float(compiled(1.7, 2)) == pytest.approx(1.7**2, rel=1e-15)


def test_xla_knows_the_options_of_programs_that_run_briefly():
    """An option that it does not know is left out without a word, and so are all others."""
    assert jax_setup._known_options(brief=True) == jax_setup._QUICKEST_TO_COMPILE


def test_threads_that_arrive_together_share_one_kernel():
    traced, count = [], 4
    together = threading.Barrier(count)

    @outer_jit
    def function(x):
        traced.append(x)
        return jnp.sin(x)

    def call():
        together.wait()
        function(1.0)

    threads = [threading.Thread(target=call) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    function(2.0)
    assert len(traced) == 1 and isinstance(traced[0], jax.core.Tracer)
