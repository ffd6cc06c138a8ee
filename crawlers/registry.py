"""All sources by id, gathered from the modules of `crawlers.sources`.

A module that cannot be loaded costs its own sources only: it is named by `broken` and reported as failed by a crawl.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType

from crawlers import sources as package
from crawlers.source import Blocked, Source
from regintel.errors import ConfigError


@cache
def _loaded() -> tuple[Mapping[str, Source | Blocked], Mapping[str, ConfigError]]:
    found: dict[str, Source | Blocked] = {}
    failed: dict[str, ConfigError] = {}
    for module in sorted(name for _, name, _ in iter_modules(package.__path__)):
        file = f"crawlers/sources/{module}.py"
        try:
            content = import_module(f"{package.__name__}.{module}")
            given = {s.id: s for s in (*getattr(content, "SOURCES", ()), *getattr(content, "BLOCKED", ()))}
        except Exception as error:  # noqa: BLE001  whatever a module does wrong must not stop the others
            what = f"信息源模块 {file} 无法载入（{type(error).__name__}: {error}）".replace("\n", " ")[:300]
            failed[module] = ConfigError(what, "请修正该文件；其他信息源不受影响")
            continue
        if twice := sorted(found.keys() & given.keys()):
            failed[module] = ConfigError(f"信息源编号 {'、'.join(twice)} 重复定义", f"请修改 {file}")
            continue
        found |= given
    return MappingProxyType(dict(sorted(found.items()))), MappingProxyType(failed)


def sources() -> Mapping[str, Source | Blocked]:
    """Every known source, crawlable or blocked, by id in alphabetical order."""
    return _loaded()[0]


def broken() -> Mapping[str, ConfigError]:
    """Modules of `crawlers.sources` that cannot be loaded, each with the reason."""
    return _loaded()[1]


def broken_module(ident: str) -> str:
    """The broken module that an unknown id seems to be defined in, for its text names it; "" where none does."""
    for module in broken():
        spec = find_spec(f"{package.__name__}.{module}")
        if spec is not None and spec.origin and f'"{ident}"' in Path(spec.origin).read_text("utf-8", "replace"):
            return module
    return ""


def source_named(ident: str) -> Source:
    """The crawlable source of that id. Raises `ConfigError` for an unknown id (naming near ones) and a blocked one."""
    known = sources()
    source = known.get(ident)
    if source is None:
        if module := broken_module(ident):
            raise broken()[module]
        near = difflib.get_close_matches(ident, known, n=3, cutoff=0.4) or [k for k in known if ident in k][:3]
        hint = f"是否想用 {'、'.join(near)}" if near else "用 regintel sources 查看全部编号"
        raise ConfigError(f"没有编号为 {ident} 的信息源", hint)
    if isinstance(source, Blocked):
        raise ConfigError(f"信息源 {ident} 不能抓取：{source.reason}", "请改用其他信息源")
    return source


def crawlable(idents: Iterable[str] = ()) -> list[Source]:
    """The named sources, each once and in the given order; all crawlable ones where none is named."""
    named = list(dict.fromkeys(idents))
    if named:
        return [source_named(ident) for ident in named]
    return [source for source in sources().values() if isinstance(source, Source)]
