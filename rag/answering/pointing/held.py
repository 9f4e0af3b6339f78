"""Who holds an office, and how many work somewhere, in Chinese and Hebrew. Pure.

No parser and no capitals tell a name: an office, a surname or a verb beside it does, and where it
is not clear that nobody is named, somebody is.
"""

import re
from collections.abc import Sequence

# Letters, and where a Hebrew word begins and ends.
HE = "\u05d0-\u05ea"
HAN = "\u3400-\u9fff"
B = rf"(?<![{HE}])"
E = rf"(?![{HE}])"
FIGURE = r"\d一二三四五六七八九十百千万亿两半几多余来"
STOPS = "，。；：,;:"

OFFICE = (
    "董事长|主席|负责人|总经理|经理|总裁|主任|校长|院长|市长|县长|镇长|村长|局长|部长|省长|会长|"
    "馆长|厂长|站长|所长|处长|科长|队长|组长|船长|台长|总监|书记|秘书长|理事长|总统|总理|首相|大使|"
    "设计师|工程师|建筑师|创始人|创办人|作者|教练|冠军|发言人"
)
_WHO_HOLDS = re.compile(
    rf"(?:(?P<in>[{HAN}]*)的)?(?P<office>{OFFICE})(?:是|叫)?谁|"
    rf"谁(?:是|担任|出任|当|任)[{HAN}]*?(?P<of>{OFFICE})(?:[？?]|$)"
)
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋"
    "蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙"
    "万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛"
    "焦柳邢路岳齐沿梅莫庄辛管祝左涂谷祁舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲游阳裴席卫"
    "屈鲍位覃霍翁隋植甘薄司柏宁柯阮桂闵强柴华冉房边辜吉饶刁瞿戚丘古米池滕晋苑"
    "邬臧畅宫嵺苟褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁蒙喻揭窦迟宇敖糜鄢冷"
    "滕粟嵇佘逄戎卓仇艾蓝巩稽井练仲乐虞卞封竺冼楚佟栗匡宗巫鞠僧桑荆谌银扬明沙薄伏岑习胥芮狄骆厉阮"
)
NOT_GIVEN = "会局部门省市县区镇村年月日的了在是和与事由所公"  # in no given name, or hardly ever
_CHINESE_NAME = re.compile(
    rf"(?:[长席任人理监记师者员授士表使裁问手客家生工官匠民友女男子妻夫父母由是让请和与给为叫、“”（(\"{STOPS}]|^)"
    rf"(?:欧阳|司马|上官|诸葛|[{SURNAMES}])[{HAN}]{{1,2}}|·|[a-z]{{3,}}|"
    rf"由[^{STOPS}]{{2,20}}(?:出任|担任|兼任|接任|负责|主持|领衔)"
)


# Behind an office: no name, but what its holder does.
_NO_NAME = "批审签宣表说介助在将也的和与会办须应可或及人于对主任职是谁"


def _has_name(said: str, office: str) -> bool:
    """Whether a word may be a person's name, or stands for one; in doubt it is."""
    if re.search(rf"[他她]|{office}(?:是|为|叫|由|[：:])?(?![{_NO_NAME}])[{HAN}]{{2}}", said):
        return True
    return any(
        m.group()[0] in "·由" or m.group().isascii() or not set(m.group()[-2:]) & set(NOT_GIVEN)
        for m in _CHINESE_NAME.finditer(said)
    )


def _of_another_office(said: str, office: str, of: str | None) -> bool:
    """Whether ``said`` has an office, neither the one asked for nor where it is held."""
    if of is None or office in said or any(of[i : i + 2] in said for i in range(len(of) - 1)):
        return False
    return bool(re.search(OFFICE, said)) and not re.search("[他她]", said)


# Offices in Hebrew, and how it is said that somebody holds them.
_HEBREW_OFFICES = {
    "שר": ("שר", "שרה", "שרת"),
    "שרת": ("שר", "שרה", "שרת"),
    "ראש": (rf"ראש(?:ות|[והםן]{E}|{E})", "יו\"ר", "מנהיג"),
    "נשיא": ("נשיא",),
    "יו\"ר": ("יו\"ר", rf"ראש{E}", "יושב"),
    "מנכ\"ל": ("מנכ\"ל", "מנהל"),
    "מנכ\"לית": ("מנכ\"ל", "מנהל"),
    "מנהל": ("מנהל", "מנכ\"ל", "ניהול", "ניהל", "אחרא", "ממונ", rf"ראש(?:ות|{E})"),
    "מנהלת": ("מנהל", "מנכ\"ל", "ניהול", "ניהל", "אחרא", "ממונ", rf"ראש(?:ות|{E})"),
}  # fmt: skip
_WHO_HOLDS_HE = re.compile(
    rf"{B}(?:מי|מיהו|מיהי) (?:הוא |היא |היה |הייתה |כיום )?"
    rf"ה?(?P<office>{'|'.join(_HEBREW_OFFICES)}){E}"
    rf"(?: (?:של )?(?P<of>[{HE}\"']+))?"
)


def holder(asked: str, said: Sequence[str], around: str) -> str | None:
    """What is missing where an office is asked for and no sentence names its holder: "a person"."""
    if match := _WHO_HOLDS.search(asked):
        office = match["office"] or match["of"]
        aides = rf"{office}(?:办公室|助理|秘书)"
        said = [s for s in said if not re.search(aides, s) or office in re.sub(aides, "", s)]
        named = [s for s in said if _has_name(s, office)]
        return (
            None
            if any(not _of_another_office(s, office, match["in"]) for s in named)
            else "a person"
        )
    match = _WHO_HOLDS_HE.search(asked)
    if match is None:
        return None
    told = _HEBREW_OFFICES[match["office"]]
    # "משרד האוצר" is no minister: the office is a word of its own, with its small words before it.
    held = re.compile(rf"{B}[ושהלבכ]{{0,2}}(?:{'|'.join(told)})")
    if not any(held.search(s) for s in said):
        return "a person"
    if match["office"] in _OF_ONE_MINISTRY and match["of"]:
        of = rf"(?:[{HE}\"'-]+ ){{0,2}}ו?{re.escape(match['of'])}"
        of = rf"{B}[ושהלבמכ]{{0,2}}(?:שר|שרת|שרי)[ -]{of}"
        return None if re.search(of, around) else "a person"
    return None


_OF_ONE_MINISTRY = ("שר", "שרת")
_ASKS_STAFF = re.compile(
    rf"(?:多少|几)[名个位]?(?:员工|职工|雇员)|{B}כמה (?:עובדים|עובדות|מועסקים){E}"
)
_STAFF = re.compile(
    "员工|职工|雇|工人|职员|人员|聘|就业|岗位|人手|工作|"
    "עובדי|עובדות|מועסק|מעסיק|יעסיק|העסיק|תעסוק|צוות|פועלים|משר[הו]ת?|שכירים"
)


_PEOPLE = re.compile(rf"[{FIGURE}]人|{B}(?:איש|אנשים|נפש){E}")
_WHO_COME = re.compile("参观|观众|游客|接待|读者|乘客|ביקר|מבקר|צופ|נוסע|אורח")


def staff(asked: str, said: Sequence[str]) -> str | None:
    """What is missing where it is asked how many work there: those who come there are others."""
    if not _ASKS_STAFF.search(asked) or any(_STAFF.search(s) for s in said[:2]):
        return None
    if any(_PEOPLE.search(s) and not _WHO_COME.search(s) for s in said):
        return None
    return "a number of employees"
