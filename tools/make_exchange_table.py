"""Make the table of energy and number that neutrinos exchange with the plasma and with each other.

Run `python tools/make_exchange_table.py` after anything that enters it has changed: couplings, grids, or the number of
points. It writes src/reheaton/data/neutrinos/exchange-FINGERPRINT.npz in place of the old one; takes some minutes.
"""

import os
import shutil
import tempfile
from pathlib import Path

from reheaton.backend import kept_tables
from reheaton.backend.whole_file import whole_file
from reheaton.rates.weak.exchange import exchange_table

DATA = kept_tables.SHIPPED / "neutrinos"


def main() -> None:
    """Compute the table in an empty cache folder, and put it among the data in place of the old one."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REHEATON_CACHE_DIR"] = folder
        kept_tables.SHIPPED = Path(folder) / "nothing-is-shipped"
        exchange_table(lambda message, fraction: print(f"{message}: {fraction:.0%}", flush=True))
        new = {path.name: path for path in (Path(folder) / "neutrinos").glob("*.npz")}
        DATA.mkdir(exist_ok=True)
        for name, path in new.items():
            with whole_file(DATA / name) as partial:
                shutil.copyfile(path, partial)
        for old in DATA.glob("*.npz"):
            if old.name not in new:
                old.unlink()


if __name__ == "__main__":
    main()
