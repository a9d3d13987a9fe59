"""``flask index run``: each file worked out by hand, options, refusals with every place, and nothing written then."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask

from assessment import cli
from assessment.cli import index
from assessment.config import ROOT
from tests.cli.conftest import Run
from tests.index.small import STRUCTURE, VALUES, written

BY_HAND = {
    # X: A = (1 x 10 + 3 x 20) / 4, B = 30 (b2 weighs nothing), all = (2 x 17.5 + 30) / 3.
    # Y: of A one of two, which passes 0.5; nothing of weight applies in B, so A alone makes the whole.
    # Z: nothing in A, which is half of the whole, so B alone makes it.
    "scores.csv": """\
unit,all,A,B,a1,a2,b1,b2
X,21.6666666666667,17.5,30,10,20,30,40
Y,50,50,,,50,,3
Z,90,,90,,,90,5
""",
    "ranks.csv": "unit,all,A,B,a1,a2,b1,b2\nX,3,2,2,1,2,2,1\nY,2,1,,,1,,3\nZ,1,,1,,,1,2\n",
    # Y: a2 is 3 of 4 in A, and B does not apply. Z: 1 of 3.
    "coverage.csv": """\
unit,all,A,B,a1,a2,b1,b2
X,1,1,1,1,1,1,1
Y,0.75,0.75,,0,1,,1
Z,0.333333333333333,0,1,0,0,1,1
""",
    # Y: a1 between 0 and 100 moves A by 25. Z: A between 0 and 100 moves the whole by two thirds of 100.
    "range.csv": """\
unit,code,lowest,highest
X,all,21.6666666666667,21.6666666666667
X,A,17.5,17.5
X,B,30,30
X,a1,10,10
X,a2,20,20
X,b1,30,30
X,b2,40,40
Y,all,37.5,62.5
Y,A,37.5,62.5
Y,B,,
Y,a1,0,100
Y,a2,50,50
Y,b1,,
Y,b2,3,3
Z,all,30,96.6666666666667
Z,A,0,100
Z,B,90,90
Z,a1,0,100
Z,a2,0,100
Z,b1,90,90
Z,b2,5,5
""",
    # In three sets of weights X, Y, Z rank 3, 2, 1; without A 2, -, 1; without B 2, 1, -.
    "rank_stats.csv": """\
unit,nominal,mean,median,q05,q95,sd
X,3,2.33333333333333,2,2,2.9,0.577350269189626
Y,2,1.5,1.5,1.05,1.95,0.707106781186548
Z,1,1,1,1,1,0
""",
    # Without b1 nothing of B has weight, so B leaves; without a2, X: A = 10, all = (2 x 10 + 30) / 3.
    "leave_one_out.csv": """\
removed,unit,score,rank,shift
A,X,30,2,1
A,Y,,,
A,Z,90,1,0
B,X,17.5,2,1
B,Y,50,1,1
B,Z,,,
a1,X,23.3333333333333,3,0
a1,Y,50,2,0
a1,Z,90,1,0
a2,X,16.6666666666667,2,1
a2,Y,,,
a2,Z,90,1,0
b1,X,17.5,2,1
b1,Y,50,1,1
b1,Z,,,
b2,X,21.6666666666667,3,0
b2,Y,50,2,0
b2,Z,90,1,0
""",
    # Two numbers: quartiles at a quarter of the way, deviation = distance / sqrt(2).
    "groups.csv": """\
group,code,n,mean,sd,min,q1,median,q3,max
north,all,2,35.8333333333333,20.0346921336188,21.6666666666667,28.75,35.8333333333333,42.9166666666667,50
north,A,2,33.75,22.9809703885628,17.5,25.625,33.75,41.875,50
north,B,1,30,,30,30,30,30,30
north,a1,1,10,,10,10,10,10,10
north,a2,2,35,21.2132034355964,20,27.5,35,42.5,50
north,b1,1,30,,30,30,30,30,30
north,b2,2,21.5,26.1629509039023,3,12.25,21.5,30.75,40
south,all,1,90,,90,90,90,90,90
south,A,0,,,,,,,
south,B,1,90,,90,90,90,90,90
south,a1,0,,,,,,,
south,a2,0,,,,,,,
south,b1,1,90,,90,90,90,90,90
south,b2,1,5,,5,5,5,5,5
""",
    # Two points lie on a line; one makes none.
    "correlations.csv": """\
first,second,n,pearson,spearman
A,B,1,,
A,all,2,1,1
B,all,2,1,1
a1,a2,1,,
a1,A,1,,
a2,A,2,1,1
b1,b2,2,-1,-1
b1,B,2,1,1
b2,B,2,-1,-1
""",
    "effective_weights.csv": """\
code,level,weight,effective_weight
all,3,1,1
A,2,2,0.666666666666667
B,2,1,0.333333333333333
a1,1,1,0.166666666666667
a2,1,3,0.5
b1,1,1,0.333333333333333
b2,1,0,0
""",
}
GIVEN = "A,B,a1,a2,b1,b2\n2,1,1,3,1,0\n0,1,1,3,1,0\n1,0,1,3,1,0\n"


@pytest.fixture
def run() -> Run:
    """The command on an application that has no database."""
    app = Flask(__name__)
    cli.init_app(app)

    def invoke(*arguments: str, lang: str = "en", typed: str | None = None) -> Result:
        terminal = {"LC_ALL": f"{lang}.UTF-8"}
        return CliRunner().invoke(app.cli, arguments, input=typed, env=terminal, catch_exceptions=False)

    return invoke


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    return str(written(tmp_path, "structure.csv", STRUCTURE)), str(written(tmp_path, "values.csv", VALUES))


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode("utf-8", "replace") for path in folder.iterdir()}


def test_every_file_comes_out_as_worked_by_hand(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    given, out = written(tmp_path, "given.csv", GIVEN), tmp_path / "new" / "out"
    ran = run("index", "run", *files, "--threshold", "0.5", "--weights-per-repetition", str(given), "--out", str(out))
    assert ran.exit_code == 0, ran.output
    assert ran.output.splitlines() == [str(out / name) for name in BY_HAND]
    found = contents(out)
    assert {name: found.get(name) for name in BY_HAND} == BY_HAND
    assert set(found) == set(BY_HAND)
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_what_was_not_asked_for_is_not_written(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    values = written(tmp_path, "plain.csv", VALUES.replace("group,", "").replace("north,", "").replace("south,", ""))
    out = tmp_path / "out"
    ran = run("index", "run", files[0], str(values), "--normalise", "prank", "--out", str(out))
    assert ran.exit_code == 1  # a1 has one value only
    assert f"{values}, column a1: The column has one value only" in ran.output
    assert not out.exists()
    ran = run("index", "run", files[0], str(values), "--normalise", "goalposts:0:50", "--out", str(out))
    assert ran.exit_code == 0, ran.output
    assert set(BY_HAND) - set(contents(out)) == {"range.csv", "rank_stats.csv", "groups.csv"}
    assert contents(out)["scores.csv"].splitlines()[1] == "X,43.3333333333333,35,60,20,40,60,80"


def test_the_same_seed_gives_the_same_files_and_the_order_of_the_structure_decides_nothing(
    run: Run, files: tuple[str, str], tmp_path: Path
) -> None:
    head, *rows = STRUCTURE.splitlines()
    turned = str(written(tmp_path, "turned.csv", "\n".join([head, *reversed(rows)])))
    outs = {}
    for name, structure, seed in (("a", files[0], 7), ("b", files[0], 7), ("c", turned, 7), ("d", files[0], 8)):
        out = tmp_path / name
        options = ["--repetitions", "50", "--seed", str(seed), "--noise", "1", "--out", str(out)]
        assert run("index", "run", structure, files[1], *options).exit_code == 0
        outs[name] = contents(out)
    assert outs["a"] == outs["b"]
    assert outs["a"]["rank_stats.csv"] == outs["c"]["rank_stats.csv"]
    assert outs["c"]["scores.csv"].startswith("unit,b2,b1,a2,a1,B,A,all\n")
    assert outs["a"]["scores.csv"] == outs["d"]["scores.csv"]


def test_files_of_an_earlier_run_are_replaced_and_others_left_alone(
    run: Run, files: tuple[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run("index", "run", *files, "--repetitions", "5", "--out", str(out)).exit_code == 0
    (out / "notes.txt").write_text("mine")
    assert run("index", "run", *files, "--out", str(out)).exit_code == 0
    assert set(contents(out)) == set(BY_HAND) - {"rank_stats.csv"} | {"notes.txt"}


def test_a_file_that_was_read_is_never_replaced(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    values = written(tmp_path, "scores.csv", VALUES)
    ran = run("index", "run", files[0], str(values), "--out", str(tmp_path))
    assert ran.exit_code == 1
    assert f"{values}: The results would replace this file" in ran.output
    assert sorted(contents(tmp_path)) == ["scores.csv", "structure.csv", "values.csv"]


def test_lists_and_other_weights_are_taken(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    weights, out = written(tmp_path, "w.csv", "code,weight\nA,1\nb2,1\n"), tmp_path / "out"
    lists = ["--mean", "geometric,harmonic", "--threshold", "0.7,0.4", "--threshold-by", "weight,count"]
    ran = run("index", "run", *files, *lists, "--weights", str(weights), "--na", "missing", "--out", str(out))
    assert ran.exit_code == 0, ran.output
    scores = contents(out)["scores.csv"].splitlines()
    # X: A = 10^(1/4) x 20^(3/4), B = sqrt(30 x 40), all = 2 / (1/A + 1/B). Y: A has 3 of 4 of its weight, B 1 of 2.
    # Z: nothing in A; B = sqrt(90 x 5), which is one of two.
    assert scores[1] == "X,22.642910079192,16.8179283050743,34.6410161513775,10,20,30,40"
    assert scores[2] == "Y,50,50,,,50,,3"
    assert scores[3] == "Z,21.2132034355964,,21.2132034355964,,,90,5"
    assert contents(out)["effective_weights.csv"].splitlines()[2:4] == ["A,2,1,0.5", "B,2,1,0.5"]


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


def test_a_file_as_a_spreadsheet_saves_it_is_read_alike(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    for path, text in zip(files, (STRUCTURE, VALUES), strict=True):
        Path(path).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b",,,\r\n\r\n")
    out = tmp_path / "out"
    ran = run("index", "run", *files, "--threshold", "0.5", "--out", str(out))
    assert ran.exit_code == 0, ran.output
    assert contents(out)["scores.csv"] == BY_HAND["scores.csv"]


def test_the_guide_names_every_option_with_its_default_and_every_file_with_its_columns() -> None:
    told = (ROOT / "docs" / "index-engine.md").read_text("utf-8")
    for option in index.run.params:
        assert f"`{option.opts[0]}`" in told or isinstance(option, click.Argument)
    for name, content in BY_HAND.items():
        columns = content.splitlines()[0]
        assert f"`{name}`" in told
        assert f"`{columns}`" in told or columns.startswith("unit,all")
