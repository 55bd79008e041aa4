"""The commands of `reheaton`, and how their failures reach the user: one sentence and an exit code."""

import functools
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

import reheaton
from reheaton import own_code
from reheaton.cli.garbage import collect_garbage_seldom
from reheaton.cli.shown_warnings import show_warning
from reheaton.cli.standard_streams import guarded_streams
from reheaton.errors import InvalidInput, NumericalFailure, in_one_line, shortened

EXIT_INTERNAL_ERROR: Final = 1
EXIT_BAD_INPUT: Final = 2
EXIT_NUMERICAL_FAILURE: Final = 3
EXIT_NOT_CONFORMING: Final = 4
EXIT_INTERRUPTED: Final = 130
_LONG_WORD: Final = 60
_LONG_MESSAGE: Final = 300
"""Characters of a word, and of a message about usage, beyond which they are cut: they may repeat a long argument."""

# Errors of usage are a class of click's or of typer's own, depending on the version; this is the public way to it.
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]

app = typer.Typer(
    # Only while a shell asks, see `cli.completion`: typer would add options that write into ~/.bashrc and its like.
    add_completion="_REHEATON_COMPLETE" in os.environ,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help comes three times faster
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _settings(incomplete: str) -> list[str]:
    from reheaton.cli import completion

    return completion.settings(incomplete)


def _targets(incomplete: str) -> list[str]:
    from reheaton.cli import completion

    return completion.targets(incomplete)


Settings = Annotated[
    list[str] | None,
    typer.Option(
        "-s",
        "--set",
        metavar="NAME=VALUE",
        help="A parameter or option; repeatable; overrides a card.",
        autocompletion=_settings,
    ),
]
ModelOrCard = Annotated[
    str,
    typer.Argument(
        metavar="MODEL|CARD|FILE.py:Class",
        help="A model's name, a YAML card, or a class in a file.",
        autocompletion=_targets,
    ),
]

Cosmology = Annotated[
    list[str] | None,
    typer.Option(
        "--cosmology", metavar="NAME=VALUE", help="h, omega_b, omega_dm, A_s, n_s, tau_reio or m_neutrino; repeatable."
    ),
]


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Early-universe cosmology with several thermal sectors, reheated asymmetrically by decaying relics."""
    if version:
        typer.echo(f"reheaton {reheaton.__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("models")
def list_models(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A model's name, or FILE.py:Class.", autocompletion=_targets),
    ] = None,
) -> None:
    """List the models, or one model's parameters, options and observables."""
    from reheaton.cli import models_command

    models_command.show_models(name)


@app.command("run")
def run_point(
    target: ModelOrCard,
    settings: Settings = None,
    wanted: Annotated[
        str | None,
        typer.Option("--find", metavar="NAME[=LOW:HIGH]", help="Find the parameter that gives --target."),
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option(
            "--target",
            metavar="OBSERVABLE=VALUE",
            help="What --find is to reach, such as T_RH='10 MeV'; without it Omega_h2=0.12, all of dark matter.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    directory: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Also write result.json and pictures to DIR.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every observable, not the main ones alone.")] = False,
    spectra: Annotated[bool, typer.Option("--spectra", help="P(k) and C_l by CLASS; needs the extra class.")] = False,
    elements: Annotated[bool, typer.Option("--elements", help="Helium, deuterium, ... by primat; extra bbn.")] = False,
    cosmology: Cosmology = None,
) -> None:
    """Solve one point: observables, limits with margins, validity flags."""
    from reheaton.cli import run_command

    run_command.run_point(
        target,
        settings or [],
        wanted=wanted,
        goal=goal,
        as_json=as_json,
        directory=directory,
        everything=everything,
        spectra=spectra,
        elements=elements,
        cosmology=cosmology or [],
    )


@app.command("export")
def export(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="class, camb, class-twin, primat or cobaya: whose input is written.")
    ],
    target: ModelOrCard,
    directory: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where to write.")],
    settings: Settings = None,
    cosmology: Cosmology = None,
    choices: Annotated[
        list[str] | None,
        typer.Option(
            "--choice",
            metavar="NAME=VALUE",
            help="class: k_max, dark_photons=free-streaming|fluid, dark_neutrinos=massless|massive; class-twin:"
            " twin_baryons; primat: history=auto|own|primat. Repeatable.",
        ),
    ] = None,
) -> None:
    """Write a complete input of another code for one point, or of Cobaya for a card with `sample:`."""
    from reheaton.cli import export_command

    export_command.export(code, target, settings or [], directory, cosmology or [], choices or [])


@app.command("plot")
def plot(
    source: Annotated[Path, typer.Argument(metavar="STORE|RESULT", help="A store, or a result.json of `run -o`.")],
    path: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="FILE.png or FILE.pdf; numbers go to FILE-NAME.csv beside it."
        ),
    ] = None,
    x: Annotated[str | None, typer.Option("--x", metavar="NAME", help="What is drawn across.")] = None,
    y: Annotated[str | None, typer.Option("--y", metavar="NAME", help="What is drawn upwards.")] = None,
    quantity: Annotated[str | None, typer.Option(metavar="NAME", help="The quantity that is drawn.")] = None,
    limits: Annotated[
        list[str] | None, typer.Option("--limit", metavar="NAME", help="A limit that counts; repeatable; or else all.")
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="NAME=VALUE", help="Where to cut another axis; repeatable; or else its middle."),
    ] = None,
) -> None:
    """Draw a scan or a posterior in the way its shape suggests, or the margins of one point."""
    from reheaton.cli import plot_command

    plot_command.plot(source, path, x=x, y=y, quantity=quantity, limits=limits or (), at=at or ())


@app.command("explore")
def explore(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="The store of a scan.")],
    path: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.html", help="The page to write.")] = None,
    histories: Annotated[
        int | None, typer.Option(metavar="N", help="At most so many histories, 0 for none; without it, as many as fit.")
    ] = None,
    megabytes: Annotated[
        float | None, typer.Option(metavar="X", help="Size of the page, beyond which points are left out; or else 1.5.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="FILE.py:Class", help="Where the model is, if it is in a file of yours.")
    ] = None,
) -> None:
    """Write a page that shows a scan in a browser, with nothing to install: planes, limits, points, histories."""
    from reheaton.cli import explore_command

    explore_command.explore(store, path, histories=histories, megabytes=megabytes, model=model)


@app.command("table")
def table(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A store.")],
    path: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="FILE.csv or FILE.parquet.")],
) -> None:
    """Write all points of a store to a file, one row for each."""
    from reheaton.cli import table_command

    table_command.table(store, path)


@app.command("scan")
def scan(
    card: Annotated[str, typer.Argument(metavar="CARD", help="A YAML card with `scan:`.")],
    store: Annotated[Path, typer.Option("-o", "--output", metavar="STORE", help="The store, as scan.zarr.")],
    settings: Settings = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a store that is not complete.")] = False,
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Threads on this machine; without it, one for each core.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler that runs, as tcp://host:8786.")
    ] = None,
    cluster: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A YAML file: jobs with workers for Slurm, PBS or HTCondor.")
    ] = None,
    log: Annotated[Path | None, typer.Option(metavar="FILE", help="Append a line for every chunk.")] = None,
) -> None:
    """Solve all points of a card into a store; it can be interrupted at any moment and goes on with --resume."""
    from reheaton.cli import scan_command

    scan_command.scan(
        card, settings or [], store=store, resume=resume, workers=workers, scheduler=scheduler, cluster=cluster, log=log
    )


@app.command("sample")
def sample(
    card: Annotated[str, typer.Argument(metavar="CARD", help="A YAML card with a section `sample:`.")],
    store: Annotated[Path, typer.Option("-o", "--output", metavar="STORE.zarr", help="The store to write.")],
    resume: Annotated[bool, typer.Option("--resume", help="Continue what was interrupted.")] = False,
) -> None:
    """Sample a posterior, with limits as likelihoods, by nested sampling."""
    from reheaton.cli import sample_command

    sample_command.sample(card, store, resume)


@app.command("reproduce")
def reproduce(
    paper: Annotated[str | None, typer.Argument(metavar="[PAPER]", help="A paper; without it, all of them.")] = None,
    figure: Annotated[int | None, typer.Option("--figure", metavar="N", help="One figure instead of all.")] = None,
    directory: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where to write.")] = Path(
        "reproduced"
    ),
    opacity_table: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Rates of neutrinos for one more line in Fig. 3 of twin-sterile-neutrino."),
    ] = None,
) -> None:
    """Draw the papers' figures again and write their numbers as CSV."""
    from reheaton.cli import reproduce_command

    reproduce_command.reproduce(paper, figure, directory, opacity_table)


@app.command("check")
def check(target: ModelOrCard, settings: Settings = None) -> None:
    """Tell the author of a model what it lacks; exit code 4 if something is wrong.

    Checked are declarations, units, citations, conservation of energy, a batch against single points, and derivatives
    against finite differences, at the point that -s gives, or else at defaults and in the middle of ranges.
    """
    from reheaton.cli import check_command

    if not check_command.check(target, settings or []):
        raise typer.Exit(EXIT_NOT_CONFORMING)


@app.command("cite")
def cite(target: ModelOrCard) -> None:
    """Print BibTeX of everything a model uses."""
    from reheaton.cli import cite_command

    cite_command.cite(target)


@app.command("completion")
def completion_of(shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")]) -> None:
    """Print a script with which a shell completes commands, models and parameters.

    In bash and zsh, put eval "$(reheaton completion SHELL)" into the file of settings, ~/.bashrc or ~/.zshrc; in fish,
    write what is printed to ~/.config/fish/completions/reheaton.fish.
    """
    from reheaton.cli import completion

    typer.echo(completion.completion_script(shell), nl=False)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; failures and notes become sentences on standard error."""
    try:
        with warnings.catch_warnings():
            warnings.showwarning = functools.partial(show_warning, warnings.showwarning)
            code = app(args=list(arguments), prog_name="reheaton", standalone_mode=False)
        sys.stdout.flush()
    except _UsageError as error:
        return _fail(_message_of(error), EXIT_BAD_INPUT)
    except InvalidInput as error:
        return _fail(str(error), EXIT_BAD_INPUT)
    except NumericalFailure as error:
        return _fail(str(error), EXIT_NUMERICAL_FAILURE)
    except (KeyboardInterrupt, typer.Abort):
        return EXIT_INTERRUPTED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{error.strerror or error}.", EXIT_BAD_INPUT)
    except Exception as error:
        if os.environ.get("REHEATON_TRACEBACK"):
            raise
        return _fail(_unexpected(error), EXIT_INTERNAL_ERROR)
    return code if isinstance(code, int) else 0


def main() -> None:
    """Entry point of the `reheaton` script."""
    own_code.this_is_the_command()
    collect_garbage_seldom()
    try:
        with guarded_streams():
            code = run(sys.argv[1:])
    except OSError as error:
        code = _fail(f"{error}.", EXIT_BAD_INPUT)
    except KeyboardInterrupt:  # that comes while `run` handles what happened before
        code = EXIT_INTERRUPTED
    sys.exit(code)


def _unexpected(error: Exception) -> str:
    """The sentence for an error that nobody foresaw, with its place in the model's file if it is there."""
    from reheaton.models.registry import line_of_author

    where = line_of_author(error)
    what = f"{type(error).__name__}{f' in {where}' if where else ''}: {error}"
    blame = "a defect of your model, or of reheaton" if where else "a defect of reheaton or of your model"
    return f"unexpected {what} ({blame}; set REHEATON_TRACEBACK=1 to see all of it)."


def _message_of(error: Exception) -> str:
    """What is wrong with a command line, with long words of it cut."""
    format_message = getattr(error, "format_message", None)
    said = format_message() if format_message else str(error)
    message = shortened(" ".join(shortened(word, _LONG_WORD) for word in said.split()), _LONG_MESSAGE)
    return message if message.endswith("?") else f"{message.rstrip('.')} (see reheaton --help)."


def _fail(message: str, code: int) -> int:
    typer.echo(f"error: {in_one_line(message)}", err=True)
    return code
