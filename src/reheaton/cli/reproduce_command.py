"""`reheaton reproduce`: the papers' figures and the numbers in them."""

import inspect
from collections.abc import Callable
from pathlib import Path

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from reheaton.cli import messages
from reheaton.cli.output_folder import check_output_folder
from reheaton.errors import InvalidInput
from reheaton.papers.figure_catalogue import find_figures, load_figure
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
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    written: list[Path] = []
    with Progress(*columns, console=messages.message_console()) as progress:
        for title, index in figures:
            report = _reporter(progress, f"{title} figure {index}")
            report("loading", 0.0)
            more = with_table if with_table and _takes_table(title, index) else {}
            drawing = load_figure(title, index)(report, **more)
            written += drawing.save(directory / title, f"figure-{index}")
            report("done", 1.0)
    for path in written:
        typer.echo(str(path))


def _takes_table(paper: str, number: int) -> bool:
    return "opacity_table" in inspect.signature(load_figure(paper, number)).parameters


def _reporter(progress: Progress, name: str) -> Callable[[str, float], None]:
    task = progress.add_task(name, total=1.0)

    def report(message: str, fraction: float) -> None:
        progress.update(task, description=f"{name}: {message}", completed=fraction)

    return report
