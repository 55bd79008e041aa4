"""`reheaton run`: solve one point and show or write the result."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reheaton.cli import json_output, messages
from reheaton.cli.targets import Target, find_target
from reheaton.errors import InvalidInput

if TYPE_CHECKING:
    from reheaton.models.result import Result


def run_point(text: str, settings: Sequence[str], *, as_json: bool, directory: Path | None) -> None:
    """Solve the target's point; print a table or JSON; write result.json and pictures if there is a directory."""
    with messages.working("loading") as announce:
        target = find_target(text, settings)
        _refuse_scan(text, target)
        point = target.model(**target.values)
        announce(messages.solving_message())
        result = point.solve()
    if as_json:
        typer.echo(json_output.to_json(result.to_dict()))
    else:
        from reheaton.cli.result_tables import result_tables

        messages.output_console().print(result_tables(result, target.model))
    if directory is not None:
        for path in _write(result, directory):
            typer.echo(f"wrote {path}", err=True)


def _refuse_scan(text: str, target: Target) -> None:
    if target.scanned:
        raise InvalidInput(
            f"{text} scans {', '.join(target.scanned)}, but `run` solves one point:"
            " take `scan:` out of the card and give each a value."
        )


def _write(result: "Result", directory: Path) -> list[Path]:
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "result.json"
    path.write_text(json_output.to_json(result.to_dict()) + "\n", encoding="utf-8")
    if result.background is None:
        return [path]
    from reheaton.figures.history import draw_history

    with messages.working("drawing"):
        return [path, *draw_history(result).save(directory, "history")]
