"""Files of the cache: as they were written, or not there."""

import os
import re
import sys
import threading
import time
from pathlib import Path

import platformdirs
import pytest
from platformdirs.macos import MacOS

from reheaton.backend import cache_folder
from reheaton.backend.cache_folder import cache_directory, keep, kept
from reheaton.errors import Note


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of Linux")
def test_folder_of_the_cache(monkeypatch):
    """$REHEATON_CACHE_DIR, else reheaton in $XDG_CACHE_HOME, else in ~/.cache; an empty variable counts as none."""
    monkeypatch.setenv("REHEATON_CACHE_DIR", "/somewhere/own")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere/cache")
    assert cache_directory() == Path("/somewhere/own")
    monkeypatch.setenv("REHEATON_CACHE_DIR", "")
    assert cache_directory() == Path("/somewhere/cache/reheaton")
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    assert cache_directory() == Path.home() / ".cache" / "reheaton"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_directory() == Path.home() / ".cache" / "reheaton"


def test_folder_on_macos(monkeypatch, tmp_path):
    monkeypatch.setattr(platformdirs, "PlatformDirs", MacOS)
    monkeypatch.delenv("REHEATON_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_directory() == tmp_path / "Library" / "Caches" / "reheaton"


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows for its folders")
def test_folder_on_windows(monkeypatch):
    monkeypatch.delenv("REHEATON_CACHE_DIR", raising=False)
    assert cache_directory() == Path.home() / "AppData" / "Local" / "reheaton" / "Cache"


def test_contents_come_back(tmp_path):
    path = tmp_path / "new" / "table.npz"
    assert kept(path) is None
    for contents in (b"contents", b"", bytes(range(256)) * 100):
        keep(path, contents)
        assert kept(path) == contents
    assert os.listdir(path.parent) == ["table.npz"]


def test_every_change_is_found(tmp_path):
    path = tmp_path / "table.npz"
    keep(path, b"contents")
    whole = path.read_bytes()
    changed = [bytes([*whole[:i], whole[i] ^ 1, *whole[i + 1 :]]) for i in range(len(whole))]
    for damaged in (*changed, b"", b"contents", whole[:-1], whole[1:], whole + b"x", whole[:20], bytes(len(whole))):
        path.write_bytes(damaged)
        assert kept(path) is None
    keep(path, b"contents")
    assert path.read_bytes() == whole


def test_a_file_under_another_name_is_another_file(tmp_path):
    """The name is a fingerprint of what the contents were made from."""
    keep(tmp_path / "a-0123.npz", b"contents")
    os.rename(tmp_path / "a-0123.npz", tmp_path / "a-4567.npz")
    assert kept(tmp_path / "a-4567.npz") is None


def test_a_folder_that_cannot_be_written_costs_one_note(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path / "file"))
    sentence = f"results are not kept: {tmp_path / 'file'} cannot be written (Not a directory)."
    with pytest.warns(Note, match=f"^{re.escape(sentence)}$"):
        keep(cache_directory() / "kind" / "a", b"contents")
    keep(cache_directory() / "kind" / "b", b"contents")
    assert kept(cache_directory() / "kind" / "a") is None


def test_a_full_disk_costs_one_note_and_leaves_nothing(monkeypatch, tmp_path):
    def full(path, contents):
        with open("/dev/full", "wb") as device:
            device.write(contents)

    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.warns(Note, match=r"cannot be written \(No space left on device\)"):
        keep(tmp_path / "table.npz", b"contents")
    assert os.listdir(tmp_path) == []


def test_writers_at_once_leave_one_whole_file(tmp_path):
    path, seen = tmp_path / "table.npz", []
    contents = [bytes([k]) * 10**5 for k in range(4)]

    def write(mine):
        for _ in range(20):
            keep(path, mine)
            seen.append(kept(path))

    threads = [threading.Thread(target=write, args=(mine,)) for mine in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 80 and all(found in contents for found in seen)
    assert os.listdir(tmp_path) == ["table.npz"]


@pytest.fixture(autouse=True)
def no_note_yet(monkeypatch):
    monkeypatch.setattr(cache_folder, "_noted", set())


def _aged(path: Path, days: float) -> None:
    then = time.time() - 86400.0 * days
    os.utime(path, (then, then))


def test_what_nobody_used_for_a_quarter_of_a_year_is_removed(tmp_path):
    """A file of that age is used once more and stays; another kind of file in the same folder is not ours to remove."""
    for name in ("old.kernel", "used.kernel", "old.npz"):
        keep(tmp_path / name, b"contents")
        _aged(tmp_path / name, 91)
    cache_folder._remove_unused.cache_clear()  # as in a new process
    assert kept(tmp_path / "used.kernel") == b"contents"
    keep(tmp_path / "new.kernel", b"contents")
    assert sorted(os.listdir(tmp_path)) == ["new.kernel", "old.npz", "used.kernel"]


def test_a_file_has_the_time_of_its_last_use_to_a_day(tmp_path):
    path = tmp_path / "table.npz"
    keep(path, b"contents")
    _aged(path, 0.5)
    before = path.stat().st_mtime
    assert kept(path) == b"contents" and path.stat().st_mtime == before
    _aged(path, 2)
    assert kept(path) == b"contents" and time.time() - path.stat().st_mtime < 60
    _aged(path, 2)
    path.write_bytes(b"damaged")
    _aged(path, 2)
    assert kept(path) is None and time.time() - path.stat().st_mtime > 86400
