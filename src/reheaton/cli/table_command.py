"""`reheaton table`: the points of a store as a table in a file."""

from pathlib import Path

import typer

from reheaton.cli import messages
from reheaton.cli.output_folder import check_output_folder


def table(store: Path, path: Path) -> None:
    """Write all points of a store to a .csv or .parquet file."""
    from reheaton.scan.store import intact, open_scan
    from reheaton.scan.table import write_table

    check_output_folder(path.parent, [path.name])
    with messages.working("writing"), intact(store):
        rows = write_table(open_scan(store), path)
    typer.echo(f"wrote {path}: {rows} points", err=True)
