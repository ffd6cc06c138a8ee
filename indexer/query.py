"""Reading a query string. What cannot be read as meant is searched literally, with a notice; nothing is refused.

- `银行 罚款`: free words
- `"资金池"`, also “ ” and 「 」, apart from other text: exactly this string
- `-信托`: without it
- `标题:办法 文号:… 发文机关:… 时效:有效`: within one field
- `(银行 OR 信托) AND NOT 保险`: operators in capitals; parentheses group where an operator is used
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from indexer.fold import clean, fold

LONGEST = 1000
"""Characters of a query that are looked at."""

DEEPEST = 6
"""Levels of parentheses; Elasticsearch itself takes 30 nested clauses, of which each level needs up to three."""

_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』"}
_OPERATOR = re.compile(r"(?:(?<=[\s()])|^)(AND|OR|NOT|&&|\|\|)(?=[\s()]|$)")
_PREFIX = re.compile(r"(标题|文号|发文机关|时效)\s*:\s*")
_PLAIN = {"&&": "AND", "||": "OR"}


class Scope(StrEnum):
    """What a field prefix may name."""

    TITLE = "标题"
    DOC_NO = "文号"
    ISSUER = "发文机关"
    STATUS = "时效"


@dataclass(frozen=True, slots=True)
class Free:
    """Words to rank by."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """A string that must be there as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Scoped:
    """A value that must be in one field."""

    scope: Scope
    text: str


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    part: Part


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the parts."""

    parts: tuple[Part, ...]


Part = Free | Exact | Scoped | Not | Every | Either


@dataclass(frozen=True, slots=True)
class Parsed:
    """`part` is None for an empty query. `boolean` says that operators were used: then every word is required."""

    part: Part | None
    boolean: bool = False
    notices: tuple[str, ...] = ()


class _MalformedError(Exception):
    """The operators do not fit together; `args[0]` says so in Chinese."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """An operator or a parenthesis."""

    text: str


def parse_query(text: str) -> Parsed:
    """Read a query of any length and form; linear in its length, and it never raises."""
    notices: list[str] = []
    text = clean(text).strip()
    if len(text) > LONGEST:
        notices.append(f"查询过长（{len(text)} 个字），只检索前 {LONGEST} 个字")
        text = text[:LONGEST]
    boolean = _OPERATOR.search(_widthless(text)) is not None
    parts, unread = _scan(text, boolean=boolean)
    notices += unread
    if not boolean:
        return Parsed(_gather([p for p in parts if not isinstance(p, _Sign)]), notices=tuple(notices))
    try:
        return Parsed(_Parser(parts).read(), boolean=True, notices=tuple(notices))
    except _MalformedError as error:
        notices.append(f"{error.args[0]}，已按普通文字检索")
        literal = " ".join(p.text for p in _leaves(parts))
        return Parsed(Free(literal) if literal else None, notices=tuple(notices))


def names_scope(part: Part | None, scope: Scope) -> bool:
    """Whether a query has a value for this field anywhere."""
    match part:
        case Scoped(named, _):
            return named is scope
        case Not(inner):
            return names_scope(inner, scope)
        case Every(parts) | Either(parts):
            return any(names_scope(each, scope) for each in parts)
        case _:
            return False


def _widthless(text: str) -> str:
    """Marks in half width, letters as they are; same length."""
    return "".join(f if not f.isalnum() else c for c, f in zip(text, fold(text), strict=True))


def _gather(parts: list[Part]) -> Part | None:
    """Free words of a query without operators belong together."""
    free = " ".join(p.text for p in parts if isinstance(p, Free))
    kept: list[Part] = [p for p in parts if not isinstance(p, Free)]
    if free:
        kept.insert(0, Free(free))
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else Every(tuple(kept))


def _leaves(parts: list[Part | _Sign]) -> list[Free | Exact]:
    found: list[Free | Exact] = []
    for part in parts:
        inner = part.part if isinstance(part, Not) else part
        if isinstance(inner, Free | Exact):
            found.append(inner)
        elif isinstance(inner, Scoped):
            found.append(Free(inner.text))
    return found


def _scan(text: str, *, boolean: bool) -> tuple[list[Part | _Sign], list[str]]:
    """Cut a query into parts and signs. The second list holds notices."""
    marks = _widthless(text)
    parts: list[Part | _Sign] = []
    notices: list[str] = []
    place = 0
    fresh = True
    while place < len(text):
        char = marks[place]
        if char.isspace():
            place, fresh = place + 1, True
            continue
        if boolean and (char in "()" or (operator := _OPERATOR.match(marks, place))):
            sign = char if char in "()" else operator[1]  # type: ignore[index]  # bound where char is no parenthesis
            parts.append(_Sign(_PLAIN.get(sign, sign)))
            place, fresh = place + len(sign), True
            continue
        excluded = fresh and char == "-" and place + 1 < len(text) and not marks[place + 1].isspace()
        place += excluded
        part, place, notice = _scan_part(text, marks, place, boolean=boolean)
        fresh = False
        if notice and notice not in notices:
            notices.append(notice)
        if part:
            parts.append(Not(part) if excluded else part)
    return parts, notices


def _scan_part(text: str, marks: str, place: int, *, boolean: bool) -> tuple[Part | None, int, str]:
    """One part that begins at `place`, where the next begins, and a notice."""
    if marks[place] in _QUOTES:
        close = marks.find(_QUOTES[marks[place]], place + 1)
        if close < 0:
            return None, place + 1, "引号没有配对，已按普通文字检索"
        # In prose (“三期”是什么？) quotation marks quote; they demand only where they stand apart.
        after = marks[close + 1 : close + 2]
        if not after or after.isspace() or after in "()" or after in _QUOTES:
            inner = text[place + 1 : close].strip()
            return (Exact(inner) if inner else None), close + 1, ""
    if prefix := _PREFIX.match(marks, place):
        if prefix.end() >= len(text):
            return Free(prefix[1]), len(text), f"“{prefix[1]}:”后面没有内容，已按普通文字检索"
        value, end, notice = _scan_part(text, marks, prefix.end(), boolean=boolean)
        if isinstance(value, Free | Exact):
            return Scoped(Scope(prefix[1]), value.text), end, notice
        return value, end, notice
    end = place + 1
    while end < len(text) and not marks[end].isspace():
        if boolean and marks[end] in "()":
            break
        end += 1
    return Free(text[place:end]), end, ""


class _Parser:
    """Recursive descent: OR binds weakest, then AND (also written as nothing), then NOT."""

    def __init__(self, parts: list[Part | _Sign]) -> None:
        self._parts = parts
        self._place = 0

    def read(self) -> Part | None:
        part = self._either(0)
        if self._place < len(self._parts):
            raise _MalformedError("查询中的括号没有配对")
        return part

    def _peek(self) -> Part | _Sign | None:
        return self._parts[self._place] if self._place < len(self._parts) else None

    def _take(self, sign: str) -> bool:
        if self._peek() == _Sign(sign):
            self._place += 1
            return True
        return False

    def _either(self, depth: int) -> Part:
        if depth > DEEPEST:
            raise _MalformedError(f"查询中的括号超过 {DEEPEST} 层")
        found = [self._every(depth)]
        while self._take("OR"):
            found.append(self._every(depth))
        return found[0] if len(found) == 1 else Either(tuple(found))

    def _every(self, depth: int) -> Part:
        found = [self._one(depth)]
        while True:
            if self._take("AND") or (self._peek() is not None and self._peek() not in (_Sign("OR"), _Sign(")"))):
                found.append(self._one(depth))
            else:
                return found[0] if len(found) == 1 else Every(tuple(found))

    def _one(self, depth: int) -> Part:
        negated = False
        while self._take("NOT"):
            negated = not negated
        if self._take("("):
            part = self._either(depth + 1)
            if not self._take(")"):
                raise _MalformedError("查询中的括号没有配对")
        else:
            here = self._peek()
            if here is None or isinstance(here, _Sign):
                raise _MalformedError("查询中的 AND、OR、NOT 缺少要连接的词")
            self._place += 1
            part = here
        return Not(part) if negated else part
