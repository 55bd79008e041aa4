"""The bibliography: complete entries, short forms, and one sentence for an unknown key."""

import re

import pytest

from reheaton import citations as references
from reheaton.errors import InvalidInput


def test_every_entry_can_be_cited():
    for key in references.known_keys():
        assert re.fullmatch(r".+ (19|20)\d\d(, (arXiv|doi):\S+)?", references.short(key)), key
        entry = references.bibtex([key])
        assert entry.count("{") == entry.count("}")
        assert "title = " in entry
        assert "author = " in entry


def test_no_entry_is_lost_by_the_reader():
    text = (references.importlib.resources.files("reheaton") / "data" / "references.bib").read_text(encoding="utf-8")
    assert len(references.known_keys()) == len(re.findall(r"^@", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("Holst:2023", "Holst et al. 2024, arXiv:2305.06364"),
        ("Saikawa:2018rcs", "Saikawa & Shirai 2018, arXiv:1803.01038"),
        ("Fixsen:2009ug", "Fixsen 2009, arXiv:0911.1955"),
        ("Borsanyi:2016ksw", "Borsányi et al. 2016, arXiv:1606.07494"),
        ("Planck:2018vyg", "Planck Collaboration 2020, arXiv:1807.06209"),
        ("Kolb:1990vq", "Kolb & Turner 1990, doi:10.1201/9780429492860"),
    ],
)
def test_short_form(key, expected):
    assert references.short(key) == expected


def test_bibtex_keeps_order_and_drops_repeats():
    text = references.bibtex(["jax", "Kolb:1990vq", "jax"])
    assert re.findall(r"^@\w+\{(.*),$", text, re.MULTILINE) == ["jax", "Kolb:1990vq"]


def test_unknown_key():
    with pytest.raises(InvalidInput, match="did you mean 'Holst:2023'"):
        references.bibtex(["Holst:2024"])
