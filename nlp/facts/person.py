"""Persons in decisions: masked names (周某, 李某某, 王*明) and names with the position they held (时任…)."""

from __future__ import annotations

import re

from nlp.facts.found import Found

LABEL, POSITION = "人物", "职务"
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐"
    "费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁"
    "杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程"
    "嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶"
    "幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄"
    "晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙养"
    "鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖闫岳佟丛覃冼仝邝揭"
)
# Without backing off: 张某某公司 is a company, not a person called 张某.
_MASKED = re.compile(
    rf"[{SURNAMES}](?:某{{1,3}}+(?:[甲乙丙丁](?![\u4e00-\u9fff]))?(?![\u4e00-\u9fff]{{0,8}}公司)"
    rf"|[*\uff0a×]{{1,2}}[\u4e00-\u9fff]?)"
)
_HELD = re.compile(
    rf"(?P<name>[{SURNAMES}][\u4e00-\u9fff某*\uff0a×·]{{1,3}})\s*[（(，,]?\s*(?P<when>时任|现任|曾任"
    rf"|原任)(?P<position>[^，,；;。）)\n、]{{2,60}})"
)


def find_persons(text: str) -> list[Found]:
    """人物 with the name as value, 职务 with the position as value (its `name` is the person's)."""
    found: list[Found] = []
    for match in _HELD.finditer(text) if "任" in text else ():
        name = match["name"]
        start = match.start("name")
        found.append(Found(LABEL, name, start, match.end("name")))
        found.append(
            Found(POSITION, match["position"].strip(), match.start("position"), match.end("position"), name=name)
        )
    taken = {f.start for f in found}
    if "某" in text or "*" in text or "\uff0a" in text or "×" in text:
        for match in _MASKED.finditer(text):
            if match.start() in taken:
                continue
            found.append(Found(LABEL, match[0], match.start(), match.end()))
    return sorted(found, key=lambda f: (f.start, f.end))
