"""Words for rules and schema errors, whatever the text: none is refused, none lost, none endless."""

from hypothesis import given, settings, strategies as st

from extractor.validation.vocabulary import element, place
from extractor.validation.wording import worded, xsd_message

PIECES = st.sampled_from(
    [
        *("BR-FR-09/BT-29 : ", "[BR-S-08]-", "BR-FREXT-08", "FX-SCH-A-1", "Valeur actuelle : ", '"', "«", "»"),
        *(
            " , ",
            " - [BR-",
            "Element '",
            "': ",
            "This element is not expected.",
            " Expected is ( ",
            "{urn:x}",
            "/",
            "[",
        ),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=12).map("".join)
NUMBERS = st.sampled_from(["BR-02", "BR-FR-09", "BR-FR-05_BT-22", "BR-AE-99", "BR-FREXT-S-08", "FX-SCH-A-1", "", "Ω"])


@given(rule=NUMBERS | st.text(max_size=20), text=TEXTS)
@settings(deadline=None)
def test_any_rule_and_any_text_have_words_in_both_languages(rule, text):
    message = worded(rule, text)
    assert message.fr.strip()
    assert message.en.strip()


@given(text=TEXTS)
@settings(deadline=None)
def test_any_schema_error_has_words_in_both_languages(text):
    message = xsd_message(text)
    assert message.fr.strip()
    assert message.en.strip()


@given(
    value=st.text(
        alphabet=st.characters(exclude_characters='"', exclude_categories=["C", "Z"]), min_size=1, max_size=40
    )
)
@settings(deadline=None)
def test_a_value_that_a_rule_found_is_repeated(value):
    text = f'BR-FR-23/BT-49 : L\'adresse électronique ne respecte pas le format. Valeur actuelle : "{value}". Seuls'
    assert f"« {value} »" in worded("BR-FR-23", text).fr


@given(value=st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
@settings(deadline=None)
def test_a_value_that_a_schema_refuses_is_repeated(value):
    text = f"Element 'A': '{value}' is not a valid value of the atomic type 'xs:decimal'."
    assert f"« {value} »" in xsd_message(text).fr


@given(path=TEXTS)
@settings(deadline=None)
def test_any_path_has_a_name_or_none(path):
    assert element(path).fr is not None
    assert place(path).en is not None
