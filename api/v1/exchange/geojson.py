"""The regions of the public list on a map, as RFC 7946 has it.

A region's point and box come from all its towns in the gazetteer, whether they asked or not, and
are told in tenths of a degree. No town stands in the file.
"""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publication.engine.extents import Extent
    from publication.selectors.exchange import Region


def collection_of(regions: "Iterable[Region]") -> str:
    """Return the file; a region whose place is not told is one without a geometry."""
    features = [_feature(region) for region in regions]
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False)


def _feature(region: "Region") -> dict[str, object]:
    place, extent = region.place, region.extent
    feature: dict[str, object] = {
        "type": "Feature",
        "id": place.code,
        "geometry": _point(extent) if extent else None,
        "properties": {
            "code": place.code,
            "kind": place.kind,
            "country_code": place.country_code,
            "name": place.name,
            "name_latin": place.name_latin,
            "needs_at_least": region.needs.low,
            "needs_at_most": region.needs.high,
        },
    }
    return {**feature, "bbox": _box(extent)} if extent else feature


def _point(extent: "Extent") -> dict[str, object]:
    return {"type": "Point", "coordinates": list(extent.middle)}


def _box(extent: "Extent") -> list[float]:
    return [extent.west, extent.south, extent.east, extent.north]
