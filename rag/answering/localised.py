"""What we say ourselves, in the language of the question: silence, its reason, notes. Pure.

Quoted words stay in the document's language. A sentence without a translation here stays English;
`tests/test_localised.py` holds those that must have one.
"""

import re
from collections.abc import Mapping, Sequence

from rag.schema import ScoredChunk

_WORDS: Mapping[str, tuple[str, str]] = {
    "English": ("英文", "אנגלית"),
    "Chinese": ("中文", "סינית"),
    "Hebrew": ("希伯来文", "עברית"),
    "German": ("德文", "גרמנית"),
    "French": ("法文", "צרפתית"),
    "Spanish": ("西班牙文", "ספרדית"),
    "Russian": ("俄文", "רוסית"),
    "Arabic": ("阿拉伯文", "ערבית"),
    "Japanese": ("日文", "יפנית"),
    "Korean": ("韩文", "קוריאנית"),
    "Italian": ("意大利文", "איטלקית"),
    "Portuguese": ("葡萄牙文", "פורטוגזית"),
    "Dutch": ("荷兰文", "הולנדית"),
    "a person": ("人名", "שם של אדם"),
    "an organisation": ("机构", "שם של ארגון"),
    "a place": ("地点", "מקום"),
    "a date": ("日期", "תאריך"),
    "a number": ("数字", "מספר"),
    "an amount of money": ("金额", "סכום כסף"),
    "a percentage": ("百分比", "אחוז"),
    "a length of time": ("时间长短", "משך זמן"),
    "a telephone number": ("电话号码", "מספר טלפון"),
    "a length": ("长度", "אורך"),
    "an area": ("面积", "שטח"),
    "a weight": ("重量", "משקל"),
    "a volume": ("体积", "נפח"),
    "telephone number": ("电话号码", "מספר הטלפון"),
    "length": ("长度", "האורך"),
    "a reason": ("原因", "סיבה"),
    "a way": ("方法", "דרך"),
}
_TOLD: Sequence[tuple[str, str, str]] = (
    (
        r"The documents do not answer this question\.",
        "文档没有回答这个问题。",
        "המסמכים אינם עונים על השאלה הזאת.",
    ),
    (
        r"This is not a question for the documents\.",
        "这不是文档能回答的问题。",
        "זו אינה שאלה למסמכים.",
    ),
    (
        r"No passage answers it clearly enough\.",
        "没有哪一段足够清楚地回答它。",
        "אין קטע שעונה עליה באופן ברור דיו.",
    ),
    (r"No passage was found\.", "没有找到相关的段落。", "לא נמצא קטע מתאים."),
    (
        r"The passages found do not mention (.+)\.",
        "找到的段落没有提到{0}。",
        "הקטעים שנמצאו אינם מזכירים את {0}.",
    ),
    (
        r"The best passage does not mention (.+)\.",
        "最接近的段落没有提到{0}。",
        "הקטע הקרוב ביותר אינו מזכיר את {0}.",
    ),
    (
        r"The nearest sentence does not mention (.+)\.",
        "最接近的句子没有提到{0}。",
        "המשפט הקרוב ביותר אינו מזכיר את {0}.",
    ),
    (
        r"The nearest sentence is about (.+), not about (.+)\.",
        "最接近的句子说的是{0}，不是{1}。",
        "המשפט הקרוב ביותר עוסק ב־{0}, לא ב־{1}.",
    ),
    (
        r"The nearest passages do not give the (.+) of (.+) for this\.",
        "最接近的段落没有给出{1}的{0}。",
        "הקטעים הקרובים ביותר אינם נותנים את {0} של {1}.",
    ),
    (
        r"The nearest passages do not give (.+) for this\.",
        "最接近的段落没有给出所问的{0}。",
        "הקטעים הקרובים ביותר אינם נותנים {0} בעניין הזה.",
    ),
    (
        r"The passages found are in another language and have no name or number of the question\.",
        "找到的段落是另一种语言的，没有问题里的任何名称或数字。",
        "הקטעים שנמצאו כתובים בשפה אחרת, ואין בהם שום שם או מספר מן השאלה.",
    ),
    (
        r"The passages found are in (\w+), the question is in (\w+)\.",
        "找到的段落是{0}的，问题是{1}的。",
        "הקטעים שנמצאו כתובים ב{0}, והשאלה ב{1}.",
    ),
    (
        r"The question is in (\w+), the documents are in another language; "
        r"they are quoted as they are\.",
        "问题是{0}的，文档是另一种语言的；引文保持原文。",
        "השאלה ב{0}, והמסמכים בשפה אחרת; הם מצוטטים כלשונם.",
    ),
    (
        r"The nearest passages are in (\w+), which is understood less surely than English, "
        r"Chinese and Hebrew\.",
        "最接近的段落是{0}的，理解起来不如英文、中文和希伯来文可靠。",
        "הקטעים הקרובים ביותר כתובים ב{0}, שמובנת פחות מאנגלית, מסינית ומעברית.",
    ),
    (r"The table leaves this cell empty\.", "表中这一格是空的。", "התא הזה בטבלה ריק."),
    (
        r"Ask about something in the documents: answers are quoted from them\.",
        "请就文档的内容提问：回答引自文档。",
        "שאלו על דבר שבמסמכים: התשובות מצוטטות מהם.",
    ),
    (
        r"Ask about something in the documents: a whole document is not summed up here\.",
        "请就文档中的某一点提问：这里不概括整篇文档。",
        "שאלו על דבר מסוים במסמכים: מסמך שלם אינו מסוכם כאן.",
    ),
    (
        r"This asks for something other than an answer from the documents\.",
        "这里要的不是文档里的答案。",
        "זו בקשה לדבר אחר מתשובה מן המסמכים.",
    ),
    (
        r"The library lists the documents that are here \((.+)\)\.",
        "现有的文档列在库里（{0}）。",
        "המסמכים שנמצאים כאן רשומים בספרייה ({0}).",
    ),
    (r"This does not read as a question\.", "这看起来不是一个问题。", "זה אינו נקרא כשאלה."),
    (r"The library holds no documents yet\.", "库里还没有文档。", "עדיין אין מסמכים בספרייה."),
    (
        r"No document passes the filters\.",
        "没有文档符合筛选条件。",
        "אין מסמך שעובר את הסינון.",
    ),
)
_PLACES = {"zh": 0, "he": 1}
_OR = ("或", " או ")


def localised(text: str, language: str) -> str:
    """A sentence of ours in "zh" or "he"; as it is in any other language, or without a translation.

    Names, years and figures within it stay as they are.
    """
    place = _PLACES.get(language)
    if place is None:
        return text
    for english, *told in _TOLD:
        if match := re.fullmatch(english, text):
            said = (_WORDS.get(part, (part, part))[place] for part in match.groups())
            return told[place].format(*(part.replace(" or ", _OR[place]) for part in said))
    return text


_SILENT = re.compile("|".join((_TOLD[0][0], *map(re.escape, _TOLD[0][1:]))))


def is_silence(answer: str) -> bool:
    """Whether an answer says only that the documents do not answer, in whatever language."""
    return bool(_SILENT.match(answer.lstrip()))


# The reader was taught to answer from English, Chinese and Hebrew above all.
_HARDLY_READ = {
    "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "ru": "Russian", "ar": "Arabic", "ja": "Japanese", "ko": "Korean",
}  # fmt: skip
LANGUAGES = {"en": "English", "zh": "Chinese", "he": "Hebrew", **_HARDLY_READ}


def hardly_read(passages: Sequence[ScoredChunk]) -> tuple[str, ...]:
    """A note where the nearest passage is in a language that is not understood."""
    language = passages[0].provenance.language if passages else None
    if language not in _HARDLY_READ:
        return ()
    return (
        f"The nearest passages are in {_HARDLY_READ[language]}, which is understood less surely "
        "than English, Chinese and Hebrew.",
    )
