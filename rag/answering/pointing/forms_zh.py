"""What a Chinese question asks for by its form, and where it stands in a sentence. Pure."""

import re

from rag.answering.pointing.forms import Form, of_pattern
from rag.answering.pointing.held import HAN
from rag.answering.pointing.people import chinese_names

_SIGNS = "零〇一二三四五六七八九十百千万亿两半"
_HEDGE = "(?:大?约|近|超过|逾|至少|不到|不足|将近)?"
_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?[十百千万亿]*|[{_SIGNS}]+(?!分之))[多余]?"
_CURRENCY = (
    f"(?:[{HAN}]{{0,4}}?(?:美元|欧元|英镑|日元|港元|韩元|卢布|卢比|法郎|克朗|新西兰元|澳元|加元)|"
    "元|块钱?|人民币)"
)
_LASTS = "(?:年|个?半?月|天|日|周|个?星期|个?小时|分钟?|秒钟?|个?学期|个?季度)"
_SEVERAL_LASTS = rf"{_NUMBER}个?半?{_LASTS}半?(?:零?{_NUMBER}个?{_LASTS})?"
_DAY = "(?:星期|周)[一二三四五六日天]"
_HOUR = (
    rf"(?:(?:[上下中]午|早[上晨]|清晨|凌晨|晚[上间]?|傍晚)?(?:\d{{1,2}}|[{_SIGNS}]{{1,3}})"
    r"(?:[点时](?!间)(?:半|(?:\d{1,2}|[零一二三四五六七八九十]{1,3})分)?整?|[:：]\d\d))"
)
_YEAR = rf"(?:公元前?)?(?:(?<!\d)\d{{3,4}}|[{_SIGNS}]{{4}})年"
_THAT_YEAR = f"(?:{_YEAR}|[今去明前后]年|同年|次年|翌年)"
_PART = "(?:上旬|中旬|下旬|初|底|末|中)?"
_MONTH = rf"(?:(?:\d{{1,2}}|[{_SIGNS}]{{1,2}})月(?!球)|(?:本|上|下|次|当)个?月){_PART}"
_DATE = (
    rf"(?:(?:{_THAT_YEAR}的?)?{_MONTH}(?:\d{{1,2}}|[{_SIGNS}]{{1,3}})[日号]|(?:{_THAT_YEAR}的?)?"
    rf"{_MONTH}|{_YEAR}{_PART}(?:春[天季]|夏[天季]|秋[天季]|冬[天季])?|"
    rf"[今去明前后]年[年]?(?:{_PART[:-1]}|春[天季]?|夏[天季]?|秋[天季]?|冬[天季]?)|"
    rf"(?:\d{{1,2}}|[{_SIGNS}]{{1,3}})世纪(?:[\d{_SIGNS}]+年代)?(?:[初中末]期?|上半叶|下半叶)?|"
    rf"[\d{_SIGNS}]{{2,5}}年代[初中末]?期?|[本上下]?(?<![一二三四五六七八九两每]){_DAY}|昨天|"
    rf"今天|明天|"
    r"(?<=[于在到自])(?:1\d|20)\d\d(?![\d万亿千百年]))"
)
_WHEN = rf"{_DATE}(?:[（(]?{_DAY}[）)]?)?{_HOUR}?(?:[至到]{_DATE}|[至到]{_HOUR})?"
_SHARE = (
    rf"\d+(?:\.\d+)?(?:%|％|‰|个百分点)|百分之[{_SIGNS}\d点.]+|[{_SIGNS}]+分之[{_SIGNS}]+|"
    r"[一二三四五六七八九两]成[半多]?|一半|\d+(?:\.\d+)?[分厘]"
)
_LONG = (
    "(?:[厘毫分]米|平方[公千]?米|立方米|公里|千米|公分|公顷|米|亩|里|公斤|千克|毫克|克|吨|毫升|"
    "升|度)"
)
_MEASURE = (
    f"(?:{_LONG}|人次|[名位人个家座所期条辆台件只张份次场起对套层间栋幢项门部本册册篇首把枚棵株匹头"
    "艘架颗块片瓶箱桶盒班列节届届票字页岁级道届户号支股种类批处段排席床])"
)
_PEOPLE = "(?:[名位人]|个人|人次)"
_EACH = "(?:[名位]|个(?!半?月|小时|星期|学期|季度|百分点))"

_TWO = re.compile("多少|几[^乎]|谁|哪|什么|何时|怎|多[长久高大重]")
_ASKS_TELEPHONE = re.compile("(?:电话|手机|热线)(?:号码?)?(?:是|为)?(?:多少|几号|什么)")
_TELEPHONE = re.compile(r"(?<![\d.])(?:\+?\d[\d ()-]{5,}\d|\d{5,}|\*\d{3,})(?!\d*[.%元])")
_ASKS_HOUR = re.compile("几点|什么钟点")
_ASKS_YEAR = re.compile("哪一?年|何年")
_ASKS_DATE = re.compile(
    "什么时候|何时|什么时间|哪一?天|哪一?日|几月|几号|什么日子|哪个月|星期几|周几"
)
_ASKS_CENTURY = re.compile("哪个(?:世纪|年代)")
_ASKS_SHARE = re.compile(
    r"百分之(?:几|多少)|(?:比例|百分比|比重|占比|利率|年息|税率|增长率|增幅|涨幅|降幅|"
    r"上座率)(?:是|为|有)?多少|"
    "占[^，？]{0,8}多少(?![^？]*人)|几成|多大比例|涨了多少$"
)
_MONEY_NOUN = (
    "工资|薪水|[月年]薪|津贴|奖金|票价|价格?|成本|租金|房租|押金|预算|利润|销售额|收入|投资额?|"
    "总额|费用?|"
    "[学会路车水电餐住]费|罚款|赔偿金?|贷款|奖学金|造价"
)
_ASKS_MONEY = re.compile(
    rf"多少钱|多少[{HAN}]{{0,4}}?(?:美元|欧元|元|英镑|资金|款|奖金|津贴|贷款|经费|罚款)|"
    r"[罚花付赔捐赚亏省投欠卖][了掉出]?(?:了|资|给)?多少\W*$|"
    rf"(?:{_MONEY_NOUN})(?:一共|总共|共计|合计|大约)?(?:是|为|有|达)?多少(?:钱|元)?\W*$"
)
_ASKS_LASTS = re.compile(
    r"(?:多久|多长时间|(?:多少|几)(?P<unit>年|个月|天|周|个?星期|个?小时|分钟|个?学期|"
    r"日))(?![前内后]?\S*多少)"
)
_ASKS_LONG = re.compile(r"有?多[长高宽深](?![时久])|有多远|(?:长度|高度|宽度|深度|距离)是?多少")
_ASKS_HEAVY = re.compile(r"有?多重|重量是?多少")
_ASKS_WIDE = re.compile("面积(?:是|有|为)?多[少大]")
_ASKS_COUNT = re.compile(
    rf"(?:多少|(?<![十好第期周])几)(?P<unit>{_MEASURE})?(?P<noun>[{HAN}]{{0,8}})"
)
_ASKS_UP_TO = re.compile("[到至][了]?多少[了]?\\W*$")
_UP_TO = re.compile(
    rf"(?<=[到至])(?P<it>{_HEDGE}{_NUMBER}(?:{_CURRENCY}|{_MEASURE}|%|[{HAN}]{{1,2}}(?=[，。；]|"
    rf"$)))"
)
_NO_NOUN = re.compile("[了的在是从由被给和与为过到]|(?:参加|通过|可以|会|能).*")


def asked(question: str) -> Form | None:
    """The form of what is asked for; None where there is none, or more than one thing is asked."""
    if _several(question):
        return None
    if _ASKS_TELEPHONE.search(question):
        return of_pattern(_TELEPHONE)
    if _ASKS_WHO.search(question):
        return Form(chinese_names)
    if match := _ASKS_WHERE.search(question):
        return of_pattern(_place(question, match["kind"]))
    for asks, form in _PLAIN:
        if asks.search(question):
            return form
    if match := _ASKS_LASTS.search(question):
        unit = match["unit"]
        lasts = _value(rf"{_NUMBER}{unit}半?" if unit else _SEVERAL_LASTS)
        return Form(lambda said, _: [m.span("it") for m in lasts.finditer(undated(said))])
    if _ASKS_UP_TO.search(question):
        return of_pattern(_UP_TO)
    if match := _ASKS_COUNT.search(question):
        return _counted(match["unit"], match["noun"])
    return None


_ASKS_WHO = re.compile("谁|哪一?位|什么人|何人")
_ASKS_WHERE = re.compile(
    r"哪里|哪儿|何处|什么地方|何地|哪一?[个座]?(?P<kind>城市|省份?|县|区|镇|村|市)"
)
_WHERE_DONE = re.compile(rf"[在于到从往](?:哪里|哪儿|何处|什么地方|何地)(?P<done>[{HAN}]{{2}})")
_ENDS_PLACE = (
    "省市县区国州岛路街镇村楼层室馆厅园校院站城河湖江海山岭港场厂店库墓寺桥湾郊心乡堂塔谷边地所号"
)
_KINDS = {"城市": "市", "省份": "省"}
_LIES = (
    "(?:[位设坐建]落?于|[位设建]在|出土于|[取来购]自|前往|抵达|迁[至到往]|[搬移]到|安置在|"
    "存放[在于]|出生[在于]|地[点址]"
    "(?:是|为|在|设在|：))"
)


def _place(question: str, kind: str | None) -> re.Pattern[str]:
    """Behind a word that a place stands behind, up to the last sign of one before a stop.

    Behind 在 and its like, which stand before much else, up to the verb of the question.
    """
    if kind:
        return re.compile(rf"(?<=[在于自到往，])(?P<it>[{HAN}]{{1,6}}?{_KINDS.get(kind, kind)})")
    run = rf"(?P<it>[{HAN}\dA-Za-z“”]{{1,16}}"
    lies = rf"{_LIES}{run}?[{_ENDS_PLACE}][内上里旁]?)(?=的|[，。；、]|$)"
    done = _WHERE_DONE.search(question)
    if done is None:
        return re.compile(lies)
    return re.compile(rf"[在于到从往]{run}?)(?={done['done']})")


def _several(question: str) -> bool:
    """Whether more is asked than one thing: how many and when."""
    return len(_TWO.findall(question)) > 1 or bool(re.search("分别|哪些|各|吗|是否", question))


def undated(said: str) -> str:
    """The sentence with other signs in place of its dates, as long as before."""
    return _DATED.sub(lambda m: "_" * len(m.group()), said)


_DATED = re.compile(_DATE)


def _value(of: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.第{_SIGNS}])(?<!分之)(?P<it>{_HEDGE}(?:{of})(?:以上|左右)?)")


_PLAIN: tuple[tuple[re.Pattern[str], Form], ...] = (
    (_ASKS_HOUR, of_pattern(re.compile(rf"{_HOUR}(?:[至到—-]{_HOUR})?"))),
    (_ASKS_YEAR, of_pattern(re.compile(_THAT_YEAR))),
    (_ASKS_CENTURY, of_pattern(re.compile(
        rf"[\d{_SIGNS}]+世纪(?:[\d{_SIGNS}]+年代)?|[\d{_SIGNS}]{{2,5}}年代"
    ))),
    (_ASKS_DATE, of_pattern(re.compile(_WHEN))),
    (_ASKS_SHARE, of_pattern(re.compile(_SHARE))),
    (_ASKS_MONEY, of_pattern(_value(rf"{_NUMBER}{_CURRENCY}"))),
    (_ASKS_LONG, of_pattern(_value(rf"{_NUMBER}(?:[厘毫分]米|公里|千米|公分|米|里)(?!/)"))),
    (_ASKS_HEAVY, of_pattern(_value(rf"{_NUMBER}(?:公斤|千克|毫克|克|吨|斤)"))),
    (_ASKS_WIDE, of_pattern(_value(rf"{_NUMBER}(?:平方[公千]?米|公顷|亩)"))),
)  # fmt: skip


def _counted(unit: str | None, noun: str) -> Form | None:
    """A number before the measure word asked for, or with any where only a noun is."""
    unit = "周?岁" if unit == "岁" else unit
    of_another = re.match(rf"[{HAN}]{{1,4}}的", noun)  # 代表的赞成票 are votes
    noun = "" if of_another else _NO_NOUN.split(noun)[0]
    if len(noun) == 1 and not unit:
        unit = noun
    beside = re.compile(f"[{HAN}]{{0,6}}{re.escape(noun[-2:])}") if len(noun) > 1 else None
    if unit:
        same = _EACH if unit == "个" else _PEOPLE if re.fullmatch(_PEOPLE, unit) else unit
        return of_pattern(_value(rf"(?!一[期次种般起个家届部层]){_NUMBER}{same}"), beside)
    if beside:
        of = re.escape(noun[-2:])
        before = rf"{_NUMBER}{_MEASURE}?(?=[{HAN}]{{0,6}}{of})"
        return of_pattern(_value(rf"{before}|(?<={of}){_NUMBER}{_MEASURE}"), beside)
    return of_pattern(
        _value(rf"{_NUMBER}(?:{_CURRENCY}|{_MEASURE}|%|[{HAN}](?<![年月日天时点分第]))")
    )
