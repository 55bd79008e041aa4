"""Every file under src/reheaton/data has its origin, licence and maker in data/README.md and, as a table, in itself."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "reheaton" / "data"
FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file() and path.name[0] != ".")
ROWS = [
    [cell.strip().strip("`") for cell in line.strip("|\n ").split("|")]
    for line in (DATA / "README.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
]


@pytest.mark.parametrize("file", FILES)
def test_every_file_has_one_row(file):
    assert len([row for row in ROWS if fnmatch(file, row[0])]) == 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_row_is_whole_and_has_files(row):
    pattern, origin, licence, maker = row
    assert any(fnmatch(file, pattern) for file in FILES)
    assert origin
    assert licence == "BSD-3-Clause"
    if maker != "hand":
        # A script names the folder that it writes.
        assert Path(pattern).parent.name in (ROOT / maker).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".csv")])
def test_every_table_states_version_and_licence(file):
    header = "".join(
        line for line in (DATA / file).read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#")
    )
    assert re.search(r"[Vv]ersion \d", header)
    assert re.search(r"[Ll]icence of this (table: BSD-3-Clause|file: as the library)|licence: BSD-3-Clause", header)
