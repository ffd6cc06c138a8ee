"""Names that a reader may be typing: by their beginning, by that of a law in 《…》, or by pinyin initials (ffczffjz).

Each record brings a few keys, `<what one may type><TAB><name>`; both backends can list keys by prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from indexer.fold import fold
from indexer.reference import name_key

LONGEST = 80
"""Characters of a name; longer titles are nothing to type."""

MOST_KEYS = 500
"""Keys that are looked at for one prefix."""

_INNER = re.compile(r"《([^《》]{2,60})》")
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def suggestion_keys(name: str) -> tuple[str, ...]:
    """The keys under which `name` is suggested."""
    name = _SPACE.sub(" ", name).strip()
    if not 2 <= len(name) <= LONGEST:
        return ()
    starts = [_typed(name), name_key(name)]
    starts += [name_key(inner) for inner in _INNER.findall(name)]
    starts += [initials(start) for start in starts[1:]]
    return tuple(f"{start}\t{name}" for start in dict.fromkeys(starts) if start)


def initials(text: str) -> str:
    """The first letters of the pinyin of the Chinese characters, other letters and digits as they are."""
    from pypinyin import Style, lazy_pinyin

    def keep(other: str) -> str:
        return "".join(char for char in other if char.isalnum())

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=keep))


def typed_prefix(text: str) -> str:
    """What is typed so far, as keys begin; "" where it can begin none."""
    prefix = _typed(text.replace("《", "").replace("》", "").removeprefix("中华人民共和国"))
    return prefix if len(prefix) <= LONGEST else ""


def _typed(text: str) -> str:
    return _SPACE.sub("", fold(text)).replace("\t", "")


def pick_names(keys: Iterable[tuple[str, int]], limit: int) -> tuple[str, ...]:
    """The names of counted keys: those of most records first, then the shorter, then in order of characters."""
    best: dict[str, int] = {}
    for key, count in keys:
        name = key.partition("\t")[2]
        best[name] = max(best.get(name, 0), count)
    return tuple(sorted(best, key=lambda name: (-best[name], len(name), name))[: max(limit, 0)])
