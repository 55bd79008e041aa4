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
_FIND = [*_POINT, "-s", "m_s=30", "--find", "sin2_2theta"]


@dataclass(frozen=True)
class StartUp:
    """Wall-clock seconds, medians."""

    help: float
    models: float
    """`reheaton models`."""
    cold: float
    """First point with nothing compiled."""
    cached: float
    """The same in a new process, from the cache."""
    find: float
    """The mixing that makes all of dark matter, with nothing of it compiled."""
    find_cached: float


def measure(repeats: int = 3) -> StartUp:
    """Medians over fresh cache folders."""
    commands = (["--help"], ["models"], _POINT, _POINT, _FIND, _FIND)
    rounds = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as cache:
            rounds.append([_seconds(command, cache) for command in commands])
    return StartUp(*(median(seconds) for seconds in zip(*rounds, strict=True)))


def _seconds(arguments: list[str], cache: str) -> float:
    start = time.perf_counter()
    environment = os.environ | {"REHEATON_CACHE_DIR": cache}
    subprocess.run([*_COMMAND, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
