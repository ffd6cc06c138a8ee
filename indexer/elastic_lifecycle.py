"""What becomes of the indices that a rebuild replaced: some are kept to go back to, the rest goes.

A server that offers index lifecycle management deletes what was kept by a policy of its own after a while; on one that
does not, the next rebuild removes all but the newest few. Neither is ever asked to touch what an alias points to.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from indexer.base import Collection
from indexer.elastic_mapping import alias_of

POLICY = "regintel-superseded"
KEPT_FOR = "30d"
"""How long a lifecycle policy keeps a replaced index."""

_WITHOUT = (400, 403, 404, 405)
"""How servers answer that do not offer lifecycle management, or not to us."""


def superseded(client: Elasticsearch, prefix: str, collection: Collection) -> list[str]:
    """Indices of a collection that no alias points to, the newest first."""
    found: Mapping[str, Any] = client.indices.get(
        index=f"{alias_of(prefix, collection)}-v*", expand_wildcards="all"
    ).body
    free = [
        (int(body["settings"]["index"]["creation_date"]), name) for name, body in found.items() if not body["aliases"]
    ]
    return [name for _, name in sorted(free, reverse=True)]


def retire(client: Elasticsearch, prefix: str, collection: Collection, keep: int) -> None:
    """After a swap: keep the newest `keep` replaced indices of a collection and remove the others."""
    names = superseded(client, prefix, collection)
    if names[keep:]:
        client.indices.delete(index=names[keep:], ignore_unavailable=True)
    for name in names[:keep]:
        _hand_over(client, name)


def _hand_over(client: Elasticsearch, name: str) -> None:
    """Let the server delete a kept index in time. Where it offers no lifecycle management, `keep` alone holds."""
    policy = {"phases": {"hot": {"actions": {}}, "delete": {"min_age": KEPT_FOR, "actions": {"delete": {}}}}}
    # Age counts from the creation of an index unless another day is given: here the day that it was replaced.
    lifecycle = {"name": POLICY, "origination_date": int(time.time() * 1000)}
    try:
        client.ilm.put_lifecycle(name=POLICY, policy=policy)
    except ApiError as error:
        if error.status_code in _WITHOUT:
            return
        raise
    with suppress(ApiError, TransportError):  # it is only tidying; the swap is done
        held = client.indices.get_settings(index=name)[name]["settings"]["index"].get("lifecycle", {})
        if held.get("name") != POLICY:
            client.indices.put_settings(index=name, settings={"index": {"lifecycle": lifecycle}})
