"""Only regular files of a sensible size are read."""

import os
import socket

import pytest

from reheaton.backend.user_file import LARGEST, user_bytes, user_text
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


def test_large_files_are_refused_before_they_fill_memory(tmp_path):
    (tmp_path / "largest").write_bytes(b"x" * 2_000_000)
    (tmp_path / "larger").write_bytes(b"x" * 2_000_001)
    assert len(user_bytes(tmp_path / "largest", "the table", 2_000_000)) == 2_000_000
    with pytest.raises(InvalidInput, match=r"the table .* cannot be read: it is larger than 2 MB"):
        user_bytes(tmp_path / "larger", "the table", 2_000_000)
    with (tmp_path / "larger").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "larger than 64 MB" in reason(tmp_path / "larger")


def test_long_names_are_quoted_in_short():
    with pytest.raises(InvalidInput) as failure:
        user_bytes("x" * 5000, "the table")
    assert len(str(failure.value)) < 150


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
