"""What kind of document a title announces, for columns that mix several."""

from __future__ import annotations

import re

from regintel.model import Kind

_CONSULTATION = re.compile(r"征求意见|意见征集|征集意见")
_ANSWERED = re.compile(
    r"征求意见(?:的)?(?:采纳|反馈|处理|情况|结果)|意见(?:的)?(?:采纳|反馈|处理)情况|意见征集(?:情况|结果)"
)
_EXPLAINED = re.compile(
    r"答记者问|记者会|政策问答|热点问答|一图读懂|图解|解读|(?:起草|修订|修改|编制|制定|立法)(?:的)?说明$|就.{2,80}答问"
)


def kind_of_title(title: str, default: Kind) -> Kind:
    """Consultation or interpretation where the title says so, else `default` (what the column holds)."""
    if _EXPLAINED.search(title):
        return Kind.INTERPRETATION
    if _CONSULTATION.search(title) and not _ANSWERED.search(title):
        return Kind.CONSULTATION
    return default
