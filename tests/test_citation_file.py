"""CITATION.cff is that of this version, and cites the papers as references.bib does."""

import datetime
import re
from pathlib import Path

import pytest
import yaml

import reheaton
from reheaton.citations import bibtex

ROOT = Path(__file__).parents[1]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_version_and_date_are_those_of_the_changelog():
    """The newest heading is `## VERSION (DATE)`, or `(unreleased)` until it is released on the date of the file."""
    newest = re.search(r"^## (\S+) \((.*)\)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert CITATION["version"] == reheaton.__version__ == newest[1]
    assert isinstance(CITATION["date-released"], datetime.date)
    assert newest[2] in ("unreleased", str(CITATION["date-released"]))


@pytest.mark.parametrize(("key", "number"), [("Holst:2023", 0), ("Ireland:2022", 1)])
def test_papers_are_those_of_the_bibliography(key, number):
    paper, entry = CITATION["references"][number], bibtex([key])
    authors = " and ".join(f"{person['family-names']}, {person['given-names']}" for person in paper["authors"])
    eprint = paper["identifiers"][0]["value"].removeprefix("arXiv:")
    for text in (f"{{{authors}}}", f"{{{{{paper['title']}}}}}", f"{{{eprint}}}", f"{{{paper['year']}}}"):
        assert text in entry
    assert f"doi = {{{paper['doi']}}}" in entry or paper["doi"] == f"10.48550/arXiv.{eprint}"
