"""Who reports: names of media, which tell a news item and are not whom it is about."""

from __future__ import annotations

import re

_NAMED = re.compile(
    r"新华社|中新社|新华网|中新网|央视网?|人民网|中国网|中国经济网|央广网|光明网|环球网|国际在线|中证网|全景网"
    r"|新浪网?|搜狐网?|网易|凤凰网|腾讯网|和讯网?|金融界|东方财富网|证券之星|雪球|澎湃|界面|财新网?|第一财经|经济观察网?"
    r"|36氪|虎嗅网?|钛媒体|雷锋网|链得得|巴比特|金评媒|网贷天眼|网贷之家|财联社|微博|新浪微博",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r".{1,10}(?:财经|新闻网?|资讯|日报|晚报|早报|晨报|午报|商报|时报|快报|导报|周报|都市报|证券报|经济报|金融报|青年报|观察报"
    r"|通讯社|新闻社|周刊|电视台|广播台|网讯|频道|论坛|贴吧)(?:社|网|客户端|记者)?"
)


def is_medium(name: str) -> bool:
    """Whether the whole name is that of a newspaper, agency, channel or news site."""
    return bool(_ENDED.fullmatch(name) or _NAMED.fullmatch(name))
