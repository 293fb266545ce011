import csv
import io
import json
from argparse import Namespace
from decimal import Decimal

import pytest

from api.cli.errors import MissingFile
from api.cli.formats import OUTPUTS, Format
from api.cli.naming import Place
from api.cli.outcome import Outcome, State
from api.cli.telling import paragraph
from api.cli.work import Line
from api.cli.write import SUFFIXES, Files, Tables, refused
from api.cli.writing import Order
from extractor.deposit import SUFFIXES as DEPOSITED
from models.finding import Finding, Message, Severity
from models.output import Addition, OutputKind, Profile
from models.portal_terms import FRAMES
from tests.unit.api.cli.invoices import EXTRACTION


def message(text):
    return Message(fr=text, en=text)


GAP = Finding(rule="BR-FR-10", severity=Severity.BLOCKING, field="buyer_siret", message=message("Saisissez-le."),
              reference="XP Z12-012")  # fmt: skip
WHOLE = Outcome(
    source="a.pdf",
    state=State.WRITTEN,
    invoice_number="F-12",
    suffix=".xml",
    profile=Profile.EN16931,
    reason=message("EN 16931 : toutes les lignes sont connues."),
    additions=(Addition(term="BT-34", value="732829320", message=message("Adresse déduite du SIREN.")),),
)


def said(**changes):
    return list(paragraph(WHOLE.model_copy(update={"path": "out/a.xml", **changes})))


def line(outcome, data=b"<x/>"):
    return Line(outcome.model_dump_json(exclude_none=True), outcome.state != State.WRITTEN, data)


def test_the_kinds_are_those_that_can_be_written():
    assert set(OUTPUTS) == {kind.value for kind in OutputKind}
    assert {OutputKind(kind): suffix for kind, suffix in SUFFIXES.items() if kind not in {"csv", "xlsx"}} == DEPOSITED


def test_an_order_is_what_was_asked_for():
    supplements = Order("cii", billing_mode="S1", legal_notes=True, frame=FRAMES["A9"]).supplements()
    assert (supplements.billing_mode, supplements.legal_notes) == ("S1", True)
    assert supplements.chorus_frame == "A9_FACTURE_SOUSTRAITANT"


def test_a_file_that_was_written_says_where_and_what_was_added():
    assert said() == [
        "✔ a.pdf → out/a.xml",
        "    Profil EN 16931 : toutes les lignes sont connues.",
        "    + Adresse déduite du SIREN. [BT-34 : 732829320]",
    ]


def test_an_invoice_that_lacks_something_says_what_and_what_to_do():
    first, *rest = said(state=State.INCOMPLETE, path=None, gaps=(GAP,), profile=None, additions=())
    assert first == "✗ a.pdf : non écrite"
    assert "    - SIRET (acheteur) : Saisissez-le. [BR-FR-10]" in rest
    assert "--draft" in rest[-1]


def test_one_fault_of_many_lines_is_told_once():
    faults = [GAP.model_copy(update={"field": f"lines[{index}]"}) for index in range(12)]
    other = GAP.model_copy(update={"rule": "BR-FR-11"})
    assert said(state=State.INVALID, gaps=(*faults, other, other))[-2:] == [
        "    - Lignes 1, 2, 3, 4, 5, 6, 7, 8, 9, 10… : Saisissez-le. [BR-FR-10]",
        "    - SIRET (acheteur) : Saisissez-le. [BR-FR-11]",
    ]


def test_a_draft_and_an_invalid_file_are_not_to_be_deposited():
    assert said(state=State.DRAFT, gaps=(GAP,))[0] == "! a.pdf → out/a.xml : brouillon, à ne pas déposer"
    assert "invalide, à ne pas déposer" in said(state=State.INVALID, gaps=(GAP,))[0]


def test_the_invoices_of_one_file_are_numbered():
    assert said(number=2)[0].startswith("✔ a.pdf (2) → ")


def test_what_could_not_be_checked_is_told():
    assert said(unchecked=(message("Saxon manque."),))[-1] == "    Non contrôlé : Saxon manque."


def test_no_paragraph_is_wider_than_a_terminal_and_none_commands_it(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    long = GAP.model_copy(update={"message": message("Une phrase assez longue. " * 20 + "\x1b[2J")})
    rows = said(state=State.INCOMPLETE, source="a\x1b[2J.pdf", gaps=(long,))
    assert max(map(len, rows)) <= 80
    assert "\x1b" not in "".join(rows)


def test_bytes_go_to_the_file_and_words_to_the_screen(tmp_path, capsys):
    files = Files(Place.of(tmp_path, ".xml", []), Format.TABLE)
    files.put(line(WHOLE))
    files.put(line(WHOLE.model_copy(update={"state": State.INVALID, "gaps": (GAP,)})))
    files.put(line(WHOLE.model_copy(update={"state": State.INCOMPLETE}), b""))
    files.put(Line.of(MissingFile("b.pdf")))
    files.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.brouillon.xml", "a.xml"]
    shown = capsys.readouterr().out
    assert shown.endswith("\n1 écrite, 1 invalide, 1 non écrite, 1 en erreur\n")
    assert "✗ b.pdf : Ce fichier ne peut pas être ouvert" in shown


def test_a_program_gets_the_outcomes(tmp_path, capsys):
    files = Files(Place.of(tmp_path, ".xml", []), Format.JSONL)
    files.put(line(WHOLE))
    files.put(Line.of(MissingFile("b.pdf")))
    files.close()
    one, other = map(json.loads, capsys.readouterr().out.splitlines())
    assert (one["state"], one["path"]) == ("written", str(tmp_path / "a.xml"))
    assert other["error"]["code"] == "file_not_found"


def test_a_file_that_cannot_be_written_fails_the_run(tmp_path, capsys):
    (tmp_path / "folder").write_bytes(b"")
    files = Files(Place.of(tmp_path / "folder", ".xml", []), Format.TABLE)
    files.put(line(WHOLE))
    assert files.failed
    assert capsys.readouterr().err.startswith("✗ a.pdf : ")


def test_every_invoice_of_a_run_goes_to_one_table(tmp_path, capsys):
    tables = Tables(Place.of(tmp_path / "mars.csv", ".csv", []), kind="csv")
    for _ in range(2):
        tables.put(Line(EXTRACTION.to_json()))
    tables.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mars-lignes.csv", "mars.csv"]
    text = (tmp_path / "mars.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Numéro de facture"] for row in rows] == ["F-2026-118"] * 2
    assert Decimal(rows[0]["Total HT"].replace(",", ".")) == Decimal("1234.56")
    assert capsys.readouterr().out.startswith("✔ 2 factures → ")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_run_that_read_nothing_writes_nothing(tmp_path, kind, capsys):
    tables = Tables(Place.of(tmp_path, f".{kind}", []), kind=kind)
    tables.put(Line.of(MissingFile("b.pdf")))
    tables.close()
    assert tables.failed
    assert list(tmp_path.iterdir()) == []
    assert "rien n'est écrit" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "files", "word"),
    [
        ("x.xml", ["a.pdf", "b.pdf"], "donnez un dossier"),
        ("x.pdf", ["a.pdf"], "ne finit pas par .xml"),
        ("a.xml", ["a.xml"], "choisissez un autre nom"),
        ("taken/in", ["a.pdf"], "ne peut pas être créé"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(tmp_path, out, files, word):
    (tmp_path / "taken").write_bytes(b"")
    options = Namespace(out=tmp_path / out, output="cii")
    place = Place.of(options.out, ".xml", [tmp_path / name for name in files])
    assert word in refused(options, files, place)
