"""Make the opacities in src/reheaton/data, one file per flavour: opacity/ for free particles, mesons/ for mesons.

Run `python tools/make_opacity_tables.py` after anything that enters them has changed: masses, couplings, grids, or the
number of points. Takes about half a minute.
"""

import os
import shutil
import tempfile
from pathlib import Path

from reheaton.backend import kept_tables
from reheaton.backend.whole_file import whole_file
from reheaton.particles.fermions import FLAVOURS
from reheaton.rates.opacity.meson_table import meson_table
from reheaton.rates.opacity.tabulate import opacity_table

DATA = kept_tables.SHIPPED


def main() -> None:
    """Compute every table in an empty cache folder, and put them among the data in place of the old ones."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REHEATON_CACHE_DIR"] = folder
        kept_tables.SHIPPED = Path(folder) / "nothing-is-shipped"
        for flavour in FLAVOURS:
            print(f"{flavour}: error {opacity_table(flavour).error:.1e}")
            print(f"{flavour}: {meson_table(flavour).size} rates among mesons")
        for kind in ("opacity", "mesons"):
            new = {path.name: path for path in (Path(folder) / kind).glob("*.npz")}
            for name, path in new.items():
                with whole_file(DATA / kind / name) as partial:
                    shutil.copyfile(path, partial)
            for old in (DATA / kind).glob("*.npz"):
                if old.name not in new:
                    old.unlink()


if __name__ == "__main__":
    main()
