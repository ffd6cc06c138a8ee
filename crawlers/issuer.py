"""Joint issuers that a title names before 关于: 中国人民银行 国家发展改革委 财政部关于…"""

from __future__ import annotations

import re

_BODY = re.compile(
    r"[\u4e00-\u9fff]{1,24}(?:总局|委员会|委|银行|部|局|办公厅|办公室|办|署|院|会|中心|协会|交易所|政府|国务院|中央|厅)"
    r"(?:公告|令)?"
)


def joint_issuers(title: str) -> tuple[str, ...]:
    """The authorities before 关于 in a title where every one of them reads like an authority, else ()."""
    head, mark, _ = title.partition("关于")
    if not mark or not head.strip():
        return ()
    names = [name for name in re.split(r"[\s、，,　]+", head.strip()) if name]
    return tuple(names) if all(_BODY.fullmatch(name) for name in names) else ()
