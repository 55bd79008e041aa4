"""`reheaton models`: what can be run, and with what."""

from collections.abc import Sequence

from rich.console import Group
from rich.table import Table

from reheaton.cli import messages
from reheaton.cli.result_tables import number, plain_table
from reheaton.models.catalogue import Description, Entry, described
from reheaton.models.registry import model_names


def show_models(name: str | None) -> None:
    """Print all models in one line each, or one model in full."""
    with messages.working("loading"):
        content = _overview() if name is None else _one_model(described(name))
    messages.output_console().print(content)


def _overview() -> Table:
    table = plain_table("model", "summary")
    for name in model_names():
        table.add_row(name, described(name).summary)
    return table


def _one_model(model: Description) -> Group:
    tables = (_parameters(model.parameters), "", _options(model.options), "", _observables(model.observables))
    return Group(f"{model.name}: {model.summary}", "", *tables)


def _parameters(parameters: Sequence[Entry]) -> Table:
    table = plain_table("parameter", "unit", "default", "allowed", "meaning")
    for parameter in parameters:
        default = "required" if parameter.required else number(parameter.default)
        table.add_row(parameter.name, parameter.unit, default, parameter.allowed, parameter.meaning)
    return table


def _options(options: Sequence[Entry]) -> Table:
    table = plain_table("option", "choices, default first", "meaning")
    for option in options:
        table.add_row(option.name, option.allowed, option.meaning)
    return table


def _observables(observables: Sequence[Entry]) -> Table:
    table = plain_table("observable", "unit", "meaning")
    for observable in observables:
        table.add_row(observable.name, observable.unit, observable.meaning)
    return table
