"""How numbers, days and sizes are written for Chinese readers."""

from __future__ import annotations

from datetime import date, datetime

from insights.health import beijing

SEVERITIES = {1: "提示", 2: "关注", 3: "警示", 4: "严重", 5: "重大"}
"""Severity of a signal (1 to 5) in words."""

FACTS = {
    "amount": "涉诉金额",
    "appeal": "诉求",
    "author": "作者",
    "code": "证券代码",
    "column": "栏目",
    "company": "公司",
    "credit_code": "统一社会信用代码",
    "department": "部门",
    "measure": "监管措施",
    "media": "媒体",
    "merchant": "投诉对象",
    "notice": "提示",
    "persons": "涉及人员",
    "platform": "平台",
    "platform_status": "平台状态",
    "problem": "投诉问题",
    "progress": "进展",
    "stock_code": "证券代码",
    "stock_name": "证券简称",
    "tags": "标签",
    "type": "类型",
    "writ_type": "文书类型",
}
"""How the further facts of a page (`Document.extra`) are called; a name that is not here is shown as it is."""

_WEEKDAYS = "一二三四五六日"


def fact_name(name: str) -> str:
    """What a further fact of a page is called."""
    return FACTS.get(name, name)


def yuan(amount: float | None) -> str:
    """`1234.5` → `1,234.5 元`, `4120000` → `412 万元`, None → "" (nothing stated); no digit is lost."""
    if amount is None:
        return ""
    return f"{_plain(amount)} 元" if abs(amount) < 10_000 else f"{_plain(amount / 10_000)} 万元"


def chinese_day(day: date) -> str:
    """`2026年11月22日 星期日`."""
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


def beijing_time(moment: datetime) -> str:
    """`2026-11-22 08:30` on Beijing's clock."""
    return beijing(moment).strftime("%Y-%m-%d %H:%M")


def severity_word(severity: int) -> str:
    """The word for a severity; numbers outside 1 to 5 take the nearest."""
    return SEVERITIES[min(5, max(1, severity))]


def file_size(size: int) -> str:
    """`0` → "" (unknown), `2048` → `2 KB`."""
    if size <= 0:
        return ""
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def compared(value: int, usual: float | None) -> str:
    """`多于日均 2.3` and the like; "" where there is nothing to compare with."""
    if usual is None:
        return ""
    word = "高于" if value > usual else "低于" if value < usual else "等于"
    return f"{word}日均 {_plain(round(usual, 1))}"


def _plain(number: float) -> str:
    text = f"{number:,.6f}".rstrip("0").rstrip(".")
    return text or "0"
