"""Rules 46 and 47: items held against indicators there are, on a scale that rises from 0 to 100."""

from assessment.catalogue.files import MAPPED_TO, Files, read_version
from assessment.catalogue.findings import Findings


def items(files: Files, findings: Findings) -> None:
    """Run the rules of a civil-society questionnaire."""
    _mapping(files, findings)
    _scale(files, findings)


def _mapping(files: Files, findings: Findings) -> None:
    """Rule 46."""
    folder = files.folder / ".." / ".." / files.mapped_to
    if not folder.is_dir():
        line = files.index.get(MAPPED_TO).line
        return findings.add("mapped_to_nothing", files.file, line, version=files.mapped_to)
    known = {indicator.id for indicator in read_version(folder, Findings()).indicators}
    for item in files.questions:
        seen: set[str] = set()
        for indicator in item.node.get("indicators").items:
            if indicator.words not in known or indicator.words in seen:
                facts = {"indicator": indicator.words, "version": files.mapped_to}
                findings.add("mapped_to_unknown", item.file, indicator.line, item.id, **facts)
            seen.add(indicator.words)


def _scale(files: Files, findings: Findings) -> None:
    """Rule 47."""
    scale = files.index.get("scale")
    steps = scale.items
    points = [step.get("points").number for step in steps]
    names = [[step.get("code").words.lower() for step in steps]]
    names += [[step.get("label").get(code).words.casefold() for step in steps] for code in files.languages]
    if None in points or any("" in told for told in names):
        return  # reported by their shape
    rising = [number for number in points if number is not None]
    distinct = all(len(set(told)) == len(told) for told in names)
    if not distinct or rising != sorted(set(rising)) or (rising[:1], rising[-1:]) != ([0], [100]):
        findings.add("scale_wrong", files.file, scale.key_line or scale.line)
