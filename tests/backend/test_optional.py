"""Packages that need not be installed."""

import json
import sys

import pytest

from reheaton.backend.optional import optional_package
from reheaton.errors import InvalidInput


def test_a_package_that_is_there():
    assert optional_package("json", "store", "a store") is json


def test_a_package_that_is_missing_is_named_with_its_cure(monkeypatch):
    monkeypatch.setitem(sys.modules, "zarr", None)
    sentence = r"^a store needs the package zarr, which is not installed: pip install 'reheaton\[scan\]'\.$"
    with pytest.raises(InvalidInput, match=sentence):
        optional_package("zarr", "scan", "a store")
