"""Title and day of an unknown article page: metadata where it agrees with what is printed, else what is printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from crawlers.body import inline_text
from crawlers.day import parse_day

_META_TITLES = ("articletitle", "contenttitle", "dc.title", "og:title", "twitter:title", "title")
_META_DAYS = (
    "pubdate", "publishdate", "publish_date", "article:published_time", "og:published_time", "og:release_date",
    "publishtime", "pubtime", "dc.date", "dcterms.created", "datepublished", "article:create_time",
    "weibo:article:create_at",
    "makedate", "createdate", "firstpublishedtime", "date",
)  # fmt: skip
_SITE = re.compile(r"\s*(?:[_|\uff5c]|\s[-–—·>»]+\s|[-–—]{1,2}(?=[^-–—]*$)|>>|»|::)\s*")
_TITLE_NAMES = re.compile(r"(?:^|[-_\s])(?:\w*title|\w*headline|tit|bt|biaoti|subject|wz_?tit\w*|h1)\b", re.IGNORECASE)
_DAY_NAMES = re.compile(r"date|time|pub|info|source|laiyuan|shijian|meta|riqi|\bly\b", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:发布|发表|公布|刊登|发稿|上传|录入|登载|更新|刊发)?(?:时间|日期)\s*[：:]?\s*|"
    r"(?:發布|發佈|公布|刊登)(?:時間|日期)\s*[：:]?\s*|(?:Published|Posted|Release[d]?|Date)(?: on| date)?\s*:?\s*",
    re.IGNORECASE,
)
_STRONG = re.compile(r"(?:发布|发表|公布|刊登|发稿|上传|發布|發佈|登载|刊发)(?:时间|日期|時間)")
_OTHER_DAYS = re.compile(
    r"(?:成文|生成|施行|生效|实施|印发|截止|废止|有效|访问|今天|当前|更新|修改)(?:时间|日期|是)?\s*[：:]?\s*$"
)
_DAY_TEXT = re.compile(
    r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
_URL_DAYS = (
    re.compile(r"/((?:19|20)\d{2})[-/_]?([01]\d)[-/_]?([0-3]\d)(?=[/_.-])"),
    re.compile(r"/t?((?:19|20)\d{2})([01]\d)([0-3]\d)_\d"),
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ENGLISH = re.compile(
    rf"(\d{{1,2}})\s+({'|'.join(m[:3] for m in _MONTHS)})[a-z]*\.?,?\s+((?:19|20)\d{{2}})|"
    rf"({'|'.join(m[:3] for m in _MONTHS)})[a-z]*\.?\s+(\d{{1,2}}),?\s+((?:19|20)\d{{2}})"
)


def title_of(root: Any, hint: str = "") -> str:
    """The title as printed in full, without the site's name; "" where the page has none."""
    window = _squeeze("".join(root.xpath("string((//head/title|//title)[1])")))
    candidates = [c for c in _title_candidates(root) if 2 <= len(c) <= 200]
    plain = _plain(window)
    agreeing = [c for c in candidates if not plain or _plain(c) in plain or _plain(_without_site(c)) in plain]
    for found in [*agreeing, *candidates[:1]]:
        best = _without_site(found) if _plain(found) != plain or not agreeing else found
        best = _shortened_by_heading(best, candidates)
        if _is_cut(best):
            best = _completed(best, [*candidates, window, hint])
        return best
    title = _without_site(window) if window else hint
    return _completed(title, [hint]) if _is_cut(title) else title


def day_of(root: Any, title: str, url: str = "") -> date | None:
    """The day of publication: as printed with its label, else metadata, else a day by the title, else the address."""
    metas = _metas(root)
    lines = _printed_lines(root, title)
    for line in lines:
        if _STRONG.search(line) and (day := _labelled(line, _STRONG)):
            return day
    stated = [metas[name] for name in _META_DAYS if name in metas] + list(_linked_data(root, "datePublished"))
    stated += [t.get("datetime") or "" for t in root.iter("time")][:1]
    printed = next((day for line in lines if (day := _labelled(line, _LABEL) or _bare(line))), None)
    for text in stated:
        if day := parse_day(text) or _english(text):
            # The day of the template or of a repost differs; what readers see counts.
            return (
                printed if printed and abs((printed - day).days) > 1 and "date" in metas and len(stated) == 1 else day
            )
    if printed:
        return printed
    for pattern in _URL_DAYS:
        if (found := pattern.search(url)) and (day := parse_day("-".join(found.groups()))):
            return day
    return None


def _title_candidates(root: Any) -> Iterator[str]:
    metas = _metas(root)
    yield from (_squeeze(metas[n]) for n in _META_TITLES[:3] if metas.get(n))
    heads = [_squeeze(inline_text(h)) for h in root.iter("h1")]
    yield from heads
    yield from (_squeeze(t) for t in _linked_data(root, "headline"))
    yield from (_squeeze(metas[n]) for n in _META_TITLES[3:] if metas.get(n))
    for node in root.iter("div", "p", "span", "td", "h2", "h3", "font", "strong"):
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag in ("h2", "h3") or _TITLE_NAMES.search(names):
            text = _squeeze("".join(node.itertext()))
            if 4 <= len(text) <= 120:
                yield text


def _without_site(title: str) -> str:
    """`标题_新闻_网站` → `标题`: the longest part is the title where the others are short names."""
    parts = [p for p in _SITE.split(title) if p.strip()]
    if len(parts) < 2:
        return title.strip()
    main = max(parts[:2], key=lambda p: len(p) if p is not parts[0] else len(p) * 1.5)
    return main.strip() if len(main) >= 4 else title.strip()


def _shortened_by_heading(title: str, candidates: list[str]) -> str:
    """A heading that starts the title in all but a short rest is the title without the site's name."""
    for other in candidates:
        if len(other) >= 6 and title != other and title.startswith(other) and len(title) - len(other) < 20:
            return other
    return title


def _is_cut(title: str) -> bool:
    return title.endswith(("...", "…", "．．．"))


def _completed(title: str, candidates: list[str]) -> str:
    stem = _plain(title.rstrip(".…．"))
    full = [c for c in candidates if _plain(_without_site(c)).startswith(stem) and not _is_cut(_without_site(c))]
    return _without_site(max(full, key=len)) if full else title


def _printed_lines(root: Any, title: str) -> list[str]:
    """Lines of the page in order, those right after the title first."""
    from crawlers.body import lines_of

    lines = lines_of(root)[:600]
    plain = _plain(title)
    at = next((i for i, line in enumerate(lines) if plain and plain in _plain(line) and i + 1 < len(lines)), -1)
    after = lines[at + 1 : at + 13] if at >= 0 else lines[:40]
    before = lines[max(0, at - 3) : at + 1] if at >= 0 else []
    # A site's clock and its other articles' days stand further away.
    return [*(ln for ln in after if len(ln) < 160), *(ln for ln in before if len(ln) < 160)]


def _labelled(line: str, label: re.Pattern[str]) -> date | None:
    for found in label.finditer(line):
        rest = line[found.end() : found.end() + 40].lstrip("：: |　")
        if _DAY_TEXT.match(rest) and (day := parse_day(rest)):
            return day
    return None


def _bare(line: str) -> date | None:
    """A day in a line that is mostly that: `2026-01-05 10:20 来源：某报`."""
    if len(line) > 100:
        return None
    for found in _DAY_TEXT.finditer(line):
        if not _OTHER_DAYS.search(line[: found.start()]):
            prose = re.search(r"[。，；]", line)
            return None if prose else parse_day(found[0])
    return _english(line) if len(line) < 60 else None


def _english(text: str) -> date | None:
    found = _ENGLISH.search(text)
    if not found:
        return None
    number, name, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    month = next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(name))
    return parse_day(f"{year}-{month}-{number}")


def _metas(root: Any) -> dict[str, str]:
    """Metadata by lower-case name; the first of each."""
    found: dict[str, str] = {}
    for node in root.iter("meta"):
        name = (node.get("name") or node.get("property") or node.get("itemprop") or "").strip().lower()
        content = (node.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _linked_data(root: Any, key: str) -> Iterator[str]:
    """Values of a key anywhere in the page's JSON-LD; broken JSON is common and says nothing."""
    for node in root.xpath("//script[contains(@type,'ld+json')]"):
        try:
            stack: list[Any] = [json.loads(node.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(1000):
            if not stack:
                break
            item = stack.pop()
            if isinstance(item, dict):
                if isinstance(item.get(key), str):
                    yield item[key]
                stack += list(item.values())
            elif isinstance(item, list):
                stack += item


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()


def _plain(text: str) -> str:
    return re.sub(r"[\s　]+", "", text)
