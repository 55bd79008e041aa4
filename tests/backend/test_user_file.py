"""Only regular files of a sensible size are read."""

import os
import socket

import pytest

from reheaton.backend import user_file
from reheaton.backend.user_file import user_bytes, user_text
from reheaton.errors import InvalidInput


def reason(path):
    with pytest.raises(InvalidInput) as failure:
        user_text(path, "the table")
    message = str(failure.value)
    assert message.startswith("the table ") and message.endswith(".") and message.count("\n") == 0
    return message.partition(" cannot be read: ")[2]


def test_text_comes_back_without_the_mark_of_spreadsheets(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffT, Ω\n".encode())
    assert user_text(path, "the table") == user_text(str(path), "the table") == "T, Ω\n"
    assert user_bytes(path, "the table").startswith(b"\xef\xbb\xbf")


def test_what_is_no_regular_file_is_refused_and_nothing_hangs(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # names of sockets may not be long
    os.mkfifo("pipe")
    os.symlink("pipe", "link")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        assert "it is a socket" in reason("socket")
    assert "it is a pipe" in reason("pipe")
    assert "it is a pipe" in reason("link")
    assert "it is a folder" in reason(".")
    assert "it is a device" in reason("/dev/zero")
    assert "No such file" in reason("nowhere")
    assert "Not a directory" in reason("pipe/below")
    assert "name too long" in reason("x" * 300)
    assert "null byte" in reason("a\0b")


def test_large_files_are_refused_before_they_fill_memory(monkeypatch, tmp_path):
    monkeypatch.setattr(user_file, "LARGEST", 2**20)
    (tmp_path / "largest").write_bytes(b"x" * 2**20)
    (tmp_path / "larger").write_bytes(b"x" * (2**20 + 1))
    assert len(user_text(tmp_path / "largest", "the table")) == 2**20
    assert "larger than 1 MB" in reason(tmp_path / "larger")


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        (b"\xff\xfea\x00b\x00", "not text in UTF-8 (byte 0)"),
        ("naïve".encode("latin-1"), "not text in UTF-8 (byte 2)"),
        (b"1 2\0 3", "zero byte"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path, contents, expected):
    (tmp_path / "a").write_bytes(contents)
    assert expected in reason(tmp_path / "a")
