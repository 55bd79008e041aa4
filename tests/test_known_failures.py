"""The table of known failures is true today: each line still fails in its way, and its cure works."""

import pytest
from tests.known_failures import TABLE, KnownFailure

each = pytest.mark.parametrize("line", TABLE, ids=[line.what.partition(":")[0] for line in TABLE])


@each
def test_it_still_fails_in_this_way(line: KnownFailure):
    """If this test fails, the failure has been mended or has changed: mend the table."""
    assert line.fails(), f"no longer true: {line.what}: {line.happens}"


@each
def test_its_cure_works(line: KnownFailure):
    assert line.cured()


def test_every_line_is_told_once_and_in_full():
    assert len({line.what for line in TABLE}) == len(TABLE)
    assert all(line.happens and line.why and line.cure for line in TABLE)
