"""`reheaton export`: write the input of another code for one point."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import typer

from reheaton.backend.whole_file import write_whole
from reheaton.cli import messages
from reheaton.cli.named_values import cosmology_of, named_values
from reheaton.cli.output_folder import check_output_folder
from reheaton.cli.run_command import refuse_many
from reheaton.cli.targets import find_target
from reheaton.errors import InvalidInput, did_you_mean, quoted

_COBAYA: Final = "cobaya"


def export(
    code: str,
    text: str,
    settings: Sequence[str],
    directory: Path,
    cosmology: Sequence[str],
    choices: Sequence[str],
) -> None:
    """Write the files for a code to a folder. Raises InvalidInput, NumericalFailure."""
    check_output_folder(directory, [])
    files = _of_card(text, settings, cosmology, choices) if code == _COBAYA else _of_point(
        code, text, settings, cosmology, choices
    )  # fmt: skip
    for name, content in files.items():
        write_whole(directory / name, content)
        typer.echo(f"wrote {directory / name}", err=True)


def _of_point(
    code: str, text: str, settings: Sequence[str], cosmology: Sequence[str], choices: Sequence[str]
) -> Mapping[str, str]:
    with messages.working("loading") as announce:
        from reheaton.export.exports import CODES, export_files

        if code not in CODES:
            raise InvalidInput(
                f"{quoted(code)} is no code that reheaton writes input for: {did_you_mean(code, (*CODES, _COBAYA))}"
            )
        around, chosen = cosmology_of(cosmology), _numbers(named_values("--choice", choices))
        target = find_target(text, settings)
        refuse_many(text, target, "export")
        announce(messages.solving_message())
        result = target.model(**target.values).solve(
            lambda message, done: announce(f"{message}, first run only: {done:.0%}")
        )
        files = export_files(code, result, around, chosen)
    for flag in result.flags:
        typer.echo(f"note: {flag.message}", err=True)
    return files


def _of_card(text: str, settings: Sequence[str], cosmology: Sequence[str], choices: Sequence[str]) -> Mapping[str, str]:
    for option, given in (("-s", settings), ("--cosmology", cosmology), ("--choice", choices)):
        if given:
            raise InvalidInput(f"{option} has no effect on the input of Cobaya: write it into the card.")
    with messages.working("loading") as announce:
        from reheaton.cobaya.card import cobaya_files
        from reheaton.scan.card import read_card

        card = read_card(Path(text))
        announce(messages.solving_message())
        return cobaya_files(card)


def _numbers(texts: Mapping[str, str]) -> dict[str, Any]:
    """Choices as numbers where they are numbers."""
    found: dict[str, Any] = {}
    for name, value in texts.items():
        try:
            found[name] = float(value)
        except ValueError:
            found[name] = value
    return found
