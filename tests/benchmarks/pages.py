"""The review page in a browser: how long until it can be worked with, and from a field's focus to its place shown.

A page can be worked with once its fields and the picture of the first page are there and no script has run for more
than 50 ms at a time since. The slow line gives 400 kbit/s after 400 ms, as a telephone in the country.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.pages_kit import CHROMIUM, CLAIRE, World, launch, running_world, sign_in, until

INVOICE: Final = "multipage-1"  # three pages
TIMES: Final = 5
SLOW: Final = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
WATCH: Final = """
window.held = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.held = Math.max(window.held, one.startTime + one.duration);
}).observe({type: "longtask", buffered: true});
const look = () => {
  const picture = document.querySelector("#page-viewer img");
  const field = document.querySelector("#review-form [id^='field-']");
  if (picture?.complete && picture.naturalWidth && field) window.seen = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
FIELDS: Final = "[...document.querySelectorAll('#review-form [data-confidence][id^=field-]')].map((one) => one.id)"
MEASURES: Final = "performance.getEntriesByName('review:highlight').map((one) => one.duration)"


def run(*, quick: bool) -> dict[str, Any]:
    """Measure and print."""
    if CHROMIUM is None:
        print("\npages: chromium is not installed")
        return {}
    with tempfile.TemporaryDirectory() as home, running_world(Path(home)) as world, sync_playwright() as playwright:
        browser = launch(playwright)
        for name in world.ids:
            world.document(name)  # nothing else is under way
        _opened(browser, world)  # the pictures are drawn once
        count = 2 if quick else TIMES
        opened = [_opened(browser, world) for _ in range(count)]
        slow = [_opened(browser, world, slow=True) for _ in range(1 if quick else 2)]
        shown = _shown(browser, world)
        browser.close()
    report = {
        "interactive_ms": round(statistics.median(opened)),
        "interactive_slow_line_ms": round(statistics.median(slow)),
        "highlight_ms": round(statistics.median(shown), 1),
        "highlight_p95_ms": round(sorted(shown)[int(len(shown) * 0.95)], 1),
        "highlights": len(shown),
    }
    print("\nthe review page of an invoice of three pages, in the browser")
    print(f"  can be worked with after       {report['interactive_ms']:5} ms, the median of {count}")
    print(f"  over a slow line               {report['interactive_slow_line_ms']:5} ms, nothing kept from before")
    print(f"  from focus to the place shown  {report['highlight_ms']:5} ms, the median of {len(shown)};")
    print(f"                                 95 % within {report['highlight_p95_ms']} ms")
    return report


def _opened(browser: Browser, world: World, *, slow: bool = False) -> float:
    """Milliseconds from the click until the page can be worked with, in a browser that has nothing of it."""
    context = browser.new_context(base_url=world.address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, CLAIRE)
    page.add_init_script(WATCH)
    if slow:
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW)
    _review(page, world)
    page.wait_for_timeout(500)  # a script that would still hold it is seen
    after = float(page.evaluate("Math.max(window.seen, window.held)"))
    context.close()
    return after


def _shown(browser: Browser, world: World) -> list[float]:
    """Milliseconds from focus to the place shown, for every field that has one, twice over."""
    context = browser.new_context(base_url=world.address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, CLAIRE)
    page.add_init_script(WATCH)
    _review(page, world)
    for field in page.evaluate(FIELDS) * 2:
        page.locator(f"#{field}").focus()
        page.wait_for_timeout(60)
    told = [float(one) for one in page.evaluate(MEASURES)]
    context.close()
    assert told, "no field showed its place"
    return told


def _review(page: Page, world: World) -> None:
    page.goto(f"/factures/{world.document(INVOICE)}")
    until(page, "window.seen", 60)
