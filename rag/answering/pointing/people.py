"""Where persons are named in a Chinese or Hebrew sentence. Pure.

No capitals tell a name. A surname behind an office, a verb or a comma does in Chinese; in Hebrew a
title, or two words between commas. What may end elsewhere is looked up in the passage around it.
"""

import re

from rag.answering.pointing.forms import Span
from rag.answering.pointing.held import HAN, HE, STOPS, SURNAMES, B, E

_BEFORE = (
    "[长席任人理监记师者员授士家生儿弟妹兄姐孙工官匠民友女男妻夫父母总编导手裁使问客户东农名记教督管表"
    f"由是让请给为叫向、“”（({STOPS}]"
)
_FAMILY = rf"(?:欧阳|司马|上官|诸葛|司徒|皇甫|尉迟|慕容|[{SURNAMES}])"
_NAME = re.compile(rf"(?:(?<={_BEFORE})|^)(?P<it>{_FAMILY}[{HAN}]{{1,2}})")
_FOREIGN = re.compile(rf"(?P<it>[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}})+)")
# Behind a name; some of them are in given names, too.
_BEHIND = (
    "说表在和与将于也就对从向把的是为任担认介称指强主负曾已出则等因以提宣透会签获发接"
    "及带率领当不有又还要可到用" + STOPS
)
_ENDS_FOREIGN = re.compile(
    "(?:说|表示|介绍|认为|在|和|与|将|于|也|的|是|为|担任|负责|主持|共同|率|告诉|对|接|出席|代表|"
    "宣布|"
    "写|撰|曾|已|发表|提出|创作|创办|获|被|把|因|并|作为|[^\u3400-\u9fff]).*"
)
_OFFICES = (
    "长|席|人|理|监|记|师|者|员|授|士|家|生|使|裁|问|手|官|演|编|练|总|代表|参赞|秘书|大使|专家|"
    "导演|教授"
)
_LEAD = 3  # signs of a title before a foreign name, which are no name of their own
_BEGINS_FOREIGN = re.compile(rf".*(?:{_OFFICES}|由|是|让|给|向|和|与|了)(?=[{HAN}]*·)")


def chinese_names(said: str, around: str) -> list[Span]:
    """The persons that a sentence names, each once; none where one of them may end elsewhere."""
    found: dict[str, Span] = {}
    for match in _FOREIGN.finditer(said):
        start, end = match.span("it")
        begun = _BEGINS_FOREIGN.match(said, start, end)
        start = begun.end() if begun else start
        last = said.rfind("·", start, end) + 1
        ended = _ENDS_FOREIGN.search(said, last + 1, end)
        end = ended.start() if ended else end
        found.setdefault(said[start:end], (start, end))
    foreign = list(found.values())
    for match in _NAME.finditer(said):
        if any(s - _LEAD <= match.start("it") < e for s, e in foreign):
            continue
        start = match.start("it")
        ends = _end_of_name(said, start, match.end("it"), around)
        if ends is None:
            return []
        if ends:
            found.setdefault(said[start:ends], (start, ends))
    return list(found.values())


def _end_of_name(said: str, start: int, end: int, around: str) -> int | None:
    """Where the name ends that may be two or three long; 0 where it is none, None in doubt."""
    family = 2 if said[start : start + 2] in _TWO else 1
    if said[start + family] in _NEVER:
        return 0
    short = start + family + 1
    if end == short:
        return end
    if said[short] not in _BEHIND and said[short] not in _NEVER:
        # 陈明华, or 陈明 and a verb that is not known: a third sign behind it tells nothing.
        return end
    behind = {m.group()[-1] for m in re.finditer(re.escape(said[start:short]) + ".", around)}
    if len(behind) > 1:
        return short if said[short] in _BEHIND else end
    if around.count(said[start:end]) > 1:
        return end
    return short if said[short] in STOPS else end if said[end : end + 1] in _BEHIND else None


_TWO = ("欧阳", "司马", "上官", "诸葛", "司徒", "皇甫", "尉迟", "慕容")
_NEVER = frozenset(
    "会局部门省市县区镇村日事由所师团队社厂幕席院馆校站们个些种次位名和与及或的了在是有"
    "要能可以都也就还对从向把被给用到等于为者员人家方面"
)


_WORD = rf"[{HE}][{HE}'\"]+(?:-[{HE}'\"]+)*"
_HONOUR = "(?:ד\"ר|פרופ'|פרופסור|עו\"ד|הרב|מר|גב')"
_NAMED = rf"(?:{_HONOUR} )?{_WORD} {_WORD}"
# With the article they stand before a name; without one what they are head of follows.
_TITLES = (
    "אדריכל(?:ית)?|מהנדסת?|מורה|שרה?|קונסול(?:ית)?|כלכל(?:ן|נית)|אוצרת?|אספ(?:ן|נית)|קברניט(?:ית)?|"
    '(?:סמ)?מנכ"לי?ת?|יו"ר|גזברי?ת?|אקולוג(?:ית)?|שגרירה?|מלחינה?|במאית?|סופרת?|ציירת?|מאמ(?:ן|'
    "נת)|מפקדת?|"
    "נשיאה?|מנהלת?|מזכירה?|יועצת?|יועץ|רופאה?|שופטת?|חוקרת?|היסטוריו(?:ן|נית)|ביולוג(?:ית)?|"
    "אגרונומי?ת?|מדריכ?[ךה]|"
    "מפיקה?|עיתונאית?|משוררת?|זמרת?|שח[קק](?:ן|נית)|רכזת?|פסלת?|כימאית?|פיזיקאית?|גננת|ספר(?:ן|"
    "נית)|דוברת?|קצי(?:ן|נה)|"
    "פקחי?ת?|אורגת?|צלמת?|מהנדס|סוציולוג(?:ית)?|נוירולוג(?:ית)?|שוערת?|ארכאולוג(?:ית)?|"
    "ארכיאולוג(?:ית)?"
)
_TITLED = re.compile(
    rf"{B}(?:[ובלמש]?ה(?:{_TITLES})(?: (?:ה|ל)[{HE}]+)?|"
    rf"[ובלמש]?ה?עורכ?[ךת]ת? ה?דין|[ובלמש]?ראש (?:העיר|המועצה)|[ובלמש]?(?:רב|תת|סגן)-[{HE}]+|"
    rf"[ובלמש]?{_HONOUR}) "
    rf"(?P<it>{_NAMED})(?=[,.;:]|$|\s)"
)
_BETWEEN = re.compile(
    rf", (?P<it>(?:{_HONOUR} )?{_WORD} (?!ה){_WORD})(?=[,.]|$)(?!, {_WORD} {_WORD} ו)"
)
_WHO_DID = re.compile(rf"{B}מי (?P<verb>[{HE}]{{3,}}){E}")
_SEVERAL = re.compile(rf"{B}מי (?:הם|הן|(?:הם |הן )?ה[{HE}]+(?:ים|ות)){E}")
_TO_BE = ("היה", "הייתה", "הוא", "היא", "יהיה", "תהיה")
_SMALL = """
    כי אמר אמרה הודיע הודיעה מסר מסרה ציין ציינה הסביר הסבירה טען טענה הוסיף הוסיפה אשר גם לא
    בת בן בני יהיה תהיה עורך עורכת הדין יושב ראש סגן סגנית מנהל מנהלת של על את עם אך או כל הוא
    היא זה רק כדי לאחר לפני בעל בעלת
"""
_NO_NAMES = frozenset(_SMALL.split())


def hebrew_names(said: str, asked: str) -> list[Span]:
    """The persons named: behind a title, between commas, behind the verb that is asked of."""
    verb = _WHO_DID.search(asked)
    did = verb["verb"] if verb else ""
    if did.endswith("ו") or _SEVERAL.search(asked):
        return []
    ways = [_TITLED, _BETWEEN]
    if did and did not in _TO_BE:
        ways.append(re.compile(rf"{B}[וש]?{did} (?P<it>{_NAMED})(?=[,.;]|$)"))
    found: list[Span] = []
    for way in ways:
        for start, end in (m.span("it") for m in way.finditer(said)):
            words = said[start:end].split()
            named = _NO_NAMES.isdisjoint(words) and did not in words
            apart = not any(start < e and s < end for s, e in found)
            if named and apart and not _INSTEAD.match(words[0]):
                found.append((start, end))
    return sorted(found)


_INSTEAD = re.compile(rf"[ובלמשכ]?ה?(?:{_TITLES}){E}|ה[{HE}]{{3,}}(?:ית|ן|ת){E}")
