"""Results as CSV files: all of them, or none."""

import csv
import io
import math
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from assessment.index.arrays import Floats
from assessment.index.problems import InputRefused, Problem
from assessment.index.running import Results

Cell = str | int | float
Rows = Iterable[Sequence[Cell]]

# What each file holds ---------------------------------------------------------------------


def _table(figures: Callable[[Results], Floats]) -> Callable[[Results], Rows]:
    def rows(results: Results) -> Iterator[Sequence[Cell]]:
        yield ["unit", *results.structure.codes]
        for unit, numbers in zip(results.values.units, figures(results).tolist(), strict=True):
            yield [unit, *numbers]

    return rows


def _range(results: Results) -> Iterator[Sequence[Cell]]:
    if results.lowest is None or results.highest is None:
        return
    yield "unit", "code", "lowest", "highest"
    for unit, low, high in zip(results.values.units, results.lowest.tolist(), results.highest.tolist(), strict=True):
        for code, *ends in zip(results.structure.codes, low, high, strict=True):
            yield unit, code, *ends


def _rank_stats(results: Results) -> Iterator[Sequence[Cell]]:
    if results.rank_stats is None:
        return
    yield "unit", "nominal", "mean", "median", "q05", "q95", "sd"
    stats = results.rank_stats
    columns = (_top_ranks(results), stats.mean, stats.median, stats.q05, stats.q95, stats.sd)
    for unit, *numbers in zip(results.values.units, *(column.tolist() for column in columns), strict=True):
        yield unit, *numbers


def _leave_one_out(results: Results) -> Iterator[Sequence[Cell]]:
    yield "removed", "unit", "score", "rank", "shift"
    left_out = results.leave_one_out
    shifts = _top_ranks(results) - left_out.ranks
    for place, code in enumerate(results.structure.below_top):
        columns = (left_out.scores[place], left_out.ranks[place], shifts[place])
        for unit, *numbers in zip(results.values.units, *(column.tolist() for column in columns), strict=True):
            yield code, unit, *numbers


def _groups(results: Results) -> Iterator[Sequence[Cell]]:
    if results.groups is None:
        return
    yield "group", "code", "n", "mean", "sd", "min", "q1", "median", "q3", "max"
    for f in results.groups:
        yield f.group, f.code, f.n, f.mean, f.sd, f.minimum, f.q1, f.median, f.q3, f.maximum


def _correlations(results: Results) -> Iterator[Sequence[Cell]]:
    yield "first", "second", "n", "pearson", "spearman"
    for c in results.correlations:
        yield c.first, c.second, c.n, c.pearson, c.spearman


def _effective_weights(results: Results) -> Iterator[Sequence[Cell]]:
    yield "code", "level", "weight", "effective_weight"
    for node, share in zip(results.structure.nodes, results.effective_weights.tolist(), strict=True):
        yield node.code, node.level, node.weight, share


def _top_ranks(results: Results) -> Floats:
    return results.ranks[:, results.structure.index[results.structure.top]]


FILES: dict[str, Callable[[Results], Rows]] = {
    "scores.csv": _table(lambda results: results.scores),
    "ranks.csv": _table(lambda results: results.ranks),
    "coverage.csv": _table(lambda results: results.coverage),
    "range.csv": _range,
    "rank_stats.csv": _rank_stats,
    "leave_one_out.csv": _leave_one_out,
    "groups.csv": _groups,
    "correlations.csv": _correlations,
    "effective_weights.csv": _effective_weights,
}


# Writing them -----------------------------------------------------------------------------


def as_files(results: Results) -> dict[str, bytes]:
    """The content of every file there is to write, by name: UTF-8, commas, one line feed a row."""
    texts = {name: _csv(rows(results)) for name, rows in FILES.items()}
    return {name: text.encode() for name, text in texts.items() if text}


def _csv(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(_written, row) for row in rows)
    return text.getvalue()


def _written(cell: Cell) -> Cell:
    """A number with 15 significant digits, empty for no value (NaN)."""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else f"{cell + 0.0:.15g}"
    return cell


def write(results: Results, folder: Path, read: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Write all files into a folder, which is made if need be, and give their paths.

    Files of an earlier run are replaced, those this run does not have removed,
    others left alone. Raises InputRefused, with nothing changed, where that
    would touch a file that was ``read`` or the folder cannot be written.
    """
    contents = as_files(results)
    ours = {(folder / name).resolve() for name in FILES}
    touched = [path for path in read if path.resolve() in ours]
    if touched:
        raise InputRefused(Problem(str(path), None, None, "overwrites") for path in touched)
    try:
        _replace(folder, contents)
    except OSError as error:
        raise InputRefused([Problem(str(folder), None, None, "not_a_folder", {"reason": error.strerror})]) from error
    return tuple(folder / name for name in contents)


def _replace(folder: Path, contents: dict[str, bytes]) -> None:
    """Write into a new folder beside, and move only when everything is written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(None, "not a folder")
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in contents.items():
            (beside / name).write_bytes(content)
        folder.mkdir(exist_ok=True)
        for name in FILES:
            if name in contents:
                (beside / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(beside)
