"""What was done to a party: 种类 in one spelling, in the order in which the decision names them."""

from __future__ import annotations

import re

_MEASURES = (
    ("警告", r"警告(?!函)"),
    ("通报批评", r"通报批评|内部通报"),
    ("公开谴责", r"公开谴责"),
    ("罚款", (r"罚款"
r"|处以?(?:人民币)?[\d,.一二三四五六七八九十百千万零壹贰叁肆伍陆柒捌玖拾佰仟]+(?:余)?[万亿]?元(?:的?罚款)?"
r"|罚没")),
    ("没收违法所得", r"没收(?:全部|其|该|[\u4e00-\u9fff]{0,12})?(?:违法|非法|业务)(?:所得|收入)|罚没"),
    ("没收非法财物", r"没收(?:非法|违法)(?:财物|财产)"),
    ("责令改正", (r"责令(?:其|该[\u4e00-\u9fff]{1,4}|[\u4e00-\u9fff（）()]{0,30}?)?(?:限期)?(?:改正|整改)"
r"|限期(?:改正|整改)")),
    ("责令停业", r"责令(?:停产停业|停业|关闭|暂停[\u4e00-\u9fff]{0,6}业务)|停业整顿|责令停产"),
    ("限制业务", (r"限制(?:开展)?(?:生产经营|[\u4e00-\u9fff]{0,8}业务|从业)|(?:停止|暂停)(?:接受|受理|办理"
r"|开展)[\u4e00-\u9fff]{0,12}业务")),
    ("市场禁入", r"市场禁入(?!规定|决定书)|证券市场禁入措施"),
    ("禁止从业", (r"禁止(?:[\u4e00-\u9fff某（）()]{0,24}?)?(?:从事|进入)(?:银行业|保险业|金融|证券|基金"
r"|相关)[\u4e00-\u9fff]{0,6}?(?:工作|业务|职业)|终身禁业|禁业")),
    ("取消任职资格", r"(?:取消|撤销|终止)[\u4e00-\u9fff某（）()]{0,24}?任职资格|任职资格(?:取消|终身)"),
    ("吊销许可证", (r"(?:吊销|撤销|注销|收回)[\u4e00-\u9fff《》（）()]{0,24}?(?:许可证?|执照|牌照|资格证|从业资格"
r"|业务资格)")),
    ("暂扣许可证", r"暂扣[\u4e00-\u9fff《》]{0,12}?(?:许可证?|执照)"),
    ("行政拘留", r"行政拘留"),
    ("出具警示函", r"警示函"),
    ("监管谈话", r"监管谈话|谈话提醒|约见谈话"),
    ("责令公开说明", r"责令公开说明|公开说明"),
    ("责令处分", r"责令[\u4e00-\u9fff]{0,20}?(?:纪律处分|处分)"),
    ("认定为不适当人选", r"不适当人选"),
    ("监管函", r"监管函"),
)  # fmt: skip
TYPES = tuple(name for name, _ in _MEASURES)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _MEASURES)


def find_measures(decision: str) -> tuple[str, ...]:
    """The kinds of measure in a decision (a cell or a paragraph), each once; () where none is named."""
    text = re.sub(r"\s+", "", decision)
    first = {name: match.start() for name, pattern in _PATTERNS if (match := pattern.search(text))}
    return tuple(sorted(first, key=lambda name: (first[name], TYPES.index(name))))
