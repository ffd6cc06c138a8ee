"""Collects files and routes of the sample site, and writes them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HTML = "text/html; charset=utf-8"
HTML_SILENT = "text/html"
JSON = "application/json;charset=UTF-8"
RSS = "application/rss+xml; charset=utf-8"
TYPES = {
    "pdf": "application/pdf",
    "pdf-en": "application/pdf",
    "scan": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SUFFIX = {HTML: "html", HTML_SILENT: "html", JSON: "json", RSS: "xml", "text/plain; charset=utf-8": "txt"}
_SUFFIX |= {mime: {"scan": "pdf", "pdf-en": "pdf"}.get(kind, kind) for kind, mime in TYPES.items()}


@dataclass
class Site:
    """Files by name and routes in order of precedence; see `crawlers.sample_site.manifest.Route`."""

    files: dict[str, bytes] = field(default_factory=dict)
    routes: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, host: str, path: str, data: bytes | str | dict[str, Any] | list[Any], kind: str = HTML, **match: Any
    ) -> None:
        """One route and the file that answers it. `match` are further fields of a route."""
        if isinstance(data, dict | list):
            data = json.dumps(data, ensure_ascii=False, indent=1)
        blob = data.encode() if isinstance(data, str) else data
        name = self._name(host, path, blob, _SUFFIX[kind], match)
        self.files[name] = blob
        self.routes.append({"host": host, "path": path, "file": name, "type": kind, **match})

    def same(self, host: str, path: str, **match: Any) -> None:
        """Another route to the file of the route that was added last."""
        last = self.routes[-1]
        self.routes.append({"host": host, "path": path, "file": last["file"], "type": last["type"], **match})

    def robots(self, host: str) -> None:
        self.add(host, "/robots.txt", "User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")

    def _name(self, host: str, path: str, blob: bytes, suffix: str, match: Mapping[str, Any]) -> str:
        stem = path.strip("/*").removesuffix("." + suffix).removesuffix("/index.html").removesuffix(".html")
        stem = re.sub(r"[^A-Za-z0-9_=,.-]+", "_", stem.replace("/", "_")) or "index"
        asked = {k: v for k, v in match.items() if k in ("query", "json", "headers", "method", "absent", "ranges")}
        name = f"{host}/{stem[-80:]}.{suffix}"
        if asked or (name in self.files and self.files[name] != blob):
            mark = hashlib.sha256(json.dumps([path, asked], sort_keys=True, default=str).encode()).hexdigest()[:6]
            name = f"{host}/{stem[-80:]}~{mark}.{suffix}"
        if self.files.get(name, blob) != blob:
            raise ValueError(f"two answers for one file name: {name}")
        return name

    def write(self, folder: Path) -> None:
        """Replaces the folder's content."""
        shutil.rmtree(folder, ignore_errors=True)
        for name, blob in sorted(self.everything().items()):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(blob)

    def everything(self) -> dict[str, bytes]:
        """All files with the manifest, one route a line so that a change is a readable diff."""
        lines = ",\n".join(json.dumps(route, ensure_ascii=False) for route in self.routes)
        return self.files | {"routes.json": f"[\n{lines}\n]\n".encode()}
