"""Promised returns: a yearly rate of 10 % or more said of 收益, 回报, 返利, with the words of a promise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.facts.found import Found
from nlp.risk.sentence import sentence_of

LEAST = 10.0
"""Per cent a year. Bank wealth products paid 2–5 % in the years of the data; regulators warned of 10 % and more."""
_YIELD = re.compile("收益|回报|返利|年化|月息|日息|年息|利息")
_NOT_YIELD = re.compile("利率|逾期|成本|不良|增长|下降|占比")
_PROMISE = re.compile("承诺|宣称|声称|号称|保证|高达|可达|最高|稳|诱|吸引|宣传|推荐|预期|返|保本|轻松|每月|每日|约定")


def yearly(ratio: Found) -> float:
    """Per cent a year: 月… times 12, 日… times 365."""
    number = ratio.upper if ratio.upper is not None else (ratio.number or 0.0)
    return number * (12 if ratio.name.startswith("月") else 365 if ratio.name.startswith("日") else 1)


_BACK = re.compile(r"(?P<per>年|月|日|每年|每月|每日)返(?:还|利|息|现)?(?:率)?[达为]?(?P<rate>\d{1,3}(?:\.\d+)?)[%％]")
_TIMES = {"年": 1, "月": 12, "日": 365}


def find_promises(text: str, ratios: Sequence[Found], sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans from the name of the return to its figure (预期年化收益率达24%); 年返24% is promised by its wording."""
    found = []
    for ratio in ratios:
        if not _YIELD.search(ratio.name) or _NOT_YIELD.search(ratio.name) or yearly(ratio) < LEAST:
            continue
        sentence = sentence_of(sentences, ratio.start)
        if not _PROMISE.search(text[sentence[0] : sentence[1]]):
            continue
        start = text.rfind(ratio.name, sentence[0], ratio.start)
        found.append((start if start >= 0 else ratio.start, ratio.end))
    found += [m.span() for m in _BACK.finditer(text) if float(m["rate"]) * _TIMES[m["per"][-1]] >= LEAST]
    return found
