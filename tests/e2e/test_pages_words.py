"""Every word of the pages is there in both languages, and every one is used."""

import re
from pathlib import Path
from string import Formatter

import pytest

from api.pages import language

PAGES = Path(language.__file__).parent
NAMED = re.compile(r"""\bt\(\s*["']([\w.]+)["']\s*([~,)])""")
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for pattern in ("templates/**/*.html", "**/*.py", "static/js/**/*.js")
    for path in sorted(PAGES.glob(pattern))
}
ALL = "\n".join(SOURCES.values())


@pytest.fixture(scope="module", autouse=True)
def fresh():
    language.words.cache_clear()


def places(told):
    return {name for _, name, _, _ in Formatter().parse(told) if name is not None}


def test_both_languages_have_the_same_words_with_the_same_places():
    french, english = language.words("fr"), language.words("en")
    assert french.keys() ^ english.keys() == set()
    assert {name for name in french if places(french[name]) != places(english[name])} == set()


def test_no_word_is_empty():
    for spoken in ("fr", "en"):
        assert [name for name, told in language.words(spoken).items() if not told.strip()] == []


def test_every_word_that_a_template_names_is_there():
    french = language.words("fr")
    missing = {}
    for path, text in SOURCES.items():
        for name, after in NAMED.findall(text):
            found = any(one.startswith(name) for one in french) if after == "~" else name in french
            if not found:
                missing[f"{path.name}: {name}"] = after
    assert missing == {}


def used(name):
    """Named in full, or made of a beginning that some source names: t("role." ~ role), f"error.{status}"."""
    beginnings = [name[:at] for at in range(name.index(".") + 1, len(name))]
    return bool(
        re.search(rf"[\"'`.]{re.escape(name)}[\"'`]", ALL)
        or any(re.search(rf"[\"'`]{re.escape(one)}(?:[\"']\s*[~+]|\$?{{)", ALL) for one in beginnings)
        or any(
            f'"{one}"' in ALL or f'"{one[:-1]}"' in ALL for one in beginnings if one.count(".") > 1 and one[-1] == "."
        )
        or f'"{beginnings[0]}"' in ALL
    )


def test_every_word_is_used():
    assert sorted(name for name in language.words("fr") if not used(name)) == []


def test_french_has_its_typography():
    """A space stands before ; : ! ? and inside guillemets."""
    wrong = {
        name: told
        for name, told in language.words("fr").items()
        if re.search(r"[^\s\u00a0\u202f\d/(?&{][;!?]|«\S|\S»|\w:(?:\s|$)", re.sub(r"https?://\S+|\?\w+=", "", told))
    }
    assert wrong == {}
