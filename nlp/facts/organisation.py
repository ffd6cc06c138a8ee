"""Regulators, courts, exchanges, associations and large institutions: the gazetteer and its local offices."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from nlp.facts.boundary import name_start
from nlp.facts.found import Found, without_overlaps
from nlp.facts.name_shape import full_name_offset
from nlp.gazetteer import names
from nlp.segment import build_segmenter

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

LABEL = "机构"
_PLACE = r"[\u4e00-\u9fff]{2,7}?"
_OFFICE = re.compile(
    rf"(?:国家金融监督管理总局|金融监管总局){_PLACE}(?:监管局|监管分局|分局)"
    rf"|中国?证监会{_PLACE}(?:监管局|证监局|专员办)"
    rf"|中国(?:银行保险|银行业|保险|证券)监督管理委员会{_PLACE}(?:监管局|监管分局)"
    rf"|(?:中国)?人民银行(?:[\u4e00-\u9fff]{{2,8}}?(?:省|市|自治区|州|县|区)?)(?:分行|支行|中心支行|营业管理部|营业部)"
    rf"|国家外汇管理局{_PLACE}(?:分局|支局|外汇管理部)"
)
_LOCAL = re.compile(
    "银保监分局|银保监局|银监分局|银监局|保监分局|保监局|金融监管分局|金融监管局|证监局"
    "|地方金融监督管理局|地方金融管理局"
    "|地方金融监管局|金融工作局|金融办|互联网金融协会|互联网法院|金融法院|仲裁委员会"
    # Courts, prosecutors and police have a place before them, or the mention is of the kind: 依法向人民法院起诉
    "|(?<=[省市区县州盟旗])(?:中级人民法院|高级人民法院|人民法院|人民检察院|公安分局|公安局|公安厅"
    "|工商局|市场监督管理局|市场监管局)"
)


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    known = tuple(names())
    return AhoCorasick(known, matchkind=MatchKind.LeftmostLongest), known


def find_organisations(text: str) -> list[Found]:
    """Every mention, in order: `value` is today's official name for known bodies, the printed one for offices.

    `name` is the gazetteer's id or "". The text must not hold lone surrogates.
    """
    automaton, known = _automaton()
    table = names()
    found: list[Found] = []
    for index, start, end in automaton.find_matches_as_indexes(text):
        name = known[index]
        if len(name) == 2 and not _stands_alone(text, start, end):
            continue
        entity = table[name]
        found.append(Found(LABEL, entity.name, start, end, name=entity.id))
    offices = [Found(LABEL, m[0], m.start(), m.end()) for m in _OFFICE.finditer(text) if _is_office(m[0])]
    floor = 0
    for match in _LOCAL.finditer(text):
        start = name_start(text, match.start(), floor)
        within = (
            full_name_offset(text[start : match.end()], match.end() - match.start()) if start < match.start() else -1
        )
        start += max(0, within)
        if within >= 0 and match.start() - start <= 16:
            offices.append(Found(LABEL, text[start : match.end()], start, match.end()))
        floor = match.end()
    return without_overlaps(offices + found) if offices else found


def _is_office(name: str) -> bool:
    return not re.search("[及和与或、]|批准|会同|负责|所在地|各", name)


@cache
def _alone(window: str, at: int, size: int) -> bool:
    return any(t.start == at and t.end == at + size for t in build_segmenter().tokens(window))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a two-character alias is a word here: 工行, but not the middle of 加工行业."""
    first = max(0, start - 4)
    return _alone(text[first : end + 4], start - first, end - start)
