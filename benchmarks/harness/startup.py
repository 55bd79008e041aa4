"""How long a user waits for the command line, in processes of their own."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from statistics import median

_COMMAND = [sys.executable, "-c", "from reheaton.cli.main import main; main()"]
_POINT = ["run", "twin-sterile-neutrino", "-s", "m_N=10", "-s", "m_nu=1e-6", "-s", "vev_ratio=4"]


@dataclass(frozen=True)
class StartUp:
    """Wall-clock seconds, medians."""

    help: float
    cold: float
    """First point with nothing compiled."""
    cached: float
    """The same in a new process, from the cache."""


def measure(repeats: int = 3) -> StartUp:
    """Medians over fresh cache folders."""
    helps, colds, cacheds = [], [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as cache:
            helps.append(_seconds(["--help"], cache))
            colds.append(_seconds(_POINT, cache))
            cacheds.append(_seconds(_POINT, cache))
    return StartUp(median(helps), median(colds), median(cacheds))


def _seconds(arguments: list[str], cache: str) -> float:
    start = time.perf_counter()
    environment = os.environ | {"REHEATON_CACHE_DIR": cache}
    subprocess.run([*_COMMAND, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
