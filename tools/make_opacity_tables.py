"""Make src/reheaton/data/opacity/*.npz: opacities of Standard Model neutrinos, one file per flavour.

Run `python tools/make_opacity_tables.py` after anything that enters them has changed: masses, couplings, grids, or the
number of points. Takes about ten seconds.
"""

import os
import shutil
import tempfile
from pathlib import Path

from reheaton.backend.kept_tables import SHIPPED
from reheaton.particles.fermions import FLAVOURS
from reheaton.rates.opacity.tabulate import opacity_table


def main() -> None:
    """Compute every table in an empty cache folder and put it among the data."""
    target = SHIPPED / "opacity"
    for old in target.glob("*.npz"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REHEATON_CACHE_DIR"] = folder
        for flavour in FLAVOURS:
            print(f"{flavour}: error {opacity_table(flavour).error:.1e}")
        for file in (Path(folder) / "opacity").iterdir():
            shutil.copy(file, target / file.name)


if __name__ == "__main__":
    main()
