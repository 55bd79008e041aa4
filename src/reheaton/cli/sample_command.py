"""`reheaton sample`: the posterior of a card, with limits as likelihoods, as a Zarr store."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from reheaton.backend.optional import optional_package
from reheaton.cli import messages
from reheaton.cli.output_folder import check_output_folder
from reheaton.cli.result_tables import number, plain_table
from reheaton.errors import InvalidInput
from reheaton.models.registry import find_model
from reheaton.numerics.weighted_quantiles import weighted_quantiles
from reheaton.scan.card import read_card

if TYPE_CHECKING:
    import xarray

    from reheaton.posterior.evaluation import Question
    from reheaton.posterior.journal import Journal

_EXTRA, _WHAT = "sample", "reheaton sample"


def sample(text: str, store: Path, resume: bool) -> None:
    """Sample the posterior of the card in a file into a store, and print what came out.

    While it runs, STORE.unfinished holds what is needed to resume it. Raises InvalidInput and NumericalFailure.
    """
    for package in ("nautilus", "xarray", "zarr"):
        optional_package(package, _EXTRA, _WHAT)
    card = read_card(Path(text))
    model = find_model(card.model)
    card.refuse_for(model)
    section = card.to_sample()
    unfinished = store.with_name(f"{store.name}.unfinished")
    _refuse_store(store, unfinished, resume)
    from reheaton.posterior.evaluation import question_of
    from reheaton.posterior.journal import Journal

    question = question_of(card, model)
    journal = Journal(unfinished, question.identity(section.points, section.seed))
    if store.exists():
        _show_again(store, journal)
        return
    if resume and journal.there:
        journal.read()
    began = time.monotonic()
    try:
        data = _sampled(question, journal, section.points, section.seed)
    except KeyboardInterrupt:
        if journal.there:
            typer.echo(f"note: {len(journal)} points are in {unfinished}: --resume continues from them.", err=True)
        raise
    from reheaton.posterior.store import write_store

    write_store(data, store, unfinished)
    journal.remove()
    _show(data, f" in {time.monotonic() - began:.0f} s")
    typer.echo(f"wrote {store}", err=True)


def _show_again(store: Path, journal: "Journal") -> None:
    """Print what came out before. Raises InvalidInput if another posterior was asked for."""
    from reheaton.scan.store import open_scan, refuse_another

    data = open_scan(store)
    refuse_another(store, data, journal.asked, "sampling")
    _show(data, "")
    typer.echo(f"{store} is complete: nothing is missing.", err=True)


def _refuse_store(store: Path, unfinished: Path, resume: bool) -> None:
    """Raises InvalidInput for a place that is taken, or cannot be written to; a store may be there with `resume`."""
    if not store.name or store.name == "..":
        raise InvalidInput(f"-o: {store} is not the name of a store, such as posterior.zarr.")
    if os.path.lexists(store):
        is_store = (store / ".zattrs").is_file()
        if resume and is_store:
            return
        what = "exists already" if is_store else "exists, and is no store of this program"
        raise InvalidInput(f"-o: {store} {what}: choose another name, or remove it.")
    if os.path.lexists(unfinished) and not unfinished.is_dir():
        raise InvalidInput(f"-o: {unfinished} is in the way: remove it.")
    if unfinished.exists() and not resume:
        raise InvalidInput(f"-o: {unfinished} is an unfinished sampling: continue with --resume, or remove it.")
    check_output_folder(store.parent, [])


def _sampled(question: "Question", journal: "Journal", points: int, seed: int) -> "xarray.Dataset":
    """The posterior, with a progress bar meanwhile."""
    from reheaton.posterior.nested import first_look
    from reheaton.posterior.nested import sample as sampled
    from reheaton.posterior.store import posterior_dataset

    with messages.working(messages.solving_message()):
        look = first_look(question, seed)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages.message_console()) as progress:
        task = progress.add_task("exploring", total=1.0)

        def report(message: str, fraction: float) -> None:
            progress.update(task, description=message, completed=fraction)

        samples = sampled(question, journal, points, seed, report)
        return posterior_dataset(question, look, samples, journal)


def _show(data: "xarray.Dataset", time_taken: str) -> None:
    """Print mean and interval of each sampled parameter, the evidence, and what it took."""
    table = plain_table("parameter", "mean", "median", "68% interval", "prior")
    weight = data["weight"].values
    for name in data.attrs["sampled"].split(", "):
        values = data[name].values
        low, median, high = (f"{x:.4g}" for x in weighted_quantiles(values, weight, (0.16, 0.5, 0.84)))
        unit = data[name].attrs["units"]
        shown = (f"{x} {unit}".rstrip() for x in (f"{values @ weight:.4g}", median, f"{low} to {high}"))
        table.add_row(name, *shown, data[name].attrs["prior"])
    found = data.attrs
    console = messages.output_console()
    console.print(table)
    console.print(f"\nlikelihood: {found['likelihood']}")
    console.print(f"ln evidence = {found['log_evidence']:.3f} +- {found['log_evidence_error']:.3f}")
    console.print(
        f"{found['effective_samples']:.0f} effective samples of {found['likelihood_calls']} points{time_taken}"
    )
    for share, what in (("prior_failed", "cannot be computed"), ("prior_voided", "is outside the approximation")):
        if found[share]:
            console.print(f"{number(found[share])} of the prior {what}, and has no likelihood.")
