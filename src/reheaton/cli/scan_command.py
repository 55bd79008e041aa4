"""`reheaton scan`: solve all points of a card, on this machine or a cluster, into a store that survives."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from reheaton.cli import messages
from reheaton.cli.output_folder import check_output_folder
from reheaton.cli.targets import find_target
from reheaton.errors import InvalidInput

if TYPE_CHECKING:
    from reheaton.scan.execution import Solved
    from reheaton.scan.plan import Plan


def scan(
    card: str,
    settings: Sequence[str],
    *,
    store: Path,
    resume: bool,
    workers: int | None,
    scheduler: str | None,
    cluster: Path | None,
    log: Path | None,
) -> None:
    """Solve the points of a card that are not in the store yet, and say how they ended. Raises InvalidInput."""
    check_output_folder(store.parent, [])
    with messages.working("loading"):
        from reheaton.scan.executions import execution_of
        from reheaton.scan.run import run_plan
        from reheaton.scan.store import check_packages, open_scan
        from reheaton.scan.summary import summary_of

        plan = _plan(card, settings)
        check_packages()
    with ExitStack() as stack:
        execution = stack.enter_context(execution_of(workers, scheduler, cluster, _note))
        told = stack.enter_context(_progress(plan.count))
        write = stack.enter_context(_log(log))

        chunks = 0

        def tell(done: int, points: int, solved: "Solved | None") -> None:
            nonlocal chunks
            chunks += solved is not None
            told(done)
            write(done, points, solved)

        try:
            run_plan(plan, store, resume=resume, execution=execution, progress=tell)
        except KeyboardInterrupt:
            _say_how_to_go_on(card, store)
            raise
        except OSError as error:
            reason = error.strerror or str(error)
            raise InvalidInput(
                f"{store} cannot be written: {reason}; what is done stays: make room, and go on with --resume."
            ) from error
    for line in summary_of(open_scan(store)).lines():
        typer.echo(line)
    typer.echo(f"wrote {store}" if chunks else f"{store} is complete: nothing is missing.", err=True)


def _plan(card: str, settings: Sequence[str]) -> "Plan":
    target = find_target(card, settings)
    if target.plan is None:
        raise InvalidInput(f"{card} scans nothing: it needs `scan:` with the range of a parameter.")
    return target.plan


def _note(message: str) -> None:
    typer.echo(f"note: {message}", err=True)


def _say_how_to_go_on(card: str, store: Path) -> None:
    if store.exists():
        typer.echo(f"stopped; what is done is kept: reheaton scan {card} -o {store} --resume goes on.", err=True)


class _Rate(ProgressColumn):
    """Points per second."""

    def render(self, task: Task) -> Text:
        return Text("" if task.speed is None else f"{task.speed:,.0f} points/s")


@contextmanager
def _progress(points: int) -> Iterator[Callable[[int], None]]:
    """A bar with rate and time left on a terminal; elsewhere a line at every tenth."""
    console = messages.message_console()
    if not console.is_terminal:
        yield _lines(points)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
               _Rate(), TimeElapsedColumn(), TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(messages.COMPILING, total=points)

        def told(done: int) -> None:
            progress.update(task, completed=done, description=messages.SOLVING if done else messages.solving_message())

        yield told


def _lines(points: int) -> Callable[[int], None]:
    start, tenths = time.monotonic(), -1

    def told(done: int) -> None:
        nonlocal tenths
        if 10 * done // points > tenths:
            tenths = 10 * done // points
            typer.echo(f"{done} of {points} points, {time.monotonic() - start:.0f} s", err=True)

    return told


@contextmanager
def _log(path: Path | None) -> "Iterator[Callable[[int, int, Solved | None], None]]":
    """A line for each chunk, with time, worker, and how many of its points failed."""
    if path is None:
        yield lambda *_: None
        return
    with path.open("a", encoding="utf-8") as file:

        def write(done: int, points: int, solved: "Solved | None") -> None:
            what = "begins"
            if solved is not None:
                failed = int((solved.data["code"].values != 0).sum())
                what = f"chunk {solved.chunk} by {solved.worker}, {failed} failed"
            file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S')} {done} of {points}: {what}\n")
            file.flush()

        yield write
