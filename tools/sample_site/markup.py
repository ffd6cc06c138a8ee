"""Pieces of HTML that several sites share."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from html import escape as esc
from urllib.parse import quote

from tools.sample_site.world import Doc

__all__ = ["chinese_date", "epoch", "esc", "href", "html_page", "paras", "table"]
_NOTE = '<meta name="generator" content="RegIntel sample site: everything here is invented">'


def html_page(title: str, body: str, head: str = "", charset: str = "utf-8", lang: str = "zh-CN") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset={charset}">\n'
        f"{_NOTE}\n<title>{esc(title)}</title>\n{head}</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def paras(lines: list[str], indent: str = "") -> str:
    return "\n".join(f"<p>{indent}{esc(line)}</p>" for line in lines)


def table(rows: list[list[str]], attributes: str = 'border="1"') -> str:
    lines = "\n".join("<tr>" + "".join(f"<td><p>{esc(cell)}</p></td>" for cell in row) + "</tr>" for row in rows)
    return f"<table {attributes}><tbody>\n{lines}\n</tbody></table>"


def href(path: str) -> str:
    return quote(path, safe=":/?&=%#+,()[]@!$;*~-._")


def chinese_date(iso: str, padded: bool = True) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{month}月{day}日" if padded else f"{year}年{int(month)}月{int(day)}日"


def epoch(doc: Doc) -> int:
    """Seconds since 1970 of a document's date and time, which are Beijing time."""
    stamp = datetime.fromisoformat(f"{doc.date}T{doc.time}")
    return int(stamp.replace(tzinfo=timezone(timedelta(hours=8))).timestamp())
