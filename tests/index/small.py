"""A hierarchy of three leaves that count and one that does not, three units, and the engine on text."""

from pathlib import Path

from assessment.index import Method, Results, read_structure, read_values, run

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


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def results(folder: Path, structure: str = STRUCTURE, values: str = VALUES, method: Method | None = None) -> Results:
    found = read_structure(written(folder, "structure.csv", structure))
    return run(found, read_values(written(folder, "values.csv", values), found), method)
