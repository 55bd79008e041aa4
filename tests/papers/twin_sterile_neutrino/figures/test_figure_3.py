"""Figure 3 of the twin model on a small grid: regions, the mixings that give dark matter, tables, words."""

import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure

import reheaton as rh
from reheaton.figures.annotations import apart, on_line
from reheaton.figures.drawing import house_style
from reheaton.papers.figure_catalogue import load_figure
from reheaton.papers.twin_sterile_neutrino.figures import dark_matter_scan as scanning
from reheaton.papers.twin_sterile_neutrino.figures import figure_3 as plane
from reheaton.probes.limits.dark_radiation import allowed_margin

MASSES = 4


@pytest.fixture(scope="module")
def panels():
    heard = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "_BORDER_POINTS", (40, 60))
        solved = plane.solve_panels((3, 3), MASSES, lambda message, fraction: heard.append(fraction))
    assert heard == sorted(heard) and heard[-1] == 0.9
    return dict(zip(plane.VERSIONS, solved, strict=True))


@pytest.fixture(scope="module")
def drawing(panels):
    return plane.draw_dark_matter_plane(list(panels.values()))


def _toy_scan(tilt):
    """Omega h^2 = 0.12 at sin^2 2theta = 1e-6 exp(tilt row), linear in the mixing; <p>/T falls along the columns."""
    backgrounds = scanning.Backgrounds(np.array([10.0, 100.0]), np.array([[1e-8, 1e-9], [1e-7, 1e-8]]))
    log_mixing = np.log(np.geomspace(1e-8, 0.9, 10))[None, :]
    row, column = np.meshgrid([0.0, 1.0], [0.0, 1.0], indexing="ij")
    Omega = np.log(0.12 / 1e-6) - tilt * row[..., None, None] + log_mixing
    warmth = np.broadcast_to(-column[..., None, None], Omega.shape)
    made = scanning.Quantities(Omega, warmth, Omega + 1.0)
    return scanning.Scan(backgrounds, np.array([5.0]), log_mixing, made, 1.6, {})


def test_survey_of_a_known_scan():
    """Every quantity along the line of backgrounds that give 0.12, which runs along the columns."""
    scan = _toy_scan(tilt=2.0)
    assert scan.needed_mixing()[:, :, 0] == pytest.approx(np.array([[1e-6] * 2, [1e-6 * np.exp(2.0)] * 2]), rel=1e-9)
    x = np.log(1e-6) + np.array([[-20.0, -0.5, 0.5, 1.5, 2.5]])
    region = scanning.survey(scan, x)
    assert region.reached.tolist() == [[False, False, True, True, False]]
    assert region.underproduced.tolist() == [[True, True, False, False, False]]
    assert region.overproduced.tolist() == [[False, False, False, False, True]]
    assert np.array_equal(np.isnan(region.m_dw_min), ~region.reached)
    assert region.m_dw_min[0, 2:4] == pytest.approx(5.0 * 1.6)
    assert region.m_dw_max[0, 2:4] == pytest.approx(5.0 * 1.6 * np.e)
    assert region.rate_min[0, 2:4] == pytest.approx(0.12 * np.e)
    # A quarter up the rows, in ln m_nu: the product m_nu m_N is 1e-7 eV GeV times 10^(1/4) in both columns.
    assert region.m_nu_max[0, 2] == pytest.approx(1e-8 * 10**0.25)
    assert region.line[0, 2] == pytest.approx(4e3 * 1e-7 * 10**0.25 / 25.0)


def test_backgrounds_that_never_make_enough():
    """They count as under-produced at every mixing, so that the rest is reached up to the largest."""
    scan = _toy_scan(tilt=30.0)
    assert np.all(np.isinf(scan.needed_mixing()[1]))
    region = scanning.survey(scan, np.log([[1e-7, 1e-5, 0.9]]))
    assert region.reached.tolist() == [[False, True, True]]


def test_spline():
    """Good to 3e-3 at a knee like that of production; a line with the given slope before, constant after."""
    nodes = np.linspace(-5.0, 5.0, 11)
    x = np.linspace(-8.0, 7.0, 31)
    knee = lambda x: -np.log1p(np.exp(-x))  # noqa: E731
    found = scanning._spline(nodes, knee(nodes)[None], x, 1.0)[0]
    inside = np.abs(x) <= 5.0
    np.testing.assert_allclose(found[inside], knee(x[inside]), atol=3e-3)
    np.testing.assert_allclose(found[x < -5.0], knee(-5.0) + x[x < -5.0] + 5.0)
    np.testing.assert_allclose(found[x > 5.0], knee(5.0))


def test_needed_mixing_gives_dark_matter(panels):
    """The production of single points agrees, in backgrounds that respect all limits."""
    scan = panels["full"].scan
    needed = scan.needed_mixing()
    rows, columns, masses = np.nonzero(np.isfinite(needed))
    picked = np.arange(0, len(rows), 5)
    row, column, mass = rows[picked], columns[picked], masses[picked]
    batch = rh.solve_batch(
        rh.TwinSterileNeutrino, m_N=scan.backgrounds.m_N[column], m_nu=scan.backgrounds.m_nu[row, column],
        vev_ratio=4, m_s=np.minimum(scan.m_s, 1000.0)[mass], sin2_2theta=needed[row, column, mass],
    )  # fmt: skip
    # 1%: rungs of the ladder are half a decade apart at the knee.
    np.testing.assert_allclose(batch.observables["Omega_h2"], 0.12, rtol=0.01)
    there = [scan.at(m, np.log([needed[r, c, m]])) for r, c, m in zip(row, column, mass, strict=True)]
    for name, values in (
        ("mean_p_over_T", [q.warmth[r, c, 0] for q, r, c in zip(there, row, column, strict=True)]),
        ("max_rate_over_H", [q.rate[r, c, 0] for q, r, c in zip(there, row, column, strict=True)]),
    ):
        np.testing.assert_allclose(np.exp(values), batch.observables[name], rtol=0.03)
    # The border is interpolated between points that are far apart here.
    assert np.min(allowed_margin(batch.observables)) > -0.1


def test_regions(panels):
    """Too little below, too much above, 0.12 between; less mixing is needed at a larger mass, and without gain."""
    for panel in panels.values():
        assert np.all(np.diff(panel.lowest) < 0.0)
        region = panel.everywhere
        assert np.all(region.underproduced ^ region.overproduced ^ region.reached)
        for below, above in ((region.underproduced, region.reached), (region.reached, region.overproduced)):
            assert np.all((np.cumsum(above, axis=1) == 0)[below])
        assert np.array_equal(np.isnan(region.m_dw_min), ~region.reached)
        reached = region.reached
        assert np.all(region.m_dw_min[reached] <= region.m_dw_max[reached])
        assert np.all(region.rate_min[reached] <= region.rate_max[reached])
        assert not np.any(np.isnan(panel.inside.m_dw_min))
        # Dilution makes dark matter colder than in the standard scenario, where 25 keV are needed.
        assert np.all(region.m_dw_min[reached] > region.m_s[reached])
    # Rescaled masses take away scatterers, and more mixing has to make up for it.
    more = panels["full"].lowest / panels["shortcuts"].lowest
    assert np.all((more > 1.02) & (more < 1.5))


def test_production_grows_with_mixing(panels):
    Omega = panels["full"].scan.made.Omega
    # 1e-3: flat where everything is in equilibrium.
    assert np.all(np.diff(Omega, axis=-1) > -1e-3)
    np.testing.assert_allclose(np.exp(np.diff(Omega, axis=-1)[..., 0]), 10.0, rtol=0.1)


def test_masses_between_those_computed(panels):
    scan = panels["full"].scan
    same = scan.refined(scan.m_s)
    for name in ("Omega", "warmth", "rate"):
        np.testing.assert_allclose(getattr(same.made, name), getattr(scan.made, name), atol=1e-9)


def test_lifetime_line():
    """On it the lifetime is at its limit; half the mixing for three generations."""
    m_s = np.array([20.0, 200.0])
    mixing = plane.longest_lifetime_mixing(m_s)
    np.testing.assert_allclose(plane.dm.lifetime_Gyr(m_s * 1e-6, mixing, 4.0, 1), 250.0, rtol=1e-3)
    np.testing.assert_allclose(plane.longest_lifetime_mixing(m_s, 3), mixing / 2.0)


def test_tables(panels, drawing, tmp_path):
    for name, panel in panels.items():
        table = drawing.tables[name]
        columns = dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
        assert list(columns)[:5] == ["m_s [keV]", "sin2_2theta", "reached", "underproduced", "overproduced"]
        assert len(columns["reached"]) == plane.TABLE_MASSES * plane.TABLE_MIXINGS == panel.everywhere.reached.size
        for column in ("m_dw_equivalent_min [keV]", "lifetime [Gyr]", "max_rate_over_H_max", "m_nu_max [eV]"):
            assert column in columns
        assert "opacity_masses" in table.comment
    names = [path.name for path in drawing.save(tmp_path, "figure-3")]
    assert names == ["figure-3.png", "figure-3.pdf", "figure-3-shortcuts.csv", "figure-3-full.csv"]


def test_figure_3_says_what_it_shows(panels, drawing):
    legend = " ".join(text.get_text() for text in drawing.figure.legends[0].get_texts())
    for word in ("under-produced", "over-produced", "too warm in all", "in some", "250 Gyr", "freeze-out", "photon"):
        assert word in legend
    left, right = (ax.get_title() for ax in drawing.figure.axes)
    assert "shortcuts" in left and "full" in right
    text = plane.caption(list(panels.values()))
    for words in ("25 keV", "288 Gyr", "vev_ratio = 4", "few percent lower", "m_nu > 1e-11 eV"):
        assert words in text
    assert "failed" not in text


def _colliding(ax):
    """Pairs of texts on the axes whose boxes intersect."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts]
    return [(a, b) for (a, first), (b, second) in itertools.combinations(boxes, 2) if first.overlaps(second)]


def test_no_two_labels_intersect(drawing, tmp_path):
    with house_style():
        # Drawn, so that the layout is that of the file.
        drawing.figure.savefig(tmp_path / "drawn.png")
        for ax in drawing.figure.axes:
            assert len(ax.texts) >= 8
            assert _colliding(ax) == []


@pytest.mark.parametrize("room", [1.001, 1.5, 10.0])
def test_photon_lines_that_run_together_are_labelled_apart(room):
    """Three lines at the same distance from the lower edge, all of which would have their label at one place."""
    m_s = np.geomspace(3.0, 100.0, 200)
    edge, taken = 1e-6 / m_s, []
    line = np.column_stack([m_s, room * edge])
    with house_style():
        ax = Figure(figsize=(5.5, 5.5)).subplots()
        ax.set(xscale="log", yscale="log", xlim=plane.DRAWN_M_S_RANGE, ylim=plane.MIXING_RANGE)
        for theta in range(3):
            (place,) = plane._place_of_label(ax, line, edge, taken)
            on_line(ax, *place, f"$10^{{-{theta}}}$", fontsize=10)
            taken.append(place)
        assert _colliding(ax) == []
    # Nothing is left between labels that fill the line, and a line of no points has no label.
    everywhere = [np.array([m, y]) for m, y in line] + [np.array([m, 0.5 * y]) for m, y in zip(m_s, edge, strict=True)]
    everywhere += [np.array([m, 1.5 * y]) for m, y in line]
    assert plane._place_of_label(ax, line, edge, everywhere).shape == (0, 2)
    assert plane._place_of_label(ax, np.empty((0, 2)), np.empty(0), taken).shape == (0, 2)


def test_apart():
    """Either to the side or above: 8% and 6% of the panel."""
    ax = Figure().subplots()
    ax.set(xlim=(0.0, 10.0), ylim=(0.0, 10.0))
    places = np.array([[5.0, 5.0], [5.7, 5.5], [5.9, 5.0], [5.0, 4.3]])
    assert apart(ax, places, []).all()
    assert apart(ax, places, [np.array([5.0, 5.0])]).tolist() == [False, False, True, True]


def test_catalogue_finds_the_figure():
    assert load_figure("twin-sterile-neutrino", 3) is plane.figure_3
