"""Words without quotes: what both versions of YAML read alike, and one sentence for what they do not."""

import math
import re

import pytest
import yaml

from reheaton.errors import InvalidInput
from reheaton.probes.number_text import number_of_text
from reheaton.scan.unquoted import meaning

AGREED = {
    "0": 0,
    "-0": 0,
    "7": 7,
    "+7": 7,
    "-12": -12,
    "1.": 1.0,
    ".5": 0.5,
    "-.5": -0.5,
    "0.25": 0.25,
    "007.5": 7.5,
    "1e3": 1000.0,
    "1E+3": 1000.0,
    "1.5e-3": 0.0015,
    "+1.e3": 1000.0,
    "0e999": 0.0,
    ".inf": math.inf,
    "+.INF": math.inf,
    "-.Inf": -math.inf,
    "true": True,
    "False": False,
    "NULL": None,
    "~": None,
    "none": "none",
    "30 GeV": "30 GeV",
    "030 GeV": "030 GeV",
    "yEs": "yEs",
    "nope": "nope",
    "1-2": "1-2",
    "0:30": "0:30",
    "-0o7": "-0o7",
    "2020-1-1": "2020-1-1",
    "_": "_",
    "1e": "1e",
    ".": ".",
    "e3": "e3",
}

DISPUTED = {
    "030": "30",
    "-030": "-30",
    "+07": "+7",
    "00": "0",
    "08": "8",
    "0o30": "24",
    "0x1F": "31",
    "-0x1f": "-31",
    "0x_": "it in decimals",
    "0xffffffffffffffffffffffffffffffff": "it in decimals",
    "0b11": "3",
    "0" * 5000 + "7": "it in decimals",
    "1_" * 5000: "it in decimals",
    "1_000": "1000",
    "0_17": "17",
    "-1_0.5": "-10.5",
    "1_000e3": "1000e3",
    "1:30": "90",
    "-1:30": "-90",
    "190:20:30.15": "685230.15",
    f"1{':30' * 20}": "it in decimals",
    "yes": "true",
    "On": "true",
    "y": "true",
    "NO": "false",
    "off": "false",
    "N": "false",
    "2020-01-01": "a number",
    "2020-13-45": "a number",
    "2001-12-14t21:59:43.10-05:00": "a number",
    "=": "another word",
    "<<": "another word",
}


@pytest.mark.parametrize("word", AGREED)
def test_agreed_words(word):
    found = meaning(word)
    assert found == AGREED[word] and type(found) is type(AGREED[word])


def test_nan():
    assert all(math.isnan(meaning(word)) for word in (".nan", ".NaN", ".NAN"))


@pytest.mark.parametrize("word", DISPUTED)
def test_disputed_words(word):
    with pytest.raises(InvalidInput, match=r"YAML 1\.1 and .* in YAML 1\.2: write ") as caught:
        meaning(word)
    assert f": write {DISPUTED[word]}, or put it into quotes if text is meant." in str(caught.value)


@pytest.mark.parametrize("better", [better for better in DISPUTED.values() if " " not in better])
def test_what_is_proposed_is_accepted(better):
    assert isinstance(meaning(better), int | float | bool)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("9" * 400, "too large"), ("-" + "1" * 5000, "too large"), ("1e999", "too large"), ("-1.5e-999", "too small")],
)
def test_numbers_out_of_reach(word, expected):
    with pytest.raises(InvalidInput, match=expected) as caught:
        meaning(word)
    # A quotation has at most 80 characters, and the sentence around it fewer than 70.
    assert len(str(caught.value)) < 150


def _yaml_1_2(word):
    """The core schema as section 10.3.2 of YAML 1.2.2 has it."""
    if re.fullmatch(r"[-+]?[0-9]+", word):
        return int(word)
    if re.fullmatch(r"0o[0-7]+", word):
        return int(word[2:], 8)
    if re.fullmatch(r"0x[0-9a-fA-F]+", word):
        return int(word[2:], 16)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", word):
        return float(word)
    return {"true": True, "false": False, "null": None, "~": None}.get(word, word)


def _as_we_read_it(value):
    """The number that a parameter would be, or the value."""
    if isinstance(value, str):
        try:
            return number_of_text("x", value, "", "")
        except InvalidInput:
            return value
    return value


def test_whatever_is_accepted_is_the_same_in_both_versions():
    """Referees are PyYAML, which reads YAML 1.1, and the schema of YAML 1.2 written out; all words of 3 characters."""
    letters = "0179.-+:_eExobny"
    words = [a + b + c for a in letters for b in letters for c in letters]
    accepted = 0
    for word in [*words, *("0" + w for w in words), *("1" + w for w in words)]:
        try:
            found = meaning(word)
        except InvalidInput:
            continue
        if word.endswith(":") or ": " in word or word.startswith(("-:", "- ")):
            continue  # no word of YAML
        accepted += 1
        resolved = yaml.SafeLoader("").resolve(yaml.ScalarNode, word, (True, False))
        old = yaml.SafeLoader("").construct_object(yaml.ScalarNode(resolved, word))
        readings = [_as_we_read_it(value) for value in (found, old, _yaml_1_2(word))]
        assert readings[0] == readings[1] == readings[2], word
    assert accepted > len(words)
