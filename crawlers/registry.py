"""All sources by id, gathered from the modules of `crawlers.sources`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from crawlers import sources as package
from crawlers.source import Blocked, Source
from regintel.errors import ConfigError


@cache
def sources() -> Mapping[str, Source | Blocked]:
    """Every known source, crawlable or blocked, by id in alphabetical order."""
    found: dict[str, Source | Blocked] = {}
    for module in sorted(name for _, name, _ in iter_modules(package.__path__)):
        content = import_module(f"{package.__name__}.{module}")
        for source in (*getattr(content, "SOURCES", ()), *getattr(content, "BLOCKED", ())):
            if source.id in found:
                raise ConfigError(f"信息源编号 {source.id} 重复定义", f"请修改 crawlers/sources/{module}.py")
            found[source.id] = source
    return MappingProxyType(dict(sorted(found.items())))


def source_named(ident: str) -> Source:
    """The crawlable source of that id. Raises `ConfigError` for an unknown id (naming near ones) and a blocked one."""
    known = sources()
    source = known.get(ident)
    if source is None:
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
