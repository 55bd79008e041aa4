"""`reheaton cite`: BibTeX of what a model uses."""


def test_cite_prints_bibtex(reheaton, spring):
    outcome = reheaton("cite", spring)
    assert outcome.code == 0
    assert "@book{Kolb:1990vq," in outcome.out and "@misc{jax," in outcome.out


def test_options_of_a_card_choose_what_is_cited(reheaton, tmp_path):
    """The equation of state that a card names is cited, and the one it replaces is not."""
    card = tmp_path / "card.yaml"
    card.write_text("model: dodelson-widrow\noptions: {eos: saikawa-shirai-2018}\n")
    chosen, default = reheaton("cite", card).out, reheaton("cite", "dodelson-widrow").out
    assert "{Saikawa:2018rcs," in chosen and "{Borsanyi:2016ksw," not in chosen
    assert "{Borsanyi:2016ksw," in default and "{Saikawa:2018rcs," not in default
