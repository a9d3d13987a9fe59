"""A hierarchy of three leaves that count and one that does not, three units, as files."""

from pathlib import Path

STRUCTURE = """\
code,level,parent,weight
all,3,,
A,2,all,2
B,2,all,1
a1,1,A,1
a2,1,A,3
b1,1,B,1
b2,1,B,0
"""
VALUES = """\
unit,group,a1,a2,b1,b2
X,north,10,20,30,40
Y,north,,50,NA,3
Z,south,DK,,90,5
"""

GIVEN = "A,B,a1,a2,b1,b2\n2,1,1,3,1,0\n0,1,1,3,1,0\n1,0,1,3,1,0\n"
"""Weights of three repetitions."""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode("utf-8", "replace") for path in folder.iterdir()}
