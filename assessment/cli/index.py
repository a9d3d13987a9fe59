"""``flask index``: the general engine on tables in files. It needs no database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

import click

from assessment import index as engine
from assessment.cli.surroundings import terminal_language

T = TypeVar("T")
FILE = click.Path(path_type=Path)


class Written(click.ParamType[T], Generic[T]):
    """An option read by one of the engine's own readers, which raise ValueError."""

    def __init__(self, name: str, read: Callable[[str], T]) -> None:
        self.name, self.read = name, read

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The name as it is: what may be written, in lower case."""
        return self.name

    def convert(self, value: str | T, param: click.Parameter | None, ctx: click.Context | None) -> T:
        """What was written, read."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def list_of(name: str, kind: Callable[[str], T]) -> Written[tuple[T, ...]]:
    """One value for all levels, or one a level from the lowest aggregate upwards, with commas."""
    return Written(name, lambda text: engine.listed(kind, text))


@click.group()
def index() -> None:
    """Score any weighted hierarchy on any table of units."""


@index.command()
@click.argument("structure", type=FILE)
@click.argument("values", type=FILE)
@click.option("--mean", type=list_of("MEAN[,…]", engine.Mean), default="arithmetic", show_default=True)
@click.option("--threshold", type=list_of("SHARE[,…]", float), default="0", show_default=True)
@click.option(
    "--threshold-by", type=list_of("count|weight[,…]", engine.ThresholdBy), default="count", show_default=True
)
@click.option("--zero-weight", type=Written("out|counted", engine.ZeroWeight), default="out", show_default=True)
@click.option("--na", type=Written("excluded|missing", engine.NotApplicable), default="excluded", show_default=True)
@click.option("--transform", type=Written("none|shift99|floor1", engine.Transform), default="none", show_default=True)
@click.option(
    "--normalise",
    type=Written("none|minmax[:A:B]|zscore|goalposts:L:U|prank", engine.normalisation),
    default="none",
    show_default=True,
)
@click.option("--weights", type=FILE, help="Other weights for some codes: code,weight.")
@click.option("--repetitions", type=click.IntRange(min=1), metavar="N", help="How often weights are drawn.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--noise", type=click.FloatRange(0, 1), default=0.25, show_default=True)
@click.option("--weights-per-repetition", type=FILE, help="Weights of every code but the top, one row a repetition.")
@click.option("--out", type=FILE, required=True, metavar="DIR", help="Folder for the results; made if need be.")
def run(
    structure: Path,
    values: Path,
    mean: tuple[engine.Mean, ...],
    threshold: tuple[float, ...],
    threshold_by: tuple[engine.ThresholdBy, ...],
    zero_weight: engine.ZeroWeight,
    na: engine.NotApplicable,
    transform: engine.Transform,
    normalise: engine.Normalisation,
    weights: Path | None,
    repetitions: int | None,
    seed: int,
    noise: float,
    weights_per_repetition: Path | None,
    out: Path,
) -> None:
    """Score the units in VALUES over the hierarchy in STRUCTURE; what is asked and written: docs/index-engine.md.

    --mean, --threshold and --threshold-by take one value, or a list with commas:
    one a level, from the lowest aggregate upwards.
    """
    if repetitions and weights_per_repetition:
        raise click.UsageError("--repetitions and --weights-per-repetition exclude each other.")
    try:
        method = engine.Method(mean, threshold, threshold_by, zero_weight, na, transform, normalise)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--threshold") from error
    with _refusals():
        given = engine.read_input(structure, values, weights, weights_per_repetition)
        drawn = engine.Noise(repetitions, seed, noise) if repetitions else given.repetitions
        results = engine.run(given.structure, given.values, method, drawn)
        read = [path for path in (structure, values, weights, weights_per_repetition) if path]
        for path in engine.write(results, out, read):
            click.echo(path)


@contextmanager
def _refusals() -> Iterator[None]:
    """Every problem of the input on a line of its own, and exit code 1."""
    words = terminal_language()
    try:
        yield
    except engine.InputRefused as refused:
        for problem in refused.problems:
            click.echo(problem.said_in(words.code), err=True)
        count = len(refused.problems)
        text = words.ngettext("%(num)s problem. Nothing was changed.", "%(num)s problems. Nothing was changed.", count)
        raise click.ClickException(text) from refused
