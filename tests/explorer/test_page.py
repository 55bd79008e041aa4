"""The page: whole, of its size, and nothing of a store is run in it."""

import base64
import hashlib
import html.parser
import importlib.resources
import json
import re

import numpy as np
import pytest
from tests.figures.many_points import cube, grid, result

from reheaton.errors import InvalidInput
from reheaton.explorer.page import SCRIPTS, as_json, page_of

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&amp;<!--"


class Elements(html.parser.HTMLParser):
    """Tags of a page, and the texts of its scripts."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.scripts, self.attributes, self.inside = [], [], [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.inside = tag
        self.attributes += attrs
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside == "script":
            self.scripts[-1] += data


def evil():
    """A store in which every text is an attack."""
    data = grid().assign_attrs(model=EVIL, options=f"flavour = {EVIL}", version=EVIL)
    for variable in data.variables.values():
        variable.attrs |= {"units": EVIL, "long_name": EVIL, "symbol": EVIL, "citation": EVIL}
    return data.rename({"root": EVIL.replace("/", ""), "margin most": f"margin {EVIL}", "flag large": f"flag {EVIL}"})


def test_nothing_of_a_store_becomes_an_element():
    plain, attacked = Elements(page_of(grid()).text), Elements(page_of(evil()).text)
    assert attacked.tags == plain.tags and len(attacked.scripts) == 4
    assert not any(name.startswith("on") or value == "x" for name, value in attacked.attributes)
    about = json.loads(attacked.scripts[0])
    assert about["model"] == EVIL and about["limits"][0]["name"] == EVIL


def test_one_script_may_run_and_nothing_is_loaded():
    page = Elements(page_of(grid()).text)
    (policy,) = [value for name, value in page.attributes if name == "content" and "default-src" in value]
    digest = base64.b64encode(hashlib.sha256(page.scripts[-1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
    assert not {"link", "img", "iframe"} & set(page.tags) and "src" not in dict(page.attributes)


def test_marks_in_a_store_are_not_filled_in():
    data = grid().assign_attrs(model="@@SCRIPT@@")
    page = Elements(page_of(data).text)
    assert json.loads(page.scripts[0])["model"] == "@@SCRIPT@@" and "@@" not in page.scripts[-1]


def test_json_holds_no_signs_of_html():
    text = as_json({"a": "<>&é\u2028", "b": [1.5, None]})
    assert not set("<>&é\u2028") & set(text) and json.loads(text) == {"a": "<>&é\u2028", "b": [1.5, None]}
    with pytest.raises(ValueError, match="JSON"):
        as_json(float("nan"))


def test_equal_stores_give_equal_pages():
    assert page_of(grid()).text == page_of(grid()).text


def test_every_part_of_the_script_is_short():
    folder = importlib.resources.files("reheaton.explorer") / "resources"
    assert sorted(f"{name}.js" for name in SCRIPTS) == sorted(
        x.name for x in folder.iterdir() if x.name.endswith(".js")
    )
    for name in SCRIPTS:
        text = (folder / f"{name}.js").read_text()
        assert len(text.splitlines()) <= 400 and "</script" not in text, name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", text), name


def about_of(page):
    return json.loads(Elements(page.text).scripts[0])


def test_other_observables_are_left_out_where_they_do_not_fit():

    noise = np.random.default_rng(1).uniform(1.0, 2.0, (60, 60))
    points = result(noise * 10, noise.T * 10)
    data = points.to_xarray().rename(dim_0="m_N", dim_1="m_nu")
    data = data.drop_vars(["m_N", "m_nu"]).assign_coords(m_N=np.arange(60.0) + 1, m_nu=np.arange(60.0) + 1)
    whole = page_of(data)
    assert whole.notes == (("no histories: The store does not say what its points were given."),)
    # The numbers of `root` take 12 kB, and less than 70% of the room must be enough for all of them.
    less = page_of(data, largest=185_000)
    assert less.notes[0] == "Left out, as they do not fit into the page: root."
    assert [q["name"] for q in about_of(less)["quantities"]] == ["x"] and len(less.text) <= 185_000
    thin = page_of(data, largest=130_000)
    assert any("every" in note and "is shown" in note for note in thin.notes), thin.notes
    assert min(axis["size"] for axis in about_of(thin)["axes"]) < 60 and len(thin.text) <= 130_000


def test_no_room_at_all():
    with pytest.raises(InvalidInput, match="--megabytes"):
        page_of(cube(), largest=10_000)


def test_the_line_of_a_user_s_model(grid_scan):
    unknown = about_of(page_of(grid_scan.data, histories=0))["run"]
    assert unknown["command"].startswith("reheaton run FILE.py:Class ") and "stands for" in unknown["note"]
    known = about_of(page_of(grid_scan.data, histories=0, model=grid_scan.model))["run"]
    assert known["command"] == f"reheaton run {grid_scan.model} -s T_start=0.5" and known["note"] == ""


def test_histories_that_are_not_all_there_are_said(grid_scan):
    page = page_of(grid_scan.data, histories=0)
    assert page.notes == ("no histories: None was asked for.",)
