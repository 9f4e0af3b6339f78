"""What a question wants by name, and whether a sentence gives it. Pure.

A telephone number, an amount of money, a measure, a person in an office, and the thing that the
number belongs to. Both languages are read without the reader, which sees such things in English.
Each check speaks only where the question has one of a few plain forms, and is silent in doubt.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answering.evidence import Candidate
from rag.answering.pointing.held import FIGURE as _FIGURE
from rag.answering.pointing.held import HAN as _HAN
from rag.answering.pointing.held import HE as _HE
from rag.answering.pointing.held import STOPS as _STOPS
from rag.answering.pointing.held import B as _B
from rag.answering.pointing.held import E as _E
from rag.answering.pointing.held import holder, staff
from rag.reading.hanzi import simplified
from rag.reading.terms import fold
from rag.verifying import words
from rag.verifying.dates import mask_dates
from rag.verifying.quantities import quantities


def misses(question: str, chosen: Sequence[Candidate], everywhere: str) -> str | None:
    """What is wanted and not given by the ``chosen`` sentences: "a telephone number"; else None.

    ``everywhere`` is the text of all passages, with titles and headings.
    """
    if words.script_language(question) == "en":
        return _contact(question, [c.in_full for c in chosen])
    if any(c.heads for c in chosen):
        return None
    asked = _plain(question)
    told = [_told(c) for c in chosen]
    said = [t.said for t in told]
    if words.script_language(said[0]) != words.script_language(question):
        return None
    around = _plain(everywhere)
    checks: tuple[Callable[[], str | None], ...] = (
        lambda: _telephone(asked, told, around),
        lambda: _money(asked, told, around),
        lambda: _measure(asked, said, around),
        lambda: holder(asked, said, around),
        lambda: staff(asked, said),
        lambda: _of_its_own(asked, said),
    )
    return next((lack for check in checks if (lack := check())), None)


# As what is asked for, not as what something is told about: "What did she ask in her e-mail?"
_HEAD = (
    r"\W*(?:what|which)(?:['’]?s| is| are| was) (?:the |your |its |their |his |her |"
    r"[\w’' -]{2,40}['’]s? )"
)
_CONTACTS = tuple(
    (re.compile(rf"{_HEAD}(?:{asked})(?=\W*$| of\b| for\b)", re.I), re.compile(given, re.I), kind)
    for asked, given, kind in (
        (r"(?:tele)?phone (?:number|no)", r"\d{3}|\d[ -]\d", "a telephone number"),
        (r"e-?mail(?: address)?", "@", "an e-mail address"),
        (r"web ?site|web address|url", r"\w\.[a-z]{2}|://", "a web address"),
    )
)


def _contact(asked: str, said: Sequence[str]) -> str | None:
    """What an English question asks to be told to get in touch, where nothing like it stands."""
    for asks, given, kind in _CONTACTS:
        if asks.match(asked):
            return None if any(given.search(s) for s in said) else kind
    return None


def _plain(text: str) -> str:
    """``text`` in one script, with one kind of quotation mark: מנכ״ל is מנכ"ל."""
    return simplified(fold(text)).replace("״", '"').replace("׳", "'")


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence, and it with what stands shortly before, and what stands above it."""

    said: str
    near: str
    titles: str


Told = Sequence[_Told]


def _told(candidate: Candidate) -> _Told:
    chunk = candidate.chunk.chunk
    start = max(0, candidate.sentence.start_char - chunk.start_char)
    before = chunk.text[max(0, start - _BEFORE) : start]
    titles = "\n".join((candidate.chunk.provenance.title, *chunk.headings))
    said = _plain(candidate.in_full)
    return _Told(said, _plain(before) + said, _plain(titles))


_BEFORE = 80  # characters


# Those whose fee it is need not be said, nor for how long it is.
_ANYBODY = re.compile("[人孩童生工员者们里儿年月天日次期周晚时均总]$")


def _of_others(thing: str, told: Told, around: str) -> bool:
    """Whether no sentence has a sign of a Chinese ``thing`` that is told of elsewhere.

    Half of its last word is enough of a sign, in a title the whole.
    """
    word = thing[-2:]
    if word not in around or _ANYBODY.search(word):
        return False
    return not any(word in t.titles or set(word) & set(t.near) for t in told)


_ASKS_TELEPHONE = re.compile(
    rf"(?:(?P<of>[{_HAN}]+)的)?(?:电话|手机)(?:号码?)?(?:是|为)?(?:多少|几号|什么)|"
    rf"{_B}מ(?:ה|הו) (?:מספר )?ה?טלפון{_E}|{_B}באיזה (?:מספר )?טלפון{_E}"
)
_TELEPHONE = re.compile(
    r"\d{2,5}-\d{3,}|\d{3,4} \d{3,4}|(?<![\d.,])\d{5,}(?![\d.,])|\*\d{3,}|"
    r"(?:电话|热线|拨打|号码|טלפון|מוקד|חייגו)[^\d。.]{0,8}\d{3,}"
)


def _telephone(asked: str, told: Told, around: str) -> str | None:
    match = _ASKS_TELEPHONE.search(asked)
    if match is None:
        return None
    numbers = [t for t in told if _TELEPHONE.search(t.said)]
    if not numbers:
        return "a telephone number"
    if (of := match["of"]) and _of_others(of, numbers, around):
        return f"the telephone number of {of}"
    return None


_MONEY_NOUN = (
    "工资|薪水|月薪|年薪|薪酬|底薪|津贴|奖金|票价|价格|价钱|售价|总价|单价|造价|成本|租金|房租|押金|"
    "预算|利润|销售额|收入|资助额|总额|费用|收费|[一-龥]费"
)
_GRANTED = "ה?(?:הלוואה|קנס|מענק|שכר|תשלום|פיצוי|סכום|מס|חוב)"  # their height is no length
_ASKS_MONEY = re.compile(
    rf"(?:(?P<of>[{_HAN}]+)的)?(?P<what>{_MONEY_NOUN})(?:一共|总共|大约|每月|每年)?(?:是|为|有|要)?"
    r"多少(?=钱|[万亿]?[美欧日港]?元|\W|$)|"
    rf"{_B}(?:מה|מהו|מהי|מהם|כמה) (?:הוא |היא |היה |הייתה )?"
    r"(?:ה?(?:תקציב|מחיר|שכר|משכורת|עלות|תעריף|אגר[הת]|דמי|קנס|סכום)|"
    r"(?:תקציב|מחיר|שכר|משכורת|עלות|סכומ)[והםן]+)"
    rf"{_E}(?: של (?P<whose>[{_HE}\"']+))?|{_B}מה(?:ו)? גובה {_GRANTED}{_E}|"
    rf"{_B}כמה (?:כסף )?(?:ישלמו|משלמים|שילמו|שולם|ישולם|שילמה?|משלם|משלמת|"
    rf"השתכרה?|משתכרת?|מרוויחים|מרוויחה?|ירוויחו){_E} ?(?:ל(?P<payee>[{_HE}\"']+))?"
)
_ASKS_RATE = re.compile(r"(?:利率|税率|增长率|比例|占比)(?:是|为)?多少")
_SHARE = re.compile("%|‰|百分|分之|[一二三四五六七八九两半]成|[分厘]息|点")
# Money that ``MONEY`` does not know, and what stands for an amount.
_PAID = re.compile(
    rf"[{_FIGURE}]\s?(?:元|块|角|卢布|法郎|克朗|卢比|英?镑|铢|比索|里拉|马克|两|文)|"
    r"免费|不收|无偿|倍|[一二三四五六七八九两半]成|%|百分|分之|אחוז|"
    rf"{_B}[ובלה]?(?:חינם|פטור|מחצית|חצי|רבע|שליש|כפול|ליר(?:ה|ות)|פרנק|כתר|רופי|אגורות|יואן|"
    r"דינר|זלוטי)"
)
_HOW_RECKONED = re.compile(
    rf"^(?:请问)?(?P<of>[{_HAN}]{{2,4}})[费金税](?:是)?(?:怎么|如何|怎样)(?:计算|算|收)"
)


def _in_money(said: str) -> bool:
    return bool(
        any(q.money for q in quantities(mask_dates(said)))
        or words.MONEY.search(said)
        or _PAID.search(said)
    )


def _money(asked: str, told: Told, around: str) -> str | None:
    reckoned = _HOW_RECKONED.search(asked)
    if reckoned and reckoned["of"] not in around:
        return "an amount of money"
    if _ASKS_RATE.search(asked) and not any(_SHARE.search(t.said) for t in told):
        return "a percentage"
    fees = [t for t in told if _FEE.search(t.said)]
    fee = _FEE.search(asked) if "多少" in asked else None
    if fee and fees and not any(fee.group() in t.said for t in told):
        return "an amount of money"
    match = _ASKS_MONEY.search(asked)
    if match is None:
        return None
    amounts = [t for t in told if _in_money(t.said)]
    if not amounts:
        return "an amount of money"
    if (payee := match["payee"]) and _PAID_PEOPLE.search(payee):
        return None if any(_root(payee) in t.said for t in amounts) else "an amount of money"
    if (of := match["of"]) and _of_others(of, amounts, around):
        return f"the {match['what']} of {of}"
    whose = match["whose"]
    if whose and len(_root(whose)) > _SHORT and _root(whose) not in around:
        return "an amount of money"
    return None


_PAID_PEOPLE = re.compile(
    "^ה?(?:מדריכ|עובד|מורי|מתנדב|שחקנ|פועל|נהג|רופא|אחיות|חוקר|שופט|מאמנ|אמני|קבלנ|מנהל|שומר|מתמח)"
)


_FEE = re.compile("[学宿餐车水电路书班房报考会管运诊药门饭茶业伙杂托]费(?!用)")

# "陶艺课由谁讲授" is not answered by who gives another course.
_BY_WHOM = re.compile(rf"(?P<of>[{_HAN}]{{2,10}})(?:是)?由(?:谁|哪[位个家])(?P<does>[{_HAN}]{{2}})")
_AGE = re.compile(r"(?<!积)(?<!规模)(?:有?多大(?:年纪|岁数)?|几岁|多少岁)\W*$")
_YEARS_OLD = re.compile(rf"[{_FIGURE}]周?岁|出生|生于|\d{{4}}年生")
_FLOORS = re.compile("(?:几|多少)层")


def _of_its_own(asked: str, said: Sequence[str]) -> str | None:
    """What is missing where a doer, an age or storeys are asked for and another's are told."""
    if (by := _BY_WHOM.search(asked)) and by["does"] in said[0]:
        told = re.search(
            rf"(?P<of>[{_HAN}“”《》]{{2,12}}?)(?:则|将|均|都|也)?由[^{_STOPS}]*{by['does']}",
            said[0],
        )
        if told and not set(_pairs(by["of"])) & set(_pairs(told["of"])):
            return "a person"
    if (
        _AGE.search(asked)
        and _PERSONAL.search(asked)
        and not any(_YEARS_OLD.search(s) for s in said)
    ):
        return "a number"
    if _FLOORS.search(asked) and not any(re.search(rf"[{_FIGURE}]层", s) for s in said):
        return "a number"
    return None


_PERSONAL = re.compile("岁|年纪|[今去当]年.{0,3}多大|[他她].{0,3}多大|人多大")


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


_SHORT = 2  # letters of a Hebrew word that tell nothing
_ENDINGS = ("ים", "ות", "ית", "ה", "ת")


def _root(word: str) -> str:
    """A Hebrew word without its article and its ending."""
    word = word.removeprefix("ה").strip("\"'")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > _SHORT:
            return word.removesuffix(ending)
    return word


# A length may be one of time or of a text, a height one of heat or of a price.
_TIME = "天|日|个?月|年|周|小时|分钟|秒|星期|学期|דקות|שעות|שעה|ימים|שבועות|חודשים|שנים|שנה"
_LENGTH = (
    "[厘毫分]?米|公里|千米|公分|里|尺|英里|km|cm|mm|m|位|字|页|集|章|层|层楼|度|℃|°|元|%|倍|岁|"
    'מטר|ק"מ|קילומטר|סנטימטר|ס"מ|מילימטר|עמודים|תווים|מילים|קומות|פרקים|מעלות|שקל|אחוז|'
    f"{_TIME}"
)
_AREA = '平方|公顷|亩|个?足球场|平米|דונם|מ"ר|מטר|הקטר|קמ"ר|ק"מ'
_MASS = '吨|[千公]?克|公?斤|kg|t|טון|טונות|טונה|ק"ג|גרם|קילוגרם|קילו'
_FLUID = "[毫公]?升|立方|桶|吨|ליטר|קוב|חבית|מטר"
# What is asked, and what must then stand behind a number.
_MEASURES = tuple(
    (
        re.compile(asks),
        re.compile(rf"(?:[{_FIGURE}]\s?|{_B}[{_HE}\d-]+ )(?:{unit})"),
        kind,
    )
    for asks, unit, kind in (
        (r"有?多[长高宽深](?![时期久]|的?时间)|(?:长度|高度|宽度|深度)是?多少|"
         rf"多少(?:米|公里|千米)|{_B}מה(?:ו)? ה?(?:אורך|גובה(?! {_GRANTED})|רוחב|עומק){_E}|"
         rf"{_B}כמה (?:מטר|מטרים|קילומטר|קילומטרים|ק\"מ){_E}",
         _LENGTH, "a length"),
        (rf"(?:占地|面积)(?:是|有|为)?多[少大]|多少(?:亩|公顷|平方)|{_B}מה(?:ו)? ה?שטח{_E}|"
         rf"{_B}כמה דונם{_E}",
         _AREA, "an area"),
        (rf"有?多重|重量是?多少|多少(?:吨|公斤|千克)|{_B}כמה (?:שוקל|שוקלת|טון|טונות){_E}|"
         rf"{_B}מה(?:ו)? ה?משקל{_E}",
         _MASS, "a weight"),
        (rf"多少(?:升|立方米)|{_B}כמה (?:ליטר|ליטרים|קוב){_E}", _FLUID, "a volume"),
    )
)  # fmt: skip
_LONG = re.compile(rf"(?:^|请问)(?P<of>[{_HAN}]{{2,8}}?)(?:到底)?有?多[长高宽深]")
_OF_WHAT = re.compile(
    rf"(?:^|[{_STOPS}])(?P<of>[{_HAN}]{{2,10}}?)(?:全|总)?[长高宽深](?:约|度为|达|为)?[{_FIGURE}]"
)


def _measure(asked: str, said: Sequence[str], around: str) -> str | None:
    for asks, unit, kind in _MEASURES:
        if not asks.search(asked):
            continue
        measured = [s for s in said if unit.search(s)]
        if not measured:
            return kind
        own = _LONG.search(asked)
        if own and _of_another(own["of"], said, around):
            return f"the length of {own['of']}"
    return None


def _of_another(thing: str, said: Sequence[str], around: str) -> bool:
    """Whether lengths are said only of what lies at ``thing``: the bridge across the river."""
    at = rf"{re.escape(thing)}(?:[的上中边畔旁]|[东西南北]岸)[^{_STOPS}]{{0,8}}"
    others = 0
    for s in said:
        of = [m["of"] for m in _OF_WHAT.finditer(s)]
        of = [o.split("的")[-1] for o in of]
        elsewhere = all(not set(o) & set(thing) and re.search(at + o, around) for o in of)
        if (of or (thing in s and _FAR.search(s))) and not (of and elsewhere):
            return False
        others += len(of)
    return others > 0


_FAR = re.compile(rf"[{_FIGURE}]\s?(?:米|公里|千米|里)")
