"""Equations of state by name: those of the package, files, and names that are neither."""

import pytest

from reheaton.errors import InvalidInput
from reheaton.matter.equation_of_state import equation_of_state
from reheaton.matter.qcd import light_qcd

from .eos_tables import standard_table, write


@pytest.mark.parametrize("name", ["borsanyi-2016", "saikawa-shirai-2018"])
def test_names_are_those_of_the_package(name):
    assert equation_of_state(name) is light_qcd(name)


def test_a_file_is_the_same_while_it_holds_the_same(tmp_path):
    """So that nothing compiles twice, and nothing old is used after the file has changed."""
    table = standard_table()
    path = write(tmp_path / "eos.tsv", table)
    first = equation_of_state(f"table:{path}")
    assert equation_of_state(f"table:{path}") is first
    assert first.T_highest == pytest.approx(table["T [MeV]"][-1] * 1e-3, rel=1e-12)
    write(path, {name: column[:-1] for name, column in table.items()})
    assert equation_of_state(f"table:{path}").T_highest < first.T_highest


@pytest.mark.parametrize(
    ("eos", "message"),
    [
        ("borsanyi-2015", "QCD equation of state 'borsanyi-2015' is not known; did you mean 'borsanyi-2016'"),
        ("table:nowhere.tsv", "the table of the equation of state nowhere.tsv cannot be read: No such file"),
        ("table:.", "the table of the equation of state . cannot be read: it is a folder"),
    ],
)
def test_what_is_neither_is_refused(eos, message):
    with pytest.raises(InvalidInput, match=message):
        equation_of_state(eos)
