from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = st.sampled_from(
    ["q", "collection", "since", "until", "sort", "limit", "offset", "cursor", "facet", "highlight", "page", "kind",
     "source_id", "entity", "day", "entity", "by", "format", "from", "to", "revision", "id", "collapse",
     "editions", "explain", "family", "edition", "type", "word", "factor", "gamma", "__proto__", ""]
)  # fmt: skip
WORDS = st.sampled_from(
    ["clauses", "signals", "documents", "newest", "2026-11-22", "0001-01-01", "9999-12-31", "0", "-1", "1e9", "kind",
     "day", "csv", "true", "金穗宝", '"', "(", "*", "标题:", "\x00", "%", "../..", "<script>"]
)  # fmt: skip
VALUES = WORDS | st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
PATHS = st.sampled_from(
    ["/", "/feed", "/brief", "/risk", "/documents/gov-1", "/documents/gov-1/diff", "/api/v1/search",
     "/similar", "/api/v1/similar", "/api/v1/aggregate", "/api/v1/export", "/api/v1/risk-index",
     "/api/v1/briefs/latest", "/series", "/series/bursts", "/api/v1/series/bursts", "/api/v1/series/uncertainty"]
)  # fmt: skip


@given(PATHS, st.lists(st.tuples(NAMES, VALUES), max_size=5))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_parameters_cause_a_500(client: TestClient, path: str, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    answer = client.get(f"{path}?{query}")
    assert answer.status_code in (200, 400, 404), (answer.status_code, answer.text[:500])


@given(st.sampled_from(["/documents/", "/brief/", "/api/v1/documents/", "/api/v1/briefs/", "/static/"]), VALUES)
@settings(max_examples=60, deadline=None)
def test_no_path_causes_a_500(client: TestClient, prefix: str, value: str) -> None:
    answer = client.get(prefix + quote(value, safe=""))
    assert answer.status_code in (200, 400, 404, 405), (answer.status_code, answer.text[:500])


@given(st.binary(max_size=30))
@settings(max_examples=40, deadline=None)
def test_broken_encodings_are_answered(client: TestClient, raw: bytes) -> None:
    answer = client.get("/api/v1/search?q=" + "".join(f"%{byte:02X}" for byte in raw))
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-08", "0001-01-09", "9999-12-31", "2026-02-30"])
@pytest.mark.parametrize(
    "path",
    ["/brief/{}", "/brief?day={}", "/risk?day={}", "/?since={}", "/?until={}", "/api/v1/briefs/{}",
     "/api/v1/risk-index?day={}", "/feed?since={}", "/api/v1/aggregate?by=day&until={}",
     "/series?until={}", "/api/v1/series/bursts?since={}&by=month", "/api/v1/series/uncertainty?until={}"],
)  # fmt: skip
def test_the_ends_of_the_calendar(client: TestClient, path: str, day: str) -> None:
    assert client.get(path.format(day)).status_code in (200, 400)
