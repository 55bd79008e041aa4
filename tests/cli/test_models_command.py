"""`reheaton models`: all models in one line each, and one in full."""


def test_one_model_in_full(reheaton, spring):
    outcome = reheaton("models", spring)
    assert outcome.code == 0
    for text in ("spring: A mass on a spring", "mass", "required", "above 0 GeV", "motion", "small, large", "period"):
        assert text in outcome.out


def test_list_of_models(reheaton):
    assert "twin-sterile-neutrino" in reheaton("models").out
