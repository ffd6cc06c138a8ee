"""Whether a sentence states its trigger: negation, denial, warning, rule, question, hypothesis; and who says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_CLAUSE = re.compile(r"[，,：:。；;！!？?\n]")
_NEGATED = re.compile(
    r"(?:不存在|未发现|未出现|没有|并无|未发生|不涉及|未涉及|从未|未曾|并未|不是|绝非|并非|无任何"
    r"|不构成|不属于|不会|不曾|不参与|未参与"
    r"|未从事|不从事|未被|未受|未收到|没收到|未因|无因|未有|非因|不设|不搞|不做|拒绝|撇清|(?<!不)排除"
    r"|免于|未遭)[^，,。；;]{0,10}$"
    r"|(?:无(?:重大)?|零|不(?:再)?|未|没)$"
)
_GUARDED = re.compile(
    r"(?:防范|防止|避免|严防|谨防|警惕|提防|远离|抵制|识别|识破|打击|整治|治理|遏制|杜绝|严禁|禁止"
    r"|不得|不准|(?<![民户友人者名被遭])举报|化解|预防|预警"
    r"|防控|规避|抵御|反对|打非|小心|当心|(?<!虚假)(?<!夸大)(?<!误导性)(?<!违规)宣传|科普|揭秘|认清"
    r"|看清|辨别|教你|常见的?|各类"
    r"|任何|一切|紧盯|聚焦|加大对|加强对|惩治|惩戒|所称|下列|以下行为|风险提示|风险警示)[^，,。；;]{0,12}$"
    r"|(?:防|反|打)$"
)
_ABOUT = re.compile(
    r"^(?:犯罪)?(?:[^，。；]{0,16}的?行为纳入|的?(?:防范|宣传|宣教|举报|风险提示|条例|办法|规定"
    r"|部际联席|领导小组|处置工作"
    r"|司法解释|定义|特征|常识|手法|套路|防骗|危害|行为的?认定|罪的|法律责任|刑事责任)"
    r"|，?是指|主要(?:表现|特征|形式)|如何|怎么识别|怎样)"
)
_HYPOTHESIS = re.compile(
    r"(?:如果|若(?!干)|一旦|倘若|假如|如有|如遇|如发现|万一|凡|凡是|可能会|容易|极易|往往|大多|通常"
    r"|应当|应该|有权|可以|可依法|将依法|依法应|由其|构成犯罪的)[^。；;！？]{0,24}$"
)
_COUNTED = re.compile(r"^[^，。；]{0,10}占(?:比|总数|全部)?[约达为近]?\s*\d")
_OPEN = re.compile(r"(?:是否|有无|有没有)[^，,。；;]{0,6}$")
_RULE = re.compile(
    r"自行承担|责任自负|属于非法金融活动|风险自担|(?:^|\s)第[一二三四五六七八九十百零\d]+条"
    r"|违反本(?:法|条例|办法|规定)|(?:元"
    r"|倍)以上[^。；]{0,12}(?:元|倍)以下|处[^。；]{0,16}以下(?:的?罚款|有期徒刑)|本(?:法|条例|办法"
    r"|规定)所称"
)
_QUESTION = re.compile(r"(?:吗|么|是否|是不是|有没有|会不会|能不能|可不可以|靠谱|真的假的|什么是|何为|哪些)")
_DENIED = re.compile(
    r"(?:纯属|系|属于|均为|均属|为|是)?(?:谣言|不实(?:信息|消息|报道|传闻|言论|之词)|虚假(?:信息|消息)"
    r"|谣传|造谣|假消息)|予以否认|不属实|并不属实|辟谣|否认|澄清|被驳回|撤销案件|不予立案|终止调查"
)
_OFFICIAL = re.compile(
    r"认定|判决|判处|被判|经查|查明|查实|通报|立案|公安|警方|经侦|检察|法院|证监[会局]|监管局|银保监"
    r"|金融监管|人民银行|央行|市场监管|工商局|处罚决定|逮捕|刑拘|刑事拘留|公诉|查封|罚单|被罚|遭罚"
    r"|处罚|批捕|警示函|监管提示|罚没|押解|金管局|落网|归案|抓获"
    r"|(?:总局|监管局|委员会|人民银行|办公室)[^，。；]{0,16}(?:风险提示|风险警示|点名|约谈)"
)
_RUMOUR = re.compile(
    r"网传|据传|传闻|传言|疑似|疑(?!犯)|爆料|网友|据称|有消息称|曝|被指|坊间|质疑|盛传|流传|听说|群里"
    r"|贴吧|据投资人|有投资人|反映|恐"
)
# Customers who speak to a medium are parties, and their count on a complaints site is a figure: neither is hearsay.
_TOLD = re.compile(r"向[^，。；]{1,12}反映|反映[^，。；]{0,8}问题")
# A complaint is its writer's own account; only these words make it pass on what others say.
_RELAYED = re.compile(r"网传|据传|传闻|传言|坊间|盛传|流传|听说|听人说|有人说|据说")


_DENIALS = ("文中否认或辟谣", "否定表述")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`stated` is False with the reason in Chinese; else `certainty` is 传闻, 报道 or 官方认定."""

    stated: bool
    reason: str = ""
    certainty: str = "报道"
    denies: bool = False
    """Whether the sentence says that it is not so (and not only that it does not say so)."""


def judge_context(sentence: str, start: int, end: int, *, complaint: bool = False, official: bool = False) -> Verdict:
    """Judge the trigger `sentence[start:end]`. `complaint`: a party tells what happened to it (see
    `judge_certainty`); `official`: it is an authority that speaks."""
    reason = _refusal(sentence, start, end, complaint=complaint)
    if reason:
        return Verdict(False, reason, denies=reason in _DENIALS)
    return Verdict(True, certainty=judge_certainty(sentence, complaint=complaint, official=official)[0])


def _refusal(sentence: str, start: int, end: int, *, complaint: bool) -> str:
    """Why the trigger is not stated, the first reason of several; "" where it is."""
    denied, rule = _of_sentence(sentence)
    if denied:
        return _DENIALS[0]
    before, after = sentence[:start], sentence[end:]
    clause = _CLAUSE.split(before)[-1]
    later = (
        (lambda: _NEGATED.search(clause), _DENIALS[1]),
        (lambda: _GUARDED.search(clause) or _ABOUT.match(after), "防范、宣传或定义性表述"),
        (lambda: rule, "法规条文表述"),
        (lambda: _HYPOTHESIS.search(before), "假设或应然表述"),
        (lambda: _OPEN.search(clause), "尚待核实"),
        (lambda: _COUNTED.match(after), "分类统计"),
        (lambda: _is_question(sentence, complaint=complaint), "疑问句"),
    )
    return next((why for hit, why in later if hit()), "")


@lru_cache(maxsize=64)
def _of_sentence(sentence: str) -> tuple[bool, bool]:
    """Whether a sentence denies and whether it states a rule: asked for each of its triggers, one after the other."""
    return _DENIED.search(sentence) is not None, _RULE.search(sentence) is not None


@lru_cache(maxsize=64)
def judge_certainty(sentence: str, *, complaint: bool = False, official: bool = False) -> tuple[str, str]:
    """(certainty, why in Chinese) by who says it: 传闻 passes on what others say, 报道 is a medium's or a party's own
    statement, 官方认定 an authority's.

    A complaint is a party's statement, so 报道: no finding even where it tells of the police, which its writer cannot
    make; 传闻 only where the writer passes on what others say.
    """
    if complaint:
        relayed = _RELAYED.search(sentence)
        if relayed:
            return "传闻", f"投诉人转述他人的说法“{relayed[0]}”"
        return "报道", "投诉人自述，未经机关认定"
    act = _OFFICIAL.search(sentence)
    rumour = _RUMOUR.search(_TOLD.sub(lambda told: "　" * len(told[0]), sentence))
    if rumour and not official and not (act and act.end() <= rumour.start()):
        return "传闻", f"句中有转述用语“{rumour[0]}”"
    if official:
        return "官方认定", "发布者是主管机关"
    return ("官方认定", f"句中有机关行为“{act[0]}”") if act else ("报道", "句中没有机关行为，也没有转述用语")


def _is_question(sentence: str, *, complaint: bool) -> bool:
    """A question states nothing; in a complaint it mostly does (提现失败怎么办？)."""
    if complaint:
        return False
    stripped = sentence.rstrip('”’」』"）)】 ')
    return stripped.endswith(("？", "?")) or (_QUESTION.search(sentence) is not None and stripped[-1:] not in "。；")
