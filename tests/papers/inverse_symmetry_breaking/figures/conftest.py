"""Solutions and drawings of the figures, made once for all tests of them, on coarse grids."""

import pytest

from reheaton.papers.inverse_symmetry_breaking.figures import figure_1, figure_2, figure_3, figure_4


def silent(message, fraction):
    """A report of progress that only checks what it is told."""
    assert message and 0.0 <= fraction < 1.0


@pytest.fixture(scope="session")
def growth():
    return figure_1.solve_growth(60, silent)


@pytest.fixture(scope="session")
def map_of_all():
    return figure_2.solve_map(15, 13)


@pytest.fixture(scope="session")
def regions():
    return figure_4.solve_survival(10, 60), figure_4.solve_open_decays(12, 11)


@pytest.fixture(scope="session")
def temperatures():
    return figure_3.solve_temperatures(40, silent)


@pytest.fixture(scope="session")
def drawings(growth, map_of_all, temperatures, regions):
    """By number."""
    return {
        1: figure_1.draw_growth(growth),
        2: figure_2.draw_x_RH(figure_2.solve_plane(40), figure_2.solve_plane(5, everything=True), map_of_all),
        3: figure_3.draw_temperatures(temperatures),
        4: figure_4.draw_regions(*regions),
    }


@pytest.fixture(scope="session")
def columns(drawings):
    """Columns of all tables, by number of the figure and name of the table."""
    return {
        (number, name): dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
        for number, drawing in drawings.items()
        for name, table in drawing.tables.items()
    }
