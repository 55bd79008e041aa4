"""Tables for dark matter: kept in memory and on disk, read again when a file changes, and right."""

import os

import numpy as np
import pytest

import reheaton as rh
from reheaton.errors import InvalidInput, NumericalFailure
from reheaton.probes import dark_matter_tables as tables
from reheaton.probes.dark_matter_tables import dark_matter_tables, table_distances

EOS = "borsanyi-2016"


def load(opacity="first-principles", flavour="mu", gain=True, mesons=True, eos=EOS, progress=None):
    return dark_matter_tables(opacity, (flavour,), gain, mesons, eos, progress)


def rate_file(path, scale=1.0):
    """Gamma = scale G_F^2 p T^4 at every momentum and temperature."""
    T, x = np.geomspace(1.0, 1e4, 30), np.geomspace(0.01, 20.0, 40)
    header = "-> " + " ".join(f"{value:.6g}" for value in T)
    np.savetxt(path, np.column_stack([x, *[scale * x] * len(T)]), header=header)
    return path


@pytest.fixture
def counted(monkeypatch, tmp_path):
    """The calls that compute a warmth, with an empty memory and an empty cache folder."""
    calls = []

    def compute(opacity, *options):
        calls.append(options)
        return np.asarray(1.5 + 0.01 * len(calls))

    monkeypatch.setattr(tables, "_loaded", {})
    monkeypatch.setattr(tables, "_reference_warmth", compute)
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path / "cache"))
    return calls


def test_tables_are_loaded_once_per_options():
    assert load() is load()
    assert load(gain=False) is not load()
    assert load(flavour="tau") is not load()
    assert load(mesons=False) is not load()


def test_mesons_are_there_if_asked_for_and_not_in_a_file(counted, tmp_path):
    assert load().by_flavour[0].mesons is not None and load(mesons=False).by_flavour[0].mesons is None
    assert load(f"table:{rate_file(tmp_path / 'rates.dat')}").by_flavour[0].mesons is None


def test_warmth_is_kept_on_disk(counted, monkeypatch, tmp_path):
    file = f"table:{rate_file(tmp_path / 'rates.dat')}"
    first = load(file)
    assert float(first.reference) == 1.51 and len(counted) == 1
    monkeypatch.setattr(tables, "_loaded", {})
    assert float(load(file).reference) == 1.51 and len(counted) == 1
    assert float(load(file, gain=False).reference) == 1.52 and len(counted) == 2


def test_a_damaged_file_of_the_cache_is_made_again(counted, monkeypatch, tmp_path):
    file = f"table:{rate_file(tmp_path / 'rates.dat')}"
    load(file)
    (kept,) = (tmp_path / "cache" / "warmth").iterdir()
    kept.write_bytes(b"damaged")
    monkeypatch.setattr(tables, "_loaded", {})
    assert float(load(file).reference) == 1.52
    monkeypatch.setattr(tables, "_loaded", {})
    assert float(load(file).reference) == 1.52 and len(counted) == 2


@pytest.mark.parametrize(("warmth", "possible"), [(0.0099, False), (0.0101, True), (19.9, True), (20.1, False)])
def test_a_warmth_that_cannot_be_is_refused(counted, monkeypatch, tmp_path, warmth, possible):
    """From 0.01 to 20: the momenta p/T that carry a thermal distribution."""
    monkeypatch.setattr(tables, "_reference_warmth", lambda *_: np.asarray(warmth))
    file = f"table:{rate_file(tmp_path / 'rates.dat')}"
    if possible:
        assert float(load(file).reference) == warmth
    else:
        with pytest.raises(NumericalFailure, match=r"outside 0\.01 to 20"):
            load(file)


def test_a_file_that_changes_is_read_again(counted, tmp_path):
    path = rate_file(tmp_path / "rates.dat")
    first = load(f"table:{path}")
    rate_file(path, scale=2.0)
    os.utime(path, ns=(0, 12345))
    second = load(f"table:{path}")
    assert second is not first
    assert not np.array_equal(first.by_flavour[0].opacity.coefficients, second.by_flavour[0].opacity.coefficients)
    # Another opacity has another warmth.
    assert len(counted) == 2


def test_a_file_is_read_again_even_if_its_time_is_the_same(counted, tmp_path):
    path = rate_file(tmp_path / "rates.dat")
    os.utime(path, ns=(0, 12345))
    first = load(f"table:{path}")
    rate_file(path, scale=2.0)
    os.utime(path, ns=(0, 12345))
    assert load(f"table:{path}") is not first


def test_distances_of_a_file_are_kept_until_it_changes(monkeypatch, tmp_path):
    """1e-9: rates with a factor of 2 at one node are ln 2 away from the power law of their neighbours."""
    monkeypatch.setattr(tables, "_distances", {})
    path = rate_file(tmp_path / "rates.dat")
    smooth = table_distances(f"table:{path}")
    assert smooth.distance.max() < 1e-9 and table_distances(f"table:{path}") is smooth
    rows = np.loadtxt(path)
    rows[30, 10] *= 2.0
    np.savetxt(path, rows, header=path.read_text().partition("\n")[0].removeprefix("# "))
    assert table_distances(f"table:{path}").distance.max() == pytest.approx(np.log(2.0), rel=1e-9)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match=r"nowhere\.dat cannot be read"):
        load(f"table:{tmp_path / 'nowhere.dat'}")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidInput, match="it is a pipe"):
        load(f"table:{tmp_path / 'pipe'}")


@pytest.mark.parametrize(("gain", "flavour", "mesons"), [(True, "mu", True), (False, "tau", True), (True, "mu", False)])
def test_reference_is_the_warmth_of_dodelson_widrow_dark_matter(gain, flavour, mesons):
    """1e-3: a bath alone from above against a universe that starts at 58 GeV, at mixing 1e-12 and 1e-11."""
    options = {"opacity_gain": gain, "dm_flavour": flavour, "opacity_mesons": mesons}
    point = rh.DodelsonWidrow(m_s=25.0, sin2_2theta=1e-11, **options).solve()
    reference = float(load(gain=gain, flavour=flavour, mesons=mesons).reference)
    assert point.observables["mean_p_over_T"] == pytest.approx(reference, rel=1e-3)
    # 25 keV is the mass of the paper's limit.
    assert point.observables["m_dw_equivalent"] == pytest.approx(25.0, rel=1e-3)
    assert 1.4 < reference < 1.8


def test_error_of_the_computed_opacity_is_known():
    assert 0.0 < float(load().by_flavour[0].opacity.error) < 1e-3
