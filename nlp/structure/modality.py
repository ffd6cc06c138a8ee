"""The words that make a sentence a norm, and how a sentence is cut around them."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Force = Literal["义务", "禁止", "权利"]

MODAL = re.compile(
    r"不应当|应当|必须|不得(?!已)|严禁|(?<!法规)(?<!法律)(?<!规定)(?<!明令)禁止|不准|可以(?!说)|(?<![所享国股])有权(?![利益属限])|无权|有义务"
    r"|(?<![对相适反响供效感呼照顺答因回理])应(?=按|于|在|向|由|对|与|依|予以|及时|建立|将|以|符合|采取|遵循|遵守|经|至少|定期|严格|明确|具备|根据)"
    r"|(?<![认许不尚均方])可(?=根据|按|由|向|采取|对|在|申请|依|通过)"
)
"""Modal words; 应 and 可 alone only before what they can govern."""

_FORCES: dict[str, Force] = {
    "应当": "义务", "必须": "义务", "有义务": "义务", "应": "义务",
    "不得": "禁止", "严禁": "禁止", "禁止": "禁止", "不准": "禁止", "不应当": "禁止", "无权": "禁止",
    "可以": "权利", "有权": "权利", "可": "权利",
}  # fmt: skip

_SENTENCE = re.compile(r"[^。；;\n]+")
_PIECE = re.compile(r"[^，,]+")
_CONDITION = re.compile(
    r"(?:的|时|前|后|之日起|以内|期间|情况下|过程中|情形|基础上|外|之前|以前|届满|范围内)$"
    r"|^(?:在|经|对|对于|为|为了|未经|除|除了|如|如果|当|自|根据|按照|依照|依据|凡|因|设立|设置|从事|开展|申请|逾期|情节)"
)
_LINK = re.compile(r"(?:但是|但|并且|并|同时|其中|此外|因此|对此|而且|且|或者|以及|和|也|还)+")
_NOBODY = re.compile(
    r"^(?:其他|必要时|没收|责令|给予|并处|处以?[一二三四五六七八九十百千万0-9违]|情节|强制|遴选|是指|修改|追究|吊销)|(?:^|[^自理缘事])由|"
    r"(?:时|的|之后|以后|之前|期间|情况下|情形)$"
)
"""What stands before a modal word and is no one: a sanction just ordered, or when the norm applies."""

_AGENT = (
    r"(?:机构|部门|委员会|会议|政府|公司|银行|企业|单位|法院|检察院|机关|组织|协会|学会|学校|医院|旅行社|合作社"
    r"|基金会|中心|[^本他]人|(?<!或)者|局|厂|商|户|员|方)"
)
_DOES = (
    r"办理|接受|隐瞒|发现|开展|从事|申请|收到|未|不|违反|擅自|有|发生|进行|提供|作出|做出|宣告|报送|使用|制定|变更|终止"
    r"|解散|聘|委托|经营|拒|要求|认为|需要|设立|取得|持有|建立|实施|出现|审查|受理|采取|销售|发布|接到|通过|依法"
    r"|在|对|依照|按照|根据|经|将|向|以|与|因|为"
)
_DOER = re.compile(rf"[^，。；]{{0,40}}?{_AGENT}(?=(?:{_DOES})(?!的))")
_BY = re.compile(
    r"由(?P<who>[^，。；由]{2,60}?)(?:依法|依据各自职责|按照职责分工|按照各自职责|按照规定)?"
    r"(?:责令|处|给予|没收|吊销|予以|对|依照|通报|暂停|取缔|撤销|批评|追缴)"
)
_HANGING = re.compile(r"(?:以及|及其|和|及|与|或者|或|、)+$")
"""What a subject loses where it is cut before 在 or 对: 协会以及在省设立的……"""

_ADVERB = re.compile(
    r"未经|经|(?<!所)在|按照|依照|依据|根据|对于|对|向|于|自(?!治|律|然|营|愿)|(?<![认作成称视行])为(?!人)|通过|以(?!上|下|外|及|内)"
    r"|依法(?!成立|设立|批准|取得|登记)|及时|每[年月日季半]|均|也|还|都|"
    r"并|只|不再|同时|定期|严格|共同|统一|一律|认真|切实|合理|充分|需要|确需|应|将|从"
)


class Part(NamedTuple):
    """`[start, end)` of the text between two commas."""

    start: int
    end: int


def force_of(modal: str) -> Force:
    """Whether a modal word commands, forbids or allows. Raises `KeyError` for words that `MODAL` does not find."""
    return _FORCES[modal]


def sentences(text: str, start: int, end: int) -> list[Part]:
    """The parts between full stops and semicolons, blanks at their ends left out."""
    return [part for found in _SENTENCE.finditer(text, start, end) if (part := _trim(text, *found.span()))]


def pieces(text: str, part: Part) -> list[Part]:
    """The parts between commas."""
    return [piece for found in _PIECE.finditer(text, *part) if (piece := _trim(text, *found.span()))]


def _trim(text: str, start: int, end: int) -> Part | None:
    while start < end and (text[start].isspace() or text[start] in "*>-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "*"):
        end -= 1
    return Part(start, end) if start < end else None


def is_condition(words: str) -> bool:
    """Whether words before a norm say when it applies: 有下列情形之一的, 经批准, 在…期间."""
    return bool(_CONDITION.search(words.rstrip("：:")))


def subject_in(text: str, start: int, end: int) -> Part | None:
    """Who stands at the front of `text[start:end]`: the words before the first adverbial; None where nobody does."""
    link = _LINK.match(text, start, end)
    first = link.end() if link else start
    for found in _ADVERB.finditer(text, first, end):
        if found.start() == first:
            return None
        end = found.start()
        break
    part = _trim(text, first, end)
    if part is not None and (hanging := _HANGING.search(text, *part)):
        part = Part(part.start, hanging.start())
    if part is None or not 2 <= part.end - part.start <= 80 or _NOBODY.search(text[part.start : part.end]):
        return None
    return part


def doer_in(text: str, start: int, end: int) -> Part | None:
    """Who acts in a piece that is more than a name (旅行社接受旅游者的委托, 由甲局责令改正), or None."""
    if by := _BY.match(text, start, end):
        return Part(*by.span("who"))
    found = _DOER.match(text, start, end)
    return Part(found.start(), found.end()) if found and found.end() - start >= 2 else None
