"""The benchmark runs from beginning to end; how fast anything is, it says on a quiet machine."""

import math
import re
import subprocess
import sys

import pytest

from assessment.config import ROOT

ROWS = 53
LIMIT = 600
"""Seconds, on a machine that is busy with other things."""


@pytest.mark.process
@pytest.mark.postgresql
def test_every_row_of_the_benchmark_has_a_finite_ratio() -> None:
    command = [sys.executable, "-W", "error", "-m", "bench", "--quick"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LIMIT)
    assert ran.returncode == 0, ran.stderr
    rows = [line for line in ran.stdout.splitlines() if line.endswith("]")]
    assert len(rows) == ROWS, ran.stdout
    for row in rows:
        ratios = [float(ratio) for ratio in re.findall(r"= (\S+)x ", row)]
        assert ratios, row
        assert all(math.isfinite(ratio) and ratio > 0 for ratio in ratios), row
