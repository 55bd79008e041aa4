"""Files are whole or absent, whatever happens while they are written."""

import errno
import os
import stat
import threading

import pytest

from reheaton.backend import whole_file as module
from reheaton.backend.whole_file import whole_file, write_whole


@pytest.fixture(autouse=True)
def fresh():
    """Every test is the first of its process that writes to a folder."""
    module._remove_stale.cache_clear()


def write(path, text, **options):
    with whole_file(path, **options) as partial:
        partial.write_text(text)


def test_a_file_appears_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "result.json"
    with whole_file(path) as partial:
        partial.write_text("half")
        assert partial.parent == path.parent and partial.suffix == path.suffix
        assert partial.name.startswith(".result.partial-")
        assert not path.exists()
        partial.write_text("whole")
    assert path.read_text() == "whole"
    assert os.listdir(path.parent) == ["result.json"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError, SystemExit, OSError(errno.ENOSPC, "disk full")])
@pytest.mark.parametrize("before", ["as it was", None])
def test_what_stops_the_writing_leaves_the_folder_as_it_was(tmp_path, stop, before):
    path = tmp_path / "figure.png"
    if before:
        path.write_text(before)

    def write_half():
        with whole_file(path) as partial:
            partial.write_text("half")
            raise stop

    with pytest.raises(type(stop) if isinstance(stop, OSError) else stop):
        write_half()
    assert os.listdir(tmp_path) == (["figure.png"] if before else [])
    assert before is None or path.read_text() == before


def test_a_full_disk_names_the_file(tmp_path):
    """What write() raises has no name in it."""

    def write_too_much():
        with whole_file(tmp_path / "result.json"), open("/dev/full", "w") as full:
            full.write("x" * 10**6)

    with pytest.raises(OSError, match=r"cannot write .*result\.json: No space left on device") as failure:
        write_too_much()
    assert failure.value.errno == errno.ENOSPC


def test_folders_that_cannot_be_made_are_named(tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.csv").mkdir()
    for path in (tmp_path / "file" / "a.csv", tmp_path / "folder.csv", tmp_path / ("x" * 300)):
        with pytest.raises(OSError, match="cannot write"):
            write(path, "")


@pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_permissions_are_those_of_any_new_file(tmp_path, umask, expected):
    before = os.umask(umask)
    try:
        write(tmp_path / "a.csv", "")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == expected


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "a.csv").chmod(0o640)
    write(tmp_path / "a.csv", "new")
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o640


def test_links_are_followed_and_pipes_written_to(tmp_path):
    (tmp_path / "link.csv").symlink_to(tmp_path / "target.csv")
    write(tmp_path / "link.csv", "text")
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "target.csv").read_text() == "text"
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text()))
    reader.start()
    write(tmp_path / "pipe", "text")
    reader.join(timeout=10.0)
    assert read == ["text"] and stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_what_killed_processes_left_is_removed_after_a_day(tmp_path):
    left, young = tmp_path / ".a.partial-0123.csv", tmp_path / ".b.partial-4567.csv"
    for path in (left, young, tmp_path / ".hidden"):
        path.write_text("half")
        os.utime(path, (0.0, 0.0))
    os.utime(young)
    write(tmp_path / "a.csv", "")
    assert sorted(os.listdir(tmp_path)) == [".b.partial-4567.csv", ".hidden", "a.csv"]


@pytest.mark.parametrize("durable", [True, False])
def test_contents_reach_the_disk_before_the_name(monkeypatch, tmp_path, durable):
    done = []
    replace = os.replace
    monkeypatch.setattr(os, "fsync", lambda descriptor: done.append("contents"))
    monkeypatch.setattr(os, "replace", lambda *paths: done.append("name") or replace(*paths))
    write(tmp_path / "a.csv", "", durable=durable)
    assert done == (["contents", "name"] if durable else ["name"])


def test_a_text_is_written_whole(tmp_path):
    write_whole(tmp_path / "new" / "text", "\u03bd_s\n")
    assert (tmp_path / "new" / "text").read_bytes() == "\u03bd_s\n".encode()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["text"]
