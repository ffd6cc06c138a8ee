"""Metadata that government pages print as label and value: 索引号, 发文机构, 发文字号, 发布日期, 有效性 …

Labels are told by their words, with any blanks inside (`索 引 号：`); values follow the colon in the same element, or
stand in the next cell. What the labels are called differs from site to site, so that each has one name here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from crawlers.body import inline_text
from crawlers.day import parse_day
from regintel.model import Status

_NAMES = {
    "index_no": ("索引号", "信息索引号", "信息索引"),
    "doc_no": ("发文字号", "文号", "发文文号", "文件编号", "文件文号"),
    "issuers": ("发文机构", "发文机关", "发布机构", "发布机关", "制发机关", "公开机构", "制定机关", "颁布单位"),
    "published_on": ("发布日期", "发布时间", "公布日期", "公开日期", "印发日期", "发文日期", "时间"),
    "written_on": ("成文日期", "生成日期", "成文时间"),
    "effective_on": ("实施日期", "施行日期", "生效日期", "执行日期"),
    "repealed_on": ("废止日期", "失效日期", "失效时间"),
    "status": ("有效性", "时效性", "时效状态", "效力状态", "效力", "文件状态"),
    "title": ("标题", "信息名称", "名称", "文件名称"),
    "source": ("来源", "信息来源", "文章来源"),
}
_NAME_OF = {label: name for name, labels in _NAMES.items() for label in labels}
_BLANK = r"[\s\u3000\xa0]*"
_ANY = "|".join(_BLANK.join(label) for label in sorted(_NAME_OF, key=len, reverse=True))
_LABEL = re.compile(
    rf"^{_BLANK}(?:[\[【]{_BLANK}(?P<boxed>{_ANY}){_BLANK}[\]】]{_BLANK}[:：]?|(?P<plain>{_ANY}){_BLANK}[:：])"
    rf"{_BLANK}(?P<value>.*)$",
    re.DOTALL,
)
_CELL = re.compile(rf"^{_BLANK}({_ANY}){_BLANK}[:：]?{_BLANK}$")
_NEXT = re.compile(rf"[\s\u3000|]({_ANY}){_BLANK}[:：]")
_LONGEST = 300  # characters of an element that is one label and its value
_STATUSES = {
    "有效": Status.IN_FORCE,
    "现行有效": Status.IN_FORCE,
    "已修改": Status.AMENDED,
    "已被修改": Status.AMENDED,
    "部分修改": Status.AMENDED,
    "已废止": Status.REPEALED,
    "废止": Status.REPEALED,
    "失效": Status.REPEALED,
    "已失效": Status.REPEALED,
    "无效": Status.REPEALED,
    "尚未生效": Status.NOT_YET,
    "尚未施行": Status.NOT_YET,
}


def labels_of(root: Any, body: Any = None) -> Mapping[str, str]:
    """Name (`index_no`, `doc_no`, `issuers`, `published_on`, `status`, …) → printed value, the first that is not empty.

    What stands inside `body` is the document's own text and is not looked at.
    """
    found: dict[str, str] = {}
    for node in _leaves(root, body):
        said = inline_text(node)
        if not said or len(said) > _LONGEST:
            continue
        match = _LABEL.match(said)
        cell = None if match else _CELL.match(said) if node.tag in ("td", "th", "dt") else None
        if not match and not cell:
            continue
        printed = (match["boxed"] or match["plain"]) if match else said
        label = re.sub(r"[\s\u3000\xa0:：]", "", printed)
        value = (match["value"] if match else "") or _beside(node)
        cut = _NEXT.search(f" {value}")
        value = (f" {value}"[: cut.start()] if cut else value).strip()
        if value and not _CELL.match(value):
            found.setdefault(_NAME_OF[label], value)
    return found


def status_of(printed: str) -> Status | None:
    """The status a page prints; None for "" and for words that are not known to mean one."""
    return _STATUSES.get(re.sub(r"[\s\u3000]", "", printed))


def names_in(printed: str) -> tuple[str, ...]:
    """Several authorities in one cell: parted by blanks, commas or 、."""
    return tuple(dict.fromkeys(name for name in re.split(r"[\s\u3000、，,；;]+", printed) if name))


def day_in(labels: Mapping[str, str], *names: str) -> date | None:
    """The first day among these labels."""
    return next((day for name in names if (day := parse_day(labels.get(name)))), None)


def _leaves(root: Any, body: Any) -> Iterable[Any]:
    """Small elements in document order, outer before inner."""
    wanted = ("td", "th", "dt", "dd", "li", "p", "span", "b", "strong", "label", "em", "i", "font", "div", "h5", "h6")
    skip = set(body.iter()) if body is not None else set()
    for node in root.iter(*wanted):
        if node in skip or len(node) > 12 or node.xpath("boolean(.//table|.//ul|.//h1|.//script)"):
            continue
        yield node


def _beside(node: Any) -> str:
    """The value of a label that fills its own element: the text after it, or the next element or cell."""
    for place in (node, node.getparent()):
        if place is None or place.tag in ("tr", "ul", "body", "table"):
            return ""
        tail = re.sub(r"\s+", " ", place.tail or "").strip()
        if tail and place.tag not in ("td", "th", "li"):
            return tail
        following = place.getnext()
        if following is not None and following.tag in (place.tag, "td", "dd", "span", "em", "a"):
            said = inline_text(following)
            return "" if _LABEL.match(said) or len(said) > _LONGEST else said
        if following is not None:
            return ""
    return ""
