"""Histories from a file: our own comes back, H counts as it must, and what is wrong is named."""

import functools

import numpy as np
import pytest

import reheaton as rh
from reheaton.errors import InvalidInput
from reheaton.production.history_file import read_history

POINT = {"m_s": 7.0, "sin2_2theta": 1e-9}
FAINT = {"m_s": 7.0, "sin2_2theta": 1e-12}
"""Far from equilibrium: 1e-6 of the active density."""


@functools.cache
def solved(**values):
    return rh.DodelsonWidrow(**values).solve()


@functools.cache
def columns(points):
    """By name and unit, in GeV."""
    table = solved(**POINT).background.to_table(points=points)
    return {f"{name} [{table.units[name]}]" if table.units[name] else name: c for name, c in table.columns.items()}


def write(path, table):
    """A file of these columns; the names are in line 1, row k is in line k + 2."""
    np.savetxt(path, np.column_stack(list(table.values())), header="\t".join(table), comments="", delimiter="\t")
    return path


def omega(path, **point):
    return rh.DodelsonWidrow(**(point or POINT), history=f"table:{path}").solve().observables["Omega_h2"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("points", "units", "tolerance"), [(None, "GeV", 4e-5), (200, "SI", 1e-5), (1000, "GeV", 1e-7)]
)
def test_our_own_table_gives_the_same_density(points, units, tolerance, tmp_path):
    """Cubics between rows: 2e-5 with the 128 rows of the solver, 4e-6 with 200 rows, 2e-8 with 1000."""
    solved(**POINT).background.to_table(units, points=points).save(tmp_path / "own.tsv")
    assert omega(tmp_path / "own.tsv") == pytest.approx(solved(**POINT).observables["Omega_h2"], rel=tolerance)


@pytest.mark.slow
def test_density_goes_as_one_over_H(tmp_path):
    """df/dln a = R (f_active - f) with R ~ Gamma/H: far from equilibrium f ~ 1/H, up to f/f_active, which is 1e-6."""
    ours = columns(200)
    found = [
        omega(write(tmp_path / "faster.tsv", ours | {"H [GeV]": factor * ours["H [GeV]"]}), **FAINT)
        for factor in (1.0, 2.0, 10.0)
    ]
    np.testing.assert_allclose(found, found[0] / np.array([1.0, 2.0, 10.0]), rtol=3e-6)


@pytest.mark.slow
def test_entropy_made_after_production_thins_the_density(tmp_path):
    """a grows D times more near 2.4 MeV, where nothing is made any more: n ~ D^-3. 1e-6: what is made there (2e-8)."""
    ours, growth = columns(1000), 2.0
    T = ours["T_sm [GeV]"]
    later = 0.5 + 0.5 * np.tanh(np.log(2.4e-3 / T) / 0.1)
    thinned = write(tmp_path / "thinned.tsv", ours | {"a": ours["a"] * growth**later})
    assert omega(thinned, **FAINT) == pytest.approx(solved(**FAINT).observables["Omega_h2"] / growth**3, rel=1e-6)


@pytest.mark.slow
def test_names_order_and_units_are_free(tmp_path):
    """1e-9: 12 digits of the numbers. a in any normalisation, T for T_sm, MeV, spaces; a column of words is ignored."""
    ours = columns(200)
    mine = {"H [MeV]": ours["H [GeV]"] * 1e3, "T [MeV]": ours["T_sm [GeV]"] * 1e3, "a": ours["a"] * 7e-5}
    path = write(tmp_path / "mine.tsv", mine)
    lines = path.read_text().splitlines()
    path.write_text("# mine\n" + "\n".join([lines[0] + "  era", *(line + "  hot" for line in lines[1:])]))
    plain = write(tmp_path / "plain.tsv", ours)
    assert omega(path) == pytest.approx(omega(plain), rel=1e-9)


def changed(name, row, value):
    """The table with one number times a value; the line of the row is row + 2."""
    table = {key: column.copy() for key, column in columns(200).items()}
    table[name][row] *= value
    return table


def renamed(old, new):
    return {new if name == old else name: column for name, column in columns(200).items()}


def rows(chosen):
    return {name: column[chosen] for name, column in columns(200).items()}


def without(name):
    return {key: column for key, column in columns(200).items() if key != name}


T, H = "T_sm [GeV]", "H [GeV]"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: without(T), "has no column T_sm or T: its columns are a, t, H, rho_sm"),
        (lambda: without("a"), "has no column a: its columns are t, H, T_sm"),
        (lambda: without(H), "has no column H: its columns are a, t, T_sm"),
        (lambda: renamed(T, "T_sm"), "the column T_sm has no unit; allowed is \\[GeV\\] or"),
        (lambda: renamed(H, "H [km/s/Mpc]"), "the column H has the unit 'km/s/Mpc'; allowed is \\[GeV\\] or"),
        (lambda: renamed("a", "a [m]"), "the column a has the unit 'm'; allowed is none"),
        (lambda: renamed(T, "T_sm [K]"), "line 2: H must be 1e-06 to 1e\\+12 times T\\^2/M_Planck, so its unit, or"),
        (lambda: renamed(H, "H [1/s]"), "line 2: H must be 1e-06 to 1e\\+12 times T\\^2/M_Planck, so its unit, or"),
        (lambda: rows(slice(None, 9)), "has 9 rows: a history needs 10 or more"),
        (lambda: rows(slice(None, None, -1)), "line 3: a must rise from row to row"),
        (lambda: changed("a", 30, 1.5), "line 33: a must rise from row to row"),
        (lambda: changed(T, 30, 0.5), "line 33: T must fall from row to row"),
        (lambda: changed(T, 30, np.nan), "line 32: T must be positive and finite"),
        (lambda: changed(T, 30, -1.0), "line 32: T must be positive and finite"),
        (lambda: changed("a", 0, 0.0), "line 2: a must be positive and finite"),
        (lambda: changed(H, 30, np.inf), "line 32: H must be positive and finite"),
        (lambda: changed(H, 30, 0.0), "line 32: H must be positive and finite"),
        (lambda: changed(H, 30, 1.03), "line 32: H is 0.03.* of itself from what the rows around it say"),
        (lambda: changed(T, 30, 1.03), "line 32: T is 0.03.* of itself from what the rows around it say"),
        (lambda: rows(slice(None, None, 15)), "of itself from what the rows around it say, and up to 0.01 is allowed"),
    ],
)
def test_what_is_wrong_is_named(make, message, tmp_path):
    file = write(tmp_path / "wrong.tsv", make())
    with pytest.raises(InvalidInput, match=message) as raised:
        read_history(file)
    assert str(raised.value).startswith(str(file))
    assert str(raised.value).endswith(".") and "\n" not in str(raised.value)


def test_rows_too_close_for_a_number(tmp_path):
    """Two neighbouring numbers have the same logarithm."""
    table = changed("a", 30, 1.0)
    table["a"][31] = np.nextafter(table["a"][30], np.inf)
    path = tmp_path / "close.tsv"
    np.savetxt(path, np.column_stack(list(table.values())), header="\t".join(table), comments="", fmt="%.17e")
    with pytest.raises(InvalidInput, match="line 33: a rises by less than a number can tell"):
        read_history(path)


def test_a_word_is_no_number(tmp_path):
    file = write(tmp_path / "wrong.tsv", columns(200))
    file.write_text(file.read_text().replace(f"{columns(200)[H][4]:.18e}", "fast"))
    with pytest.raises(InvalidInput, match="line 6: 'fast' is no number"):
        read_history(file)


def test_a_table_that_leaves_out_a_part_of_production(tmp_path):
    early = columns(200)[T] > 0.05
    file = write(tmp_path / "early.tsv", rows(early))
    with pytest.raises(InvalidInput, match=r"history: .* holds T from 58 to 0.05.* GeV, but production goes from"):
        rh.DodelsonWidrow(**POINT, history=f"table:{file}")
    late = write(tmp_path / "late.tsv", rows(columns(200)[T] < 0.05))
    with pytest.raises(InvalidInput, match="T_reheat is where it starts"):
        rh.DodelsonWidrow(**POINT, history=f"table:{late}")
    assert rh.DodelsonWidrow(**POINT, T_reheat=0.04, history=f"table:{late}").solve().observables["Omega_h2"] > 0.0


def test_a_file_that_is_not_there():
    with pytest.raises(InvalidInput, match=r"the table of the history nowhere\.tsv cannot be read: No such file"):
        read_history("nowhere.tsv")
