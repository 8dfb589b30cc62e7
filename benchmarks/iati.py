"""Whether the IATI file is what the standard's own schema and lists of codes allow.

The schema belongs to the standard and is not in this project: get `iati-activities-schema.xsd`
of version 2.03, with what it includes, and the folder `codelists` from IATI.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Final

from lxml import etree

from activities.engine.values import Activity
from api.v1.exchange import iati
from partnerships.engine.editions import figures_of
from partnerships.engine.figures import Counted, Measure, RegionClass
from partnerships.models import ResultsEdition

AS_OF: Final = date(2028, 4, 1)
CODED: Final = (
    ("//reporting-org/@type", "OrganisationType"),
    ("//participating-org/@role", "OrganisationRole"),
    ("//activity-status/@code", "ActivityStatus"),
    ("//activity-date/@type", "ActivityDateType"),
    ("//related-activity/@type", "RelatedActivityType"),
    ("//sector/@code", "Sector"),
    ("//tag/@code", "UNSDG-Goals"),
    ("//narrative/@xml:lang", "Language"),
)


def main(arguments: list[str]) -> int:
    """Write a file with figures and one without, ask the schema, and print what it says."""
    parser = argparse.ArgumentParser(prog="bench iati")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/data/iati"))
    folder = parser.parse_args(arguments).folder
    schema = etree.XMLSchema(etree.parse(str(folder / "iati-activities-schema.xsd")))
    complaints = 0
    for edition in (_edition(), None):
        document = iati.document_of(edition, _publisher()).encode("utf-8")
        said = [*_refused(schema, document), *_unknown_codes(folder, document)]
        complaints += len(said)
        activities = len(etree.fromstring(document))
        print(f"{activities} activities, {len(document):,} bytes: {len(said)} complaints")
        print("\n".join(said))
    return 1 if complaints else 0


def _refused(schema: etree.XMLSchema, document: bytes) -> Iterator[str]:
    schema.validate(etree.fromstring(document))
    return (f"line {each.line}: {each.message}" for each in schema.error_log)


def _unknown_codes(folder: Path, document: bytes) -> Iterator[str]:
    tree = etree.fromstring(document)
    for path, name in CODED:
        known = set(etree.parse(str(folder / "codelists" / f"{name}.xml")).xpath("//code/text()"))
        used = set(tree.xpath(path))
        yield from (f"{name} has no code {code}" for code in sorted(used - known))


def _publisher() -> iati.Publisher:
    return iati.Publisher(ref="XX-EXAMPLE-1", name="Example", kind="40", since=date(2026, 1, 1))


def _edition() -> ResultsEdition:
    draw = Random(2008)
    return ResultsEdition(
        as_of=AS_OF,
        figures=figures_of([_partnership(draw) for _number in range(80)], [], as_of=AS_OF),
        published_at=datetime(2028, 4, 15, 5, 10, tzinfo=UTC),
    )


def _partnership(draw: Random) -> Counted:
    happened = {measure for measure in Measure if draw.random() < 0.4}
    return Counted(
        year=draw.choice(("2026", "2027", "2028")),
        activity=draw.choice(list(Activity)).value,
        region=draw.choice(list(RegionClass)).value,
        measures=frozenset(happened | {Measure.PARTNERSHIPS}),
    )
