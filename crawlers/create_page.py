"""The pager `createPageHTML` that many government sites share: the first page is `index.htm`, the next `index_1.htm`.

Forms: `createPageHTML(5, 0, "index", "htm")` and `createPageHTML('page_div', 5, 1, 'index', 'shtml', 93)`. Where the
current page of the first list is 1, counting starts at one and the second page is `index_2`.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

_CALL = re.compile(
    r"createPageHTML\(\s*(?:['\"]\w+['\"]\s*,\s*)?['\"]?(\d+)['\"]?\s*,\s*['\"]?(\d+)['\"]?\s*,"
    r"\s*['\"]([\w\-/.]+)['\"]\s*,\s*['\"]\.?(\w+)['\"]"
)
_MAX_PAGES = 5000


def further_pages(text: str, url: str) -> list[str]:
    """Absolute addresses of the pages after the first, where `text` is the first page; else []."""
    call = _CALL.search(text)
    if not call:
        return []
    total, current, prefix, suffix = int(call[1]), int(call[2]), call[3], call[4]
    leaf = url.split("?", maxsplit=1)[0].rsplit("/", 1)[-1]
    is_first = not leaf or leaf == f"{prefix}.{suffix}" or (leaf.startswith(prefix) and "_" not in leaf[len(prefix) :])
    if not is_first:
        return []
    base = current  # 0 or 1: what the site calls its first page
    numbers = range(base + 1, min(total, _MAX_PAGES) + base)
    return [urljoin(url, f"{prefix}_{number}.{suffix}") for number in numbers]
