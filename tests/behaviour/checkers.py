"""What type checkers refuse of a test as users write it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

CHECKERS = {
    "mypy": ("mypy", "--strict", "--config-file="),
    "pyright": ("pyright", "--pythonpath", sys.executable),
}


def refused_lines(checker: str, text: str, folder: Path) -> tuple[set[int], str]:
    """Return the numbers of the lines that a checker refuses, and all that it says."""
    file = folder / "test_typed.py"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", *CHECKERS[checker], file.name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    found = re.findall(r"test_typed\.py:(\d+)(?::\d+)?(?: -)? ?:? error", done.stdout)
    return {int(number) for number in found}, done.stdout
