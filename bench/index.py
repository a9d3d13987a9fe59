"""The general engine: scoring tables, repetitions with ranks, and the memory they take in a process of their own."""

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from assessment.config import ROOT
from assessment.index import Method, Node, Noise, ThresholdBy, structure_of
from assessment.index.aggregation import leaf_cells
from assessment.index.arrays import Floats
from assessment.index.method import steps
from assessment.index.ranking import ranks
from assessment.index.uncertainty import drawn_weights, every_code, rank_stats
from bench.table import limited, print_row

SEED = 2026
REPETITIONS = 1000
SCORING_LIMITS = {(28, 120): 10.0, (200, 120): 50.0}
"""Units and leaves, and the milliseconds in which they are to be scored and ranked."""
REPETITION_LIMITS = {(28, 40): 100.0, (200, 120): 1000.0}
MEMORY_LIMIT = 200.0
"""Megabytes by which the largest repetitions may make a process grow."""
METHOD = Method(threshold=(0.5, 0.5, 0.66), threshold_by=(ThresholdBy.WEIGHT, ThresholdBy.COUNT, ThresholdBy.COUNT))
MISSING, NOT_APPLICABLE = 0.1, 0.05


class Table:
    """A drawn table over leaves in indicators of five, these in domains of four, and what is measured on it."""

    def __init__(self, units: int, leaves: int) -> None:
        draw = random.Random(SEED)
        nodes = [Node("all", 4, None)]
        for leaf in range(leaves):
            domain, indicator = f"D{leaf // 20}", f"D{leaf // 20}.{leaf // 5}"
            nodes += [Node(domain, 3, "all")] if leaf % 20 == 0 else []
            nodes += [Node(indicator, 2, domain)] if leaf % 5 == 0 else []
            nodes.append(Node(f"{indicator}.{leaf}", 1, indicator, draw.choice((7, 1.5, 1))))
        self.structure = structure_of(nodes)
        numbers = np.array([[draw.uniform(0, 100) for _ in range(leaves)] for _ in range(units)])
        fates = np.array([[draw.random() for _ in range(leaves)] for _ in range(units)])
        numbers[fates < MISSING] = np.nan
        self.numbers, self.applies = numbers, fates < 1 - NOT_APPLICABLE
        self.steps = steps(METHOD, self.structure)

    def score(self) -> Floats:
        """Scores of every code and their ranks."""
        return ranks(every_code(self.structure, leaf_cells(self.numbers, self.applies, self.structure), self.steps).T)

    def repeat(self) -> None:
        """The statistics of the ranks over all repetitions."""
        leaves = leaf_cells(self.numbers, self.applies, self.structure)
        rank_stats(self.structure, leaves, drawn_weights(self.structure, Noise(REPETITIONS, SEED)), self.steps)


def print_index(times: int) -> None:
    """All rows, each the median of so many."""
    for (units, leaves), most in SCORING_LIMITS.items():
        wall = _milliseconds(Table(units, leaves).score, times)
        print_row(f"index, scores and ranks of {units} x {leaves}", [limited("wall", "ms", wall, most)])
    for (units, leaves), most in REPETITION_LIMITS.items():
        wall = _milliseconds(Table(units, leaves).repeat, times)
        print_row(f"index, {REPETITIONS} repetitions on {units} x {leaves}", [limited("wall", "ms", wall, most)])
    print_row(f"index, {REPETITIONS} repetitions on 200 x 120", [limited("memory", "MB", _growth(), MEMORY_LIMIT)])


def _milliseconds(work: Callable[[], object], times: int) -> float:
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return 1000 * median(seconds)


def _growth() -> float:
    """Megabytes by which a process of its own has grown at most."""
    command = [sys.executable, "-m", "bench.index"]
    return float(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def _most_memory() -> int:
    """Kilobytes this process has held at most."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1])


if __name__ == "__main__":
    table = Table(200, 120)
    before = _most_memory()
    table.repeat()
    print((_most_memory() - before) / 1000)
