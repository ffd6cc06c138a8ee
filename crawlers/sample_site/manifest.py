"""The route manifest of the sample site: which request is answered with which carried file.

`site/routes.json` is a list of objects with the fields of `Route`. The first route that matches wins, so special
cases stand before the general ones. Nothing here knows a particular site; what is special about one is in its routes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from regintel.errors import ConfigError

SITE = Path(__file__).parent / "site"


@dataclass(frozen=True)
class Call:
    """A request as it arrives, already split into real host and path-with-query."""

    method: str
    host: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path) or "/"

    @cached_property
    def query(self) -> dict[str, str]:
        return {k: v[0] for k, v in parse_qs(urlsplit(self.target).query, keep_blank_values=True).items()}

    @cached_property
    def json(self) -> Any:
        """The body as JSON, None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Paging:
    """How one carried JSON list is cut into pages.

    `rows` and `total` are dotted paths into the answer. `number` and `size` name the caller's parameters, `source`
    says whether they stand in the query or in the JSON body. `first` is the number of the first page; with `offset`
    the number counts rows instead. `cap` is the most rows the site gives, whatever is asked.
    `where` maps a list parameter to the row field it restricts (`groups` widens a value to several), `between` maps
    a two-date parameter to a row field.
    """

    rows: str
    total: str
    number: str
    size: str
    default: int
    cap: int
    source: str = "query"
    first: int = 1
    offset: bool = False
    where: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Sequence[int]] = field(default_factory=dict)
    between: Mapping[str, str] = field(default_factory=dict)

    def cut(self, answer: dict[str, Any], call: Call) -> dict[str, Any]:
        """The answer with only the rows asked for, and the total after filters."""
        asked = call.query if self.source == "query" else call.json
        asked = asked if isinstance(asked, dict) else {}
        rows = [row for row in _at(answer, self.rows) if self._wanted(row, asked)]
        size = max(1, min(_integer(asked.get(self.size), self.default), self.cap))
        number = _integer(asked.get(self.number), 0 if self.offset else self.first)
        start = number if self.offset else (number - self.first) * size
        _put(answer, self.rows, rows[start : start + size] if start >= 0 else [])
        _put(answer, self.total, len(rows))
        return answer

    def _wanted(self, row: dict[str, Any], asked: dict[str, Any]) -> bool:
        for name, column in self.where.items():
            values = {int(v) for v in asked.get(name) or ()}
            values |= {n for v in values for n in self.groups.get(str(v), ())}
            if values and row.get(column) not in values:
                return False
        for name, column in self.between.items():
            limits: list[str | None] = asked.get(name) or []
            if len(limits) == 2 and not (limits[0] or "") <= (row.get(column) or "") <= (limits[1] or "9999"):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the manifest. A `path` that ends in `*` matches every path that begins so; `method` "" is any.

    `query`, `headers` and `json` are subsets that the request must contain, `absent` are query names it must not.
    `ranges` are query names whose whole number must lie between two bounds, both included.
    """

    host: str
    path: str
    file: str
    type: str
    method: str = "GET"
    status: int = 200
    query: Mapping[str, str] = field(default_factory=dict)
    absent: Sequence[str] = ()
    ranges: Mapping[str, Sequence[int]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] = field(default_factory=dict)
    paging: Paging | None = None

    def matches(self, call: Call) -> bool:
        method = "GET" if call.method == "HEAD" else call.method
        if self.host != call.host or self.method not in ("", method):
            return False
        if not (call.path.startswith(self.path[:-1]) if self.path.endswith("*") else call.path == self.path):
            return False
        return (
            all(call.query.get(name) == value for name, value in self.query.items())
            and not any(name in call.query for name in self.absent)
            and all(low <= _integer(call.query.get(name), -1) <= high for name, (low, high) in self.ranges.items())
            and all(call.headers.get(name.lower()) == value for name, value in self.headers.items())
            and (not self.json or _contains(call.json, self.json))
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the caller."""

    status: int
    type: str
    body: bytes


class Manifest:
    """All routes of a site folder. Raises `ConfigError` where the folder or its manifest is missing or broken."""

    def __init__(self, folder: Path = SITE) -> None:
        self.folder = folder
        file = folder / "routes.json"
        try:
            raw = json.loads(file.read_text("utf-8"))
            self.routes = [_route(entry) for entry in raw]
        except (OSError, ValueError, TypeError) as error:
            raise ConfigError(
                f"示例站点的路由清单无法读取：{file}", "重新安装本软件包，或运行 python -m tools.sample_site.build"
            ) from error
        self.hosts = sorted({route.host for route in self.routes})

    def answer(self, call: Call) -> Answer | None:
        """The answer of the first matching route, None where the site knows no such address."""
        route = next((r for r in self.routes if r.matches(call)), None)
        if route is None:
            return None
        body = (self.folder / route.file).read_bytes()
        if route.paging is not None:
            body = json.dumps(route.paging.cut(json.loads(body), call), ensure_ascii=False).encode()
        return Answer(route.status, route.type, body)


def _route(entry: dict[str, Any]) -> Route:
    paging = entry.get("paging")
    return Route(**{**entry, "paging": Paging(**paging) if paging else None})


def _contains(whole: Any, part: Any) -> bool:
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and _contains(whole[k], v) for k, v in part.items())
    return part is None or str(whole) == str(part)


def _at(tree: Any, path: str) -> Any:
    for key in path.split("."):
        tree = tree[key]
    return tree


def _put(tree: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for key in parents:
        tree = tree[key]
    tree[last] = value


def _integer(value: object, default: int) -> int:
    try:
        return int(str(value)) if value is not None else default
    except ValueError:
        return default
