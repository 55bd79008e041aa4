"""`reheaton cite`: BibTeX of what a model uses."""


def test_cite_prints_bibtex(reheaton, spring):
    outcome = reheaton("cite", spring)
    assert outcome.code == 0
    assert outcome.out.startswith("@book{Kolb:1990vq,")
    assert "@misc{jax," in outcome.out
