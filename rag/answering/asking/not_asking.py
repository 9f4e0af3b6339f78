"""What is typed that asks nothing of the documents, and what it is instead. Pure.

Small talk, orders, keys hit at random, and the wish to have a whole document summed up. What
only might be small talk ("can you help me") counts where it is all that is said.
"""

import re

from rag.reading.hanzi import simplified
from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.words import LATIN_WORD, any_of, script_language

_CHAT = any_of(
    "hi", "hello", "hey", "thanks", "thx", "thank you", "much appreciated",
    "good (?:morning|evening|night|afternoon)",
    "how are you", "who are you", "what are you", "what is your name", "what's your name",
    "are you (?:human|a robot|an ai|real|there|ok|okay)", "tell me a joke",
    "i love you", "bye", "goodbye", "nice to meet you", "what's up", "do you (?:like|love|feel)",
    "你好", "您好", "你好吗", "最近好吗", "过得怎么样",
     "谢谢", "再见", "你是谁", "你叫什么", "讲个笑话", "早上好",
    "שלום", "תודה", "מה שלומך", "מי אתה", "להתראות", "בוקר טוב", "ספר לי בדיחה",
)  # fmt: skip
# Small talk where nothing of weight stands beside it: "what can you do in Haifa" is a question.
_ALONE = any_of(
    "how (?:are|r) (?:you|u)", "how(?: is|['’]?s) (?:it|everything|life) going", "how are things",
    "(?:can|could|will|would) (?:you|u) (?:please )?help(?: (?:me|us))?",
    "(?:what|how)(?: is|['’]?s) the weather(?: like)?(?: (?:today|tomorrow|now|outside))?",
    "what time is it(?: now)?", "what(?: is|['’]?s) (?:the time|today['’]?s date)",
    "what day is (?:it|today)(?: today)?",
    "help (?:me|us)", "i need (?:some |your )?help", "what (?:can|do) (?:you|u) do",
    "what can i ask(?: (?:you|here))?", "how (?:can|do) (?:you|u) help(?: me)?",
    "你能做什么", "你会做什么", "你能帮我吗", "帮帮我", "我能问什么",
    "(?:אתה|את) יכולה? לעזור לי", "תעזור לי", "מה (?:אתה|את) יכולה? לעשות", "איך אתה",
)  # fmt: skip
# About the library itself: no document says what it holds.
_ABOUT_LIBRARY = re.compile(
    r"(?:(?:which|what|how many) (?:documents?|files?|sources?|texts?) (?:do you (?:have|know)|"
    r"are (?:there|here|loaded|available|in (?:here|the library))|have you got|can i ask about|"
    r"did i (?:add|upload))|"
    r"(?:please )?(?:list|show)(?: me)? (?:all |the |your |my )*(?:documents|files|sources))\W*",
    re.IGNORECASE,
)
_REMARK = (
    r"(?:ok(?:ay)?|k|yes|yeah|yep|yup|no|nope|nah|help|test(?:ing)?|sure|fine|right|alright|great|"
    r"cool|nice|good|please|thanks|thank you|never ?mind|lol|haha|h?mm+|um+|uh|wow|stop|"
    r"好的?|是的?|对的?|不是?|没有|嗯+|行|可以|帮助|测试|请|כן|לא|טוב|בסדר|אוקיי?|עזרה|בדיקה|בבקשה)"
)
_REMARKS = re.compile(rf"\W*{_REMARK}(?:\W+{_REMARK})*\W*", re.IGNORECASE)
_WHOLE = (
    r"(?:(?:all|each|every|both|any)\s+(?:of\s+)?)?"
    r"(?:(?:the|this|that|these|those|my|your|our|an?)\s+)?"
    r"(?:(?:whole|entire|full|complete|uploaded|attached)\s+)?"
    r"(?:documents?|files?|reports?|texts?|collections?|pdfs?)"
)
# What is "about" a contract may be said in it; summed up it is a whole document.
_NAMED_WHOLE = (
    r"(?:the |this |that |my |your |our |an? )?(?:[\w-]+ ){0,3}?(?:contracts?|handbooks?|manuals?|"
    r"minutes|meeting notes|articles?|papers?|leases?|spreadsheets?|essays?|faqs?|"
    r"books?|chapters?|guides?|newsletters?)"
)
_ZH_WHOLE = (
    r"(?:(?:这|该|本|那)?[个份篇些]?(?:所有|全部|整个?)?的?(?:文件|文档|文本|报告|资料|文章)|全文)"
)
_HE_WHOLE = r'(?:כל )?ה?(?:מסמך|מסמכים|קובץ|קבצים|דוח|דו"ח|טקסט|אוסף)(?: הזה| האלה| כולו)?'
_SUM_UP = re.compile(
    r"(?:(?:please|hi|hello|hey|now|just|kindly|(?:can|could|would|will) (?:you|u)|"
    r"i(?: want|['’]d like) you to)[\s,]+)*"
    r"(?:(?:summari[sz]e|sum up|(?:(?:give|write|show|make) (?:me |us )?|what(?: is|['’]?s) )?"
    rf"(?:(?:an?|the) )?(?:\w+ )?(?:summary|overview|gist) of) "
    rf"(?:{_WHOLE}|{_NAMED_WHOLE}|it all|everything)|"
    r"summari[sz]e(?: (?:it|this|that))?|(?:give me an? )?summary|tl;?dr|"
    rf"what(?: is|['’]?s| are) {_WHOLE}(?: (?:all|mainly|mostly))? about|"
    rf"what(?: is|['’]?s) in {_WHOLE}|"
    rf"what (?:does|do) {_WHOLE} (?:contain|cover|talk about|deal with))"
    r"(?:[\s,]+(?:for me|for us|please|briefly|in short|in (?:a few|one|two|three) "
    r"(?:words?|sentences?|lines?)))*|"
    rf"(?:请|帮我|给我)*(?:总结|概括|概述|归纳)(?:一下)?(?:{_ZH_WHOLE})?的?(?:内容)?|"
    rf"{_ZH_WHOLE}(?:主要|都)?(?:是|在)?(?:讲述?|说|关于|谈)(?:的|了|的是)?(?:什么|啥)(?:内容)?的?|"
    rf"(?:בבקשה )?(?:ת?סכמ?ם?[יו]?|לסכם|סיכום של)(?: לי)?(?: את)? {_HE_WHOLE}(?: בבקשה| לי)*|"
    rf"(?:על מה|במה|מה) (?:(?:מדבר|עוסק)(?:ים)? )?{_HE_WHOLE}(?: (?:מדבר|עוסק|אומר)(?:ים)?)?",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all|any|your|previous|prior|above|everything|these|"
    r"the (?:above|previous|prior|instructions|rules above|documents))\b|"
    r"\bsystem prompt\b|\b(?:reveal|print|repeat|show) (?:me )?(?:your|"
    r"the) (?:\w+ )?(?:instructions|"
    r"prompt|rules|key|password)|\byou are now\b|"
    # Orders count where a sentence starts with one: "Who wrote a letter" is a question.
    r"(?:^|[.!;,]\s+)(?:please |now |can you |could you |instead,? )*(?:(?:write|compose|draft|"
    r"generate|"
    r"make|create) (?:me )?(?:an?|some|the) |translate |pretend |act as |(?:calculate|solve) \d|"
    r"sing |tell me an? |book |buy |send |order (?!n(?:o|um)|[#\d])|play |remind )|"
    r"忽略.{0,8}(?:指令|说明|提示)|^(?:请|帮我)*(?:写一|翻译|扮演|讲个|唱)|"
    r"התעלמ?[וי]? מ|^(?:כתוב|תרגם|שיר) ",
    re.IGNORECASE,
)
# What is said beside a greeting and asks for nothing.
_FILLING_WORDS = """
    there everyone all friend bot chatbot assistant today doing going ok okay please lot much help
    great good best nice helpful useful perfect awesome cool fine sorry wow answer re
    helped helps works worked solved got clear understood sense mate guys again cheers רבה לך מאוד
"""
_ASKING_WORDS = "who whom whose what which when where why how"
_EMPTY = ENGLISH.union(_FILLING_WORDS.split()).difference(_ASKING_WORDS.split())
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = (*_ROWS, *(row[::-1] for row in _ROWS))
_LETTERS = re.compile(r"\W*[a-z](?:\W+[a-z])+\W*", re.IGNORECASE)  # each by itself
_DIGRAPH = re.compile("th|sh|ch|gh|ph|ck|ng", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyàâäéèêëíîïóôöúûüøæœ]", re.IGNORECASE)


def not_asking(text: str) -> str | None:
    """What ``text`` is where it is no question for the documents; None where it may be one."""
    text = simplified(text)
    if _SUM_UP.fullmatch(re.sub(r"^\W+|\W+$", "", text)):
        return "whole document"
    if _ABOUT_LIBRARY.fullmatch(text.strip()):
        return "library"
    if _INSTRUCTION.search(text):
        return "instruction"
    if _is_chat(text):
        return "chit-chat"
    words = LATIN_WORD.findall(text) if script_language(text) == "en" else []
    odd = [word for word in words if _runs_along_keys(word) or _unspeakable(word)]
    if not re.search(r"\w", text) or _LETTERS.fullmatch(text):
        return "gibberish"
    return "gibberish" if odd and len(odd) * 2 >= len(words) else None


def _is_chat(text: str) -> bool:
    """Whether more than half of ``text`` is small talk, or nothing of weight is left without it."""
    if _REMARKS.fullmatch(text):
        return True
    rest, times = _CHAT.subn(" ", text)
    if times and len(rest) * 2 <= len(text) + times:
        return True
    rest, more = _ALONE.subn(" ", rest)
    weighty = [word for word in re.findall(r"\w+", fold(rest)) if word not in _EMPTY]
    return bool(times or more) and not weighty


def _runs_along_keys(word: str) -> bool:
    """Whether a finger went along a row of the keyboard: "asdf"."""
    return len(word) >= 4 and any(word.lower() in row for row in _KEYS)


def _unspeakable(word: str) -> bool:
    if len(word) < 4 or word.isupper():
        return False
    vowels = len(_VOWEL.findall(word))
    if vowels * 6 < len(word):
        return True
    sounds = _DIGRAPH.sub("t", word)
    return not word.istitle() and bool(re.search(r"[^aeiouy\W]{5}", sounds, re.IGNORECASE))
