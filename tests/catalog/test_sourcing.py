"""Every type says where its facts come from, or that they were not read anywhere."""

from __future__ import annotations

from d365arch.catalog.load import own_catalog


def test_every_type_has_a_source_or_says_what_is_unverified() -> None:
    catalog = own_catalog()
    types = [*catalog.endpoint_types.values(), *catalog.system_types.values()]
    assert [t.id for t in types if not t.sources and not t.unverified] == []
    assert {s for t in types for s in t.sources} <= catalog.sources.keys()
