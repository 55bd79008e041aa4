"""Figure 3 on a small grid, which several files look at."""

import pytest

from reheaton.papers.twin_sterile_neutrino import viable_dark_matter
from reheaton.papers.twin_sterile_neutrino.figures import figure_3

MASSES = 4


@pytest.fixture(scope="session")
def panels():
    heard = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(viable_dark_matter, "_BORDER_POINTS", (40, 60))
        solved = figure_3.solve_panels((3, 3), (3, 2), MASSES, lambda message, fraction: heard.append(fraction))
    assert heard == sorted(heard) and heard[-1] == 0.9
    return dict(zip(figure_3.VERSIONS, solved, strict=True))
