"""`reheaton reproduce`: the papers' figures and the numbers in them."""

import inspect
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from reheaton.cli import messages
from reheaton.cli.figure_processes import Order, Report, draw_all
from reheaton.cli.output_folder import check_output_folder
from reheaton.errors import InvalidInput
from reheaton.papers.figure_catalogue import LONGEST, find_figures, function_at, source_of
from reheaton.rates.opacity.table_file import read_rate_file


def reproduce(paper: str | None, number: int | None, directory: Path, opacity_table: Path | None = None) -> None:
    """Draw the chosen figures into directory/PAPER/figure-N.*, with a progress bar, and print the paths written.

    `opacity_table` is a file of rates for the figures that can draw with it. Raises InvalidInput if none is chosen.
    """
    figures = find_figures(paper, number)
    for title, index in figures:
        check_output_folder(directory / title, [f"figure-{index}.png", f"figure-{index}.pdf"])
    with_table = {} if opacity_table is None else {"opacity_table": opacity_table}
    if with_table and not any(_takes_table(*figure) for figure in figures):
        raise InvalidInput("--opacity-table is for Fig. 3 of twin-sterile-neutrino, which is not among those chosen.")
    if opacity_table is not None:
        read_rate_file(opacity_table)  # raises before anything is drawn
    orders = []
    for title, index in figures:
        more = with_table if with_table and _takes_table(title, index) else {}
        # What takes longest is begun first, so that nothing waits for it at the end.
        turn = LONGEST.index((title, index)) if (title, index) in LONGEST else len(LONGEST)
        orders.append(Order(source_of(title, index), directory / title, f"figure-{index}", more, turn))
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages.message_console()) as progress:
        written = draw_all(orders, _reporter(progress, [f"{title} figure {index}" for title, index in figures]))
    for path in written:
        typer.echo(str(path))


def _takes_table(paper: str, number: int) -> bool:
    return "opacity_table" in inspect.signature(function_at(source_of(paper, number))).parameters


def _reporter(progress: Progress, names: Sequence[str]) -> Report:
    """A bar for each figure, whose clock runs while it is drawn."""
    bars = [progress.add_task(f"{name}: waiting", total=1.0, start=False) for name in names]

    def report(number: int, message: str, fraction: float) -> None:
        if not progress.tasks[number].started:
            progress.start_task(bars[number])
        progress.update(bars[number], description=f"{names[number]}: {message}", completed=fraction)

    return report
