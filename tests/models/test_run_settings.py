"""What a user says about how something is computed: everything that is no function, whole number or tolerance."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.models import run_settings
from reheaton.models.run_settings import check_progress, chunk_size, thread_count, tolerance


@pytest.mark.parametrize("progress", ["bar", True, 1, [print]])
def test_progress_must_be_a_function(progress):
    with pytest.raises(rh.InvalidInput, match=r"progress = .* must be a function"):
        check_progress(progress)


def test_functions_and_none_are_progress():
    check_progress(None)
    check_progress(print)


@pytest.mark.parametrize("threads", [0, -1, 1001, 10**400, 1.0, True, np.bool_(True), "2", [2], np.nan])
def test_threads_must_be_a_whole_number(threads):
    with pytest.raises(rh.InvalidInput, match=r"threads = .* must be a whole number from 1 to 1000"):
        thread_count(threads)


@pytest.mark.parametrize("chunk", [0, -1, 1_000_001, 10**400, 1.0, True, np.bool_(True), "2", [2], np.nan])
def test_a_chunk_must_be_a_whole_number(chunk):
    with pytest.raises(rh.InvalidInput, match=r"chunk = .* must be a whole number from 1 to 1000000"):
        chunk_size(chunk)


def test_size_of_a_chunk():
    assert chunk_size(None) is None and chunk_size(1) == 1 and chunk_size(np.int64(7)) == 7
    assert chunk_size(1_000_000) == 1_000_000


def test_number_of_threads():
    assert thread_count(3) == 3 and thread_count(np.int64(3)) == 3 and thread_count(None) >= 1


@pytest.mark.parametrize(
    "value",
    [
        np.nan,
        np.inf,
        0.0,
        -1e-6,
        2e-3,
        "1e-6",
        True,
        np.bool_(True),
        None,
        1j,
        10**400,
        [1e-6],
        np.ones(2),
        np.timedelta64(1),
    ],
)
def test_a_tolerance_is_a_small_positive_number(value):
    with pytest.raises(rh.InvalidInput, match=r"rtol = .* must be a number above 0, up to 0.001"):
        assert tolerance("rtol", value, 1e-3) == float(value)


@pytest.mark.parametrize("value", [1e-3, 1e-12, np.float32(1e-6)])
def test_tolerances(value):
    tolerance("rtol", value, 1e-3)


@pytest.mark.parametrize("wrong", [{"progress": "bar"}, {"threads": True}, {"rtol": float("nan")}, {"rtol": "small"}])
def test_settings_are_checked_before_anything_is_solved(wrong):
    name = next(iter(wrong))
    with pytest.raises(rh.InvalidInput, match=f"{name} = "):
        rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", m_s=7.0, **wrong)
    if name != "rtol":
        with pytest.raises(rh.InvalidInput, match=f"{name} = "):
            rh.solve_batch(rh.DodelsonWidrow, sin2_2theta=1e-9, m_s=[7.0], **wrong)


def test_cores_are_those_that_the_process_may_use(monkeypatch):
    monkeypatch.setattr(run_settings.os, "sched_getaffinity", lambda pid: {0, 3, 5}, raising=False)
    assert thread_count(None) == 3
    monkeypatch.delattr(run_settings.os, "sched_getaffinity")
    monkeypatch.setattr(run_settings.os, "cpu_count", lambda: 7)
    assert thread_count(None) == 7
    monkeypatch.setattr(run_settings.os, "cpu_count", lambda: None)
    assert thread_count(None) == 1
