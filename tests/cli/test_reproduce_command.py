"""`reheaton reproduce`: which figures are drawn, the files written and the paths printed."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["first/figure-1", "first/figure-2", "second/figure-1"]),
        (["first"], ["first/figure-1", "first/figure-2"]),
        (["first", "--figure", "2"], ["first/figure-2"]),
        (["--figure", "1"], ["first/figure-1", "second/figure-1"]),
    ],
)
def test_reproduce_prints_what_it_wrote(reheaton, toy_figures, tmp_path, arguments, expected):
    outcome = reheaton("reproduce", *arguments, "-o", tmp_path)
    assert outcome.code == 0
    endings = (".png", ".pdf", "-line.csv")
    assert outcome.out.split() == [f"{tmp_path}/{stem}{ending}" for stem in expected for ending in endings]
    assert all((tmp_path / f"{stem}{ending}").stat().st_size for stem in expected for ending in endings)
