from pathlib import Path

import pytest

from api.cli import main
from api.cli.formats import Format


def parsed(*arguments):
    return main.parser().parse_args(arguments)


def test_the_options_of_extract():
    options = parsed("extract", "a.pdf", "-", "--format", "jsonl", "-o", "x.jsonl", "--jobs", "3")
    assert (options.files, options.format, options.jobs) == (["a.pdf", "-"], Format.JSONL, 3)
    assert (options.out, options.output, options.check) == (Path("x.jsonl"), None, True)


def test_the_options_of_what_is_written():
    options = parsed("extract", "a.pdf", "--output", "cii", "--out", "x", "--billing-mode", "S1", "--no-check")
    assert (options.output, options.out, options.billing_mode) == ("cii", Path("x"), "S1")
    assert (options.check, options.draft, options.legal_notes, options.frame) == (False, False, False, "A1")


def test_the_options_of_validate_and_compare():
    options = parsed("validate", "a.xml", "--lang", "en", "--no-page", "-j", "2")
    assert (options.lang, options.page, options.jobs, options.timeout) == ("en", False, 2, None)
    options = parsed("compare", "a.pdf", "--xml", "a.xml", "--format", "json")
    assert (options.xml, options.format) == (Path("a.xml"), Format.JSON)


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract",),
        ("extract", "a", "--jobs", "0"),
        ("extract", "a", "--jobs", "two"),
        ("extract", "a", "--format", "xml"),
        ("extract", "a", "--timeout", "-1"),
        ("nothing",),
        ("extract", "a", "--unknown"),
        ("extract", "a", "--output", "a.json"),
        ("extract", "a", "--billing-mode", "A1"),
        ("validate",),
        ("validate", "a", "--lang", "de"),
        ("compare", "a", "--output", "cii"),
    ],
)
def test_a_command_that_is_written_wrong_ends_with_2_and_says_why(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main.command(arguments)
    assert ended.value.code == 2
    assert "Aide : prefacture" in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--draft",), ("--legal-notes",), ("--billing-mode", "S1"), ("--no-check",)])
def test_options_of_what_is_written_want_something_to_write(option, capsys):
    assert main.main(["extract", "a.pdf", *option]) == 2
    assert "--output" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["extract", "validate", "compare"])
def test_help_teaches_by_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main.command([command, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert f"prefacture {command} fact" in shown
    assert "codes de retour" in shown


def test_version(capsys):
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("prefacture ")


def test_an_interruption_is_quiet(monkeypatch, capsys):
    def interrupted(_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "command", interrupted)
    assert main.main([]) == main.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err
