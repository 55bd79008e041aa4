"""Cards: what is written in YAML, read by this package and by PyYAML, and by the rules of YAML 1.2."""

import math
import re
import tempfile
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from fuzzing.case import Case, Nonsense
from fuzzing.number_makers import damaged_text
from fuzzing.surfaces.models import MODELS, TOGETHER
from reheaton.models.registry import find_model
from reheaton.probes.parameter import Option
from reheaton.scan.card import Card, read_card

_SCALARS: Final = (
    "7", "7.0", "7 keV", "1e-9", "1E-9", "1.e-9", ".5", "+3", "-3", "0", "-0", "007", "0o7", "0x1F", "0b11", "1_000",
    "190:20:30", "1:30.5",
    "2020-01-01", "2020-01-01 10:00:00", "yes", "no", "on", "off", "y", "n", "Yes", "true", "True", "TRUE", "tRUE",
    "false", "null", "~",
    "Null", "none", "None", "''", '""', "'7 keV'", '"7"', '"\\x41"', '"\\ud800"', '"\\U0010FFFF"', '"\\0"', "=", "<<",
    ".inf", "-.inf", ".nan",
    ".NaN", "+.inf", "1e400", "1e-400", "1e5", "1e+5", "1.5e5", "12e03", "0e0", "08", "09.5", "1.", "- 1", "[1, 2]",
    "{a: 1}", "&a 7", "*a",
    "!!str 7", "!!python/object:os.system x", "!!float 7", "|\n    7", ">\n    7 keV", "7 # seven", "7 #", "# 7",
    "7:8", "7: 8", "a: b", "'7", '"7',
    "[7", "{7", "%7", "@7", "`7", "?7", "? 7", "7\tkeV", "７", "7\u00a0keV", "7\u2028", "\ufeff7", "7 keV, 8 keV", "mu",
    "first-principles",
    "table:x", "momentum-resolved", "9" * 400, "x" * 5000, "1" + "0" * 5000, "paper", "all", "...", "---", "--- 7",
    "0.1e", "1e", "e1", "0x", "0o",
    "1__0", "_1", "0.1_1", "1,000", "∞", "½", "1 / 2", "-", ":", "'it''s'", "60:60", "1e1e1", "+.5e-3", "-.5", "0.",
    "00", "0_0", "1:2:3.5",
)  # fmt: skip
_NAMES: Final = ("m_s", "sin2_2theta", "m_N", "m_nu", "vev_ratio", "limits", "eos", "T_reheat", "y", "n", "yes", "1",
    "null", "''", "'m_s'", "m s",
                 "m_S", "ｍ_s", "[a]", "? m_s", "model", "m_s ", "-", "<<", "true", "1.5", "\u200bm_s", "x" * 3000,
                 "&m m_s")  # fmt: skip
_MODELS: Final = ("dodelson-widrow", "twin-sterile-neutrino", "inverse-symmetry-breaking", "dodelson-widow", "x.py:Y",
    "''", "7", "[a]", "null", "x" * 3000,
                  "Dodelson-Widrow", "/nowhere/x.py:Y", "true", "~")  # fmt: skip
_OTHERS: Final = ("# a comment", "", "---", "...", "%YAML 1.2", "other: 3", "extra:\n  a: 1", "\t",
    "model: dodelson-widrow", "- 1", "scan: {}", "parameters:",
                  "options: []", "!!map", "&a", "\x00", "\x85", "scan:\n  m_s: {from: 1, to: 2, points: 3}",
                  "scan:\n  m_s: {from: 1 keV, to: 1 MeV, points: 3, spacing: log}",
                  "scan:\n  m_s: {from: 1, to: 2, points: 1}", "scan: 3",
                  "scan:\n  m_s: {from: true, to: 2, points: 3}", "scan:\n  m_s: {from: 1, to: 2, points: 3.5}",
                  "scan:\n  m_s: {from: 1, too: 2, points: 3}",
                  "scan:\n  m_s: {from: 0, to: 2, points: 3, spacing: log}",
                  "scan:\n  limits: {from: 0, to: 2, points: 3}",
                  "scan:\n  m_s: {from: .nan, to: 2, points: '3'}",
                  "scan:\n  m_s: {from: 1, to: 1, points: true}")  # fmt: skip
_FOLDER: Final = tempfile.TemporaryDirectory(prefix="fuzz-cards-")
_TRUTHS_1_2: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def card_text(random: Random) -> str:
    """The text of a card that may be right, or is wrong in a few places."""
    model = random.choice(MODELS)
    lines = [f"model: {model.NAME if random.random() < 0.85 else random.choice(_MODELS)}"]
    for section, kind in (("parameters", False), ("options", True)):
        items = [item for item in model.declarations().values() if isinstance(item, Option) == kind]
        lines.append(f"{section}:")
        needed = [item for item in items if item.name in TOGETHER[model]]
        for item in dict.fromkeys(needed + random.sample(items, random.choice((0, 0, 1, 2)))):
            name = item.name if random.random() < 0.95 else random.choice(_NAMES)
            lines.append(f"  {name}:{random.choice(('', ' ', ' ', ' ', ' ', ' '))}{_value(random, item)}")
        if lines[-1].endswith("s:"):
            lines.pop()
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        lines.insert(random.randrange(len(lines) + 1), random.choice(_OTHERS))
    text = random.choice(("\n", "\n", "\n", "\r\n", "\r")).join(lines) + random.choice(("\n", ""))
    return damaged_text(random, text) if random.random() < 0.2 else text


def _value(random: Random, item: Any) -> str:
    if random.random() < 0.1:
        return random.choice(_SCALARS)
    if isinstance(item, Option):
        return str(random.choice(item.choices)).lower()
    low, high = max(item.minimum, 1e-3), min(item.maximum, 1e12)
    x = math.exp(random.uniform(math.log(low), math.log(high))) if low < high else 0.5
    return random.choice(
        (f"{x:g}", f"{x!r}", f"{x:.3g} {item.unit}", f"'{x:.3g} {item.unit}'", f'"{x:.4e}"', f"{x:.2e}")
    ).strip()


def make(random: Random) -> Case:
    """A card in a file, read and turned into a model."""
    path = Path(_FOLDER.name) / "card.yaml"
    content = card_text(random).encode("utf-8", "surrogatepass")
    if random.random() < 0.05:
        content = bytearray(content)
        for _ in range(3):
            content[random.randrange(len(content))] = random.randrange(256)
        content = random.choice(
            (bytes(content), b"\xef\xbb\xbf" + content, content.decode("latin-1").encode("utf-16"), b"", content[:20])
        )

    def call() -> tuple[Card, Any]:
        path.write_bytes(content)
        card = read_card(path)
        model = find_model(card.model)
        card.refuse_for(model)
        return card, model(**card.values)

    text = content.decode("utf-8", "replace")
    return Case(f"card {content!r}", call, lambda answer: _judge(text, *answer), texts=_long_words(text))


def _long_words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\s,:]+", text) if len(word) > 80)


def _judge(text: str, card: Card, model: Any) -> None:
    """Raises Nonsense unless every value is that of both versions of YAML."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        raise Nonsense("no mapping for PyYAML")
    given = {key.value: value for key, value in root.value}
    for section in ("parameters", "options"):
        found = getattr(card, section)
        node = given.pop(section, None)
        wanted = {key.value: value for key, value in node.value} if node is not None else {}
        if set(found) != set(wanted):
            raise Nonsense(f"{section} has {sorted(found)}, not {sorted(wanted)}")
        for name, value in found.items():
            if not same_as_both(wanted[name], value):
                raise Nonsense(f"{name}: {wanted[name].value!r} is read as {value!r}")
    if set(given) - {"model", "scan"}:
        raise Nonsense(f"{sorted(given)} are accepted as keys")
    for name, value in card.values.items():
        made = {**model.parameters, **model.options}[name]
        if isinstance(value, bool) != isinstance(made, bool) or (isinstance(value, int | float) and made != value):
            raise Nonsense(f"{name} = {value!r} becomes {made!r}")


def same_as_both(node: yaml.Node, value: Any) -> bool:
    """Whether a value is what YAML 1.1 and 1.2 read; a number that is text for one of them may be the number."""
    if not isinstance(node, yaml.ScalarNode):
        return False
    if node.style in ("'", '"', "|", ">"):
        return value == node.value and isinstance(value, str)
    old = yaml.SafeLoader("").construct_object(node)
    new = _core_schema(node.value)
    return _same(value, new) and (
        _same(value, old) or (isinstance(old, str) and type(value) is float and float(old) == value)
    )


def _core_schema(word: str) -> Any:
    """A word without quotes by the core schema of YAML 1.2.2, section 10.3.2."""
    if word in ("", "~", "null", "Null", "NULL"):
        return None
    if word in _TRUTHS_1_2:
        return _TRUTHS_1_2[word]
    if re.fullmatch(r"[-+]?[0-9]+", word):
        return int(word)
    if re.fullmatch(r"0o[0-7]+", word):
        return int(word[2:], 8)
    if re.fullmatch(r"0x[0-9a-fA-F]+", word):
        return int(word, 16)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", word):
        return float(word)
    if re.fullmatch(r"[-+]?\.(inf|Inf|INF)", word):
        return -math.inf if word[0] == "-" else math.inf
    return math.nan if re.fullmatch(r"\.(nan|NaN|NAN)", word) else word


def _same(one: Any, other: Any) -> bool:
    both_nan = isinstance(one, float) and isinstance(other, float) and math.isnan(one) and math.isnan(other)
    return type(one) is type(other) and (one == other or both_nan)
