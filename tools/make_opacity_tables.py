"""Make src/reheaton/data/opacity/*.npz: opacities of Standard Model neutrinos, one file per flavour.

Run `python tools/make_opacity_tables.py` after anything that enters them has changed: masses, couplings, grids, or the
number of points. Takes about ten seconds.
"""

import os
import shutil
import tempfile
from pathlib import Path

from reheaton.rates.opacity.processes import FLAVOURS
from reheaton.rates.opacity.tabulate import SHIPPED, opacity_table


def main() -> None:
    """Compute every table in an empty cache folder and put it among the data."""
    shutil.rmtree(SHIPPED, ignore_errors=True)
    SHIPPED.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REHEATON_CACHE_DIR"] = folder
        for flavour in FLAVOURS:
            print(f"{flavour}: error {opacity_table(flavour).error:.1e}")
        for file in (Path(folder) / "opacity").iterdir():
            shutil.copy(file, SHIPPED / file.name)


if __name__ == "__main__":
    main()
