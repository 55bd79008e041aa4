"""Writes the page of the history of speed from benchmarks/results/history.csv.

Not a code cell: those are run again only when the page changes, and here the numbers do.
"""

import csv
import logging
from collections.abc import Iterable
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, NullLocator

from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style

PICTURE = "speed"
_SHOWN = 5
"""Commits that the table shows, the newest; the picture and its numbers have all."""
_HEAD = """# History of speed

Every number that `make bench` stored in `benchmarks/results/history.csv`. A ratio is the time of a baseline over that
of reheaton at equal error; both were measured in one process, in which they took turns. Milliseconds belong to one
machine and to what else it did. Where a commit was measured several times, the median is shown. "at" is the error to
which the baseline was brought: a commit that is more accurate asks more of it. [Speed](speed.md) says how to read it.

"""


class Series(NamedTuple):
    """What one line of the picture shows: a job against a baseline."""

    job: str
    baseline: str


class Commit(NamedTuple):
    """A commit of the package, in the order of dates; "+" follows its name if files were changed."""

    committed: str
    version: str
    name: str

    @property
    def heading(self) -> str:
        """Version, date and name."""
        return f"{self.version}, {self.committed[:10]}, {self.name}"


class Compared(NamedTuple):
    """Time of the baseline over that of reheaton, and the relative error to which the baseline was brought."""

    ratio: float
    error: float | None

    def __str__(self) -> str:
        return _number(self.ratio) + ("" if self.error is None else f" at {self.error:.0e}")


History = dict[Commit, dict[Series, Compared]]


def setup(app):
    app.connect("builder-inited", _write)
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # Sphinx shows what it says of each letter in a PDF
    return {"parallel_read_safe": True}


def _write(app) -> None:
    source = Path(app.srcdir)
    rows = read(source.parent / "benchmarks" / "results" / "history.csv")
    pictures = source / "_build" / "history"
    pictures.mkdir(parents=True, exist_ok=True)
    draw(history_of(rows)).save(pictures, PICTURE, PICTURE)
    path, text = source / "reference" / "speed_history.md", page(rows)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def read(path: Path) -> list[dict[str, str]]:
    """The lines of the file that is kept."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def history_of(rows: Iterable[dict[str, str]]) -> History:
    """The median ratio of each job to each baseline, commit by commit."""
    found: dict[Commit, dict[Series, list[Compared]]] = {}
    for row in rows:
        if row["ratio"]:
            of_commit = found.setdefault(_commit(row), {})
            of_commit.setdefault(Series(row["job"], row["baseline"]), []).append(
                Compared(float(row["ratio"]), float(row["error"]) if row["error"] else None)
            )
    return {commit: {series: _median(runs) for series, runs in found[commit].items()} for commit in sorted(found)}


def _median(runs: list[Compared]) -> Compared:
    return Compared(median(run.ratio for run in runs), runs[-1].error)


def page(rows: list[dict[str, str]]) -> str:
    """The whole page: ratios over commits as a picture and as a table, and all that is known of the newest commit."""
    history = history_of(rows)
    shown, newest = list(history)[-_SHOWN:], max(map(_commit, rows))
    latest = [row for row in rows if _commit(row) == newest]
    ratios = [
        (*series, *(str(history[commit][series]) if series in history[commit] else "" for commit in shown))
        for series in _series(history)
    ]
    places = sorted({f"{row['processor']}, {row['cores']} cores" for row in rows})
    loads = [float(row["load"]) for row in latest if row["load"]]
    busy = f", at most {max(loads):g} other processes at work when a script began" if loads else ""
    return (
        _HEAD
        + f"Measured on: {'; '.join(places)}.\n\n## Ratios\n\n"
        + f"```{{figure}} ../_build/history/{PICTURE}.png\n"
        + "Time of each baseline over that of reheaton at equal error, by commit.\n```\n\n"
        + f"{{download}}`PDF <../_build/history/{PICTURE}.pdf>`, "
        + f"{{download}}`numbers <../_build/history/{PICTURE}.csv>`.\n\n"
        + _markdown(("job", "baseline", *(commit.heading for commit in shown)), ratios)
        + f"\n## The newest commit\n\n{newest.heading}: last measured {max(row['measured'] for row in latest)}, Python "
        + f"{latest[-1]['python']}, JAX {latest[-1]['jax']}, NumPy {latest[-1]['numpy']}, SciPy {latest[-1]['scipy']}"
        + f"{busy}.\n\n"
        + _markdown(("job", "measured", "error", "baseline", "ratio", "target", "met"), _newest(latest))
    )


def _newest(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    """The last measurement of each job and baseline."""
    last = {Series(row["job"], row["baseline"]): row for row in rows}
    return [
        (row["job"], f"{float(row['value']):.3g} {row['unit']}".strip(),
         f"{float(row['error']):.1e}" if row["error"] else "", row["baseline"],
         _number(float(row["ratio"])) if row["ratio"] else "", row["target"], row["met"])
        for row in last.values()
    ]  # fmt: skip


def _number(value: float) -> str:
    """Three digits, without a power of ten."""
    return f"{value:.0f}" if value >= 100.0 else f"{value:.3g}"


def _commit(row: dict[str, str]) -> Commit:
    return Commit(row["committed"], row["version"], row["commit"])


def _series(history: History) -> list[Series]:
    """Every job and baseline, those of a job together."""
    every = list(dict.fromkeys(series for ratios in history.values() for series in ratios))
    jobs = list(dict.fromkeys(series.job for series in every))
    return sorted(every, key=lambda series: jobs.index(series.job))


def _markdown(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def draw(history: History) -> Drawing:
    """A panel for each job, a line for each baseline; the numbers are in the table."""
    series, commits = _series(history), list(history)
    jobs = list(dict.fromkeys(one.job for one in series))
    colours = dict(zip(dict.fromkeys(one.baseline for one in series), cycle(OKABE_ITO)))
    with house_style():
        figure = Figure(figsize=(7.2, 2.3 * len(jobs) + 0.5))
        axes = figure.subplots(len(jobs), 1, sharex=True, squeeze=False)[:, 0]
        for ax, job in zip(axes, jobs, strict=True):
            for one in (one for one in series if one.job == job):
                at = [i for i, commit in enumerate(commits) if one in history[commit]]
                ax.plot(
                    at,
                    [history[commits[i]][one].ratio for i in at],
                    "o-",
                    color=colours[one.baseline],
                    label=one.baseline,
                )
            ax.set(yscale="log", xlim=(-0.4, len(commits) - 0.6), ylabel="ratio of times")
            low, high = np.log10(ax.get_ylim())
            ax.set_ylim(10 ** np.floor(low), 10 ** np.ceil(high))
            ax.yaxis.set_major_locator(LogLocator(numticks=12))
            ax.yaxis.set_minor_formatter(NullFormatter())
            ax.set_title(job, loc="left", fontsize=10)
            ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
            ax.xaxis.set_minor_locator(NullLocator())
        axes[-1].set_xticks(range(len(commits)), [f"{c.version}\n{c.committed[:10]}\n{c.name}" for c in commits])
    rows = [(c.version, c.committed, c.name, *one, *history[c][one]) for c in commits for one in history[c]]
    columns = ("version", "committed", "commit", "job", "baseline", "ratio", "error")
    return Drawing(
        figure, {PICTURE: Table(columns, rows, "Time of the baseline over that of reheaton, at equal error.")}
    )
