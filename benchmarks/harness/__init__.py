"""What the benchmarks measure with and against.

Importing it before reheaton gives the process a compilation cache of its own, empty and gone at its end, so that
compile times are those of a fresh machine.
"""

import os
import tempfile
from typing import Final

CACHE: Final = tempfile.TemporaryDirectory(prefix="reheaton-benchmark-")
os.environ["REHEATON_CACHE_DIR"] = CACHE.name
