"""Strict JAX for every test: float64 through the package's own switch, and no silent broadcasting of ranks.

Tests compile many kernels and run each a few times, so XLA is asked to compile quickly rather than well.
"""

import functools
import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# The first example of a test compiles, and how long that takes says nothing about what is tested.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")

_QUICK = "--xla_cpu_use_fusion_emitters=false --xla_backend_optimization_level=0"


def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")
    if not is_worker and "XLA_FLAGS" not in os.environ and _xla_accepts(_QUICK):
        os.environ["XLA_FLAGS"] = _QUICK  # workers inherit it

    # Compiled kernels of the tests are kept with pytest's own cache, not among the user's.
    os.environ.setdefault("REHEATON_CACHE_DIR", str(config.rootpath / ".pytest_cache" / "reheaton"))

    pytest.approx = functools.wraps(pytest.approx)(_approx)

    import jax

    import reheaton.backend  # noqa: F401  (importing it is what switches JAX to float64)
    from reheaton.cli.garbage import collect_garbage_seldom

    collect_garbage_seldom()

    jax.config.update("jax_numpy_rank_promotion", "raise")


@pytest.fixture(autouse=True, scope="module")
def compiled_code_is_forgotten() -> Iterator[None]:
    """Programs stay in memory as long as the process, which after thousands of tests would be ten gigabytes."""
    yield
    if _resident_gigabytes() > _MOST_GIGABYTES:
        import jax

        jax.clear_caches()
        gc.collect()


_MOST_GIGABYTES = 2.5


def _resident_gigabytes() -> float:
    """Memory of this process; 0 where the system has no /proc."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e9
    except OSError:
        return 0.0


def _approx(expected: Any, rel: Any = None, abs: Any = None, nan_ok: bool = False) -> Any:  # noqa: A002
    """`pytest.approx` without its absolute tolerance of 1e-12, unless one is given.

    Mixings, widths and yields are smaller than that, and would equal anything.
    """
    if abs is not None:
        return _PYTEST_APPROX(expected, rel=rel, abs=abs, nan_ok=nan_ok)
    return _PYTEST_APPROX(expected, rel=1e-6 if rel is None else rel, abs=0.0, nan_ok=nan_ok)


_PYTEST_APPROX = pytest.approx


def _xla_accepts(flags: str) -> bool:
    """Whether this version of XLA knows the flags: it ends the process when it does not."""
    probe = [sys.executable, "-c", "import jax; jax.devices()"]
    return subprocess.run(probe, env=os.environ | {"XLA_FLAGS": flags}, capture_output=True).returncode == 0
