"""Solutions and drawings of the three figures, made once for all tests of them, on coarse grids."""

import pytest

from reheaton.papers.inverse_symmetry_breaking.figures import figure_1, figure_2, figure_3, points


def silent(message, fraction):
    """A report of progress that only checks what it is told."""
    assert message and 0.0 <= fraction < 1.0


@pytest.fixture(scope="session")
def growth():
    return figure_1.solve_growth(60, silent)


@pytest.fixture(scope="session")
def curves():
    return {name: figure_2.solve_curve(name) for name in points.BENCHMARKS}


@pytest.fixture(scope="session")
def temperatures():
    return figure_3.solve_temperatures(40, silent)


@pytest.fixture(scope="session")
def drawings(growth, curves, temperatures):
    """By number."""
    return {
        1: figure_1.draw_growth(growth),
        2: figure_2.draw_x_RH(figure_2.solve_plane(40), figure_2.solve_plane(5, everything=True), curves),
        3: figure_3.draw_temperatures(temperatures),
    }


@pytest.fixture(scope="session")
def columns(drawings):
    """Columns of all tables, by number of the figure and name of the table."""
    return {
        (number, name): dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
        for number, drawing in drawings.items()
        for name, table in drawing.tables.items()
    }
