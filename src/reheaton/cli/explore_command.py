"""`reheaton explore`: a page that shows the points of a store, for a browser."""

from pathlib import Path

import typer

from reheaton.cli import messages
from reheaton.cli.output_folder import check_output_folder
from reheaton.errors import InvalidInput

_SUFFIXES = (".html", ".htm")


def explore(
    store: Path, path: Path | None, *, histories: int | None, megabytes: float | None, model: str | None
) -> None:
    """Write the page of a store. Raises InvalidInput."""
    path = path or Path(f"{store.resolve().stem}.html")
    if path.suffix.lower() not in _SUFFIXES:
        raise InvalidInput(f"{path.name} is no name of a page: its suffix must be {' or '.join(_SUFFIXES)}.")
    if histories is not None and histories < 0:
        raise InvalidInput(f"--histories {histories} must be 0 or more.")
    if megabytes is not None and not 0.2 <= megabytes <= 500.0:
        raise InvalidInput(f"--megabytes {megabytes:g} is out of range: allowed is from 0.2 to 500.")
    check_output_folder(path.parent, [path.name])
    with messages.working("reading") as announce:
        from reheaton.backend.whole_file import write_whole
        from reheaton.explorer.page import LARGEST, MOST_HISTORIES, page_of
        from reheaton.scan.store import intact, open_scan

        data = open_scan(store)
        with intact(store):
            page = page_of(
                data,
                largest=LARGEST if megabytes is None else round(1e6 * megabytes),
                histories=MOST_HISTORIES if histories is None else histories,
                model=model,
                progress=lambda done: announce(f"solving histories: {done:.0%}"),
            )
        write_whole(path, page.text)
    for note in page.notes:
        typer.echo(f"note: {note}", err=True)
    typer.echo(f"wrote {path}: {len(page.text.encode()) / 1e6:.2f} MB", err=True)
