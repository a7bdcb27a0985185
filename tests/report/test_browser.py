"""The HTML report in a real browser: quiet, in both schemes and on paper; sorting, filtering, and the way from the
drawing to what is told of an element and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.consolidation.records import PlanOptions
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_workspace
from d365arch.model import Workspace
from d365arch.report.make import make_report
from tests.render.browsers import running_browser
from tests.report.landscapes import paying
from tests.report.test_reports import hostile

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).parents[2] / "samples" / "contoso-sprawl.yaml"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with running_browser() as found:
        yield found


def written(space: Workspace, folder: Path) -> Path:
    catalog = own_catalog()
    path = folder / "report.html"
    path.write_bytes(make_report(space, catalog, analyze(space, catalog), ".html", plan=PlanOptions()))
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(paying(), tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(read_workspace(SAMPLE).workspace, tmp_path_factory.mktemp("large"))


class Tab:
    """A page of the browser, and everything that it says or asks for; opened anew for each report."""

    def __init__(self, browser: Any) -> None:
        self.told: list[str] = []
        self.page = browser.new_page()
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.told.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.told.append(request.url) if not request.url.startswith(
            ("file:", "data:", "about:")) else None)

    @contextmanager
    def opened(self, report: Path, scheme: str = "light", media: str = "screen", width: int = 1280) -> Iterator[Any]:
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(color_scheme=scheme, media=media, reduced_motion="reduce")
        self.page.goto("about:blank")    # an address with another place in it would be no new page
        self.page.goto(report.as_uri())
        yield self.page
        assert self.told == []


@pytest.fixture(scope="module")
def tab(browser: Any) -> Tab:
    return Tab(browser)


@pytest.mark.parametrize(("scheme", "ground", "bar"), [
    ("light", "rgb(255, 255, 255)", "rgb(12, 111, 140)"), ("dark", "rgb(18, 21, 28)", "rgb(53, 182, 216)")])
def test_it_opens_quietly_in_both_schemes(tab: Tab, small: Path, scheme: str, ground: str, bar: str) -> None:
    with tab.opened(small, scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        fill = "getComputedStyle(document.querySelector('{}')).fill"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
        assert page.evaluate(fill.format("#today-all rect")) == ground
        assert page.evaluate(fill.format("#plot-degrees rect")) == bar
        assert page.evaluate("document.fonts.check(\"14px 'Source Sans Pro'\")")
        page.set_viewport_size({"width": 420, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 420


def column(page: Any, table: str, number: int) -> list[str]:
    return page.eval_on_selector_all(  # type: ignore[no-any-return]
        f"{table} tbody tr:not(.detail):not([hidden])",
        f"rows => rows.filter(r => r.offsetParent !== null).map(r => r.cells[{number}].innerText.trim())")


def test_a_click_on_a_head_sorts_and_the_next_one_turns(tab: Tab, small: Path) -> None:
    with tab.opened(small) as page:
        assert (before := column(page, "#systems table", 0))
        page.click("#systems th >> text=Neighbors")
        up = [int(n) for n in column(page, "#systems table", 1)]
        assert up == sorted(up)
        page.click("#systems th >> text=Neighbors")
        assert [int(n) for n in column(page, "#systems table", 1)] == sorted(up, reverse=True)
        assert page.get_attribute("#systems th:nth-child(2)", "aria-sort") == "descending"
        page.focus("#systems th >> nth=0 >> [role=button]")
        page.keyboard.press("Enter")
        names = column(page, "#systems table", 0)
        assert names == sorted(before, key=str.casefold)


def test_small_print_travels_with_its_row(tab: Tab, small: Path) -> None:
    with tab.opened(small) as page:
        pairs = ("bodies => bodies.map(b => [b.rows[0].id, b.rows[1] ? b.rows[1].innerText : ''])")
        before = dict(page.eval_on_selector_all("#integrations tbody", pairs))
        page.click("#integrations th >> text=Called side")
        after = page.eval_on_selector_all("#integrations tbody", pairs)
        assert dict(after) == before
        assert [i for i, _ in after] != list(before)


def test_words_in_the_filter_leave_the_rows_that_have_them_all(tab: Tab, small: Path) -> None:
    with tab.opened(small) as page:
        every = len(column(page, "#integrations table", 0))
        page.fill("#integrations input[type=search]", "SALES price-9")
        assert column(page, "#integrations table", 0) == []
        page.fill("#integrations input[type=search]", "sales  account")
        some = len(column(page, "#integrations table", 0))
        assert 0 < some < every
        assert page.inner_text("#integrations output") == f"{some} of {every}"
        page.fill("#integrations input[type=search]", "")
        assert len(column(page, "#integrations table", 0)) == every


def test_a_click_in_the_drawing_leads_to_what_is_told(tab: Tab, small: Path) -> None:
    with tab.opened(small) as page:
        page.click("#today-system-t1 text >> nth=0")
        assert page.evaluate("document.activeElement.id") == "system-t1"
        assert page.get_attribute("#system-t1", "class") == "profile lit"
        assert 0 <= page.evaluate("document.getElementById('system-t1').getBoundingClientRect().top") < 800
        page.fill("#integrations input[type=search]", "web shop")
        page.locator("#today-label-price-1").click()
        assert page.is_visible("#integration-price-1")
        assert page.get_attribute("#system-t1", "class") == "profile"
        assert page.evaluate("document.querySelectorAll('.lit').length") == 1
        assert page.url.endswith("#integration-price-1")


def test_a_row_leads_to_its_line(tab: Tab, small: Path) -> None:
    with tab.opened(small) as page:
        page.click("#integration-price-2 .find")
        assert page.get_attribute("#today-line-price-2", "class") == "lit"
        seen = "getComputedStyle(document.getElementById('today-{}')).opacity"
        bright = {i: page.evaluate(seen.format(i)) for i in ("label-price-2", "system-t1", "system-t2", "system-t3")}
        assert bright == {"label-price-2": "1", "system-t1": "1", "system-t2": "1", "system-t3": "0.18"}
        top = page.evaluate("document.getElementById('today-line-price-2').getBoundingClientRect().top")
        assert 0 <= top < 800
        page.click("#system-shop .find")
        assert page.get_attribute("#today-system-shop", "class") == "lit"
        page.keyboard.press("Escape")
        assert page.locator(".lit, .dimmed").count() == 0


def test_links_of_findings_lead_to_cards(tab: Tab, small: Path) -> None:
    with tab.opened(small) as page:
        page.click(".findings a >> nth=0")
        assert page.evaluate("document.querySelector('.lit').getBoundingClientRect().top") < 800


def test_the_contents_stay_and_mark_where_one_is(tab: Tab, small: Path) -> None:
    with tab.opened(small) as page:
        page.click("nav a >> text=Interface catalog")
        page.wait_for_selector("nav a[aria-current] >> text=Interface catalog")
        assert page.locator("nav").bounding_box()["y"] == 0
        page.keyboard.press("Home")
        page.wait_for_selector("nav a[aria-current] >> text=Summary")


def test_the_drawing_can_be_seen_in_its_actual_size(tab: Tab, small: Path) -> None:
    with tab.opened(small, width=900) as page:
        drawing = "document.querySelector('.drawing svg')"
        natural, fitted = (page.evaluate(f"{drawing}.{what}") for what in (
            "width.baseVal.valueInSpecifiedUnits", "getBoundingClientRect().width"))
        page.check("text=Actual size")
        assert fitted <= 900
        assert round(page.evaluate(f"{drawing}.getBoundingClientRect().width")) == round(natural)


def test_the_report_prints_in_light_with_the_case_on_one_page(tab: Tab, large: Path) -> None:
    with tab.opened(large, "dark", "print") as page:
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert not page.is_visible("nav")
        assert not page.is_visible("#integrations input")
        first = "document.getElementById('summary')"
        assert page.evaluate(f"{first}.scrollHeight <= {first}.clientHeight + 1")
        data = page.pdf(prefer_css_page_size=True)
        assert 20 < len(re.findall(rb"/Type /Page\b", data)) < 90


def test_hostile_names_do_nothing(tab: Tab, tmp_path: Path) -> None:
    with tab.opened(written(hostile(), tmp_path)) as page:
        assert page.inner_text("h1").startswith("<script>alert(1)</script>\"'&{{7*7}}")
        assert page.locator("script").count() == 1
