"""`reheaton reproduce`: the papers' figures and the numbers in them."""

from collections.abc import Callable
from pathlib import Path

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from reheaton.cli import messages
from reheaton.papers.figure_catalogue import find_figures, load_figure


def reproduce(paper: str | None, number: int | None, directory: Path) -> None:
    """Draw the chosen figures into directory/PAPER/figure-N.*, with a progress bar, and print the paths written."""
    figures = find_figures(paper, number)
    messages.refuse_file(directory)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    written: list[Path] = []
    with Progress(*columns, console=messages.message_console()) as progress:
        for title, index in figures:
            report = _reporter(progress, f"{title} figure {index}")
            report("loading", 0.0)
            drawing = load_figure(title, index)(report)
            written += drawing.save(directory / title, f"figure-{index}")
            report("done", 1.0)
    for path in written:
        typer.echo(str(path))


def _reporter(progress: Progress, name: str) -> Callable[[str, float], None]:
    task = progress.add_task(name, total=1.0)

    def report(message: str, fraction: float) -> None:
        progress.update(task, description=f"{name}: {message}", completed=fraction)

    return report
