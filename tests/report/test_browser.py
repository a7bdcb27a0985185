"""The HTML report in a real browser: no console message, no request, nothing wider than the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.catalog.load import own_catalog
from d365arch.report.make import make_report
from tests.analysis.landscapes import worked_example
from tests.render.browsers import running_browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with running_browser() as found:
        yield found


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    catalog, space = own_catalog(), worked_example()
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(make_report(space, catalog, analyze(space, catalog), ".html"), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_opens_quietly_in_both_schemes(browser: Any, report: Path, scheme: str) -> None:
    told: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url) if not request.url.startswith(
        (report.as_uri(), "data:")) else None)
    page.goto(report.as_uri())
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    shown = [drawing.is_visible() for drawing in page.query_selector_all(".drawing svg")]
    assert shown == ([True, False] if scheme == "light" else [False, True])
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(18, 21, 28)")
    assert page.evaluate("document.fonts.check(\"14px 'Source Sans Pro'\")")
    page.close()


def test_links_lead_to_the_system(browser: Any, report: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 500}, reduced_motion="reduce")
    page.goto(report.as_uri())
    page.click(".findings a >> nth=0")
    assert page.evaluate("document.querySelector('tr:target').getBoundingClientRect().top") < 500
    page.close()


def test_the_drawing_can_be_seen_in_its_actual_size(browser: Any, report: Path) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 800})
    page.goto(report.as_uri())
    natural, fitted = (page.evaluate(f"document.querySelector('.day svg').{what}")
                       for what in ("width.baseVal.valueInSpecifiedUnits", "getBoundingClientRect().width"))
    page.check("text=Actual size")
    actual = page.evaluate("document.querySelector('.day svg').getBoundingClientRect().width")
    assert fitted <= 900
    assert round(actual) == round(natural)
    page.close()


def test_the_report_prints_in_light_and_on_paper_width(browser: Any, report: Path, tmp_path: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert [d.is_visible() for d in page.query_selector_all(".drawing svg")] == [True, False]
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()
