"""Whatever the files hold, the answer is a list of findings, never a traceback."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.catalogue import Finding, QuestionnaireInvalid, check, check_reference, load, load_reference
from tests.catalogue.broken import FILES, FIRST, INDEX, SECOND, THIRD, copy_of_small

GARBAGE = [
    (b"", "empty_file", 1),
    (b"# only a comment\n", "empty_file", 1),
    (b"- a\n- b\n", "not_a_map", 1),
    (b"\n\njust words\n", "not_a_map", 3),
    (b"a: 1\nb: [1, 2\nc: 3\n", "not_yaml", 3),
    (b"a: 1\n\tb: 2\n", "not_yaml", 2),
    (b'a: "\\UFFFFFFFF"\n', "not_yaml", 1),
    (b"%YAML 9.x\n---\na: 1\n", "not_yaml", 1),
    (b"a: 1\nb: caf\xe9\n", "not_utf8", 2),
    (b"\xff\xfea\x00:\x00", "not_utf8", 1),
    (b"a: 1\nb: \x00\x07\n", "unprintable", 2),
    (b"\xef\xbb\xbfslug: small\n", "unprintable", 1),
    (b"a: " + b"[" * 99 + b"]" * 99, "too_deep", 1),
    (b"- " * 99, "too_deep", 1),
    (b"? {a: 1}\n: 2\n", "bad_key", 1),
]


def _refused(version: Path) -> tuple[Finding, ...] | None:
    """Why a version cannot be loaded; None when it can."""
    try:
        load(version)
    except QuestionnaireInvalid as error:
        return error.findings
    return None


@pytest.mark.parametrize("file", [INDEX, FIRST])
@pytest.mark.parametrize(("raw", "code", "line"), GARBAGE)
def test_garbage_is_a_finding(raw: bytes, code: str, line: int, file: str, tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    (version / file).write_bytes(raw)
    assert (str(version / file), code, line) in [(f.file, f.code, f.line) for f in check(version)]
    with pytest.raises(QuestionnaireInvalid):
        load(version)


VALUES = ["null", "[]", "{}", '""', "7", "true", "[[1], {a: b}]", "2026-01-01", "{all: []}"]


def test_any_value_under_any_key_is_judged(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    whole = {file: (version / file).read_text("utf-8").splitlines() for file in (INDEX, FIRST, SECOND, THIRD)}
    for number in range(0, max(map(len, whole.values())), 2):
        for file, lines in whole.items():
            key, colon, _ = lines[number % len(lines)].partition(":")
            changed = f"{key}: {VALUES[number % len(VALUES)]}" if colon else key
            (version / file).write_text("\n".join([*lines[:number], changed, *lines[number + 1 :]]), "utf-8")
        refused = _refused(version)
        assert refused is None or "error" in {finding.severity for finding in refused}, number


def test_paths_that_lead_nowhere_are_findings(tmp_path: Path) -> None:
    assert [f.code for f in check(tmp_path / "nowhere")] == ["file_unreadable"]
    assert [f.code for f in check(tmp_path)] == ["file_unreadable"]
    assert [f.code for f in check("questionnaires\0")] == ["file_unreadable"]
    assert {f.code for f in check_reference(tmp_path / "nowhere")} == {"file_unreadable"}
    with pytest.raises(QuestionnaireInvalid):
        load(tmp_path / "nowhere")
    with pytest.raises(QuestionnaireInvalid):
        load_reference(tmp_path / "nowhere")


def test_a_section_outside_the_folder_is_refused(tmp_path: Path) -> None:
    version = copy_of_small(tmp_path)
    index = (version / INDEX).read_text("utf-8").replace("sections/02-second.yaml", "../../../etc/passwd.yaml")
    (version / INDEX).write_text(index, "utf-8")
    assert ("section_outside", 8) in [(f.code, f.line) for f in check(version)]


@settings(max_examples=15, deadline=None)
@given(file=st.sampled_from([INDEX, FIRST, SECOND]), data=st.data())
def test_no_damage_to_a_file_raises_anything_else(
    file: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    version = copy_of_small(tmp_path_factory.mktemp("damage"))
    text = (FILES / "small" / "2026" / file).read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    inserted = data.draw(st.text("abc0{}[]:,-\"'#&*!|>%@`?\n\t \\é\x00", max_size=6))
    (version / file).write_text(text[:start] + inserted + text[end:], "utf-8")
    refused = _refused(version)
    assert refused is None or "error" in {finding.severity for finding in refused}
