"""Tables of limits: read, replaced by users, and refused in one sentence that names the place."""

import os

import pytest

from reheaton import citations as references
from reheaton.errors import InvalidInput, Note
from reheaton.probes.limits.tables import bounds_table, cited, present_limits, read_bounds, table_limits

HEADER = "name,observable,bound,sense,confidence,kind,citation,comment"
GOOD = "mine,T_RH,0.003,lower,0.9,present,Planck:2018vyg,"


@pytest.fixture(autouse=True)
def _shipped(monkeypatch):
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)


@pytest.mark.parametrize("name", ["dark_radiation", "dark_matter"])
def test_shipped_tables_are_complete(name):
    bounds = bounds_table(name)
    assert bounds
    # Within a set a name is a limit; the same name in another set is the same quantity.
    for chosen in ("paper", "current"):
        names = [bound.name for bound in bounds if chosen in bound.sets]
        assert len(set(names)) == len(names) > 0
    assert [bound.citation for bound in bounds if bound.citation not in references.known_keys()] == []


def test_tables_are_read_once():
    assert bounds_table("dark_matter") is bounds_table("dark_matter")


def test_user_replaces_a_table(monkeypatch, tmp_path):
    """Only the table whose file is there, and only while the variable is set; a key of the user's own is shown."""
    shipped = bounds_table("dark_radiation")
    (tmp_path / "dark_radiation.csv").write_text(
        f"\ufeff# mine\n{HEADER}\nmine,T_RH,0.003,lower,0.9,present,Me:2030,\n"
    )
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))
    (limit,) = table_limits("dark_radiation", {"T_RH": 0.006, "delta_N_eff_cmb": 9.0})
    assert (limit.name, limit.margin, limit.citation) == ("mine", pytest.approx(1.0), "Me:2030")
    assert bounds_table("dark_matter")[0].observable == "Omega_h2"
    monkeypatch.delenv("REHEATON_LIMITS_DIR")
    assert bounds_table("dark_radiation") == shipped


def test_a_table_without_sets_is_in_all_of_them():
    (bound,) = read_bounds(f"{HEADER}\n{GOOD}\n")
    assert (bound.sets, bound.sides) == (("current", "paper"), "one-sided")


def test_a_file_that_no_table_uses_is_named_in_a_note(monkeypatch, tmp_path):
    """Once for each folder."""
    for file in ("darkmatter.csv", "dark_matter.csv.bak"):
        (tmp_path / file).write_text("")
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))
    with pytest.warns(
        Note, match=r"dark_matter.csv.bak, darkmatter.csv in .* is not used: tables of limits are dark_rad"
    ):
        bounds_table("dark_matter")


def test_a_table_without_bounds_limits_nothing(monkeypatch, tmp_path):
    (tmp_path / "dark_radiation.csv").write_text(HEADER)
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))
    assert table_limits("dark_radiation", {"T_RH": 0.006}) == []


def test_known_keys_are_cited_in_short():
    assert cited("Planck:2018vyg") == references.short("Planck:2018vyg")
    assert cited("Me:2030") == "Me:2030"


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        (HEADER.replace("sense,", "").replace("bound,", ""), GOOD, "mine.csv has no column bound, sense"),
        ("", "", "mine.csv has no column name"),
        (HEADER, GOOD.replace("0.003", "3 MeV"), "mine.csv, line 4: bound = '3 MeV' must be a positive number"),
        (HEADER, GOOD.replace("0.003", "nan"), "line 4: bound = 'nan'"),
        (HEADER, GOOD.replace("0.003", "inf"), "line 4: bound = 'inf'"),
        (HEADER, GOOD.replace("0.003", "1e400"), "line 4: bound = '1e400'"),
        (HEADER, GOOD.replace("0.003", "1_0"), "line 4: bound = '1_0'"),
        (HEADER, GOOD.replace("0.003", "0"), "line 4: bound = '0'"),
        (HEADER, GOOD.replace("0.003", ""), "line 4: bound = ''"),
        (HEADER, GOOD.replace("0.9", "95"), "line 4: confidence = 95 must be below 1"),
        (HEADER, GOOD.replace("lower", "above"), "line 4: sense = 'above', and allowed are upper, lower"),
        (HEADER + ",sets", GOOD + ",papers", "line 4: sets = 'papers' must be current, paper, both of them or nothing"),
        (HEADER + ",sides", GOOD + ",both", "line 4: sides = 'both', and allowed are one-sided, two-sided"),
        (HEADER, GOOD.replace("present", "past"), "line 4: kind = 'past', and allowed are present, projected"),
        (HEADER, GOOD + "a, b", "line 4 does not have 8 fields"),
        (HEADER, "mine,T_RH", "line 4 does not have 8 fields"),
    ],
)
def test_bad_tables(header, line, expected):
    with pytest.raises(InvalidInput, match=expected) as problem:
        read_bounds(f"# mine\n\n{header}\n{line}\n", "mine.csv")
    assert str(problem.value).count("\n") == 0


def test_bad_folders_and_files(monkeypatch, tmp_path):
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(InvalidInput, match=r"REHEATON_LIMITS_DIR = .*nowhere' is not a folder"):
        bounds_table("dark_matter")
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))
    with pytest.raises(InvalidInput, match=r"there is no table of limits dark_mater\.csv"):
        bounds_table("dark_mater")
    (tmp_path / "dark_matter.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidInput, match=r"dark_matter\.csv cannot be read"):
        bounds_table("dark_matter")
    os.mkfifo(tmp_path / "photon_lines.csv")
    with pytest.raises(InvalidInput, match=r"photon_lines\.csv cannot be read: it is a pipe"):
        bounds_table("photon_lines")
    (tmp_path / "dark_radiation.csv").write_text(f"{HEADER}\n{GOOD.replace('0.003', 'x')}")
    with pytest.raises(InvalidInput, match=r"dark_radiation\.csv, line 2: bound = 'x'"):
        bounds_table("dark_radiation")


@pytest.mark.parametrize(("confidence", "good"), [("0.999", True), ("1", False), ("1.01", False), ("2.5", False)])
def test_a_confidence_level_is_below_1(confidence, good):
    text = f"{HEADER}\n{GOOD.replace('0.9', confidence)}\n"
    if good:
        assert read_bounds(text)[0].confidence == 0.999
    else:
        with pytest.raises(InvalidInput, match=f"line 2: confidence = {confidence} must be below 1"):
            read_bounds(text)


def test_a_bound_on_two_observables_holds_up_to_their_largest_difference():
    """0.02 itself is inside: 0.02 - 0 has no rounding."""
    (bound,) = read_bounds(f"{HEADER}\nmine,a & b,0.01,upper,0.95,present,Me:2030,\n")
    for b, applies in ((0.02, True), (0.0201, False)):
        (limit,) = present_limits({"a": 0.0, "b": b}, (bound,))
        assert bool(limit.applies) is applies and bool(limit.allowed) is not applies


def test_the_gaussian_behind_a_bound_reaches_its_limit():
    text = f"{HEADER},best,sd\n{GOOD},-0.05,0.07\n{GOOD.replace('mine', 'other')},,\n"
    first, second = present_limits({"T_RH": 0.01}, read_bounds(text))
    assert (first.observable, first.best, first.sd) == ("T_RH", -0.05, 0.07)
    assert (second.observable, second.best, second.sd) == ("T_RH", None, None)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("0.1,", "line 2: sd must be given with best"),
        (",0.1", "line 2: best must be given with sd"),
        ("x,0.1", "line 2: best = 'x' must be a number"),
        ("nan,0.1", "line 2: best = 'nan' must be a number"),
        ("0.1,0", "line 2: sd = '0' must be a positive number"),
        ("0.1,-1", "line 2: sd = '-1' must be a positive number"),
    ],
)
def test_half_a_gaussian_is_refused(cells, expected):
    with pytest.raises(InvalidInput, match=expected):
        read_bounds(f"{HEADER},best,sd\n{GOOD},{cells}\n")
