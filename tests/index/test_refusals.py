"""``flask index run`` on wrong input: every problem by file, row and column, exit code 1, and nothing written."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.index.small import GIVEN, STRUCTURE, VALUES, contents, written

STRUCTURE_FAULTS = [
    ("a1,1,A,1", "a1,1,A,-1", "row 5, column weight: The weight -1 is negative."),
    ("a1,1,A,1", "a1,1,A,many", "row 5, column weight: “many” is not a number."),
    ("a1,1,A,1", "a1,1,A,", "row 5, column weight: The cell is empty."),
    ("a1,1,A,1", "a1,1,A,inf", "row 5, column weight: “inf” is not a number."),
    ("a1,1,A,1", "a1,1,A,1e999", "row 5, column weight: “1e999” is too large a number to be worked with."),
    ("a1,1,A,1", "a1,one,A,1", "row 5, column level: “one” is not a level: a whole number from 1."),
    ("a1,1,A,1", "a1,2,A,1", "row 5, column level: The level 2 is not below that of the parent “A”, 2."),
    ("a1,1,A,1", "a1,1,Q,1", "row 5, column parent: The parent “Q” does not exist."),
    ("a1,1,A,1", "a1,1,,1", "row 5, column parent: Only one code may be without a parent; “all” already is."),
    ("a1,1,A,1", "a2,1,A,1", "row 6, column code: The code “a2” appears twice; the first is in row 5."),
    ("a1,1,A,1", "group,1,A,1", "row 5, column code: “group” is the name of a column and cannot be a code."),
    ("a1,1,A,1", ",1,A,1", "row 5, column code: The cell is empty."),
    ("a1,1,A,1", "a1,1,A", "row 5: The row has 3 cells; the headings are 4."),
    ("all,3,,", "all,3,A,1", "row 2, column parent: Following the parents leads back to the same code: all → A → all."),
    ("all,3,,", "all,4,,", "column level: No code is on level 3."),
    ("b2,1,B,0", "b2,1,B,0\nC,2,all,1", "row 9, column level: Nothing is below “C”, so its level must be 1."),
    (",weight", ",share", "row 1, column share: The column is not known here."),
    (",weight", ",share", "row 1, column weight: The column is missing."),
    (",weight", ",level", "row 1, column level: The column appears twice."),
    ("a1,1,A,1", 'a1,1,"A,1', "The row cannot be read as CSV"),
    (STRUCTURE, "", "There is no row below the headings."),
    (STRUCTURE, "code,level,parent,weight\n", "row 1: There is no row below the headings."),
    (STRUCTURE, "code,level,parent,weight\nq,1,,\n", "column level: There is nothing to aggregate"),
]
VALUES_FAULTS = [
    ("10,20", "ten,20", "row 2, column a1: “ten” is not a number."),
    ("10,20", "1_0,20", "row 2, column a1: “1_0” is not a number."),
    ("10,20", "nan,20", "row 2, column a1: “nan” is not a number."),
    ("10,20", '"1,5",20', "row 2, column a1: “1,5” is not a number."),
    ("Y,north", "X,north", "row 3, column unit: The unit “X” appears twice; the first is in row 2."),
    ("Y,north", ",north", "row 3, column unit: The cell is empty."),
    ("b1,b2", "b1,b3", "row 1, column b3: The column is not known here. Known: unit, a1, a2, b1, b2, group."),
    ("b1,b2", "b1,b3", "row 1, column b2: The column is missing."),
    ("30,40", "30", "row 2: The row has 5 cells; the headings are 6."),
    ("unit,", ",", "row 1, column 1: The heading of the column is empty."),
    (VALUES, VALUES.splitlines()[0] + "\n", "row 1: There is no row below the headings."),
]


def refused(run: Run, files: tuple[str, str], tmp_path: Path, *options: str, lang: str = "en") -> list[str]:
    before = contents(tmp_path)
    ran = run("index", "run", *files, *options, "--out", str(tmp_path / "out"), lang=lang)
    assert ran.exit_code == 1, ran.output
    assert contents(tmp_path) == before
    return str(ran.output).splitlines()


@pytest.mark.parametrize(("old", "new", "expected"), STRUCTURE_FAULTS)
def test_what_is_wrong_with_a_structure_is_told_by_row_and_column(
    run: Run, files: tuple[str, str], tmp_path: Path, old: str, new: str, expected: str
) -> None:
    path = written(tmp_path, "structure.csv", STRUCTURE.replace(old, new))
    lines = refused(run, files, tmp_path)
    assert any(line.startswith(str(path)) and expected in line for line in lines), lines


@pytest.mark.parametrize(("old", "new", "expected"), VALUES_FAULTS)
def test_what_is_wrong_with_values_is_told_by_row_and_column(
    run: Run, files: tuple[str, str], tmp_path: Path, old: str, new: str, expected: str
) -> None:
    path = written(tmp_path, "values.csv", VALUES.replace(old, new))
    lines = refused(run, files, tmp_path)
    assert any(line.startswith(str(path)) and expected in line for line in lines), lines


def test_every_problem_of_every_file_is_told_at_once(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    written(tmp_path, "structure.csv", STRUCTURE.replace("A,2,all,2", "A,2,all,-2").replace("b1,1,B", "b1,1,Q"))
    written(tmp_path, "values.csv", VALUES.replace("20", "twenty").replace("Z,", "X,"))
    *problems, last = refused(run, files, tmp_path)
    assert [line.removeprefix(f"{tmp_path}/").split(":")[0] for line in problems] == [
        "structure.csv, row 3, column weight",
        "structure.csv, row 7, column parent",
        "values.csv, row 2, column a2",
        "values.csv, row 4, column unit",
    ]
    assert last.endswith("4 problems. Nothing was changed.")


@pytest.mark.parametrize(
    ("option", "text", "expected"),
    [
        ("--weights", "code,weight\nA,1\nC,1\nA,2\n", "row 3, column code: The code “C” is not in the structure."),
        ("--weights", "code,weight\nA,1\nA,2\n", "row 3, column code: The code “A” appears twice"),
        ("--weights", "code,weight\nA,-1\n", "row 2, column weight: The weight -1 is negative."),
        ("--weights-per-repetition", GIVEN.replace("a2,b1", "a3,b1"), "row 1, column a3: The column is not known"),
        ("--weights-per-repetition", GIVEN.replace("a2,b1", "a3,b1"), "row 1, column a2: The column is missing."),
        ("--weights-per-repetition", GIVEN.replace("0,1,1", "0,x,1"), "row 3, column B: “x” is not a number."),
    ],
)
def test_what_is_wrong_with_weights_is_told_by_row_and_column(
    run: Run, files: tuple[str, str], tmp_path: Path, option: str, text: str, expected: str
) -> None:
    path = written(tmp_path, "given.csv", text)
    lines = refused(run, files, tmp_path, option, str(path))
    assert any(line.startswith(str(path)) and expected in line for line in lines), lines


@pytest.mark.parametrize(
    ("mean", "lang", "said"),
    [
        ("geometric", "en", "The geometric mean for “A” needs values above 0; that of unit “X” is 0."),
        ("harmonic", "es", "La media armónica de “A” exige valores superiores a 0; el de la unidad “X” es 0."),
    ],
)
def test_a_mean_of_a_zero_is_refused_with_its_cell(
    run: Run, files: tuple[str, str], tmp_path: Path, mean: str, lang: str, said: str
) -> None:
    path = written(tmp_path, "values.csv", VALUES.replace("10,20", "0,20"))
    lines = refused(run, files, tmp_path, "--mean", mean, lang=lang)
    place = "row 2, column a1" if lang == "en" else "fila 2, columna a1"
    assert lines[0].startswith(f"{path}, {place}: {said}")


def test_other_refusals_name_their_place(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    lists = ["--mean", "geometric,harmonic,arithmetic", "--threshold", "0.5,0.5,0.5"]
    lines = refused(run, files, tmp_path, *lists)
    told = ": 3 values are given; the structure has 2 levels above the leaves."
    assert lines[:2] == [f"--mean{told}", f"--threshold{told}"]
    lines = refused(run, (files[0], str(tmp_path / "none.csv")), tmp_path)
    assert lines[0].startswith(f"{tmp_path / 'none.csv'}: The file cannot be opened: ")
    written(tmp_path, "values.csv", VALUES.replace("20", "50"))
    lines = refused(run, files, tmp_path, "--normalise", "minmax")
    assert f"{tmp_path / 'values.csv'}, column a2: All values of the column are equal" in lines[1]
    (tmp_path / "values.csv").write_bytes("unit,a1,a2,b1,b2\nPerú,1,2,3,4\n".encode("latin-1"))
    assert "row 2: The file is not in UTF-8 encoding." in refused(run, files, tmp_path)[0]
    (tmp_path / "out").write_text("a file")
    ran = run("index", "run", files[0], files[0], "--out", str(tmp_path / "out"))
    assert ran.exit_code == 1


@pytest.mark.parametrize(
    "options",
    [
        ("--mean", "median"),
        ("--threshold", "1.5"),
        ("--threshold", "nan"),
        ("--normalise", "minmax:1"),
        ("--normalise", "goalposts"),
        ("--normalise", "goalposts:5:5"),
        ("--normalise", "zscore:1:2"),
        ("--repetitions", "0"),
        ("--noise", "1.1"),
        ("--repetitions", "2", "--weights-per-repetition", "w.csv"),
    ],
)
def test_an_option_that_makes_no_sense_is_an_error_of_usage(
    run: Run, files: tuple[str, str], tmp_path: Path, options: tuple[str, ...]
) -> None:
    ran = run("index", "run", *files, *options, "--out", str(tmp_path / "out"))
    assert ran.exit_code == 2, ran.output
    assert not (tmp_path / "out").exists()
