"""`reheaton run`: solve one point and show or write the result."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from reheaton.backend.whole_file import whole_file
from reheaton.cli import json_output, messages
from reheaton.cli.output_folder import check_output_folder
from reheaton.cli.targets import Target, find_target
from reheaton.errors import InvalidInput, quoted

if TYPE_CHECKING:
    from reheaton.models.result import Result

_RESULT: Final = "result.json"


def run_point(
    text: str,
    settings: Sequence[str],
    *,
    wanted: str | None = None,
    goal: str | None = None,
    as_json: bool,
    directory: Path | None,
    everything: bool = False,
) -> None:
    """Solve the target's point; print a table or JSON; write result.json and pictures if there is a directory.

    `wanted` and `goal` are the inverse question, see `find_command`: the point is then the one that answers it.
    `everything` shows all observables in the table.
    """
    if directory is not None:
        check_output_folder(directory, [_RESULT])
    if goal is not None and wanted is None:
        raise InvalidInput(f"--target {quoted(goal)} is what --find looks for: give --find NAME as well.")
    notes: tuple[str, ...] = ()
    with messages.working("loading") as announce:
        target = find_target(text, settings)
        _refuse_scan(text, target)
        if wanted is not None:
            from reheaton.cli.find_command import find_value

            answer = find_value(wanted, goal, target, announce)
            target.values[answer.name], notes = answer.value, answer.notes
        point = target.model(**target.values)
        announce(messages.solving_message())
        # Tables that are missing are made first, which takes seconds.
        result = point.solve(lambda message, done: announce(f"{message}, first run only: {done:.0%}"))
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    if as_json:
        typer.echo(json_output.to_json(result.to_dict()))
    else:
        from reheaton.cli.result_tables import result_tables

        messages.output_console().print(result_tables(result, target.model, everything))
    if directory is not None:
        for path in _write(result, directory):
            typer.echo(f"wrote {path}", err=True)


def _refuse_scan(text: str, target: Target) -> None:
    if target.scanned:
        raise InvalidInput(
            f"{text} scans {', '.join(target.scanned)}, but `run` solves one point:"
            " give each a value with -s, or take `scan:` out of the card."
        )
    if target.sampled:
        raise InvalidInput(
            f"{text} has priors of {', '.join(target.sampled)}, but `run` solves one point: give each a value with -s."
        )


def _write(result: "Result", directory: Path) -> list[Path]:
    path = directory / _RESULT
    with whole_file(path) as partial:
        partial.write_text(json_output.to_json(result.to_dict()) + "\n", encoding="utf-8")
    if result.background is None:
        return [path]
    from reheaton.figures.history import draw_history
    from reheaton.figures.spectrum import draw_spectrum

    with messages.working("drawing"):
        written = [path, *draw_history(result).save(directory, "history", main="history")]
        for name, distribution in result.distributions.items():
            written.append(distribution.save(directory / f"distribution-{name}.dat"))
            written += draw_spectrum(name, distribution).save(directory, f"spectrum-{name}", main="spectrum")
    return written
