"""Names of laws inside a query: where one ends is plain, where it begins is not, so every beginning is tried."""

from __future__ import annotations

import re

from indexer.fold import fold
from indexer.reference import name_key

_LONGEST = 40
_MOST = 300
_QUOTED = re.compile(r"[《〈]([^《》〈〉]{2,80})[》〉]")
_ENDING = re.compile(
    r"(?:法典|宪法|法|条例|办法|规定|细则|解释|决定|通知|意见|指引|准则|规则|制度|章程|规程|方案|纲要|公告|批复|答复|通则)"
)
_BREAK = re.compile(r"[\s,，。;；:：?？!！、]")


def candidate_names(text: str) -> list[str]:
    """Keys (`name_key`) that laws named in `text` could have: 《…》, and all that ends as names of laws end."""
    folded = fold(text)
    names: dict[str, None] = {name_key(match[1]): None for match in _QUOTED.finditer(folded)}
    whole = name_key(folded)
    if 2 <= len(whole) <= _LONGEST:
        names[whole] = None
    for chunk in _BREAK.split(_QUOTED.sub(" ", folded)):
        for match in _ENDING.finditer(chunk):
            for name in _beginnings(chunk[: match.end()]):
                names[name] = None
    return [name for name in names if len(name) >= 2][:_MOST]


def names_before(folded: str) -> list[str]:
    """Keys that the law right before an article number could have, longest first."""
    head = folded.rstrip()
    if head.endswith(("》", "〉")):
        match = list(_QUOTED.finditer(head))
        return [name_key(match[-1][1])] if match and match[-1].end() == len(head) else []
    return _beginnings(_BREAK.split(head)[-1])


def _beginnings(chunk: str) -> list[str]:
    """Every tail of a chunk as a name, longest first."""
    name = name_key(chunk)[-_LONGEST:]
    return [name[start:] for start in range(len(name) - 1)]
