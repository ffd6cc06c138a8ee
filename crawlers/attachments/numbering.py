"""The numbers that Word counts by itself: 第一条, （一）, 1.1 …; they stand nowhere in the text of a DOCX."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

_DIGITS = "零一二三四五六七八九"
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "ideographTraditional", "koreanDigital2",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    pattern: str
    suffix: str


class Numbering:
    """Counts through one document; `label` has to be asked once for every paragraph that has text, in order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._styles: dict[str, tuple[str, str, str]] = {}
        self._names: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None:
            self._read_styles(styles)

    def style_name(self, style: str) -> str:
        """The name that people see for a style id."""
        return self._names.get(style, style)

    def label(self, properties: Any) -> str:
        """What Word prints before this paragraph, with its blank; "" for none and for bullets."""
        number, depth = self._of_paragraph(properties)
        abstract = self._abstract.get(number, "")
        levels = self._levels.get(abstract, {})
        if depth not in levels:
            return ""
        counts = self._counts[abstract]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        level = levels[depth]
        if level.form in ("bullet", "none"):
            return ""

        def put(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            one = levels.get(at, level)
            return format_number(counts.get(at, one.start), one.form)

        return re.sub(r"%(\d)", put, level.pattern) + {"nothing": "", "space": " "}.get(level.suffix, "　")

    def _of_paragraph(self, properties: Any) -> tuple[str, int]:
        from crawlers.attachments.word import attribute, child

        if properties is None:
            return "", 0
        direct = child(properties, "numPr")
        style = child(properties, "pStyle")
        number, depth = self._of_style(attribute(style, "val") if style is not None else "")
        if direct is not None:
            num_id, level = child(direct, "numId"), child(direct, "ilvl")
            number = attribute(num_id, "val") if num_id is not None else number
            depth = _integer(attribute(level, "val"), depth) if level is not None else depth
        return number, depth

    def _of_style(self, style: str) -> tuple[str, int]:
        for _ in range(10):
            if style not in self._styles:
                break
            number, depth, style = self._styles[style]
            if number:
                return number, _integer(depth, 0)
        return "", 0

    def _read_numbering(self, root: Any) -> None:
        from crawlers.attachments.word import attribute, child, tag

        for item in root:
            if tag(item) == "abstractNum":
                self._levels[attribute(item, "abstractNumId")] = {
                    _integer(attribute(lv, "ilvl"), 0): _level(lv) for lv in item if tag(lv) == "lvl"
                }
            elif tag(item) == "num":
                target = child(item, "abstractNumId")
                if target is not None:
                    self._abstract[attribute(item, "numId")] = attribute(target, "val")

    def _read_styles(self, root: Any) -> None:
        from crawlers.attachments.word import attribute, child, tag

        for item in (i for i in root if tag(i) == "style"):
            key = attribute(item, "styleId")
            parts = [
                child(item, "pPr", "numPr", "numId"), child(item, "pPr", "numPr", "ilvl"), child(item, "basedOn"),
            ]  # fmt: skip
            number, depth, base = (attribute(p, "val") if p is not None else "" for p in parts)
            self._styles[key] = (number, depth, base)
            name = child(item, "name")
            self._names[key] = attribute(name, "val") if name is not None else key


def _level(element: Any) -> _Level:
    from crawlers.attachments.word import attribute, child

    def value(name: str, default: str) -> str:
        found = child(element, name)
        return attribute(found, "val", default) if found is not None else default

    return _Level(
        _integer(value("start", "1"), 1), value("numFmt", "decimal"), value("lvlText", ""), value("suff", "tab")
    )


def _integer(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else default


def format_number(number: int, form: str) -> str:
    """`number` in one of Word's number formats (ECMA-376 part 1, 17.18.59); unknown ones are decimal."""
    if form in _CHINESE:
        return chinese(number)
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"):
        return chr(0x245F + number) if 1 <= number <= 20 else str(number)
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(c) + 0xFEE0) for c in str(number))
    return f"{number:02d}" if form == "decimalZero" else str(number)


def chinese(number: int) -> str:
    """1–9999 as Chinese laws count: 十, 十一, 二十, 一百零一, 一百一十."""
    if not 0 < number < 10_000:
        return str(number) if number else "零"
    out, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if not digit:
            zero = bool(out)
            continue
        out += ("零" if zero else "") + _DIGITS[digit] + unit
        zero = False
    return out.removeprefix("一") if out.startswith("一十") else out


def _roman(number: int) -> str:
    out = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    ):
        out += sign * (number // value)
        number %= value
    return out
