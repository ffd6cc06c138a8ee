"""文号 in running text: 银发〔2018〕5号, 国务院令第352号; where the issuer's code begins has to be found."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TAIL = re.compile(
    r"[〔\[【（(﹝](?:19|20)\d{2}年?[〕\]】）)﹞][ ]?第?[ ]?\d{1,5}[ ]?号"
    r"|(?<=令)[ ]?[（(]?第?[ ]?\d{1,4}[ ]?号"
)
_CODE = re.compile(r"(?:[\u4e00-\u9fff]|(?<=[\u4e00-\u9fff])[（(][\u4e00-\u9fff]{1,3}[)）]){1,20}[ ]?$")
_NOT_IN_CODE = re.compile(
    r"^[依按据照经由对在日]|依照|按照|根据|依据|违反|以及|或者|(?<!共)和|[与及的将见以原]|[你我该本][院厅局部委]|印发|(?<!令)发布|公告了|参照|(?<=[月年])\d*日"
)


def find_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Every 文号 as (start, end), in order. A bracketed number without a code before it is none."""
    for tail in _TAIL.finditer(text):
        code = _CODE.search(text, max(0, tail.start() - 21), tail.start())
        if not code:
            continue
        cut = max((found.end() for found in _NOT_IN_CODE.finditer(code[0])), default=0)
        start = code.start() + cut
        if tail.start() - start >= 1:
            yield start, tail.end()
