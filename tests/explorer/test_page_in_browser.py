"""The page in a browser, opened as a file: its numbers are those of the store, and everything can be reached."""

import json
import re
import shlex
import shutil

import numpy as np
import pytest
from tests.figures.many_points import cube, drawn, failed, grid, line, two_points_between_limits

from reheaton.explorer.page import page_of

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@pytest.fixture(scope="module")
def chromium():
    """A browser that is installed on this machine, or one that playwright has downloaded."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with playwright.sync_playwright() as started:
        try:
            browser = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except playwright.Error as error:
            pytest.skip(f"there is no browser: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, tmp_path):
    """Opens the page of a data set; after the test there must have been no error, and no request but for the page."""
    faults, contexts = [], []

    def open_page(data, width=1280, height=900, scheme="light", **more):
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_text(page_of(data, **more).text, encoding="utf-8")
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text))
        page.on("request", lambda request: request.url == path.as_uri() or faults.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready=all]", timeout=20_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def number(text):
    """The number in a text of the page."""
    text = re.sub(r" × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: "e" + found[1].translate(RAISED), text.replace("−", "-"))
    text = re.sub(r"^(-?)10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: f"{found[1]}1e{found[2].translate(RAISED)}", text)
    return float(re.match(r"[-+]?[\d.]+(e-?\d+)?", text)[0])


def shown(page, part):
    """Numbers in the rows of a part of the panel, by name, as the reader sees them."""
    rows = page.locator(f"#{part} tr[data-name]").all()
    return {row.get_attribute("data-name"): row.locator("td").first.text_content() for row in rows}


def verdict(page):
    return page.locator(".verdict").get_attribute("data-verdict")


def place(page):
    """Where the cursor is, by parameter."""
    return {name: number(text) for name, text in shown(page, "parameters").items()}


def assert_is_the_point(page, data):
    """The panel shows what the data set holds at the cursor; six digits are written."""
    at = {name: value for name, value in place(page).items() if name in data.sizes}
    point = data.sel(at, method="nearest")
    for name, text in shown(page, "observables").items():
        assert number(text) == pytest.approx(float(point[name]), rel=1e-5)
    margin = min(float(point[f"margin {name}"]) for name in ("most", "least"))
    expected = "excluded" if margin < 0 else "allowed" if bool(point["allowed"]) else "outside"
    assert verdict(page) == expected
    margins = shown(page, "limits")
    for name in ("most", "least"):
        assert number(margins[name]) == pytest.approx(float(point[f"margin {name}"]), rel=1e-3)


def test_numbers_are_those_of_the_store(opened):
    """The quick one: a slider, the keyboard, the mouse, and every number of the panel."""
    data = cube()
    page = opened(data)
    assert_is_the_point(page, data)
    slider = page.locator("input[type=range]")
    slider.fill("2")
    assert place(page)["vev_ratio"] == 5.0
    assert_is_the_point(page, data)
    before = place(page)
    page.locator("#plot").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("state.pinned")
    page.wait_for_timeout(100)
    after = place(page)

    def steps(name):
        return [int(np.argmin(np.abs(data[name].values - at[name]))) for at in (before, after)]

    assert all(end - start == 1 for start, end in map(steps, ("m_N", "m_nu")))
    assert_is_the_point(page, data)
    page.keyboard.press("Escape")
    box = page.locator("#plot canvas").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] - 2)
    page.wait_for_timeout(100)
    assert place(page) == {"m_N": 1.0, "m_nu": 1.0, "vev_ratio": 5.0}
    assert_is_the_point(page, data)
    assert verdict(page) == "excluded" and "light" in page.locator("#flags").text_content()


@pytest.mark.slow
def test_every_choice_draws(opened):
    page = opened(cube())
    for select in range(page.locator("#controls select").count()):
        chooser = page.locator("#controls select").nth(select)
        for value in [option.get_attribute("value") for option in chooser.locator("option").all()]:
            page.locator("#controls select").nth(select).select_option(value)
            assert page.locator("#plot svg").count() == 1
    # The last axis chosen was "none": a curve.
    page.locator("#controls select").nth(1).select_option("")
    assert page.locator("#plot path.curve").count() == 2
    assert page.locator("input[type=range]").count() == 2


@pytest.mark.slow
def test_a_limit_that_is_switched_off_is_not_drawn(opened):
    page = opened(grid())
    assert page.locator("#plot path.limit").count() == 2
    page.locator("#limits input[data-name=most]").uncheck()
    assert page.locator("#plot path.limit").count() == 1
    # The verdict is that of all limits.
    page.evaluate("state.cursor = [8, 10]; showCursor()")
    assert verdict(page) == "excluded"


@pytest.mark.slow
def test_failed_points_and_those_not_done(opened):
    data = failed(grid(), 3, 4)
    code = data["code"].values.copy()
    code[8, 9:] = -1
    data["code"] = (data["code"].dims, code)
    page = opened(data)
    assert page.locator("#plot path.failed").count() == 2 and page.locator("#plot circle.undone").count() == 2
    assert "2 points are not calculated yet" in page.locator("#notices").text_content()
    page.evaluate("state.cursor = [0, 3]; showCursor()")
    assert verdict(page) == "failed" and "did not finish" in page.locator("#verdict").text_content()
    assert shown(page, "observables") == {}
    page.evaluate("state.cursor = [8, 10]; showCursor()")
    assert verdict(page) == "not done"


@pytest.mark.slow
def test_along_a_line_each_limit_is_interpolated_by_itself(opened):
    """Below 3 one limit excludes and above 5 another, as seen from points at 1 and 10: between them is allowed."""
    data = two_points_between_limits()
    shaded = opened(data).locator("#plot rect.excluded")
    assert shaded.count() == 2
    boxes = [shaded.nth(i).evaluate("r => [+r.getAttribute('x'), +r.getAttribute('width')]") for i in range(2)]
    (left, low), (start, high) = boxes
    width = start + high - left
    # A thousandth of the axis, far below a pixel.
    assert low / width == pytest.approx(np.log10(3.0), abs=1e-3)
    assert (start - left) / width == pytest.approx(np.log10(5.0), abs=1e-3)


@pytest.mark.slow
def test_a_line_and_scattered_points(opened):
    page = opened(line())
    assert page.locator("#plot path.curve").count() == 2
    page.locator("#plot").focus()
    before = place(page)["m_nu"]
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(100)
    assert place(page)["m_nu"] < before
    data = drawn(40)
    page = opened(data)
    page.locator("#plot").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(100)
    at = place(page)
    nearest = np.argmin(np.hypot(data["m_N"] - at["m_N"], data["m_nu"] - at["m_nu"]).values)
    assert number(shown(page, "observables")["x"]) == pytest.approx(float(data["x"][nearest]), rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("make", [cube, line, drawn])
def test_on_a_phone(opened, make):
    page = opened(make(), width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for control in page.locator("select, button, input[type=range]").all():
        if control.is_visible():
            box = control.bounding_box()
            assert box["height"] >= 30 and box["x"] >= 0 and box["x"] + box["width"] <= 390
    plot = page.locator("#plot").bounding_box()
    page.mouse.click(plot["x"] + 200, plot["y"] + 100)
    page.wait_for_timeout(100)
    assert page.evaluate("state.pinned")


@pytest.mark.slow
def test_dark_and_light(opened):
    def brightness(page):
        color = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", color)[:3])) / 3

    assert brightness(opened(grid())) > 240
    page = opened(grid(), scheme="dark")
    assert brightness(page) < 40
    page.locator("#theme").click()
    assert brightness(page) > 240 and "light" in page.locator("#theme").text_content()
    page.locator("#theme").click()
    assert brightness(page) < 40


@pytest.mark.slow
def test_the_line_makes_the_same_point(opened, grid_scan, solved_scan, drawn_scan, reheaton):
    for scan, moves in ((grid_scan, 2), (solved_scan, 1), (drawn_scan, 3)):
        page = opened(scan.data, model=scan.model)
        page.locator("#plot").focus()
        for _ in range(moves):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(100)
        words = shlex.split(page.locator("#line").text_content())
        assert words[:2] == ["reheaton", "run"]
        outcome = reheaton(*words[1:], "--json")
        assert outcome.code == 0, outcome.err
        found = json.loads(outcome.out)
        for name, text in shown(page, "observables").items():
            assert number(text) == pytest.approx(found["observables"][name], rel=1e-5)
        assert verdict(page) == found["verdict"]


@pytest.mark.slow
def test_the_history_of_the_point(opened, grid_scan):
    page = opened(grid_scan.data, model=grid_scan.model)
    assert page.locator("#history path.history-line").count() >= 2 and "sm" in page.locator("#history").text_content()
    page.locator("#history button", has_text="temperature").click()
    assert "temperature of sm [GeV]" in page.locator("#history").text_content()
    without = opened(grid_scan.data)
    assert "The model product is not installed here" in without.locator("#history").text_content()


@pytest.mark.slow
def test_an_attack_in_a_store_is_text(opened):
    from tests.explorer.test_page import EVIL, evil

    page = opened(evil())
    assert page.locator("h1").text_content() == EVIL
    assert page.locator("img").count() == 0 and page.locator("script").count() == 4


@pytest.mark.slow
def test_contours_run_up_to_a_point_without_a_number(opened):
    """x + y = 2.5 on a grid of 3 x 3 points whose last has none: through both cells before it, and its own triangle.

    At level 3 the line is the side of that triangle, from (2, 1) to (1, 2).
    """
    page = opened(grid())
    field = "Float64Array.from([0, 1, 2, 1, 2, 3, 2, 3, NaN])"
    for level, ends in ((2.5, [[0.5, 2.0], [2.0, 0.5]]), (2.9, [[0.9, 2.0], [2.0, 0.9]])):
        (chain,) = page.evaluate(f"contourLines({field}, 3, [0, 1, 2], [0, 1, 2], {level})")
        assert sorted([chain[0], chain[-1]]) == [pytest.approx(end) for end in ends]
        assert [x + y for x, y in chain] == pytest.approx([level] * len(chain))
    lacking = "Float64Array.from([NaN, 1, 2, 1, 2, NaN, 2, NaN, NaN])"
    assert page.evaluate(f"contourLines({lacking}, 3, [0, 1, 2], [0, 1, 2], 2.5)") == []


@pytest.mark.slow
def test_excluded_points_leave_no_gap_beside_those_outside_the_approximation(opened):
    """Of four points in a row, outside, excluded, excluded and allowed, the second has the sign of the first."""
    page = opened(grid())
    verdict, field = (
        "[OUTSIDE, EXCLUDED, EXCLUDED, ALLOWED, OUTSIDE, EXCLUDED, EXCLUDED, ALLOWED]",
        "[1, -1, -1, 1, 1, -1, -1, 1]",
    )
    assert page.evaluate(f"signsOf({verdict}, [{field}], 4)") == [-1, -1, 1, 1] * 2
    # Where no limit that is shown excludes a point, it is as an allowed one.
    assert page.evaluate(f"signsOf({verdict}, [], 4)") == [-1, 1, 1, 1] * 2


@pytest.mark.slow
def test_colours_serve_what_is_allowed(opened):
    """x is from 1 to 10^4, and allowed from 20 to 900."""
    page = opened(grid())
    page.evaluate("state.log = true")
    assert page.evaluate("levelsFor(quantityNamed('x')).texts") == ["50", "100", "200", "500"]
