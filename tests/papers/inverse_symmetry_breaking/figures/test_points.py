"""What the figures share: points and limits, and what holds for every drawing, its words and its files."""

import itertools

import jax
import numpy as np
import pytest

from reheaton.papers.figure_catalogue import find_figures, function_at, source_of
from reheaton.papers.inverse_symmetry_breaking.couplings import c_phi
from reheaton.papers.inverse_symmetry_breaking.figures import points
from reheaton.papers.inverse_symmetry_breaking.reheating import delta_N_eff_eq17, delta_N_eff_late


def test_catalogue_finds_the_figures():
    assert find_figures("inverse-symmetry-breaking") == [("inverse-symmetry-breaking", n) for n in (1, 2, 3, 4)]
    for number in (1, 2, 3, 4):
        assert function_at(source_of("inverse-symmetry-breaking", number)).__name__ == f"figure_{number}"


def test_benchmarks_have_the_mass_of_the_paper():
    """M_phi of Eq. 6; rounding."""
    for name, couplings in points.BENCHMARKS.items():
        assert float(points.benchmark(name).M_phi_over_T) ** 2 == pytest.approx(float(c_phi(couplings)), rel=1e-12)
    assert float(points.masses().T_phi_decay(1.0)) == pytest.approx(8.944, rel=1e-4)


def test_limits():
    """Delta N_eff = 0.5 by Eq. 17, two digits are printed; and those of the table of limits by the late value."""
    assert float(delta_N_eff_eq17(points.PAPER_X_RH)) == pytest.approx(0.5, rel=0.01)
    assert float(delta_N_eff_late(points.largest_x_RH())) == pytest.approx(0.28, rel=1e-12)
    assert float(delta_N_eff_late(points.largest_x_RH("projected"))) == pytest.approx(0.06, rel=1e-12)


def test_batched_keeps_the_shape():
    """A tree of results of the shape of the points, as NumPy arrays; rounding."""
    found = points.batched(lambda x, y: {"sum": x + y, "product": x * y})(np.arange(3.0), np.arange(2.0)[:, None])
    np.testing.assert_allclose(found["sum"], np.arange(3.0) + np.arange(2.0)[:, None], rtol=1e-15)
    assert found["product"].shape == (2, 3)
    assert not any(isinstance(leaf, jax.Array) for leaf in found.values())


def test_figures_say_what_they_show(drawings):
    of_the_paper = ("c_phi = 0.05", "B2", "2 lambda", "phi phi -> N N")
    for number, drawing in drawings.items():
        comment = next(iter(drawing.tables.values())).comment
        for word in of_the_paper if number < 4 else ("Maxwell-Boltzmann", "M_phi", "lambda_eta", "B1"):
            assert word in comment


def test_labels_do_not_overlap(drawings):
    """Words inside the panels keep apart from each other, and from the edges of their panel."""
    for number, drawing in drawings.items():
        drawing.figure.canvas.draw()
        for ax in drawing.figure.axes:
            frame = ax.get_window_extent()
            boxes = [(t.get_text(), t.get_window_extent()) for t in ax.texts if t.get_text()]
            if ax.get_legend():
                boxes.append(("legend", ax.get_legend().get_window_extent()))
            for (one, box), (other, second) in itertools.combinations(boxes, 2):
                assert not box.overlaps(second), (number, one, other)
            for word, box in boxes:
                assert frame.x0 <= box.x0 and box.x1 <= frame.x1, (number, word)
                assert frame.y0 <= box.y0 and box.y1 <= frame.y1, (number, word)


def test_files(drawings, tmp_path):
    names = [p.name for number, drawing in drawings.items() for p in drawing.save(tmp_path, f"figure-{number}")]
    assert [name for name in names if name.endswith("csv")] == [
        "figure-1-paper.csv",
        "figure-1-all.csv",
        "figure-2-plane.csv",
        "figure-2-plane-all.csv",
        "figure-2-map.csv",
        "figure-3-T_RH.csv",
        "figure-4-resummation.csv",
        "figure-4-open-decays.csv",
    ]
    assert len(names) == 16
    assert all((tmp_path / name).stat().st_size > 500 for name in names)
