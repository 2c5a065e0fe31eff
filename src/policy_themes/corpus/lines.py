"""What a single line of a report is: a numbered heading, page furniture, a credit, a caption."""

import re

from policy_themes.records import Kind

_NUMERAL = "[一二三四五六七八九十百]{1,4}"
_SERIES = "(?:一、二|二、三|三、四|四、五)(?:、[一二三四五六七八九]|车间|季度|产业|期|组|标段)"
_MARKERS = (
    # Outermost first. 3 is not a marker in “3.5亿元”, nor is 一 in “一、二车间”.
    re.compile(rf"^第{_NUMERAL}(?:部分|章|节|篇)[\s、:\uff1a]?"),
    re.compile(rf"^(?!{_SERIES}){_NUMERAL}\s?[、.\uff0e]"),
    re.compile(rf"^[\uff08(]\s?{_NUMERAL}\s?[)\uff09]"),
    re.compile(
        rf"^(?:亮点|做法|经验|特色|举措|案例|成效)(?:之)?(?:{_NUMERAL}|\d{{1,2}})[\s、:\uff1a]"
    ),
    re.compile(r"^\d{1,2}\s?(?:[、\uff0e]|\.(?!\d))"),
    re.compile(r"^(?:[\uff08(]\d{1,2}[)\uff09]|\d{1,2}[)\uff09]|[①-⑳])"),
    re.compile(rf"^(?:{_NUMERAL}是|第{_NUMERAL}[,\uff0c、]|——|--)"),
)
UNNUMBERED = 2.5
"""Level of a heading without a number, such as a newspaper's: below 一、, above (一)."""
ITEM = len(_MARKERS)
"""Level of 一是 and ——, which open a sentence rather than a section."""
RUN_IN = ITEM - 0.5
"""Level of an unnumbered run-in heading (“强堡垒,队伍硬起来。”): above 一是, below the rest."""

_JUNK = re.compile(
    r"""^(?:
        [-—–·\s]*\d{1,4}[-—–·\s]*                                # - 3 -
        |第?\s?\d{1,4}\s?页?\s?[,\uff0c/|]?\s?共\s?\d{1,4}\s?页.*      # 第3页 共9页
        |第\s?\d{1,4}\s?页
        |\d{1,3}\s?/\s?\d{1,3}
        |[【\[\uff08(]?\s?字\s?[体号]\s?[:\uff1a大].*
        |(?:评论|点赞|收藏|转发|阅读|浏览)(?:量|数|次数)?\s?[:\uff1a(\uff08]?\s?\d*\s?[)\uff09]?
        |[【\[]?(?:打印|关闭|打印本页|关闭窗口|返回顶部|我要纠错|分享到?)
            (?:[】\]【\[\s|/]*(?:打印|关闭|打印本页|关闭窗口|收藏|分享到?))*[:\uff1a】\]]*
        |(?:上|下)一[篇页条][:\uff1a].*
        |扫一扫.{0,20}|相关(?:阅读|链接|新闻)[:\uff1a]?.*|当前位置[:\uff1a].*|首页\s?[>»].*
        |[^\u4e00-\u9fffA-Za-z0-9。,\uff0c、;\uff1b\uff01\uff1f!?”’」』》)\uff09]+  # ------ or ★★★
    )$""",
    re.VERBOSE,
)
_ROLE = (
    "来源|作者|记者|本报记者|本网记者|通讯员|特约记者|特约通讯员|责任编辑|责编|编辑|编审|主编|值班主任|值班编委|审核|审签|"
    "校对|初审|复审|终审|终校|一审|二审|三审|一校|二校|供稿|撰稿|投稿|供图|摄影|文字|文/图|图/文|文|图文|监制|统筹|排版|制作|"
    "发布时间|发布日期|发布机构|发文机关|报送|抄送|主送|主编单位|印发|签发|联系人|联系电话|电话"
)
_CREDIT = re.compile(
    rf"^[\uff08(【\[]?(?:{_ROLE})(?:\s?[:\uff1a]|[\s]+)\S.{{0,60}}$|^[\uff08(【\[](?:{_ROLE}).{{0,30}}[)\uff09】\]]$"
)
_DATE = re.compile(
    r"^[\uff08(]?(?:\d{4}|[二〇零○一三四五六七八九]{4})\s?[年.\-/]\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?[月.\-/]?"
    r"\s?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?日?)?(?:\s\d{1,2}:\d{2}(?::\d{2})?)?[)\uff09]?(?:\s?印发)?$"
)
_ISSUER = re.compile(
    r"^(?:中共|中国共产党)?[\u4e00-\u9fff\s]{2,30}?(?:委员会|委会|人民政府|政府|办公室|办事处|党支部|党总支|党委|工委|党组|工作队|"
    r"指挥部|服务中心|管委会|分局|局|社区|支委会|编辑部)(?:[\s\uff08(]\S{0,10}[)\uff09])?$"
)
_CAPTION = re.compile(
    r"^(?:[▲△▼↑↓]|图(?:为|\s?\d|[①-⑨:\uff1a]|[一二三四五六七八九十][\s:\uff1a])|[\uff08(\[【]?(?:资料)?图(?:片)?[:\uff1a为]).*"
    r"|.*(?:摄|[\uff08(](?:资料)?(?:图片|照片|图)[)\uff09])$|.{2,40}[\uff08(].{1,15}\s?摄[)\uff09]$"
)


def marker_level(line: str) -> int | None:
    """Return the level of the number that opens the line, 1 (outermost) up, or None.

    Levels: 第一部分, 一、, (一), 亮点1:, 1., (1) or ①, 一是 or ——.
    """
    for level, marker in enumerate(_MARKERS, start=1):
        if marker.match(line):
            return level
    return None


def furniture_kind(line: str) -> Kind | None:
    """Return junk, credit or caption if the line can be nothing else, else None."""
    if _JUNK.match(line):
        return "junk"
    if _CAPTION.match(line) and len(line) <= 80:
        return "caption"
    if _CREDIT.match(line) or _DATE.match(line):
        return "credit"
    return None


def is_issuer(line: str) -> bool:
    """Return whether the line could be the signature of an office."""
    return bool(_ISSUER.match(line))
