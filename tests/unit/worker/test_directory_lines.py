"""The directory's CSV as people and programs write it."""

from io import BytesIO

import pytest

from models.service_errors import InvalidRequest
from worker.directory_lines import Entry, Refusal, entries

SIRET = "29990010000015"
HEADER = "Identifiant;RaisonSociale;GestionService;CodeService\n"


def read(text, encoding="utf-8"):
    return list(entries(BytesIO(text.encode(encoding))))


def only(text, encoding="utf-8"):
    [line] = read(text, encoding)
    return line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators_and_encodings_are_told_by_the_file(separator, encoding):
    text = (HEADER + f"{SIRET};Préfecture d'Été;oui;ÉTÉ\n").replace(";", separator)
    assert only(text, encoding) == Entry(2, SIRET, name="Préfecture d'Été", service_code_required=True, code="ÉTÉ")


def test_column_names_are_known_whatever_their_case_accents_and_order():
    assert only(f"Code service obligatoire,DÉNOMINATION,Siret\r\nNon,Mairie,{SIRET}\r\n") == Entry(
        2, SIRET, name="Mairie", service_code_required=False
    )


def test_an_empty_cell_and_a_short_line_say_nothing():
    assert only(f"{HEADER}{SIRET};Mairie;;\n") == only(f"{HEADER}{SIRET};Mairie\n") == Entry(2, SIRET, name="Mairie")


def test_a_siret_may_be_written_with_spaces_and_names_with_line_ends():
    text = f'{HEADER}299 900 100 00015;"Mairie\nde  Là";oui;\n'
    assert only(text) == Entry(3, SIRET, name="Mairie de Là", service_code_required=True)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("2,99E+13;Mairie;oui;A", "14 chiffres"),
        (";Mairie;oui;A", "14 chiffres"),
        ("２９９９００１０００００１５;Mairie;oui;A", "14 chiffres"),
        (f"{SIRET};Mairie;peut-être;A", "ni oui ni non"),
        (f"{SIRET};Mairie;oui;{'A' * 101}", "100 caractères"),
        (f"{SIRET};Mai\x00rie;oui;A", "contrôle"),
        (f"{SIRET};{'M' * 70_000};oui;A", "trop longue"),
    ],
)
def test_a_line_that_cannot_be_taken_is_told_and_the_next_is_read(line, word):
    refused, taken = read(f"{HEADER}{line}\n{SIRET};Suivante;non;\n")
    assert isinstance(refused, Refusal)
    assert (refused.line, word in refused.reason.fr) == (2, True)
    assert (taken.line, taken.name) == (3, "Suivante")


def test_identifiers_of_another_type_are_refused():
    refused, taken = read(f"TypeIdentifiant;{HEADER}RIDET;{SIRET};Mairie;oui;A\nSIRET;{SIRET};Mairie;oui;A\n")
    assert isinstance(refused, Refusal)
    assert taken.siret == SIRET


def test_a_quotation_mark_that_is_never_closed_costs_some_lines_and_not_the_file():
    line = f"{SIRET};{'Mairie ' * 20};oui;A\n"
    told = read(f'{HEADER}{SIRET};"Mairie;oui;A\n{line * 2000}')
    assert any(isinstance(one, Refusal) and "guillemet" in one.reason.fr for one in told)
    assert sum(isinstance(one, Entry) for one in told) > 1000


@pytest.mark.parametrize("text", ["", "\n", "Nom;Ville\nMairie;Tulle\n", "\x00\x00\x00", "%PDF-1.7\n%âãÏÓ\n"])
def test_a_file_without_a_column_for_the_siret_is_refused_whole(text):
    with pytest.raises(InvalidRequest, match="SIRET"):
        read(text)


def test_a_line_without_an_end_does_not_fill_the_memory():
    class Endless:
        taken = 0

        def readline(self, size):
            if not self.taken:
                self.taken = 1
                return HEADER.encode()
            self.taken += 1
            return b"x" * size if self.taken < 5000 else b""

    [refused] = entries(Endless())
    assert "trop longue" in refused.reason.fr
