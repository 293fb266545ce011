"""What the repository must not say: hosts of package registries, and paths of one machine."""

import re

from tests.architecture.sources import ROOT, tracked

FORBIDDEN = re.compile(
    "|".join(
        (
            r"pypi" + r"\.org",
            r"python" + r"hosted\.org",
            r"deb\.debian" + r"\.org",
            r"registry\.npm" + r"js",
            r"/work" + r"/(?:main|shared)",
            r"/opt/" + r"(?:pypi|wheels)",
            r"/root" + r"/",
        )
    )
)
TEXTS = {".py", ".md", ".toml", ".txt", ".json", ".yml", ".yaml", ".cfg", ".sh", ""}


def test_no_file_names_a_registry_or_a_machine():
    texts = [path for path in tracked() if path.suffix in TEXTS]
    said = {
        path.relative_to(ROOT).as_posix(): FORBIDDEN.findall(path.read_text(encoding="utf-8", errors="replace"))
        for path in texts
    }
    assert {name: words for name, words in said.items() if words} == {}
