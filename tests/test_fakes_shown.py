"""The page that shows fakes shows those that the example's packages give."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import faker
import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SCRIPT = REPOSITORY / "docs/fakes_shown.py"


def test_the_page_is_what_the_script_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (REPOSITORY / "docs/fakes-shown.md").read_text(encoding="utf-8")
    version = re.search(r"with Faker\n(\S+)\. ", text)
    assert version
    if version[1] != faker.VERSION:
        pytest.skip(
            f"the page was written with Faker {version[1]}, whose names may be others than those of {faker.VERSION}"
        )
    monkeypatch.syspath_prepend(str(REPOSITORY / "generated_example"))
    assert runpy.run_path(str(SCRIPT))["page"]() == text, "run PYTHONPATH=generated_example python docs/fakes_shown.py"
