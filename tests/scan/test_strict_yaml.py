"""What a YAML file may hold, and one sentence with its line for all else."""

import os
from pathlib import Path

import pytest

from reheaton.errors import InvalidInput
from reheaton.scan.strict_yaml import LARGEST, read_yaml


@pytest.fixture
def read(tmp_path):
    """Reads text, or bytes, from a file."""

    def read(content):
        path = tmp_path / "card.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_yaml(path)

    return read


def test_plain_yaml_and_its_lines(read):
    document = read(
        "---\nmodel: a.py:A  # a comment\n\nparameters:\n  y: 1e-3\n  'no': \"yes\"\n"
        "  m: {n: [1, '030', none], b: 30 GeV}\n  t: |\n    two\n    lines\n...\n"
    )
    assert document.content == {
        "model": "a.py:A",
        "parameters": {"y": 1e-3, "no": "yes", "m": {"n": [1, "030", "none"], "b": "30 GeV"}, "t": "two\nlines\n"},
    }
    assert document.lines["parameters",] == 4
    assert document.lines["parameters", "m", "n"] == 7
    assert document.where(("parameters", "m", "missing")).endswith("card.yaml (line 7)")
    assert document.where().endswith("card.yaml (line 1)")


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "~\n"])
def test_nothing(read, text):
    assert read(text).content is None


BILLION_LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "line", "expected"),
    [
        (BILLION_LAUGHS, 1, "an anchor"),
        ("a: 1\nb: *a\n", 2, "an alias"),
        ("a: 1\n<<: {b: 2}\n", 2, "'<<' without quotes is an instruction"),
        ("a: 1\nb: !!float abc\n", 2, "a tag"),
        ("!!python/object/apply:os.system [ls]\n", 1, "a tag"),
        ("a: !foo 1\n", 1, "a tag"),
        ("a: !undeclared!foo 1\n", 1, "a tag"),
        ("!!set {a, b}\n", 1, "a tag"),
        ("a: !!binary aGk=\n", 1, "a tag"),
        ("a: ! 12\n", 1, "a tag"),
        ("%YAML 1.1\n---\na: 1\n", 1, "a directive"),
        ("%FOO\n---\na: 1\n", 1, "a directive"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        ("a: 1\n...\n---\n", 3, "a second document"),
        ("a: 1\n...\nb: 2\n", 3, "is not valid YAML: this line does not belong"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' is given twice, first in line 1"),
        ("a: 1\n'a': 3\n", 2, "'a' is given twice"),
        ("a:\n  {b: 1, b: 2}\n", 2, "'b' is given twice"),
        ("a: 1\nb: 030\n", 2, "'030' without quotes is a number in base 8"),
        ("a: [1, no]\n", 1, "'no' without quotes is true or false"),
        ("a: 1\nb: " + "7" * 400 + "\n", 2, "is too large"),
        ("a: 2020-13-45\n", 1, "is a date"),
        ("a: 1\n2: 3\n", 2, "'2' is not allowed as a key"),
        ("2.5: 3\n", 1, "'2.5' is not allowed as a key"),
        ("null: 3\n", 1, "'null' is not allowed as a key"),
        ("a: 1\ntrue: 3\n", 2, "'true' is not allowed as a key"),
        ("'': 3\n", 1, "'' is not allowed as a key"),
        ("yes: 3\n", 1, "'yes' without quotes"),
        ("010: 3\n", 1, "'010' without quotes"),
        ("2020-01-01: 3\n", 1, "'2020-01-01' without quotes"),
        ("[a]: 3\n", 1, "a list or a mapping is not allowed as a key"),
        ("a: 1\n? {b: 1}\n: 3\n", 2, "a list or a mapping is not allowed as a key"),
        ("a: 1\nb:\nc: 2\n", 2, "'b' has no value"),
        ("{a:1}\n", 1, "'a:1' has no value"),
        ("{mass: 2,5}\n", 1, "'5' is not allowed as a key"),
        ("a: 1\nb: " + "[" * 3000 + "]" * 3000, 2, "more than 10 mappings or lists"),
        ("{a: " * 3000 + "}" * 3000, 1, "more than 10 mappings or lists"),
        ("[" * 900_000, 1, "more than 10 mappings or lists"),
        ("- " * 400_000, 1, "more than 10 mappings or lists"),
        ("".join(" " * i + "a:\n" for i in range(1000)), 11, "more than 10 mappings or lists"),
        ("a: 1\n\tb: 2\n", 2, "a tab"),
        ("a:\t1\n", 1, "a tab"),
        ("a: 1\nb: 2\tGeV\n", 2, "a tab"),
        ("a: 1\nb: \0\n", 2, "U+0000"),
        ("a: 1\r\nb: \x1b[31m\n", 2, "U+001B"),
        ("a: 1\x85b: 2\n", 1, "U+0085"),
        ("a: 1\u2028b: 2\n", 1, "U+2028"),
        ('a: 1\nb: "\\0"\n', 2, "text must not have the character U+0000"),
        ('a: "\\ud800"\n', 1, "text must not have the character U+D800"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', 2, "a character does not exist"),
        ('a: 1\nb: "\\e[2J"\n', 2, "U+001B"),
        (b"a: 1\nb: \xff\n", 2, "not a text file"),
        ("\ufeffa: 1\n", 1, "byte-order mark"),
        ("a: \ufeff1\n", 1, "U+FEFF"),
        ("a: 1\n".encode("utf-16"), 1, "UTF-16"),
        ("a: 1\n".encode("utf-16-be"), 1, "U+0000"),
        ("a: 1\n".encode("utf-32"), 1, "UTF-32"),
        ("a: [1, 2\nb: 3\n", 2, "is not valid YAML"),
        ("a: 'x\n", 2, "before a quotation mark is closed"),
        ("a: b: c\n", 1, "this colon"),
        ("a: 1\n  b: 2\n", 2, "this colon"),
        ("a:\n    b: 1\n  c: 2\n", 3, "the indentation"),
        ("a: @x\n", 1, "must not begin with"),
        ("a: 1\nb\nc: 3\n", 3, "a colon and a space must follow a name"),
    ],
)
def test_refused(read, tmp_path, content, line, expected):
    with pytest.raises(InvalidInput) as caught:
        read(content)
    said = str(caught.value)
    assert f"card.yaml (line {line})" in said and expected in said, said
    assert said.endswith(".") and "\n" not in said
    # One quotation has at most 80 characters, and the sentence around it fewer than 200.
    assert len(said) < len(str(tmp_path)) + 280


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nowhere.yaml", r"^the card nowhere\.yaml cannot be read: No such file or directory\.$"),
        ("a\0.yaml", r"^the card a\\x00\.yaml cannot be read: embedded null byte\.$"),
        ("\ud800.yaml", r"^the card \\ud800\.yaml cannot be read: "),
        ("x" * 5000, r"^the card \.\.\.x+ cannot be read: File name too long\.$"),
        ("x/" * 5000, "cannot be read"),
    ],
)
def test_a_file_that_is_not_there(name, expected):
    with pytest.raises(InvalidInput, match=expected) as caught:
        read_yaml(Path(name))
    # 80 characters of the name, and the sentence around it.
    assert len(str(caught.value)) < 150


def test_only_files_are_read(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    for path, expected in (
        (pipe, "it is a pipe"),
        ("/dev/zero", "it is a device"),
        (tmp_path, "it is a folder"),
    ):
        with pytest.raises(InvalidInput, match=expected):
            read_yaml(tmp_path / path)


def test_size_is_limited_before_reading(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(InvalidInput, match="it is larger than 1 MB"):
        read_yaml(path)
