"""The documents: links that lead somewhere, and words that are those of the data."""

import re
from pathlib import Path

import pytest
import yaml

from assessment.config import REFERENCE, ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = [link for link in LINK.findall(document.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_glossary_names_every_term_of_the_data() -> None:
    told = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    terms = yaml.safe_load((REFERENCE / "glossary.yaml").read_text("utf-8"))["terms"]
    rows = {f"| {', '.join(term['en'])} | {', '.join(term['es'])} |" for term in terms}
    assert rows <= set(told.splitlines())
