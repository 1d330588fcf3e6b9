"""Writes `fakes-shown.md`: `PYTHONPATH=generated_example python docs/fakes_shown.py`.

A test holds the page against what the example's packages give.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import faker

PAGE = Path(__file__).with_name("fakes-shown.md")
SEED = 1
SHOWN = (
    ("payments", "POST /v1/charges"),
    ("payments", "GET /v1/charges"),
    ("payments", "GET /v1/customers/{customer_id}"),
    ("payments", "POST /v1/charges/{charge_id}/refunds"),
    ("payments", "POST /v1/disputes/{dispute_id}/evidence"),
    ("weather", "POST /subscriptions"),
    ("weather", "GET /stations/{station_id}/observations"),
    ("weather", "GET /warnings"),
    ("parcels", "POST /shipments"),
    ("parcels", "GET /tracking/{tracking_number}"),
)
HEAD = """# What a fake looks like

Ten operations of the [example](../generated_example), as `operation.fake(seed={seed})` gives their answers with Faker
{version}. The page is written by [`fakes_shown.py`](fakes_shown.py), and a test holds it against the packages.

What the parts of a fake have to do with each other stands in its recipe, in `testing/factories.py`:
`fake.later("created", fake.date)` is a day that is not before another, `fake.count_of("data", ...)` how many items
there are, `fake.email_of("name", ...)` the address of who is named. An override moves what looks at it.

A planned answer (`returns()`) and one of auto mode show what the request sent, too, and are the last page of a list;
`echoes` and `last_page` in `testing/mock.py` say where. What the test says itself always stands.
"""


def page() -> str:
    """Return the page."""
    parts = [HEAD.format(seed=SEED, version=faker.VERSION)]
    for service, key in SHOWN:
        testing = importlib.import_module(f"clients.{service}.testing")
        with getattr(testing, f"mock_{service}")() as mock:
            made = mock.operations[key].fake(seed=SEED)
        parts.append(f"## {key}\n\n```json\n{json.dumps(made, indent=2, ensure_ascii=False)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
