"""Files of other programs judged, where a folder of them lies beside the repository; many files, in time and memory.

What the corpus holds was written by programs that passed the validators of its day: a schema that fails them, or a
stylesheet that can't run, would be a fault of ours.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from extractor.output import complete, to_cii, to_ubl
from extractor.testing import invoice_of, terms
from extractor.validation import validate, warm
from models.finding import Severity
from models.invoice import Note
from models.output import OutputKind, Supplements
from models.validation import LayerName, LayerState, Verdict
from tests.unit.extractor.validation.samples import cii, pdf_with, ubl

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
HYBRIDS = sorted((CORPUS / "hybrid").glob("*.pdf"))
MALFORMED = sorted(path for path in (CORPUS / "malformed").glob("*") if path.suffix != ".csv")
SECONDS = 10.0
MEGABYTES = 60.0


def nothing(_xml):
    return ()


def judged(path):
    start = time.perf_counter()
    report = validate(path.name, path.read_bytes(), own=nothing, page=lambda: ())
    assert time.perf_counter() - start < SECONDS, path.name
    return report


def resident():
    """Megabytes of this process."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6


def test_hybrids_of_other_programs_pass_the_schema_and_have_their_rules_run():
    if not HYBRIDS:
        pytest.skip(f"no hybrid files at {CORPUS}")
    reports = {path.name: judged(path) for path in HYBRIDS}
    layers = {(name, layer.name): layer for name, report in reports.items() for layer in report.layers}
    opened = [name for name in reports if layers[name, LayerName.FILE].state is LayerState.PASSED]
    assert len(opened) >= len(HYBRIDS) - 1  # one is in a draft that no schema is left of
    assert not [name for name in opened if layers[name, LayerName.XSD].state is not LayerState.PASSED]
    norm = [layer for (_, kind), layer in layers.items() if kind is LayerName.NORM]
    assert not [layer for layer in norm if layer.reason and "Contrôle impossible" in layer.reason.fr]
    assert {report.verdict for report in reports.values()} == set(Verdict)


def test_malformed_files_are_reported_and_never_raise():
    if not MALFORMED:
        pytest.skip(f"no malformed files at {CORPUS}")
    reports = [judged(path) for path in MALFORMED]
    assert all(report.layers[0].state is LayerState.FAILED or report.syntax for report in reports)
    assert Verdict.VALID not in {report.verdict for report in reports}


def test_a_thousand_lines_are_judged_and_pass():
    report = validate("f.xml", cii(1000).encode(), own=nothing)
    assert report.verdict is Verdict.VALID


def test_a_code_that_is_in_no_list_is_found_by_the_code_lists_beside_the_stylesheet():
    spoilt = cii().replace("<ram:InvoiceCurrencyCode>EUR", "<ram:InvoiceCurrencyCode>EUX")
    norm = next(one for one in validate("f.xml", spoilt.encode(), own=nothing).layers if one.name is LayerName.NORM)
    assert "currency" in {finding.field for finding in norm.findings}


def test_memory_stays_flat_over_three_hundred_files_and_a_warm_one_is_quick():
    warm("en16931", "ubl")
    files = [cii().encode(), ubl().encode(), pdf_with(factur_x_xml=cii().encode()), b"<broken"]
    for data in files * 15:
        validate("f", data, own=nothing)
    before, times = resident(), []
    for data in files * 75:
        start = time.perf_counter()
        validate("f", data, own=nothing)
        times.append(time.perf_counter() - start)
    assert resident() - before < MEGABYTES
    assert sorted(times)[len(times) // 2] < 1.0  # 0.04 on a machine that is idle


@pytest.mark.parametrize(("kind", "write"), [(OutputKind.CII, to_cii), (OutputKind.UBL, to_ubl)])
def test_what_is_written_here_passes_what_is_judged_here(kind, write):
    notes = tuple(Note(code=one.code, text=one.text) for one in terms())
    completion = complete(invoice_of(notes=notes), kind, Supplements(billing_mode="S1"))
    report = validate("f.xml", write(completion.invoice, completion.profile), own=nothing)
    assert [(one.rule, one.location) for one in report.findings if one.severity is Severity.BLOCKING] == []
    assert report.verdict is Verdict.VALID


def test_threads_get_the_same_reports():
    texts = [cii().encode(), cii().replace(">360.00<", ">361.00<").encode(), ubl().encode()] * 4
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda data: validate("f", data, own=nothing), texts))
    assert [report.verdict for report in reports] == [Verdict.VALID, Verdict.INVALID, Verdict.VALID] * 4
