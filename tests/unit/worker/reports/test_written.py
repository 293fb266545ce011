"""The three files of a report: whole, telling the same, and harmless whatever invoices say."""

import io
import json
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import openpyxl
import pytest
from hypothesis import given, settings, strategies as st

from models.report import Outcome, RunKind, RunLine
from tests.unit.worker.reports.report_kit import change, everything, line, many, message, run
from worker.reports import figures, lines, page, write

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</style><svg onload=alert(1)>",
    "</title></textarea>{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    '=HYPERLINK("https://example.org")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "-2+3",
    "\u2028 \x85 \u2029 \u202e",
    "a\x00b\x1bc\ud7ff",
    "😀" * 400,
    "\t=1",
)  # fmt: skip
OUTSIDE = re.compile(
    r"""(?:src|href|action|data|poster|srcset)\s*=\s*["']?\s*(?:[a-z][a-z0-9+.-]*:|//)""", re.IGNORECASE
)


class Tags(HTMLParser):
    """The tags of a page with the names of their attributes."""

    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, tuple(sorted(name for name, _ in attrs if name != "href"))))


def html_of(report):
    return page.page(report, figures.figures_of(report))


def tags(report):
    return [one for one in Tags(html_of(report)).seen if one[0] != "a"]


def records(report):
    return list(lines.records(report, figures.figures_of(report)))


def book_of(folder, report):
    return openpyxl.load_workbook(write(report, folder)[1])


def rows(sheet):
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_three_files_are_written_and_nothing_else_stays(tmp_path):
    folder = tmp_path / "a" / "b"
    paths = write(run(line()), folder)
    assert [path.name for path in paths] == ["report.html", "report.xlsx", "report.jsonl"]
    assert sorted(paths) == sorted(folder.iterdir())
    before = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in write(run(line()), folder)] == before


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_an_invoice_changes_what_the_page_is_made_of(text):
    told = everything(text)
    assert tags(told) == tags(everything("texte"))
    html = html_of(told)
    assert "<script" not in html
    assert not OUTSIDE.search(html)


@pytest.mark.parametrize("kind", list(RunKind))
def test_an_empty_run_says_so(tmp_path, kind):
    paths = write(run(kind=kind), tmp_path)
    assert "Aucune facture n&#39;a été traitée." in paths[0].read_text("utf-8")
    assert [len(rows(sheet)) for sheet in openpyxl.load_workbook(paths[1])][1:] == [0, 0, 0]
    assert json.loads(paths[2].read_text("utf-8"))["invoices"] == 0


def test_the_page_needs_nothing_from_elsewhere():
    html = html_of(run(line(files=("factures/F 1.pdf", "../x.pdf")), files=1, pages=1))
    assert "default-src 'none'" in html
    assert not OUTSIDE.search(html)
    assert not re.search(r"@import|url\((?!#p-)", html)
    assert re.findall(r'href="([^"]*)"', html) == ["./factures/F%201.pdf", "./report.xlsx", "./report.jsonl"]


def test_the_page_tells_the_run_in_a_sentence_by_the_clock_of_france():
    html = html_of(run(line(), line(), line(Outcome.TO_REVIEW), line(Outcome.SET_ASIDE, reason=message("Page vide."))))
    text = html.replace("\u202f", " ")
    assert (
        "Sur 4 factures ou fichiers traités : 2 (50 %) prêtes à déposer, 1 à relire par une personne, 1 mise de côté."
        in text
    )
    assert "Le 23/11/2026 à 00:30" in text
    assert "Page vide." in text


def test_a_kept_value_is_told_as_kept():
    html = html_of(run(line(changes=(change(kept=True),)), kind=RunKind.REPROCESS))
    assert "gardée" in html
    assert "non retenue" in html


def test_the_plot_says_what_its_table_says():
    html = html_of(run(line(), line(Outcome.SET_ASIDE)))
    told = re.search(r'<desc id="devenir-dit">(.*?)</desc>', html)
    assert told is not None
    assert told[1].replace("\u202f", " ").startswith("Prête à déposer : 1 (50 %). À relire par une personne : 0 (0 %).")


def test_a_long_run_gives_a_short_page_that_tells_where_the_rest_is():
    html = html_of(many(10_000))
    assert len(html) < 150_000
    assert "9\u202f975 autres sont dans report.xlsx, feuille « Changements »" in html
    assert "975 autres sont dans report.xlsx, feuille « Mises de côté »" in html


def test_the_workbook_has_real_numbers_dates_and_shares(tmp_path):
    book = book_of(tmp_path, run(line(), line(Outcome.TO_REVIEW, confidence=0.5), files=1, pages=2))
    assert book.sheetnames == ["Synthèse", "Factures", "Changements", "Mises de côté"]
    assert all(sheet.freeze_panes and sheet.auto_filter.ref for sheet in book)
    told = {row[1]: row for row in rows(book["Synthèse"])}
    assert told["Prête à déposer"][2:4] == [1, 0.5]
    assert told["Heures gagnées (estimation)"][2] == pytest.approx(0.1)
    assert told["Novembre"][4] == datetime(2026, 11, 23)  # noqa: DTZ001 - a workbook's dates have no zone
    assert book["Synthèse"]["D3"].number_format == "0%"
    first = rows(book["Factures"])[0]
    assert (first[6], first[8], first[0]) == (1234.5, 0.9, 1)


def test_changes_and_what_was_set_aside_point_to_their_invoice(tmp_path):
    book = book_of(
        tmp_path,
        run(
            line(),
            line(
                changes=(
                    change("total_vat", None, "1250.00"),
                    change("issue_date", "2026-01-03", "2026-03-01", kept=True, confirmed=True),
                    change("due_date", "2026-02-03", "2026-03-02", kept=True),
                )
            ),
            line(Outcome.SET_ASIDE, number=None, reason=None),
        ),
    )
    assert [row[3:7] for row in rows(book["Changements"])] == [
        ["Total TVA", "(vide)", "1\u202f250,00", "nouvelle"],
        ["Date d'émission", "03/01/2026", "01/03/2026", "ancienne (confirmée)"],
        ["Échéance", "03/02/2026", "02/03/2026", "ancienne"],
    ]
    assert {row[0] for row in rows(book["Changements"])} == {2}
    assert rows(book["Mises de côté"]) == [[3, "pile.pdf", None, "1", "Sans motif connu", None]]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_an_invoice_is_a_formula(tmp_path, text):
    data = write(everything(text), tmp_path)[1].read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 4
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)


def test_the_lines_begin_with_the_summary_and_give_every_invoice_back():
    report = run(
        line(changes=(change(old=None),), findings=("FR-M-01",)),
        line(Outcome.SET_ASIDE, total=None, reason=message("Page vide.")),
        files=1, pages=3,
    )  # fmt: skip
    summary, *told = (json.loads(record) for record in records(report))
    assert (summary["record"], summary["version"], summary["invoices"]) == ("summary", 1, 2)
    assert summary["outcomes"]["set_aside"] == 1
    assert summary["reasons"] == {"Page vide.": 1}
    assert [(one.pop("record"), one.pop("line")) for one in told] == [("invoice", 1), ("invoice", 2)]
    assert "total" not in told[1]
    assert tuple(RunLine.model_validate(one) for one in told) == report.lines


def test_lines_are_made_one_after_the_other():
    made = lines.records(many(50), figures.figures_of(many(50)))
    assert json.loads(next(made))["record"] == "summary"
    assert json.loads(next(made))["line"] == 1


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.floats(), st.decimals(allow_nan=False, allow_infinity=False))
def test_whatever_was_read_page_and_lines_are_written(text, confidence, total):
    report = everything(text)
    odd = report.model_copy(
        update={
            "lines": tuple(one.model_copy(update={"confidence": confidence, "total": total}) for one in report.lines)
        }
    )
    assert [tag for tag in tags(odd) if tag[0] == "script"] == []
    told = records(odd)
    assert len("\n".join(told).splitlines()) == len(told) == len(odd.lines) + 1
    assert json.loads(told[1])["source"] == text


def test_a_day_of_the_workbook_is_that_of_france(tmp_path):
    told = rows(book_of(tmp_path, run(line()))["Synthèse"])
    assert [row[4].date() for row in told if row[4]] == [date(2026, 11, 23)]
    assert [row[2] for row in told if row[1] == "Secondes de calcul"] == [Decimal(60)]


def test_why_an_invoice_waits_stands_beside_it_on_the_page_and_in_the_workbook(tmp_path):
    told = line(Outcome.TO_REVIEW, reason=message("Le SIRET du vendeur manque."), confidence=0.4)
    pages, book, _ = write(run(told), tmp_path)
    assert "Le SIRET du vendeur manque." in pages.read_text("utf-8")
    assert "Le SIRET du vendeur manque." in rows(openpyxl.load_workbook(book)["Factures"])[0]


def test_attachments_are_papers_and_no_share_of_the_pages():
    html = html_of(run(line(), files=2, pages=10, blank=3, separators=1, attachments=2)).replace("\u202f", " ")
    assert "10 pages dans 2 fichiers ; 2 pièces jointes reconnues" in html


def test_amounts_carry_their_currency_everywhere(tmp_path):
    told = line(Outcome.CHANGED, currency="CHF", changes=(change("total_vat", "5.00", "7.00"),))
    _, workbook, jsonl = write(run(told, kind=RunKind.REPROCESS), tmp_path)
    html = (tmp_path / "report.html").read_text("utf-8").replace("\u202f", " ")
    assert "7,00 CHF" in html
    assert "1 234,50 CHF" in html
    sheets = openpyxl.load_workbook(workbook)
    assert [cell.value for cell in sheets["Changements"][2]][4:6] == ["5,00\u202fCHF", "7,00\u202fCHF"]
    names = [cell.value for cell in sheets["Factures"][1]]
    assert sheets["Factures"][2][names.index("Devise")].value == "CHF"
    assert json.loads(jsonl.read_text("utf-8").splitlines()[1])["currency"] == "CHF"
