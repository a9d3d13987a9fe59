"""``flask index run``: each file worked out by hand, and the options."""

from pathlib import Path

import click

from assessment.cli import index
from assessment.config import ROOT
from tests.cli.conftest import Run
from tests.index.small import GIVEN, STRUCTURE, VALUES, contents, written

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
