"""The page of a report in a browser: accessible, on a desk and a phone, on paper, with nothing asked of anybody."""

import pytest

from models.report import Outcome, RunKind
from tests.e2e.pages_kit import check_axe
from tests.unit.worker.reports.report_kit import change, everything, line, message, run
from worker.reports import write

LONG = "F" * 120
REPORTS = {
    "digitise": run(
        *(line(number=f"F-{rank}", confidence=rank / 40, files=(f"factures/F-{rank}.pdf",)) for rank in range(40)),
        line(Outcome.TO_REVIEW, findings=("FR-M-02", "BR-CO-15")),
        line(Outcome.SET_ASIDE, number=None, reason=message("La page est illisible : numérisez-la de nouveau.")),
        files=3, pages=60, blank=4, separators=2, attachments=6,
    ),
    "reprocess": run(
        line(Outcome.CHANGED, changes=(change(old="FR7630006000011234567890189"), change("total_vat", kept=True))),
        line(Outcome.UNCHANGED, cause="engagement", way_out="recycle"),
        line(Outcome.DEPOSITED, number=LONG, source=LONG, seller=LONG, cause="attachment"),
        kind=RunKind.REPROCESS,
    ),
    "hostile": everything('"><img src=x onerror=alert(1)>' + LONG),
    "empty": run(),
}  # fmt: skip


@pytest.mark.parametrize(("name", "width"), [("digitise", 1280), *((name, 320) for name in REPORTS)])
def test_a_report_is_accessible_and_asks_nobody(browser, tmp_path, name, width):
    address = write(REPORTS[name], tmp_path)[0].as_uri()
    # axe is a script, which the policy of the page refuses
    context = browser.new_context(viewport={"width": width, "height": 700}, bypass_csp=True)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    context.close()
    assert asked == [address]


def test_a_report_is_printed_whole(browser, tmp_path):
    path = write(REPORTS["digitise"], tmp_path)[0]
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    page.emulate_media(media="print")
    for words in ("Ce que sont devenues les factures", "numérisez-la de nouveau", "F-0", "4 min"):
        assert page.get_by_text(words.replace(" min", "\u202fmin"), exact=False).first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    context.close()
