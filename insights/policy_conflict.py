"""Pairs of norms that may repeat or contradict one another. Candidates for a person to judge, never findings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nlp.structure.numeral import NUMERAL_CHARS, parse_numeral
from regintel.policy import PolicyNorm, PolicyState

CandidateKind = Literal["规定相反", "数值不同", "内容重叠"]

MOST_NORMS = 3_000
"""Norms that are compared with one another: more take too long for a page."""

_MOST_CANDIDATES = 60
_MOST_OF_PAIR = 3  # candidates of the same two rules: the rest adds nothing to what they show
_ALIKE_OPPOSITE = 0.78
_ALIKE_NUMBER = 0.86
_ALIKE_OVERLAP = 0.82
_LEAST = 0.7
_LONGEST = 160
_FEWEST = 5  # characters of an action: shorter ones (执行, 报告) agree by chance
_TELLING = 40  # characters: a longer agreement is no chance, a shorter one ranks lower
_GROUND_BONUS = 0.15  # of a rule that departs from its own ground
_LEAST_BREACH = 0.6
"""How alike two breaches must be before their sanctions are compared: every law fines something with 五万元以上."""

_UNIT = r"万元|亿元|千元|元|个百分点|%|％|个工作日|工作日|个月|日|天|年|倍|人|家|次|小时"
_NUMBER = re.compile(
    rf"百分之(?P<percent>[{NUMERAL_CHARS}]{{1,8}})|(?P<digits>[0-9０-９]+(?:[.．][0-9０-９]+)?|[{NUMERAL_CHARS}]{{1,8}})(?P<unit>{_UNIT})"
)
_SANCTION = re.compile(r"罚款|警告|责令|吊销|没收|拘留|处分|停业整顿|赔偿责任")
_LIST_HEAD = re.compile(r"(?:下列|(?<![元倍年月日天％%级])以下|如下)[^，。；]{0,16}[：:]?$")
_REFERENCE = re.compile(
    r"违反|未按照|未依照|本(?:法|条例|办法|规定|细则)|第[^条款项，]{1,12}[条款项](?:之.)?|规定的?|的$|[、和或]|《[^》]*》"
    r"|情节(?:特别)?(?:较重|严重)|(?:逾期|拒)不改正|造成(?:严重|重大)?(?:后果|损失|危害)|后果严重"
)
_SCALE = {
    "万元": ("元", 1e4), "亿元": ("元", 1e8), "千元": ("元", 1e3),
    "％": ("%", 1.0), "个工作日": ("工作日", 1.0), "天": ("日", 1.0),
}  # fmt: skip
_IDLE = re.compile(
    r"[\s，,、；;：:。的“”\"（）()]|依法|按照.{1,16}?规定|根据.{1,16}?规定|有关|相关|应当|必须|可以|不得"
)


@dataclass(frozen=True, slots=True)
class NormPlace:
    """A norm and the rule that it stands in."""

    norm: PolicyNorm
    state: PolicyState


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two norms side by side. `score` in [0, 1] ranks; `why` (Chinese) says what was seen, and what may explain it."""

    kind: CandidateKind
    score: float
    left: NormPlace
    right: NormPlace
    why: str


def find_candidates(
    places: Sequence[NormPlace], grounds: Mapping[str, Collection[str]] | None = None
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """(overlaps, conflicts), best first. Norms of one rule, or of versions of one law, are not compared.

    `grounds`: document id → the chains, or ids, of what it was made on. A rule that repeats its own ground is no
    overlap; one that departs from it is the conflict that matters most, and ranks higher.
    """
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    usable = [p for p in places if len(_core(p.norm)) >= _FEWEST and not _LIST_HEAD.search(p.norm.action_text.strip())]
    usable = usable[:MOST_NORMS]
    if len(usable) < 2:
        return (), ()
    masked = [_masked(p.norm) for p in usable]
    alike = cdist(masked, masked, scorer=Indel.normalized_similarity, score_cutoff=_LEAST, dtype=np.float32)
    found = []
    for i, j in np.argwhere(np.triu(alike, 1) >= _LEAST):
        candidate = _judge(usable[int(i)], usable[int(j)], float(alike[i, j]), grounds or {})
        if candidate is not None:
            found.append(candidate)
    found.sort(key=lambda c: (-c.score, c.left.norm.document_id, c.left.norm.number, c.right.norm.document_id))
    overlaps = _thinned(c for c in found if c.kind == "内容重叠")
    return overlaps, _thinned(c for c in found if c.kind != "内容重叠")


def _judge(left: NormPlace, right: NormPlace, alike: float, grounds: Mapping[str, Collection[str]]) -> Candidate | None:
    a, b = left.state, right.state
    if a.document_id == b.document_id or (a.chain and a.chain == b.chain) or not _same_subject(left.norm, right.norm):
        return None
    if (_is_sanction(left.norm) or _is_sanction(right.norm)) and not _same_breach(left.norm, right.norm):
        return None
    based = any((y.chain or y.document_id) in grounds.get(x.document_id, ()) for x, y in ((a, b), (b, a)))
    score = round(alike * (0.6 + 0.4 * min(1.0, len(_core(left.norm)) / _TELLING)), 4)
    made: Candidate | None = None
    forces = {left.norm.force, right.norm.force}
    numbers = _numbers(left.norm), _numbers(right.norm)
    told = _explained(left, right, based)
    if "禁止" in forces and len(forces) == 2 and alike >= _ALIKE_OPPOSITE:
        why = f"一方“{left.norm.modality}”，另一方“{right.norm.modality}”，行为相近（相似度 {alike:.2f}）"
        made = Candidate("规定相反", score + _GROUND_BONUS * based, left, right, why + told)
    elif len(forces) == 1 and _differ(*numbers) and alike >= _ALIKE_NUMBER:
        words = "，".join(_told(n) for n in numbers)
        made = Candidate("数值不同", score + _GROUND_BONUS * based, left, right, f"同类规定的数值不同：{words}" + told)
    elif (
        len(forces) == 1
        and numbers[0] == numbers[1]
        and alike >= _ALIKE_OVERLAP
        and not based
        and not set(a.issuers) & set(b.issuers)
    ):
        why = f"不同机关的规定内容相近（相似度 {alike:.2f}）"
        made = Candidate("内容重叠", score, left, right, why + told)
    return made if made is None else replace(made, score=min(1.0, made.score))


def _is_sanction(norm: PolicyNorm) -> bool:
    return bool(_SANCTION.search(norm.action_text))


def _same_breach(left: PolicyNorm, right: PolicyNorm) -> bool:
    """Whether two sanctions punish the same: by the words of what was done, without articles and names of rules.

    违反本法第三十一条规定的 says nothing of what was done: such sanctions of two laws cannot be compared by words.
    """
    from rapidfuzz.distance import Indel

    a, b = (_REFERENCE.sub("", _IDLE.sub("", norm.condition_text)) for norm in (left, right))
    return min(len(a), len(b)) >= _FEWEST and Indel.normalized_similarity(a, b) >= _LEAST_BREACH


def _explained(left: NormPlace, right: NormPlace, based: bool) -> str:
    """What a reader must know of the two: another condition, another rank, one made on the ground of the other."""
    notes = ["一方以另一方为制定依据"] if based else []
    if left.norm.condition_text != right.norm.condition_text:
        notes.append("适用条件不同")
    if left.state.rank != right.state.rank and left.state.rank and right.state.rank:
        notes.append(f"效力位阶不同（{left.state.rank}、{right.state.rank}）")
    return f"；{'、'.join(notes)}，须人工判断" if notes else "；须人工判断"


def _same_subject(left: PolicyNorm, right: PolicyNorm) -> bool:
    from rapidfuzz.distance import Indel

    a, b = _IDLE.sub("", left.subject_text), _IDLE.sub("", right.subject_text)
    if not a or not b:
        return not a and not b
    return a in b or b in a or Indel.normalized_similarity(a, b) >= 0.5


def _core(norm: PolicyNorm) -> str:
    return _IDLE.sub("", norm.action_text)[:_LONGEST]


def _masked(norm: PolicyNorm) -> str:
    """The action with its numbers hidden, so that 不得超过20万元 and 不得超过30万元 are the same sentence."""
    return _IDLE.sub("", _NUMBER.sub("#", norm.action_text))[:_LONGEST]


Amount = tuple[float, str]


def _numbers(norm: PolicyNorm) -> tuple[Amount, ...]:
    """Values and units in the action, in printed order, 万元 and 亿元 as 元."""
    out: list[Amount] = []
    for found in _NUMBER.finditer(norm.action_text):
        value = _value(found["percent"] or found["digits"])
        if value is None:
            continue
        unit = "%" if found["percent"] else found["unit"]
        unit, scale = _SCALE.get(unit, (unit, 1.0))
        out.append((round(value * scale, 6), unit))
    return tuple(out)


def _value(printed: str) -> float | None:
    try:
        return float(printed.translate(_WIDTH)) if printed[0] in _DIGITS else float(parse_numeral(printed))
    except ValueError:
        return None


_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_DIGITS = "0123456789０１２３４５６７８９"


def _differ(left: tuple[Amount, ...], right: tuple[Amount, ...]) -> bool:
    """The same units in the same order, and another value: the same threshold set differently."""
    return bool(left) and left != right and [u for _, u in left] == [u for _, u in right]


def _told(numbers: tuple[Amount, ...]) -> str:
    return "、".join(_amount(value, unit) for value, unit in numbers)


def _amount(value: float, unit: str) -> str:
    """As Chinese texts write it: 50万元, not 500000元."""
    for size, name in ((1e8, "亿元"), (1e4, "万元")):
        if unit == "元" and value >= size:
            return f"{value / size:.10g}{name}"
    return f"{value:.10g}{unit}"


def _thinned(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The best, but few of each pair of rules."""
    counts: dict[tuple[str, str], int] = {}
    out: list[Candidate] = []
    for candidate in found:
        pair = (candidate.left.state.document_id, candidate.right.state.document_id)
        counts[pair] = counts.get(pair, 0) + 1
        if counts[pair] <= _MOST_OF_PAIR and len(out) < _MOST_CANDIDATES:
            out.append(candidate)
    return tuple(out)
