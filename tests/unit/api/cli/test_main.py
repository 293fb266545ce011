import pytest

from api.cli import main
from api.cli.formats import Format


def parsed(*arguments):
    return main.parser().parse_args(arguments)


def test_the_options_of_extract():
    options = parsed("extract", "a.pdf", "-", "--format", "jsonl", "-o", "x.jsonl", "--jobs", "3")
    assert (options.files, options.format, options.jobs) == (["a.pdf", "-"], Format.JSONL, 3)


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
    ],
)
def test_a_command_that_is_written_wrong_ends_with_2_and_says_why(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main.command(arguments)
    assert ended.value.code == 2
    assert "Aide : prefacture" in capsys.readouterr().err


def test_help_teaches_by_example(capsys):
    with pytest.raises(SystemExit) as ended:
        main.command(["extract", "--help"])
    assert ended.value.code == 0
    assert "prefacture extract facture.pdf" in capsys.readouterr().out


def test_version(capsys):
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("prefacture ")


def test_an_interruption_is_quiet(monkeypatch, capsys):
    def interrupted(_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "command", interrupted)
    assert main.main([]) == main.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err
