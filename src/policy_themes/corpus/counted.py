"""What the figures of a sentence count, in the sentence's own words."""

import re
from collections.abc import Sequence

from policy_themes.corpus.quantities import Quantity

_STOPS = ",\uff0c。;\uff1b:\uff1a!\uff01?\uff1f()\uff08\uff09【】〔〕\n"
_STOP = re.compile(f"[{_STOPS}]")
_FULL_STOP = re.compile("[。;\uff1b!\uff01?\uff1f]")
_LONGEST = 30
_LONGEST_BEHIND = 12
# What says how a figure moved, how exact it is or since when; it does not say what is counted.
_TAIL = re.compile(
    "(?:不少于|不低于|不止|至少|超过|突破|不超过|不高于|不到|不足|低于|最多|至多|大约|将近|接近|(?<![签合节集违])约|近|超|逾|过|"
    "(?:同比|环比|(?:比|较)(?:去年|上年|前年|往年)(?:同期)?)?"
    "(?:增长|增加|上升|提高|提升|上涨|净增|下降|减少|降低|下跌|回落|缩短|压减|压缩|下滑|增幅|降幅|多|高|少|低)(?:[到至为]|[了出])?|"
    "同比|环比|(?:比|较)(?:去年|上年|前年|往年)(?:同期)?|"
    "增至|降至|增到|降到|减为|减至|减到|升至|升到|涨[到至了]|扩大[到至]|调整[到至为]|优化调整为|变为|变成|达成|达到了?|达|"
    "(?:稳定|保持|控制|维持)在|总数|总计|合计|共计|共有|累计|平均|"
    "已经|已有|已达|已|现有|仅有|只有|仅|只|就|又|还|再|(?<![年月日人户亩村镇乡])均|都|各有|各|分别为|分别是|分别|"
    "[了到至由从是为有共将把过]|\\s)$"
)
_HEAD = re.compile(
    "^(?:[一二三四五六七八九十]+是|在?\\d{1,2}月\\d{1,2}日[前后起]?|"
    "[\uff08(]?[\\d一二三四五六七八九十]{1,2}[)\uff09、.]|(?:19|20)\\d\\d年(?:度|以来|来)?|"
    "(?:\\d{1,2}[-—至到])?\\d{1,2}月(?:底|末|份)?|今年以来|今年|去年|本年度?|全年|年内|"
    "上半年|下半年|[一二三四五]年来|半年来|目前|截至目前|截止目前|截至|截止|至今|期间|同时|此外|"
    "另外|另有|另|并且|并|还|又|再|也|共计|共有|共|累计|现有|现|已经|已|先后|完成(?!率|情况|时)了?|实现|"
    "开展了?|共开展|做到|达到?|将|把|对(?![照接标象])|为|向|给(?!予|水)|与|和|及|从|由|的|\\s)"
)
_VERB = re.compile(
    "新建|建成|建设|建立|建|新增|新|改造|改建|修建|修缮|维修|扩建|续建|完成|开展|排查|整改|"
    "发放|投入|争取|组织|举办|召开|培训|走访|慰问|发展|打造|成立|组建|选派|选聘|选配|设立|设置|"
    "安装|购置|购买|采购|配备|配齐|清理|清运|清除|拆除|整治|栽植|种植|栽种|养殖|收集|受理|办理|"
    "办结|调解|化解|处置|查处|查获|救助|帮扶|帮助|资助|解决|消除|销售|引进|引入|引导|签约|带动|"
    "吸纳|推荐|推广|印发|张贴|悬挂|制作|播放|覆盖|惠及|服务|接待|接收|接到|检查|巡查|检测|监测|"
    "识别|纳入|认定|创建|评选|评定|获评|获得|荣获|表彰|转移|安置|搬迁|流转|盘活|硬化|铺设|架设|"
    "疏通|疏浚|修复|补植|绿化|申报|实施|谋划|储备|落实|落地|兑现|补贴|奖励|募集|筹集|筹措|捐赠|"
    "撬动|吸引|动员|发动|调整|优化|划分|整合|取消|减少|增加|处理|处分|立案|约谈|问责|教育|宣讲|"
    "讲授|开设|开办|举行|参加|参与|出动|派出|派驻|聘请|聘用|招聘|招录|提拔|培育|培养|吸收|接纳|"
    "征集|征收|征求|收回|收到|回收|归还|退还|追回|挽回|上报|报送|刊发|发布|推送|拨打|拍摄|录制|"
    "更换|更新|更新改造|新改建|改扩建|新改扩建|实行|推行|采取|出台|制定|修订|梳理|摸排|排除|"
    "核查|复查|抽查|督查|督办|交办|转办|承办|主办|协调|对接|联系|结对|结对帮扶|认领|认养|认捐|"
    "接种|接诊|筛查|体检|义诊|就诊|转诊|发现|查出|关停|取缔|淘汰|压减|核减|清退|退出|迎接|接受|"
    "承接|承担|提供|开发|开通|开放|开工|竣工|投产|建起|办起|修通|打通|添置|增设|增配|增派|增补|"
    "补充|补齐|补足|辖|下辖|指导|推动|支持|保障|确定|评|办|建有|拥有|设有|配有|招引|出栏|存栏|年产|"
    "年出栏|收获|播种|插秧|收购|收割|免费|分批|集中|逐一|及时|共同"
)
"""Words that say what was done; alone before a figure, they do not say to what."""
_BEHIND_END = re.compile(
    "没有|全部|均|都(?!市)|已|进行|实现|开展|完成|得到|参与|参加|达到?|为(?!民)|由|被|将|正在|投入|建成|通过|纳入|享受|"
    "同比|增长|下降|增加|减少|优化|调整|开工|发放|获|到|在(?![建册校职岗])|赴|从(?!业)|按|用于|以|并|和|与|及|实行|实施|"
    "组成|有(?!限|机)|是|就(?!业)|也|还|不(?!动产)|未(?!成)|(?<![安齐])全|各|得|让|使|把|(?<!方)向|对(?!象|接)|给(?!水)|"
    "(?<![功效节智性产])能(?![力源])|可|要(?![素求点])|需(?!求)|应(?!急)|左右|上下|因|依托|围绕|结合|利用|采取|联合|统一|"
    "立即|逐|陆续|先后|累计|担任|一起|联手|配套|占"
)
_ENDS_IN_VERB = re.compile(f"(?:{_VERB.pattern})$")
_WEAK = re.compile("(?:其中|其余|剩余|全[县镇乡村市区省]|全街道|全社区|辖区|.*与.{1,4}区)")
"""Words before a figure that name no thing: 全县10名乡镇专干."""
_LEANING = re.compile("(?:[这那因对]|仅有|[的在]这)$")
"""Ends of the words before a figure whose noun must stand behind it: 对这264部电梯."""
_SHARES = ("%", "个百分点", "倍", "‰")


def name_counted(text: str, quantities: Sequence[Quantity], i: int, named: Sequence[str]) -> str:
    """Return what `quantities[i]` counts, empty where the sentence does not tell.

    It is the words before the figure in its clause, without those that say how it moved, how
    exact it is or when it was. Where only a verb is left, the words behind the figure follow it
    (排查 3 处隐患 counts 排查隐患); a small number in characters counts what is behind it (两项
    补贴). Where neither is there, it counts what an earlier figure does: the one it touches
    (监测户 9 户 26 人), for a share the one before (收入 38 万元, 增长 12 %), else the last in the
    same unit.

    Args:
        text: The sentence.
        quantities: Its figures, in order.
        i: Which of them.
        named: What those before it count.
    """
    raw = text[_find_start(text, quantities, i) : quantities[i].start]
    before, behind = _strip(raw), _read_behind(text, quantities, i)
    if behind and (_is_attribute(text, quantities[i]) or _LEANING.search(raw)):
        return f"{before}{behind}" if _VERB.fullmatch(before) else behind
    if before and not _is_open(before):
        return before[-_LONGEST:]
    if before or behind:
        return f"{before[-_LONGEST:]}{behind}"
    return _inherit(text, quantities, i, named)


def _is_open(before: str) -> bool:
    """Return whether words leave open what they are of, so that the noun stands behind a figure."""
    return bool(_ENDS_IN_VERB.search(before) or _WEAK.fullmatch(before))


def _find_start(text: str, quantities: Sequence[Quantity], i: int) -> int:
    """Return where the words before a figure begin: behind a stop, or the figure before it."""
    start = quantities[i - 1].end if i else 0
    stops = [match.end() for match in _STOP.finditer(text, start, quantities[i].start)]
    return stops[-1] if stops else start


def _strip(words: str) -> str:
    """Return words without what stands at either end and does not name a thing."""
    words = words.strip("、 ")
    while match := _HEAD.match(words):
        words = words[match.end() :].lstrip("、 ")
    while match := _TAIL.search(words):
        words = words[: match.start()].rstrip("、 ")
    return words


def _read_behind(text: str, quantities: Sequence[Quantity], i: int) -> str:
    end = quantities[i + 1].start if i + 1 < len(quantities) else len(text)
    words = re.split(f"[{_STOPS}、]", text[quantities[i].end : end], maxsplit=1)[0]
    words = words.removeprefix("的")
    if match := _BEHIND_END.search(words):
        words = words[: match.start()]
    return words.strip()[:_LONGEST_BEHIND]


def _is_attribute(text: str, quantity: Quantity) -> bool:
    return quantity.low < 10 and not text[quantity.start].isdigit() and quantity.unit != "次"


def _inherit(text: str, quantities: Sequence[Quantity], i: int, named: Sequence[str]) -> str:
    own = quantities[i]
    if not i:
        return ""
    between = text[quantities[i - 1].end : own.start]
    if not between.strip("、 ") or (own.unit in _SHARES and not _FULL_STOP.search(between)):
        return named[i - 1]
    same = (j for j in range(i - 1, -1, -1) if quantities[j].unit == own.unit)
    return next((named[j] for j in same), "")
