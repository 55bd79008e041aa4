"""Settings of other codes as a dictionary and as text."""

from reheaton.export.settings import Setting, Settings, value_text


def test_text_has_every_setting_with_its_reason_and_all_digits():
    settings = Settings("one\ntwo", (Setting("a", 1 / 3, "a third"), Setting("b", "x")), of_program=(Setting("c", 2),))
    assert settings.to_dict() == {"a": 1 / 3, "b": "x"}
    lines = settings.to_ini().splitlines()
    assert lines == ["# one", "# two", "", "# a third", "a = 0.3333333333333333", "b = x", "c = 2"]


def test_values():
    assert [value_text(value) for value in (1, 0.5, "T", 1e-7)] == ["1", "0.5", "T", "1e-07"]
