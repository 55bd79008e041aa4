"""`reheaton plot`: a picture of a store, or of the result of one point."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from reheaton.backend.user_file import user_text
from reheaton.cli import messages
from reheaton.cli.named_values import named_values
from reheaton.cli.output_folder import check_output_folder
from reheaton.errors import InvalidInput

if TYPE_CHECKING:
    from reheaton.figures.drawing import Drawing
    from reheaton.figures.selection import Selection

_RESULT: Final = "result.json"


def plot(
    source: Path,
    path: Path | None,
    *,
    x: str | None = None,
    y: str | None = None,
    quantity: str | None = None,
    limits: Sequence[str] = (),
    at: Sequence[str] = (),
) -> None:
    """Draw a store or a result.json into a .png or .pdf file, with the numbers beside it as CSV."""
    path = path or Path(f"{source.resolve().stem}.png")
    check_output_folder(path.parent, [path.name])
    from reheaton.figures.selection import Selection

    selection = Selection(x, y, quantity, tuple(limits), named_values("--at", at, example="vev_ratio=4"))
    with messages.working("drawing"):
        written = _draw(source, selection).save_as(path)
    for file in written:
        typer.echo(f"wrote {file}", err=True)


def _draw(source: Path, selection: "Selection") -> "Drawing":
    result = source / _RESULT if (source / _RESULT).is_file() else source
    if result.suffix == ".json":
        return _draw_result(result, selection)
    from reheaton.figures.picture import draw_points
    from reheaton.scan.store import intact, open_scan

    with intact(source):
        return draw_points(open_scan(source), selection)


def _draw_result(path: Path, selection: "Selection") -> "Drawing":
    """The margins of one point. Raises InvalidInput for another file, and for options of stores."""
    from reheaton.figures.margins import draw_margins
    from reheaton.figures.selection import Selection

    if selection != Selection():
        raise InvalidInput(
            "--x, --y, --quantity, --limit and --at choose among the points of a store: a result is one."
        )
    try:
        result = json.loads(user_text(path, "the result"))
    except (json.JSONDecodeError, RecursionError):
        raise InvalidInput(f"the result {path} cannot be read: it is not JSON.") from None
    return draw_margins(result)
