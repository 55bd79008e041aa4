"""Make the opacities in src/reheaton/data, one file per flavour: opacity/ for free particles, mesons/ for mesons.

Run `python tools/make_opacity_tables.py` after anything that enters them has changed: masses, couplings, grids, or the
number of points. Takes about half a minute.
"""

import os
import shutil
import tempfile
from pathlib import Path

from reheaton.backend.kept_tables import SHIPPED
from reheaton.particles.fermions import FLAVOURS
from reheaton.rates.opacity.meson_table import meson_table
from reheaton.rates.opacity.tabulate import opacity_table


def main() -> None:
    """Compute every table in an empty cache folder and put it among the data."""
    for kind in ("opacity", "mesons"):
        for old in (SHIPPED / kind).glob("*.npz"):
            old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REHEATON_CACHE_DIR"] = folder
        for flavour in FLAVOURS:
            print(f"{flavour}: error {opacity_table(flavour).error:.1e}")
            print(f"{flavour}: {meson_table(flavour).size} rates among mesons")
        for kind in ("opacity", "mesons"):
            for file in (Path(folder) / kind).iterdir():
                shutil.copy(file, SHIPPED / kind / file.name)


if __name__ == "__main__":
    main()
