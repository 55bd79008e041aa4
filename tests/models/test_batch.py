"""Many points at once are the loop over them: shared backgrounds, any order, threads, and bad points."""

import itertools
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import astropy.units as u
import numpy as np
import pint
import pytest
from tests.models.parted import Parted
from tests.models.photons import Photons

import reheaton as rh
from reheaton.models import batch as batches
from reheaton.models.batch import names_of_observables, solve_one_by_one
from reheaton.models.compiled import Solved
from reheaton.models.points import InvalidPoint, read_points
from reheaton.papers.twin_sterile_neutrino import model as twin_model
from reheaton.universe.outcome import Outcome

POINT = {"m_N": 30.0, "m_nu": 1e-7, "vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}
"""With neutrinos whose program is compiled in half of the time."""
TWIN = rh.TwinSterileNeutrino


def loop(names, columns, **fixed):
    """Observables of every point, one after the other."""
    points = [dict(zip(names, map(float, row), strict=True)) for row in zip(*columns, strict=True)]
    return [TWIN(**(fixed | point)).solve().observables for point in points]


def assert_is_the_loop(batch, single, rtol):
    assert not batch.failures
    for name in single[0]:
        np.testing.assert_allclose(batch.observables[name], [found[name] for found in single], rtol=rtol, atol=1e-40)


@pytest.mark.parametrize("neutrinos", ["equilibrium", pytest.param("decoupling", marks=pytest.mark.slow)])
def test_a_batch_is_the_loop(neutrinos):
    m_nu, point = np.array([1e-8, 1e-7, 1e-6]), POINT | {"sm_neutrinos": neutrinos}
    # Both make the same steps; only the order of sums differs.
    assert_is_the_loop(rh.solve_batch(TWIN, **(point | {"m_nu": m_nu})), loop(["m_nu"], [m_nu], **point), 1e-9)


@pytest.mark.slow
def test_a_batch_over_matter_makes_its_tables_inside():
    vev_ratio = np.array([3.0, 4.0, 10.0])
    batch = rh.solve_batch(TWIN, m_N=None, vev_ratio=vev_ratio)
    # Tables from NumPy and from JAX differ by rounding.
    assert_is_the_loop(batch, loop(["vev_ratio"], [vev_ratio], m_N=None), 1e-9)


# --- few points, by the program of one ---------------------------------------------------------------


def test_points_one_by_one_are_the_batch(monkeypatch):
    """In the shape of the batch, with its limits. Both make the same steps; only the order of sums differs."""
    values = POINT | {"m_nu": np.array([[1e-8, 1e-7, 1e-6]])}
    together = rh.solve_batch(TWIN, **values)
    monkeypatch.setattr(batches, "solve_batch", None)
    alone = solve_one_by_one(TWIN, threads=2, **values)
    assert alone.shape == (1, 3) and not alone.failures and np.array_equal(alone.allowed, together.allowed)
    for name, column in together.observables.items():
        np.testing.assert_allclose(alone.observables[name], column, rtol=1e-9, atol=1e-40)
    np.testing.assert_allclose(alone.margin, together.margin, rtol=1e-9)


def test_points_that_fail_one_by_one_are_nan_and_say_why(monkeypatch):
    """Outcomes are played: solved, not finished, and an observable that is not defined."""
    played = iter([(1.0, Outcome.SOLVED), (2.0, Outcome.NOT_FINISHED), (np.nan, Outcome.SOLVED)])

    def solve_numbers(*_):
        value, code = next(played)
        return Solved({"rho_sm": value}, int(code), 1e-9, 10)

    monkeypatch.setattr(batches, "solve_numbers", solve_numbers)
    monkeypatch.setattr(batches.reading, "result_of_many", lambda _, found, codes, *rest: (found, codes))
    found, codes = solve_one_by_one(Photons, threads=1, T_start=[1.0, 2.0, 3.0])
    assert codes.tolist() == [Outcome.SOLVED, Outcome.NOT_FINISHED, Outcome.UNDEFINED]
    np.testing.assert_array_equal(found["rho_sm"], [1.0, np.nan, np.nan])


def test_a_universe_that_cannot_be_is_refused_one_by_one():
    with pytest.raises(InvalidPoint, match=r"point 1: "):
        solve_one_by_one(Parted, T_dec=[1.0, 100.0, 200.0])


def test_points_with_matter_of_their_own_are_solved_together(monkeypatch):
    monkeypatch.setattr(batches, "solve_batch", lambda *_, **more: more)
    vev_ratio = np.array([3.0, 4.0])
    assert solve_one_by_one(TWIN, m_N=None, vev_ratio=vev_ratio, threads=1)["vev_ratio"] is vev_ratio


# --- shapes and units --------------------------------------------------------------------------------


def test_arrays_of_any_shapes_give_results_of_their_common_shape():
    """1e-9: the same steps as in a loop, sums in another order."""
    m_N, m_nu, vev_ratio = np.array([[10.0], [30.0]]), np.array([1e-8, 1e-7, 1e-6]), np.full((1, 1), 4.0)
    grid = rh.solve_batch(TWIN, **(POINT | {"m_N": m_N, "m_nu": m_nu, "vev_ratio": vev_ratio}))
    assert grid.shape == (2, 3) and grid.codes.shape == grid.allowed.shape == grid.margin.shape == (2, 3)
    assert all(column.shape == (2, 3) for column in grid.observables.values())
    assert all(np.shape(limit.margin) == (2, 3) for limit in grid.limits)
    assert all(np.shape(check.value) == np.shape(check.raised) == (2, 3) for check in grid.checks)
    np.testing.assert_array_equal(grid.parameters["m_N"], np.broadcast_to(m_N, (2, 3)))
    np.testing.assert_array_equal(grid.parameters["m_nu"], np.broadcast_to(m_nu, (2, 3)))
    single = TWIN(**(POINT | {"m_nu": 1e-8})).solve()
    one = grid[1, 0]
    assert one.observables == pytest.approx(dict(single.observables), rel=1e-9)
    assert one.parameters == single.parameters
    assert [flag.message for flag in one.flags] == [flag.message for flag in single.flags]


@pytest.mark.parametrize(
    "values",
    [
        {"m_nu": np.array([1e-7, 1e-6]) * u.eV},
        {"m_nu": [1e-10, 1e-9] * u.keV, "m_N": 3e4 * u.MeV},
        {"m_nu": np.array([1e-10, 1e-9]) * pint.UnitRegistry().keV, "m_N": "0.03 TeV"},
        {"m_nu": ["1e-7 eV", "1e-9 keV"]},
    ],
)
def test_units_of_arrays(monkeypatch, values):
    """1e-15: one rounding in the factor of a unit."""
    monkeypatch.setattr(batches, "_run", lambda batch, *_: ({"T_RH": np.ones(2)}, np.zeros(2, int), np.zeros(2)))
    monkeypatch.setattr(batches.reading, "result_of_many", lambda model, *_: model)
    whole = rh.solve_batch(TWIN, **(POINT | values))
    np.testing.assert_allclose(whole.m_nu, [1e-7, 1e-6], rtol=1e-15)
    assert whole.m_N == pytest.approx(30.0, rel=1e-15)


# --- shared backgrounds ------------------------------------------------------------------------------


def shuffled(pairs, seed=1):
    """Columns of the pairs in random order."""
    order = np.random.default_rng(seed).permutation(len(pairs))
    return np.array([pairs[i] for i in order]).T


def recorded_rows(monkeypatch):
    """The rows that batches are solved in, as they are made."""
    rows, make = [], batches._rows

    def record(batch, size):
        rows.append(make(batch, size))
        return rows[-1]

    monkeypatch.setattr(batches, "_rows", record)
    return rows


@pytest.mark.slow
def test_points_that_share_backgrounds_in_random_order_are_the_loop(monkeypatch):
    """3 backgrounds of 4 mixings: 1e-10, the same steps with sums in another order; each background is solved once."""
    rows = recorded_rows(monkeypatch)
    m_nu, mixing = shuffled(list(itertools.product([1e-8, 1e-7, 1e-6], [1e-12, 1e-11, 1e-10, 1e-9])))
    batch = rh.solve_batch(TWIN, **(POINT | {"m_nu": m_nu}), sin2_2theta=mixing, m_s=10.0)
    assert_is_the_loop(batch, loop(["m_nu", "sin2_2theta"], [m_nu, mixing], **POINT, m_s=10.0), 1e-10)
    assert rows[0].points.shape == (3, 4)
    assert sorted(rows[0].points.ravel()) == list(range(12))
    for row in rows[0].points:
        assert len(set(m_nu[row])) == 1


@pytest.mark.slow
def test_backgrounds_with_unequal_numbers_of_mixings_are_the_loop(monkeypatch):
    """1, 3 and 4 mixings: rows are padded with points that are there already."""
    rows = recorded_rows(monkeypatch)
    pairs = [
        (1e-8, 1e-9),
        *((1e-7, x) for x in (1e-12, 1e-11, 1e-9)),
        *((1e-6, x) for x in (1e-12, 3e-12, 1e-10, 1e-9)),
    ]
    m_nu, mixing = shuffled(pairs, seed=2)
    batch = rh.solve_batch(TWIN, **(POINT | {"m_nu": m_nu}), sin2_2theta=mixing, m_s=10.0)
    assert_is_the_loop(batch, loop(["m_nu", "sin2_2theta"], [m_nu, mixing], **POINT, m_s=10.0), 1e-10)
    assert rows[0].points.shape[1] == 3
    assert set(rows[0].points.ravel()) == set(range(8))
    for row in rows[0].points:
        assert len(set(m_nu[row])) == 1


@pytest.mark.slow
def test_one_background_of_all_points(monkeypatch):
    rows = recorded_rows(monkeypatch)
    mixing = np.geomspace(1e-12, 1e-9, 5)
    batch = rh.solve_batch(TWIN, **POINT, m_s=10.0, sin2_2theta=mixing)
    assert_is_the_loop(batch, loop(["sin2_2theta"], [mixing], **POINT, m_s=10.0), 1e-10)
    assert rows[0].points.shape == (1, 5)
    # Not a rounding of anything: the background is computed once for all.
    assert np.ptp(batch.observables["delta_N_eff_cmb"]) == 0.0


@pytest.mark.slow
def test_chunks_repeat_rows_and_keep_every_point(monkeypatch):
    """More rows than a chunk holds, and not a multiple of it."""
    monkeypatch.setattr(batches, "CHUNK", 4)
    m_nu = np.geomspace(1e-8, 1e-6, 10)
    small = rh.solve_batch(TWIN, **(POINT | {"m_nu": m_nu}))
    monkeypatch.undo()
    whole = rh.solve_batch(TWIN, **(POINT | {"m_nu": m_nu}))
    # Vector units take sums of other lengths: rounding.
    np.testing.assert_allclose(small.observables["T_RH"], whole.observables["T_RH"], rtol=1e-10)


@pytest.mark.parametrize(("asymmetry", "most"), [({}, 250), ({"asymmetry_mu": 1e-4}, 64)])
def test_points_that_need_unequal_numbers_of_steps_are_solved_in_smaller_chunks(asymmetry, most):
    points = read_points(rh.DodelsonWidrow, {"m_s": np.array([7.0, 8.0]), "sin2_2theta": 1e-10} | asymmetry)
    assert batches.checked_batch(rh.DodelsonWidrow, points).most_together == most


# --- threads and progress ----------------------------------------------------------------------------


def test_number_of_threads_changes_nothing(monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 3)
    m_nu = np.geomspace(1e-8, 1e-6, 9)
    one, three = (rh.solve_batch(TWIN, threads=n, **(POINT | {"m_nu": m_nu})) for n in (1, 3))
    # The same compiled function on the same chunks.
    for name, column in one.observables.items():
        np.testing.assert_array_equal(three.observables[name], column)


@pytest.mark.parametrize("threads", [0, -1, 1.5, "2"])
def test_bad_numbers_of_threads(threads):
    with pytest.raises(rh.InvalidInput, match="must be a whole number from 1 to 1000"):
        rh.solve_batch(TWIN, threads=threads, **(POINT | {"m_nu": np.array([1e-7])}))


def test_progress_that_is_no_function_is_refused(monkeypatch):
    monkeypatch.setattr(batches, "_run", None)
    with pytest.raises(rh.InvalidInput, match="progress = 3 must be a function"):
        rh.solve_batch(TWIN, progress=3, **(POINT | {"m_nu": np.array([1e-7])}))


@pytest.mark.slow
def test_progress_of_a_batch_ends_at_one():
    seen = []
    rh.solve_batch(TWIN, progress=seen.append, **(POINT | {"m_nu": np.full(600, 1e-7)}))
    assert seen[-1] == 1.0
    assert seen == sorted(seen)


# --- what is refused, and what settles ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"m_nu": np.array([1e-7, -1.0])}, "point 1: m_nu = -1"),
        ({"m_nu": np.array([1e-7, np.nan])}, "point 1: m_nu = nan is not a finite number"),
        ({"T_dec": np.array([1.0, 2.0, 2e4])}, "point 2: T_dec = 20000 GeV must be below T_f"),
        ({"m_nu": np.array([1e-7, 1e-6]), "m_N": np.array([1.0, 2.0, 3.0])}, "broadcast to one shape"),
        ({"m_nu": np.array([])}, "at least one element"),
        ({"m_nu": ["1e-7", "abc"]}, r"m_nu\[1\] = 'abc' is not a number"),
        ({"m_nu": np.array([[1e-7, 1e-6], [1e-7, -1.0]])}, r"point \(1, 1\): m_nu = -1 is out of range"),
        ({"m_nu": np.ones(3), "m_N": np.array([[1.0], [-1.0]])}, r"point \(1, 0\): m_N = -1 is out of range"),
        ({"m_nu": np.ones(2), "m_N": 3 * u.s}, "m_N = 3 s has the wrong unit: it is measured in GeV"),
        ({"m_nu": np.ones(2), "flavour": ["e", "mu"]}, "is not a choice"),
        ({"m_nu": [[1e-7], [1e-7, 1e-6]]}, "m_nu must be an array of numbers"),
        ({"m_nu": np.array([1e-7]), "m_s": 10.0}, "point 0: sin2_2theta must be given with m_s"),
        ({"m_nu": np.array([1e-7]), "m_nus": 10.0}, "did you mean 'm_nu'"),
        ({}, "at least one parameter that is an array"),
    ],
)
def test_bad_batches_are_refused_before_anything_is_computed(monkeypatch, values, words):
    monkeypatch.setattr(batches, "_run", None)
    with pytest.raises(rh.InvalidInput, match=words):
        rh.solve_batch(TWIN, **(POINT | values))


def test_a_bad_point_is_known_by_its_number():
    with pytest.raises(InvalidPoint) as raised:
        rh.solve_batch(TWIN, **(POINT | {"m_nu": np.array([1e-7, 1e-6, -1.0])}))
    assert raised.value.point == 2
    assert raised.value.reason.startswith("m_nu = -1 is out of range")


@pytest.mark.slow
def test_values_that_follow_from_others_are_settled_at_every_point(monkeypatch):
    """The Higgs-portal contact computes T_dec of each point."""
    monkeypatch.setattr(twin_model, "portal_T_dec", lambda vev_ratio, *others: 0.5 * vev_ratio)
    vev_ratio = np.array([3.0, 4.0])
    batch = rh.solve_batch(TWIN, m_N=None, vev_ratio=vev_ratio, contact="higgs-portal")
    assert batch.parameters["T_dec"].tolist() == [1.5, 2.0]
    given = rh.solve_batch(TWIN, m_N=None, vev_ratio=vev_ratio, T_dec=np.array([1.5, 2.0]))
    np.testing.assert_array_equal(batch.observables["delta_N_eff_cmb"], given.observables["delta_N_eff_cmb"])


class Ordered(rh.Model):
    """A start above an end, checked with a comparison that only numbers have a truth value of."""

    T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1e-2, maximum=1e3)
    T_other: float = rh.parameter("GeV", "another temperature", default=0.1)

    def check(self):
        if self.T_other > self.T_start:
            raise rh.InvalidInput(f"T_other = {self.T_other:g} GeV is above T_start.")

    def universe(self):
        return rh.Universe([rh.standard_model()], start=self.T_start)

    def probes(self):
        return [rh.Reheating()]


def test_a_check_written_for_numbers_is_made_point_by_point():
    with pytest.raises(InvalidPoint, match=r"point 2: T_other = 0\.1 GeV is above T_start\."):
        rh.solve_batch(Ordered, T_start=np.array([1.0, 2.0, 0.05, 0.01]))
    assert not rh.solve_batch(Ordered, T_start=np.array([1.0, 2.0])).failures


def test_a_check_written_for_arrays_is_made_once(monkeypatch):
    """For the first point, and for all of them together."""
    seen = []
    monkeypatch.setattr(Ordered, "check", lambda model: seen.append(np.shape(model.T_start)))
    monkeypatch.setattr(batches, "_run", lambda batch, *_: ({}, np.zeros(100, int), np.zeros(100)))
    monkeypatch.setattr(batches.reading, "result_of_many", lambda model, *_: model)
    rh.solve_batch(Ordered, T_start=np.full(100, 1.0))
    assert seen == [(), (100,)]


def test_names_of_observables_are_known_before_solving(monkeypatch):
    monkeypatch.setattr(batches, "_run", None)
    names = names_of_observables(TWIN, **(POINT | {"m_nu": np.array([1e-7])}), m_s=10.0, sin2_2theta=1e-9)
    assert {"Omega_h2", "T_RH", "delta_N_eff_cmb"} <= set(names)
    assert "Omega_h2" not in names_of_observables(TWIN, **(POINT | {"m_nu": np.array([1e-7])}))


def test_a_bad_point_comes_back_from_another_process():
    """A forked process hangs once JAX has run, hence spawn."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        future = pool.submit(rh.solve_batch, TWIN, **(POINT | {"m_nu": np.array([[1e-7], [-1.0]])}))
        with pytest.raises(InvalidPoint, match=r"^point \(1, 0\): m_nu = -1 is out of range"):
            future.result(timeout=120)


# --- what is said of many points ---------------------------------------------------------------------


def test_a_model_that_observes_nothing_has_a_residual_and_an_outcome():
    many = rh.solve_batch(Photons, T_start=[1.0, 2.0])
    assert many.codes.tolist() == [0, 0] and dict(many.observables) == {}
    assert np.all(many.diagnostics["first_law_residual"] < 1e-3)


def test_flags_of_many_points_are_told_with_their_number():
    """m_nu = 1e-12 eV decays after neutrinos have left: energy is conserved to a tenth only, see FIRST_LAW."""
    many = rh.solve_batch(TWIN, **(POINT | {"m_nu": [1e-12, 1e-7]}))
    residual = many.diagnostics["first_law_residual"]
    assert residual[0] > 1e-2 and residual[1] < 1e-3
    assert "flag first_law at 1" in repr(many) and many.to_pandas()["first_law_residual"].tolist() == residual.tolist()
    assert many.to_pandas()["flag first_law"].tolist() == [True, False]


# --- rows and chunks, without solving ------------------------------------------------------------------


def rows_of(monkeypatch, early, late, reads=frozenset({0})):
    """The rows of points with two leaves, of which the universe reads the first."""
    monkeypatch.setattr(batches.dependence, "of_universe", lambda structure: reads)
    columns = [np.asarray(early, dtype=float), np.asarray(late, dtype=float)]
    varies = tuple(len(set(column)) > 1 for column in columns)
    return batches._rows(batches.Batch(None, None, columns, varies, None, columns[0].shape))


def test_wide_rows_are_split_evenly(monkeypatch):
    """600 mixings of each of two backgrounds: three rows of 200 each, as 250 fit; every point once."""
    early, late = np.repeat([1.0, 2.0], 600), np.tile(np.arange(600.0), 2)
    rows = rows_of(monkeypatch, early, late)
    assert rows.points.shape == (6, 200) and rows.shared == (True, False)
    assert sorted(rows.points.ravel()) == list(range(1200))
    assert all(len(set(early[row])) == 1 for row in rows.points)


@pytest.mark.parametrize(("count", "width"), [(249, 249), (250, 250), (251, 126), (500, 250), (501, 167)])
def test_a_row_holds_250_points_at_most(monkeypatch, count, width):
    rows = rows_of(monkeypatch, np.ones(count), np.arange(float(count)))
    assert rows.points.shape[1] == width
    assert set(rows.points.ravel()) == set(range(count))


def test_points_without_a_background_in_common_stand_alone(monkeypatch):
    alone = rows_of(monkeypatch, np.arange(5.0), np.arange(5.0))
    assert alone.points.tolist() == [[0], [1], [2], [3], [4]] and alone.shared == (True, True)
    none_late = rows_of(monkeypatch, np.array([1.0, 1.0, 2.0, 2.0]), np.zeros(4))
    assert none_late.points.tolist() == [[0], [1], [2], [3]] and none_late.shared == (True, True)


def test_rows_are_as_wide_as_most_backgrounds_have_points(monkeypatch):
    """1, 2, 2 and 5 points: width 2, the lone point twice, the five in three rows; none is lost."""
    early = np.array([4.0, 1.0, 2.0, 2.0, 4.0, 3.0, 3.0, 4.0, 4.0, 4.0])
    rows = rows_of(monkeypatch, early, np.arange(10.0))
    assert rows.points.shape == (6, 2)
    assert set(rows.points.ravel()) == set(range(10))
    assert all(len(set(early[row])) == 1 for row in rows.points)


@pytest.mark.parametrize(
    ("count", "width", "sizes"),
    [
        *((few, 1, [16]) for few in (1, 7, 8, 9, 16)),
        (17, 1, [17]),
        (250, 1, [250]),
        (251, 1, [250, 250]),
        (1, 8, [2]),
        (2, 8, [2]),
        (3, 4, [4]),
        (3, 64, [3]),
        (3, 125, [2, 2]),
        (1, 64, [1]),
        (3, 128, [1, 1, 1]),
        (1, 128, [1]),
    ],
)
def test_chunks_are_of_one_size_and_hold_every_row(count, width, sizes):
    """250 points, also where they share backgrounds, and 16 at least; the last chunk repeats its last row."""
    rows = np.arange(count * width).reshape(count, width)
    chunks = list(batches._chunks(rows))
    assert [len(chunk) for chunk in chunks] == sizes
    assert {int(row[0]) for chunk in chunks for row in chunk} == {int(row[0]) for row in rows}


def test_progress_tells_the_share_of_points(monkeypatch):
    """250 of 600 in the first chunk; repeated points do not count beyond all of them."""
    seen = []
    rh.solve_batch(TWIN, progress=seen.append, threads=1, **(POINT | {"m_nu": np.full(600, 1e-7)}))
    assert seen == [250 / 600, 500 / 600, 1.0]


def test_values_that_follow_are_settled_point_by_point_where_that_needs_numbers(monkeypatch):
    """A comparison of arrays has no truth value, as with the contact of the Higgs portal itself."""

    def T_dec(vev_ratio, *others):
        return 0.5 * vev_ratio if vev_ratio < 4.5 else 0.25 * vev_ratio

    monkeypatch.setattr(twin_model, "portal_T_dec", T_dec)
    monkeypatch.setattr(batches, "_run", lambda batch, *_: ({}, np.zeros(3, int), np.zeros(3)))
    monkeypatch.setattr(batches.reading, "result_of_many", lambda model, *_: model)
    whole = rh.solve_batch(TWIN, m_N=None, vev_ratio=np.array([3.0, 4.0, 6.0]), contact="higgs-portal")
    assert whole.T_dec.tolist() == [1.5, 2.0, 1.5]


def test_the_size_of_chunks_does_not_move_the_answer():
    """1e-9: steps are the same, and rounding differs. 40 points in chunks of 16, which are the least, and of 40."""
    values = POINT | {"m_N": np.geomspace(10.0, 100.0, 40), "m_nu": 1e-9, "threads": 1}
    together, apart = (rh.solve_batch(rh.TwinSterileNeutrino, **values, chunk=chunk) for chunk in (None, 16))
    for name, found in together.observables.items():
        np.testing.assert_allclose(apart.observables[name], found, rtol=1e-9, err_msg=name)
    with pytest.raises(rh.InvalidInput, match="chunk = 0 must be a whole number"):
        rh.solve_batch(rh.TwinSterileNeutrino, **values, chunk=0)


@pytest.mark.parametrize(("cpu", "chunk", "size"), [(True, None, 250), (False, None, 16384), (False, 100, 100)])
def test_chunks_hold_250_points_on_a_cpu_and_16384_on_a_gpu(monkeypatch, cpu, chunk, size):
    sizes = []
    monkeypatch.setattr(batches, "on_cpu", lambda: cpu)
    monkeypatch.setattr(batches, "_run", lambda *all_: sizes.append(all_[3]) or ({}, np.zeros(2, int), np.zeros(2)))
    rh.solve_batch(Photons, T_start=[1.0, 2.0], chunk=chunk)
    assert sizes == [size]


# --- points in the order in which their relics decay -----------------------------------------------------


@pytest.mark.parametrize(("count", "sorts"), [(499, False), (500, True)])
def test_points_that_fill_two_chunks_are_sorted(count, sorts):
    """From two chunks of 250 on: relics that live longest come first."""
    width = np.random.default_rng(3).permutation(np.geomspace(1e-25, 1e-20, count))
    order = batches._by_decay(batches._prepare(TWIN, POINT | {"m_nu": None, "Gamma_N": width}))
    assert order.tolist() == (np.argsort(width) if sorts else np.arange(count)).tolist()


def test_points_without_relics_stay_in_their_order():
    batch = batches._prepare(Photons, {"T_start": np.geomspace(1.0, 2.0, 500)})
    assert batches._by_decay(batch).tolist() == list(range(500))
