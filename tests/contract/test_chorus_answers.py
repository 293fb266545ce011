"""Answers of the interface: as they are written down, and named as the official descriptions name them."""

import pytest

from tests.contract import summary, swagger

ADDED = {"WsRetourDeposerPdfFacture": {"codeRetour", "libelle", "prefacture"}}
"""What answers have beyond their description: real answers have the first two."""


def test_the_answers_are_those_that_are_written_down():
    hint = "run: python -m tests.contract.summary > tests/contract/answers.json"
    assert summary.KEPT.read_text(encoding="utf-8") == summary.text(), hint


def official(models):
    """Our objects that have an official definition: part, definition, model."""
    for part in swagger.PARTS:
        for module, found in models.items():
            for name, model in found.items():
                if name in swagger.definitions(part) and (module == "structures") == (part == "structures"):
                    yield swagger.definitions(part)[name], model


def kinds(field):
    """The types that a field of ours may have, null left out."""
    if "anyOf" in field:
        return {kind for one in field["anyOf"] for kind in kinds(one)} - {"null"}
    return {field["$ref"].rpartition("/")[2]} if "$ref" in field else {field.get("type", "any")}


@swagger.needed
@pytest.mark.parametrize("models", [summary.answers, summary.requests], ids=["answers", "requests"])
def test_fields_have_the_official_names(models):
    wrong = {
        model.__name__: sorted(unknown)
        for definition, model in official(models())
        if (unknown := summary.fields(model).keys() - definition["properties"] - ADDED.get(model.__name__, set()))
    }
    assert not wrong


@swagger.needed
def test_fields_of_answers_have_the_official_types():
    wrong = {}
    for definition, model in official(summary.answers()):
        for name, field in summary.fields(model).items():
            said = definition["properties"].get(name)
            if said is None:
                continue
            expected = said["$ref"].rpartition("/")[2] if "$ref" in said else said["type"]
            if kinds(field) not in ({expected}, {"integer"} if expected == "number" else {expected}):
                wrong[f"{model.__name__}.{name}"] = (kinds(field), expected)
    assert not wrong


@swagger.needed
def test_what_is_required_of_an_answer_is_never_left_out():
    wrong = {}
    for definition, model in official(summary.answers()):
        fields = summary.fields(model)
        for name in definition.get("required", ()):
            if name not in fields or ("null" in str(fields[name]) and model.__name__ not in swagger.NULLED):
                wrong[f"{model.__name__}.{name}"] = fields.get(name)
    assert not wrong


@swagger.needed
def test_lists_of_values_are_the_official_ones():
    wrong = {}
    for definition, model in [*official(summary.answers()), *official(summary.requests())]:
        for name, field in summary.fields(model).items():
            said = definition["properties"].get(name, {})
            ours = next((set(one["enum"]) for one in (field, *field.get("anyOf", ())) if "enum" in one), None)
            if ours is not None and not ours <= set(said.get("enum", ())):
                wrong[f"{model.__name__}.{name}"] = ours - set(said.get("enum", ()))
    assert not wrong


@swagger.needed
def test_the_only_answer_that_names_what_it_does_not_know_is_the_one_of_recognition():
    naming = {
        name
        for found in summary.answers().values()
        for name, model in found.items()
        if getattr(model, "names_all", False)
    }
    assert naming == swagger.NULLED


@swagger.needed
def test_a_wrong_answer_would_be_seen():
    wrong = {"codeRetour": "0", "statutFacture": "EGAREE", "identifiantFactureCPP": None}
    assert len(swagger.faults("factures", "WsRetourSoumettreFacture", wrong)) == 4  # and libelle is missing
    assert swagger.faults("factures", "WsRetourDeposerPdfFacture", {"numeroFacture": None})
