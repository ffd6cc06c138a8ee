"""Title and day of an unknown article page: metadata where it agrees with what is printed, else what is printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from crawlers.body import inline_text
from crawlers.day import ENGLISH_DAY, english_day, parse_day

_CMS_TITLES = ("articletitle", "contenttitle")
_META_TITLES = ("og:title", "twitter:title", "dc.title", "title")
_META_DAYS = (
    "pubdate", "publishdate", "publish_date", "article:published_time", "og:published_time", "og:release_date",
    "publishtime", "pubtime", "dc.date", "dcterms.created", "datepublished", "article:create_time",
    "weibo:article:create_at",
    "makedate", "createdate", "firstpublishedtime", "date",
)  # fmt: skip
_SHORT_TITLE, _LONG_TITLE = 6, 120
_SITE = re.compile(r"\s*(?:[_|\uff5c]|\s[-–—·>»]+\s|[-–—]{1,2}(?=[^-–—]*$)|>>|»|::)\s*")
_TITLE_NAMES = re.compile(r"(?:^|[-_\s])(?:\w*title|\w*headline|tit|bt|biaoti|subject|wz_?tit\w*|h1)\b", re.IGNORECASE)
_DAY_NAMES = re.compile(r"date|time|pub|info|source|laiyuan|shijian|meta|riqi|\bly\b", re.IGNORECASE)
# A label glued to other words (成立时间, 开庭日期) is that of another day
_LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])(?:(?:文章|新闻|信息|稿件|内容|资讯|首次|最新|原文)?"
    r"(?:发布|发表|公布|刊登|发稿|上传|录入|登载|更新|刊发|发文|添加|提交|出版|首发|推送|發布|發佈|發表)?(?:时间|日期|時間)"
    r"\s*[：:]?\s*|(?:文章|新闻|信息|稿件)(?:时间|日期)\s*[：:]?\s*)|"
    r"(?:发布|发表|公布|刊登|发稿|登载|刊发|發布|發佈|刊登)(?:时间|日期|時間)\s*[：:]?\s*|"
    r"(?<![A-Za-z])(?:Published|Posted|Released?|Date|Publication date|Release date)(?: on| date)?\s*:?\s*",
    re.IGNORECASE,
)
_STRONG = re.compile(r"(?:发布|发表|公布|刊登|发稿|上传|發布|發佈|登载|刊发)(?:时间|日期|時間)")
# Days of other things: before the day as a label or a verb, or after it
_OTHER_DAYS = re.compile(
    r"(?:成文|生成|施行|生效|实施|印发|截止|截至|废止|有效|访问|今天|当前|更新|修改|成立|设立|创立|创办|创建|始建|组建|"
    r"注册|登记|开业|上市|挂牌|核准|批准|出生|开庭|报名|起息|到期|立案|受理|签订|签署|缴款|起始|开始|结束|会议|活动)"
    r"(?:时间|日期|日|时|于|是)?[期限]?\s*[：:|]?\s*$"
    r"|(?:founded|established|incorporated|since|registered|effective|expires?|deadline|due|born|copyright|©)"
    r"(?: (?:on|in|from|date))?\s*:?\s*$",
    re.IGNORECASE,
)
_OTHER_LABEL = re.compile(r"[\u4e00-\u9fff]{2,10}(?:时间|日期|期限|年月|之日)\s*[：:|]?\s*$")
_HAPPENED = re.compile(
    r"^日?(?:(?:正式)?(?:成立|设立|创立|创办|创建|组建|注册|登记|开业|上市(?!公司)|挂牌)|起?(?:施行|实施|生效))"
    r"|^日?\s*(?:[之以]?前(?=[，。；）)\s]|$)|止(?=[，。；）)\s]|$)|至|[-—~～]\s*(?:19|20)\d{2})"
)
_DAY_TEXT = re.compile(
    r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
_URL_DAYS = (
    re.compile(r"/((?:19|20)\d{2})[-/_]?([01]\d)[-/_]?([0-3]\d)(?=[/_.-])"),
    re.compile(r"/t?((?:19|20)\d{2})([01]\d)([0-3]\d)_\d"),
)


def title_of(root: Any, hint: str = "") -> str:
    """The title as printed in full, without the site's name; "" where the page has none."""
    window = _squeeze(str(root.xpath("string((//head/title|//title)[1])")))
    plain = _plain(window)
    printed = [t for t in _printed_titles(root) if 2 <= len(t) <= 200]
    stated = [t for t in _stated_titles(root) if 2 <= len(t) <= 300]
    everything = [*printed, *stated, window, hint]
    for found in printed:
        # A heading that the window's title repeats is the title; others may be the site's or a section's.
        if len(found) >= 4 and _plain(found.rstrip(".…．")) in plain and not _is_site(found, window):
            return _completed(found, everything)
    listed = _plain(hint.rstrip(".…．"))
    for found in (*printed, *stated):
        if len(listed) >= 4 and _plain(found).startswith(listed):
            return _completed(found, everything)
    named = [_without_site(t) for t in (*stated, window) if t]
    heading = next((_squeeze(inline_text(h)) for h in root.iter("h1")), "")
    if named and not stated and len(named[0]) < _SHORT_TITLE <= len(heading) <= _LONG_TITLE:
        return heading  # the window names the site or the section only
    for found in named:
        heading = next((p for p in printed if len(p) >= 6 and (p.startswith(found) or found.startswith(p))), "")
        return _completed(heading or found, everything)
    return _completed((printed or [hint])[0], everything)


def day_of(root: Any, title: str, url: str = "") -> date | None:
    """The day of publication: as printed with its label, else metadata, else a day by the title, else the address."""
    metas = _metas(root)
    lines = _printed_lines(root, title)
    for line in lines:
        if _STRONG.search(line) and (day := _labelled(line, _STRONG)):
            return day
    stated = [metas[name] for name in _META_DAYS if name in metas] + list(_linked_data(root, "datePublished"))
    stated += [t.get("datetime") or "" for t in root.iter("time")][:1]
    above = ["", *lines]
    printed = next(
        (
            day
            for before, line in zip(above, lines, strict=False)
            if (day := _labelled(line, _LABEL) or _bare(line, before))
        ),
        None,
    )
    for text in stated:
        if day := english_day(text):
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


def _printed_titles(root: Any) -> Iterator[str]:
    """Headings in the page and elements that are named as titles, also the CMS's own statement of the title."""
    metas = _metas(root)
    yield from (_squeeze(metas[n]) for n in _CMS_TITLES if metas.get(n))
    yield from (_squeeze(inline_text(h)) for h in root.iter("h1"))
    for node in root.iter("div", "p", "span", "td", "h2", "h3", "font", "strong"):
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag in ("h2", "h3") or _TITLE_NAMES.search(names):
            text = _squeeze("".join(node.itertext()))
            if 4 <= len(text) <= 120:
                yield text


def _stated_titles(root: Any) -> Iterator[str]:
    metas = _metas(root)
    yield from (_squeeze(t) for t in _linked_data(root, "headline"))
    yield from (_squeeze(metas[n]) for n in _META_TITLES if metas.get(n))


def _is_site(heading: str, window: str) -> bool:
    """Whether a heading is the short last part of the window's title: the name of the site or the section."""
    parts = [p.strip() for p in _SITE.split(window) if p.strip()]
    return len(parts) > 1 and heading in parts[1:] and len(heading) < len(parts[0])


def _without_site(title: str) -> str:
    """`标题_新闻_网站` → `标题`: names of sections and sites follow, or come first in a few words."""
    parts = [p.strip() for p in _SITE.split(title) if p.strip()]
    if len(parts) < 2:
        return title.strip()
    main = parts[0] if len(parts[0]) >= 8 else max(parts, key=len)
    if len(main) < 4:
        return title.strip()
    start = title.index(main)
    # A mark inside the title (`55%-75%`) is not the site's: what follows it is no short name.
    rest = title[start + len(main) :]
    return title[start:].strip() if 0 < len(rest) <= 6 and re.search(r"\d", rest) else main


def _is_cut(title: str) -> bool:
    return title.endswith(("...", "…", "．．．"))


def _completed(title: str, candidates: list[str]) -> str:
    """A title that was cut for a list or a window, in full where any other place has it."""
    if not _is_cut(title):
        return title
    stem = _plain(title.rstrip(".…．"))
    full = [c for c in map(_without_site, candidates) if _plain(c).startswith(stem) and not _is_cut(c)]
    return max(full, key=len) if full else title


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
        if (shown := _DAY_TEXT.match(rest)) and not _HAPPENED.match(rest[shown.end() :]) and (day := parse_day(rest)):
            return day
    return None


def _bare(line: str, before: str = "") -> date | None:
    """A day in a line that is mostly that: `2026-01-05 10:20 来源：某报`. `before` is the line above it."""
    if len(line) > 100:
        return None
    for found in _DAY_TEXT.finditer(line):
        if not _is_other(line, found, before):
            prose = re.search(r"[。，；]", line)
            return None if prose else parse_day(found[0])
    shown = ENGLISH_DAY.search(line) if len(line) < 60 else None
    return english_day(shown[0]) if shown and not _is_other(line, shown, before) else None


def _is_other(line: str, found: re.Match[str], before: str) -> bool:
    """Whether the words around a day, or a label on the line above, say that it is not the day of publication."""
    head = line[: found.start()]
    label = head if head.strip() else before if len(before) <= 16 else ""
    stated = _OTHER_DAYS.search(label) or (_OTHER_LABEL.search(label) and not _LABEL.search(label))
    ends_range = re.search(r"(?:\d日?|[月号])\s*(?:[至到]|[-—~～]+)\s*$", head)
    return bool(stated or ends_range or _HAPPENED.match(line[found.end() :]))


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
