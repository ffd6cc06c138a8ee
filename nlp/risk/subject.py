"""Whom a trigger is about: the nearest plausible name, never the authority that acts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from nlp.facts.found import Found
from nlp.facts.medium import is_medium
from nlp.facts.name_shape import may_be_name
from nlp.gazetteer import entities, names
from nlp.risk.sentence import within

_ACTORS = frozenset(("监管机构", "执法机关", "国家机关", "法院", "检察院", "交易所", "行业协会", "国际组织"))
_ACTOR_NAME = re.compile(r"(?:局|法院|检察院|委员会|协会|政府|办公室|分局|交易所|厅|部|人民银行)$")
_CLAUSE = re.compile(r"[，,：:；;]")
_BLAMED = re.compile(r"^(?:因|涉|被|遭|已|出现|发生|陷|疑|存在|及其|等|负责人|平台|公司|实控人|旗下|宣布|又|再|的)")


def plausible(mentions: Sequence[Found]) -> list[Found]:
    """Those that can be the subject of a risk: no regulators, courts, associations, media."""
    kinds = {entity.id: entity.kind for entity in entities()}
    return [
        name
        for name in mentions
        if kinds.get(name.name, "") not in _ACTORS
        and not (not name.name and _ACTOR_NAME.search(name.value))
        and not is_medium(name.value)
    ]


def may_be_subject(name: str) -> bool:
    """Whether a model's answer can be whom a risk is about: made like a name, and no authority and no medium."""
    kind = names()[name].kind if name in names() else ""
    return may_be_name(name) and kind not in _ACTORS and not _ACTOR_NAME.search(name) and not is_medium(name)


def is_official(issuers: Sequence[str]) -> bool:
    """Whether a document is an authority's own word."""
    known = names()
    return any((known[name].kind in _ACTORS) if name in known else bool(_ACTOR_NAME.search(name)) for name in issuers)


def choose_subject(
    text: str, start: int, end: int, sentence: tuple[int, int], mentions: Sequence[Found]
) -> Found | None:
    """The name in the sentence that best fits the trigger `text[start:end]`, None where the sentence has none.

    Nearer is better; before the trigger beats after it; a clause boundary between them counts as 12 characters.
    """
    best: tuple[float, Found] | None = None
    for name in within(mentions, *sentence):
        if name.start < end and start < name.end:
            continue
        if name.end <= start:
            between = text[name.end : start]
            cost = len(between) + 12.0 * len(_CLAUSE.findall(between)) - (6 if _BLAMED.match(between) else 0)
        else:
            between = text[end : name.start]
            cost = 1.5 * len(between) + 15.0 * len(_CLAUSE.findall(between)) + 8
        if best is None or cost < best[0]:
            best = (cost, name)
    return best[1] if best else None


def main_subject(mentions: Sequence[Found], ties: Mapping[str, str] | None = None) -> Found | None:
    """The name that a text is mostly about: more than half of all mentions; None where none stands out.

    `ties` give what another name stands for (a product for who runs it), so that both count for one.
    """
    if not mentions:
        return None
    owners = [(ties or {}).get(name.value, name.value) for name in mentions]
    counts = Counter(owners)
    value, top = counts.most_common(1)[0]
    if len(counts) > 1 and top * 2 <= len(mentions):
        return None
    return mentions[owners.index(value)]
