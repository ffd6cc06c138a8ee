"""Two names of one thing in one text: a declared short name, a product and who runs it.

A listed subsidiary is not its parent: only platforms and products that no list knows become aliases of a company.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from nlp.facts.company import LABEL as COMPANY
from nlp.facts.found import Found
from nlp.facts.platform import LABEL as PLATFORM

LABEL = "别称"
DECLARED, SAME_CORE, RUNS, BRACKETED = "文中声明的简称", "全称的一部分", "运营关系", "括号内并列"
_WHAT = r"(?:平台|网贷平台|理财平台|App|APP|产品|品牌|软件|移动应用|应用|网站|小程序)?"
_DOES = r"(?:(?:实际|独家|主体|负责)?(?:运营|经营|开发|推出|上线|打造|发行|控制)的|旗下的?)"
_RUNS = re.compile(rf"^[）)]?(?:公司)?(?:{_DOES}|运营|推出){_WHAT}[“\"「]?$")
_ITS = re.compile(rf"^[^。；;\n]{{0,20}}其{_DOES}?{_WHAT}[“\"「]$")
_FORM = re.compile(
    r"(?:机构全称|公司全称|机构名称|公司名称|运营主体)[:：]\s*(?P<full>[^\n:：]{4,40}公司)\s*\n"
    r"(?:[^\n]{0,60}\n){0,3}?(?:平台名称|平台简称|App名称|网站名称|品牌名称)[:：]\s*(?P<name>[^\n:：、，,]{2,12})"
)
_RUN_BY = re.compile(rf"^[”\"」]?{_WHAT}(?:系|是|为|由)$")
_AFTER_OPERATOR = re.compile(r"^(?:旗下|运营|经营|推出|开发|打造)")
_OPERATOR = re.compile(
    r"(?:其|该平台的?|平台的?|的)?(?:实际)?(?:运营方|运营主体|运营公司|主办方|开发商|开发者)(?:为|是|系|：|:)?$"
)
_REACH = 200


def find_aliases(text: str, names: Sequence[Found]) -> list[Found]:
    """`text[start:end]` is another name of the company `value`; `name` says how the text ties them."""
    found: dict[tuple[str, str], Found] = {}
    for alias in _all(text, names):
        if text[alias.start : alias.end] != alias.value:
            found.setdefault((text[alias.start : alias.end], alias.value), alias)
    return sorted(found.values(), key=lambda f: (f.start, f.end))


def _all(text: str, names: Sequence[Found]) -> Iterator[Found]:
    for item in names:
        if item.label == COMPANY and not item.name and text[item.start : item.end] != item.value:
            own = text[item.start : item.end]
            yield Found(LABEL, item.value, item.start, item.end, name=SAME_CORE if own in item.value else DECLARED)
    for left, right in pairwise(names):
        between = text[left.end : right.start]
        if _is_product(right) and (reason := _tie(left, right, between, text)):
            yield Found(LABEL, left.value, right.start, right.end, name=reason)
        elif _is_product(left) and _is_company(right):
            run = _RUN_BY.match(between) and _AFTER_OPERATOR.match(text[right.end : right.end + 4])
            if run or _in_brackets(text, left, right):
                yield Found(LABEL, right.value, left.start, left.end, name=RUNS if run else BRACKETED)
    for match in _FORM.finditer(text):
        yield Found(LABEL, match["full"], match.start("name"), match.end("name"), name=RUNS)
    yield from _operators(text, names)


def _tie(left: Found, right: Found, between: str, text: str) -> str:
    """Why the product on the right is the left one's; "" where nothing says so."""
    if left.name or right.value == left.value:
        return ""
    if _RUNS.match(between) or (_is_company(left) and _ITS.match(between)):
        return RUNS
    return BRACKETED if _is_company(left) and _in_brackets(text, left, right) else ""


def _operators(text: str, names: Sequence[Found]) -> Iterator[Found]:
    """“百合钱罐”…，其运营方云汀百合信息技术有限公司: the last product before is meant."""
    product: Found | None = None
    for item in names:
        if _is_product(item):
            product = item
        elif (
            product
            and _is_company(item)
            and item.start - product.end < _REACH
            and _OPERATOR.search(text, max(0, item.start - 12), item.start)
        ):
            yield Found(LABEL, item.value, product.start, product.end, name=RUNS)


def _in_brackets(text: str, left: Found, right: Found) -> bool:
    return text[left.end : right.start] in ("（", "(") and text[right.end : right.end + 1] in ("）", ")")


def _is_company(item: Found) -> bool:
    return item.label == COMPANY and not item.name and item.value.endswith("公司")


def _is_product(item: Found) -> bool:
    return item.label == PLATFORM and not item.name
