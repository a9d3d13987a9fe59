"""What a version declares about its ids: the entries under ``changes``."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What became of a question with a new version, named as in the files; SAME where nothing is declared."""

    SAME = "same"
    REWORDED = "reworded"
    RESCALED = "rescaled"
    ADDED = "added"
    RETIRED = "retired"


COMPARABLE = (ChangeKind.SAME, ChangeKind.REWORDED)
"""Kinds whose answers before and after mean the same."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to an id with a version; ``descends_from`` names the id it had before, if another."""

    version: str
    id: str
    kind: ChangeKind
    descends_from: str | None = None


def version_key(version: str) -> tuple[int, ...]:
    """A version ("2026", "2026.1") so that later ones compare greater."""
    return tuple(int(number) for number in version.split("."))
