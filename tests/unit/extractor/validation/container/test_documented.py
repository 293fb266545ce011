import re
from pathlib import Path

from extractor.validation import container

PAGE = Path(__file__).parents[5] / "docs" / "container-rules.md"


def test_every_rule_of_the_container_stands_on_its_page_and_none_besides():
    sources = Path(container.__file__).parent.glob("*.py")
    raised = {rule for path in sources for rule in re.findall(r"PF-PDF-[A-Z]+", path.read_text(encoding="utf-8"))}
    listed = re.findall(r"^\| (PF-PDF-[A-Z]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(raised) == sorted(listed)
