"""JSON for a server: what orjson refuses is written and read as before."""

from __future__ import annotations

import pytest

from indexer.elastic_json import QuickSerializer


def test_what_orjson_refuses_goes_the_clients_own_way() -> None:
    serializer = QuickSerializer()
    for value in ({"kind": "政策"}, {"kind": "\ud800"}, {"number": 2**70}):
        assert serializer.loads(serializer.dumps(value)) == value


def test_what_is_no_json_is_still_an_error() -> None:
    with pytest.raises(Exception, match="nable to"):
        QuickSerializer().loads(b"{")
