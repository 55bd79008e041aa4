"""`reheaton run`: solve one point and show or write the result."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from reheaton.backend.optional import optional_package
from reheaton.backend.whole_file import write_whole
from reheaton.cli import json_output, messages
from reheaton.cli.named_values import cosmology_of
from reheaton.cli.output_folder import check_output_folder
from reheaton.cli.targets import Target, find_target
from reheaton.errors import InvalidInput, quoted

if TYPE_CHECKING:
    from reheaton.models.result import Result
    from reheaton.sky.spectra import Spectra

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
    spectra: bool = False,
    elements: bool = False,
    cosmology: Sequence[str] = (),
) -> None:
    """Solve the target's point; print a table or JSON; write result.json and pictures if there is a directory.

    `wanted` and `goal` are the inverse question, see `find_command`: the point is then the one that answers it.
    `everything` shows all observables in the table. `spectra` and `elements` are computed by other codes, in the
    `cosmology` that is given as NAME=VALUE.
    """
    if cosmology and not (spectra or elements):
        raise InvalidInput("--cosmology is what --spectra and --elements are computed in: give one of them as well.")
    around = cosmology_of(cosmology)
    if directory is not None:
        check_output_folder(directory, [_RESULT])
    if goal is not None and wanted is None:
        raise InvalidInput(f"--target {quoted(goal)} is what --find looks for: give --find NAME as well.")
    notes: tuple[str, ...] = ()
    with messages.working("loading") as announce:
        target = find_target(text, settings)
        refuse_many(text, target, "run")
        _refuse_without_codes(spectra, elements)
        if wanted is not None:
            from reheaton.cli.find_command import find_value

            answer = find_value(wanted, goal, target, announce)
            target.values[answer.name], notes = answer.value, answer.notes
        point = target.model(**target.values)
        announce(messages.solving_message())
        # Tables that are missing are made first, which takes seconds.
        result = point.solve(lambda message, done: announce(f"{message}, first run only: {done:.0%}"))
        if elements:
            announce("nucleosynthesis, by primat")
            result = result.with_elements(result.elements(around))
        powers = None
        if spectra:
            announce("P(k) and C_l, by CLASS")
            powers = result.spectra(around)
            result = result.with_spectra(powers)
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    if as_json:
        typer.echo(json_output.to_json(result.to_dict()))
    else:
        from reheaton.cli.result_tables import result_tables

        messages.output_console().print(result_tables(result, everything))
    if directory is not None:
        for path in _write(result, powers, directory):
            typer.echo(f"wrote {path}", err=True)


def refuse_many(text: str, target: Target, command: str) -> None:
    """Raise InvalidInput for a card with many points, or priors, where a command takes one point."""
    if target.scanned:
        raise InvalidInput(
            f"{text} scans {', '.join(target.scanned)}, but `{command}` solves one point:"
            " give each a value with -s, or take `scan:` out of the card."
        )
    if target.sampled:
        raise InvalidInput(
            f"{text} has priors of {', '.join(target.sampled)}, but `{command}` solves one point: give each a value"
            " with -s."
        )


def _refuse_without_codes(spectra: bool, elements: bool) -> None:
    """Raise InvalidInput before anything is computed if a package that is wanted is not there."""
    if elements:
        optional_package("primat", "bbn", "--elements")
    if spectra:
        optional_package("classy", "class", "--spectra")


def _write(result: "Result", powers: "Spectra | None", directory: Path) -> list[Path]:
    path = directory / _RESULT
    write_whole(path, json_output.to_json(result.to_dict()) + "\n")
    if result.background is None:
        return [path]
    from reheaton.figures.history import draw_history
    from reheaton.figures.spectrum import draw_spectrum

    with messages.working("drawing"):
        written = [path, *draw_history(result).save(directory, "history", main="history")]
        for name, distribution in result.distributions.items():
            written.append(distribution.save(directory / f"distribution-{name}.dat"))
            written += draw_spectrum(name, distribution).save(directory, f"spectrum-{name}", main="spectrum")
        if powers is not None:
            from reheaton.figures.power import draw_microwave_background, draw_power

            written += draw_power(powers).save(directory, "power", main="power")
            written += draw_microwave_background(powers).save(directory, "cmb", main="cmb")
    return written
