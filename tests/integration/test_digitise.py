"""A scanner's output, digitised: what is written, what is set aside, what a person changes."""

import json
import zipfile

import pypdfium2
import pytest
from PIL import Image

from api.cli.main import main
from models.output import Supplements
from models.report import Outcome
from tests.digitise_kit import INVOICES, made, scanned, stack_of
from tests.integration.preflight import remarks
from worker.digitising import Busy, Input, Order, Run

SERVICES = Supplements(billing_mode="S1", legal_notes=True)


def digitised(out, *paths, **order):
    with Run(Order(out, jobs=1, supplements=SERVICES, engine="prefacture test", **order)) as run:
        found = run.take([Input(path.name, path) for path in paths])
        return found, run.report("essai")


def words_on(path, page=0):
    with pypdfium2.PdfDocument(path) as pdf:
        return pdf[page].get_textpage().get_text_range()


@pytest.fixture(scope="module")
def scans(tmp_path_factory):
    """Two sheets of a scanner, one upside down with a blank back, one sloped; as a TIFF."""
    folder = tmp_path_factory.mktemp("scans")
    upside = Image.open(scanned(folder / "a.png", turn=180))
    sloped = Image.open(scanned(folder / "b.png", "complet_services", slope=-1.5))
    blank = Image.new("L", upside.size, 248)
    path = folder / "scanner.tif"
    upside.save(path, save_all=True, append_images=[blank, sloped], dpi=(150, 150), compression="tiff_lzw")
    return path


@pytest.fixture(scope="module")
def run(scans, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    (found,), report = digitised(out, scans)
    return out, found, report


def test_each_invoice_of_a_scan_is_written_with_its_kept_pages_only(run):
    out, found, report = run
    assert [line.pages for line in found.lines] == [(1,), (3,)]
    assert (report.pages, report.blank) == (3, 1)
    for line in found.lines:
        assert all((out / name).is_file() for name in line.files)
        with pypdfium2.PdfDocument(out / line.files[0]) as pdf:
            assert len(pdf) == 1
        assert json.loads((out / line.files[1]).read_text())["pages"] == list(line.pages)


def test_a_scan_is_turned_and_levelled_and_its_words_lie_on_their_ink(run):
    from extractor.reading import default_ocr
    from extractor.reading.scan import skew_of

    out, found, _ = run
    for line in found.lines:
        with pypdfium2.PdfDocument(out / line.files[0]) as pdf:
            page = pdf[0]
            image = page.render(scale=150 / 72, grayscale=True).to_numpy().squeeze().copy()
            assert abs(skew_of(image)) < 0.2
            assert line.number in page.get_textpage().get_text_range()
            seen = {word.text: word.bbox for word in default_ocr()(image)}
            box = seen[line.number]
            text = page.get_textpage()
            index, count = text.search(line.number).get_next()
            left, _bottom, right, _top = text.get_charbox(index, loose=True)
            if page.get_rotation() == 180:
                left, right = page.get_width() - right, page.get_width() - left
            assert abs((box.x0 + box.x1) / 2 * 72 / 150 - (left + right) / 2) < 40
            assert count == len(line.number)


def test_what_is_written_is_an_archive_format(run, tmp_path):
    out, _found, _ = run
    folder = tmp_path / "pdfs"
    folder.mkdir()
    for path in out.rglob("*.pdf"):
        (folder / path.name).write_bytes(path.read_bytes())
    assert {name: faults for name, faults in remarks(folder).items() if faults} == {}


def test_boundaries_that_a_person_moved_stand_and_nothing_is_left_of_the_others(tmp_path, capsys):
    stack = stack_of(tmp_path / "pile.pdf")
    out = tmp_path / "out"
    digitised(out, stack)
    before = made(out)
    path = out / "pile" / "plan.json"
    plan = json.loads(path.read_text())
    first, second, *_ = plan["parts"]
    first["pages"], second["kind"] = [1], "letter"
    path.write_text(json.dumps(plan))
    options = ["digitise", str(stack), "-o", str(out), "--billing-mode", "S1", "--legal-notes", "-j", "1"]
    assert main([*options, "--plan", str(path), "--dry-run"]) == 0
    assert "décidée par une personne" in capsys.readouterr().out
    assert main(options) == 0
    assert "limites données par une personne" in capsys.readouterr().out
    after = made(out)
    assert any("courrier" in name for name in after)
    assert len([name for name in after if name.endswith("-facturx.pdf") or "facture" in name]) < len(before)
    plan["parts"] = [{"kind": "invoice", "pages": [2]}]
    path.write_text(json.dumps(plan))
    assert main([*options, "--plan", str(path)]) == 2
    assert "doivent se suivre" in capsys.readouterr().err


def test_a_page_that_kills_its_reader_costs_itself_and_is_kept_in_its_place(tmp_path, monkeypatch):
    stack = stack_of(tmp_path / "pile.pdf", ("bureau-1", "complet_services"))
    fault, out = tmp_path / "fault", tmp_path / "out"
    fault.mkdir()
    (fault / "digitise.page-1").write_text("kill always")
    monkeypatch.setenv("PREFACTURE_FAULT", str(fault))
    (found,), _ = digitised(out, stack, tries=2)
    assert found.failed == 1
    assert sum(len(line.pages) for line in found.lines) + sum(part.kind == "other" for part in found.plan.parts) == 2
    assert found.lines[-1].outcome in {Outcome.COMPLETE, Outcome.TO_REVIEW}
    (fault / "digitise.page-1").unlink()
    (mended,), _ = digitised(out, stack, anew=True)
    assert (mended.failed, len(mended.lines)) == (0, 2)


def test_archives_are_taken_apart_and_what_can_not_be_read_is_set_aside_alone(tmp_path):
    archive = tmp_path / "lot.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(INVOICES / "bureau-1" / "invoice.pdf", "mars/a.pdf")
        file.write(INVOICES / "bureau-1" / "invoice.pdf", "mars/b.pdf")
        file.writestr("lisez-moi.txt", "bonjour")
    out = tmp_path / "out"
    found, report = digitised(out, archive)
    assert [one.twin for one in found] == [None, "lot.zip/mars/a.pdf", None]
    assert [line.outcome is Outcome.SET_ASIDE for line in report.lines] == [False, True]
    assert (out / "lot.zip" / "mars" / "a" / "plan.json").is_file()


def test_one_run_at_a_time_writes_to_a_folder(tmp_path):
    with Run(Order(tmp_path, engine="x")), pytest.raises(Busy), Run(Order(tmp_path, engine="x")):
        pass
