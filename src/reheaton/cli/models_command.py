"""`reheaton models`: what can be run, and with what."""

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table

from reheaton.cli import messages
from reheaton.cli.result_tables import number, plain_table
from reheaton.models.registry import find_model, model_names

if TYPE_CHECKING:
    from reheaton.models.model import Model


def show_models(name: str | None) -> None:
    """Print all models in one line each, or one model in full."""
    with messages.working("loading"):
        content = _overview() if name is None else _one_model(find_model(name))
    messages.output_console().print(content)


def _overview() -> Table:
    table = plain_table("model", "summary")
    for name in model_names():
        table.add_row(name, find_model(name).SUMMARY)
    return table


def _one_model(model: "type[Model]") -> Group:
    return Group(f"{model.NAME}: {model.SUMMARY}", "", _parameters(model), "", _options(model), "", _observables(model))


def _parameters(model: "type[Model]") -> Table:
    table = plain_table("parameter", "unit", "default", "allowed", "meaning")
    for parameter in model.PARAMETERS:
        default = "required" if parameter.required else number(parameter.default)
        table.add_row(parameter.name, parameter.unit, default, parameter.allowed, parameter.meaning)
    return table


def _options(model: "type[Model]") -> Table:
    table = plain_table("option", "choices, default first", "meaning")
    for option in model.OPTIONS:
        table.add_row(option.name, option.allowed, option.meaning)
    return table


def _observables(model: "type[Model]") -> Table:
    table = plain_table("observable", "unit", "meaning")
    for name, observable in model.observables().items():
        table.add_row(name, observable.unit, observable.meaning)
    return table
