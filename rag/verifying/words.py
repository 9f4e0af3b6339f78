"""The small word lists and patterns by which English, Chinese and Hebrew text is read.

Pure data and two helpers. They feed features that a fitted model weighs, so they need
to be right often, not always. Patterns are compiled once; all are case-insensitive
unless a capital letter is what they look for.
"""

import re
from enum import StrEnum

HAN = re.compile(r"[\u3400-\u9fff]")
HEBREW = re.compile(r"[\u0590-\u05ff]")
LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}")


class Asks(StrEnum):
    """The kind of value that a question asks for."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    REASON = "reason"
    MANNER = "manner"


def script_language(text: str) -> str:
    """“zh”, "he" or "en", by the script most of the letters are in."""
    han, hebrew = len(HAN.findall(text)), len(HEBREW.findall(text))
    latin = sum(len(word) for word in LATIN_WORD.findall(text))
    # A Chinese character says about as much as three or four Latin letters.
    if han and han * 3 >= latin:
        return "zh"
    return "he" if hebrew and hebrew * 1.5 >= latin else "en"


def any_of(*words: str) -> re.Pattern[str]:
    """A pattern that finds any of the words as whole words (Latin) or substrings (others)."""
    latin = [w for w in words if not (HAN.search(w) or HEBREW.search(w))]
    other = [w for w in words if HAN.search(w)]
    hebrew = [w for w in words if HEBREW.search(w)]
    parts = []
    if latin:
        parts.append(rf"\b(?:{'|'.join(latin)})\b")
    if other:
        parts.append("|".join(other))
    if hebrew:
        parts.append(rf"(?<![\u05d0-\u05ea])[ושלבכה]?(?:{'|'.join(hebrew)})(?![\u05d0-\u05ea])")
    return re.compile("|".join(parts), re.IGNORECASE)


_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
# In Chinese a count stands before a measure word: 1120段, 2000元.
_MEASURES = "段元块万亿人名个家辆吨米公克斤件次位台套种条座张份千百页字倍度户只头棵亩平"
YEAR = re.compile(rf"(?<![\d.,$€£])(1[0-9]{{3}}|20[0-9]{{2}})(?![\d]|[.,]\d|%|\s?[{_MEASURES}])s?")
NUMBER = re.compile(
    r"\d[\d,.]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|third|quarter|once|"
    r"twice|none|one|single|double|triple|several|many|most)\b|[一二三四五六七八九十百千万亿两几]|"
    r"(?<![\u05d0-\u05ea])[ובכל]?(?:שני|שתי|שניים|שתיים|שלושה?|ארבעה?|חמישה?|חמש|ששה?|שבעה?|שמונה|"
    r"תשעה?|עשרה?|עשרות|עשרים|שלושים|מאה|מאות|אלף|אלפי|אלפים|מיליון|מיליארד|חצי|אחד|אחת)"
    r"(?![\u05d0-\u05ea])",
    re.IGNORECASE,
)
DATE = re.compile(
    rf"\b(?:{_MONTHS})\b\.?|(?<![\d.,$€£])(?:1[0-9]{{3}}|20[0-9]{{2}})(?![\d%]|[.,]\d)|\d0s\b|"
    r"\b(?:century|centuries|decade|spring|summer|autumn|winter|yesterday|today|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|morning|evening|years? ago|AD|BC|BCE|CE|era|"
    r"easter|christmas|midnight|noon)\b|\d+\s?[年月日号]|世纪|年代|时期|"
    r"[一二三四五六七八九十]+[月日号]|[今明去前后]年|(?:星期|周)[一二三四五六日]|[今明昨后]天|[上下]个?月|"
    r"[\d一二三四五六七八九十][点时]|"
    r"(?:ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר|"
    r"שנת|בשנה|המאה|אתמול|היום|השבוע|החודש|שבוע|מחר|בשעה|יום (?:ראשון|שני|שלישי|רביעי|חמישי|שישי))",
    re.IGNORECASE,
)
# Money only behind a number: other words elsewhere, or names.
_CURRENCIES = (
    r"kron(?:a|or|e|er|ur)|korun(?:as?|y)?|zlot(?:ys?|ych|ies)|złot\w+|rupiahs?|ringgits?|bahts?|"
    r"dongs?|pesos?|rea(?:is|ls)|ri(?:y)?als?|dirhams?|dinars?|denars?|lir(?:as?|e)|lei|leu|lev(?:s|a)?|"
    r"leks?|forints?|hryvni?[ay]s?|rou?bles?|tenges?|s[ou]ms?|manats?|laris?|drams?|nairas?|cedis?|"
    r"shillings?|birrs?|kwachas?|pulas?|meticais|meticals?|kwanzas?|dalasis?|ariary|leones?|takas?|"
    r"t[uö]gr[iö][kg]s?|kyats?|riels?|kips?|afghanis?|guaran[ií](?:s|es)?|bol[ií]var(?:s|es)?|"
    r"bolivianos?|quetzal(?:s|es)?|lempiras?|c[oó]rdobas?|col[oó]n(?:s|es)|soles|gourdes?|balboas?|"
    r"pence|pennies|pataca(?:s)?|renminbi|quid|bucks|kr|kč|zł"
)
_CODES = (
    "AED AFN AOA ARS AUD AWG AZN BBD BDT BGN BHD BIF BMD BND BRL BSD BTN BWP BYN BZD CDF CHF CLP "
    "CNY CRC CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD GBP GHS GMD GNF GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LBP LKR LRD LSL LYD MDL "
    "MGA MKD MMK MNT MRU MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PGK PHP PKR PLN PYG "
    "QAR RSD RUB RWF SAR SBD SCR SDG SEK SGD SRD SSP SYP SZL THB TJS TMT TND TTD TWD TZS UAH UGX "
    "USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW"
).replace(" ", "|")
# Words, too, where they are not capitals.
_CAPITAL_CODES = "ALL|AMD|ANG|BAM|BOB|CAD|COP|CUP|GEL|LAK|MAD|MOP|MUR|PEN|RON|SOS|TOP|TRY"
_AMOUNT = (
    r"(?:\d|\b(?:hundred|thousand|million|billion|trillion|mn|bn|m|k|an?|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty))"
)
MONEY = re.compile(
    r"[$€£¥₪₹₩₽₺₴₫₱฿₦₵₡₲₸₾₼₭₮]|\brs\.? ?\d|"
    rf"{_AMOUNT}[ -]?(?:{_CURRENCIES})\b|\b(?:{_CODES})\s?\d|\d\s?(?:{_CODES})\b|"
    rf"(?-i:\b(?:{_CAPITAL_CODES})\s?\d|\d\s?(?:{_CAPITAL_CODES})\b)|"
    # "In 1957 Rand published", "of five teams 3 won": neither a year nor a small number.
    r"(?:\d,\d{3}|\b(?!1[5-9]\d\d\b|20\d\d\b)\d{3,}|\b(?:thousand|million|billion|trillion))"
    r" (?:won|rands?)\b|\b\d{1,2}(?:\.\d+)? (?:(?-i:rand)|rands|real)\b|"
    r"\b(?:dollars?|usd|euros?|pounds?|sterling|yuan|rmb|shekels?|nis|cents?|francs?|"
    r"guilders?|free|yen|rupees?|crowns?|marks?|guineas?|(?:two|three|four|six|nine)pence)\b|美元|欧元|人民币|英镑|[0-9万亿]元|谢克尔|"
    r"(?:דולר|שקל|ש\"ח|יורו|אירו|ליש\"ט)",
    re.IGNORECASE,
)
PERCENT = re.compile(
    r"%|\bper ?cent(?:age)?\b|\b(?:half|third|quarter|fifth|majority)s?\b|百分之|成\b|אחוז",
    re.IGNORECASE,
)
DURATION = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|"
    r"until|since)\b|[秒分天周月年]|小时|(?:שנים|שנה|שנתיים|חודש|חודשים|ימים|שעות|דקות|שבועות)",
    re.IGNORECASE,
)
REASON = re.compile(
    r"\b(?:because|due to|owing to|since|so that|in order|as a result|thanks to|therefore|thus|"
    r"caus(?:e|es|ed|ing)|reasons?|lead|led|leads|leading|result(?:s|ed|ing)?|allow(?:s|ed|ing)?|"
    r"enabl(?:e|es|ed|ing)|prevent(?:s|ed|ing)?|so|for|to avoid|hence|consequently|after|"
    r"fear(?:s|ed|ing)?|motivated|explain(?:s|ed)?|given)\b|因为|由于|因此|所以|为了|原因|导致|使得|以便|"
    r"(?:כי|בגלל|משום|מפני|עקב|בשל|לכן|כדי|על מנת|הודות|סיבה|הסיבה|מאחר|כיוון|נובע)",
    re.IGNORECASE,
)
MANNER = re.compile(
    r"\b(?:by|through|using|via|with|means|method|process|when|first|then)\b|通过|利用|使用|借助|方式|"
    r"(?:באמצעות|על ידי|דרך|בעזרת|תוך)",
    re.IGNORECASE,
)
# A word that a place name stands behind.
IN_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|on|across|outside|inside|throughout|between|around|north|south|east|"
    r"west|into|off|along)\s+(?:the\s+)?[A-Z]|\b(?:city|town|country|county|region|river|street|"
    r"island|coast|border|centre|center|capital|located|province|state)\b|[在于位][^，。]{1,12}|"
    r"[省市县区国州岛河山街]|(?<![\u05d0-\u05ea])(?:ב[\u05d0-\u05ea]{2,}|עיר|רחוב|מדינ[הת])"
)
PROPER = re.compile(
    r"(?:[A-Z][\w\u00c0-\u024f'’.&-]*|\d[\w-]*[A-Z]\w*)(?:\s+(?:of|the|de|von|van|al|bin|du)\s+(?=[A-Z])|\s+)?"
)
NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|lack(?:s|ed|ing)?|fail(?:s|ed)?|refus\w+|"
    r"except|unless|den(?:y|ied|ies)|\w+n['’]t)\b|"
    r"(?<!有(?=没有)|是(?=不是)|能(?=不能)|会(?=不会)|要(?=不要)|可(?=不可))[不没未无非]|"
    r"(?<![\u05d0-\u05ea])[ושה]?(?:לא|אין|בלי|ללא|אינו|אינה|אינם|אינן|מעולם|טרם)(?![\u05d0-\u05ea])",
    re.IGNORECASE,
)
PRONOUN_LED = re.compile(
    r"^\W*(?:he|she|it|they|his|her|its|their|this|these|those|that|such|both|the (?:latter|former|"
    r"same|two)|there)\b|^\W*(?:他们?|她们?|它们?|这些?|此|其|该)|"
    r"^\W*(?:הוא|היא|הם|הן|זה|זו|זאת|אלה|אלו|כך)(?![\u05d0-\u05ea])",
    re.IGNORECASE,
)
# With these a question begins, in a capital that makes no name of them.
_OPENERS = """
    against along also although another any anyone apart beside besides both bye cheers
    compared concerning considering cost date despite difference every everyone exactly
    except given good hello hey hi just length looking maybe no number ok okay once one
    outside people per perhaps price quick regarding reason roughly say so somebody someone
    something nobody anybody everybody whoever
    sorry starting sum than thanks things till time together towards until up upon value wat
    whats whos whose wich within without year yes yet
"""
OPENERS = frozenset(_OPENERS.split())
# Words that take nothing from a question when it is read for names.
NOT_NAMES = frozenset(
    [
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "why",
        "how",
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "can",
        "could",
        "should",
        "would",
        "will",
        "has",
        "have",
        "had",
        "in",
        "on",
        "at",
        "of",
        "for",
        "from",
        "to",
        "by",
        "with",
        "according",
        "name",
        "list",
        "give",
        "tell",
        "explain",
        "describe",
        "compare",
        "the",
        "a",
        "an",
        "and",
        "or",
        "but",
        "if",
        "as",
        "during",
        "after",
        "before",
        "since",
        "under",
        "over",
        "about",
        "i",
        "into",
        "between",
        "among",
        "does",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "there",
        "please",
        "show",
        "me",
        "was",
        "many",
        "much",
        "long",
        "old",
        "far",
        "mr",
        "mrs",
        "ms",
        "dr",
        "i'm",
        "q",
        "a",
    ]
)
# Pairs that turn a statement into its opposite.
OPPOSITES: tuple[tuple[str, str], ...] = (
    ("increase", "decrease"), ("rise", "fall"), ("rose", "fell"), ("grow", "shrink"),
    ("largest", "smallest"), ("biggest", "smallest"), ("highest", "lowest"), ("most", "least"),
    ("more", "less"), ("more", "fewer"), ("first", "last"), ("before", "after"),
    ("win", "lose"), ("won", "lost"), ("import", "export"), ("buy", "sell"), ("bought", "sold"),
    ("north", "south"), ("east", "west"), ("northern", "southern"), ("eastern", "western"),
    ("support", "oppose"), ("accept", "reject"), ("legal", "illegal"), ("public", "private"),
    ("old", "new"), ("oldest", "newest"), ("oldest", "youngest"), ("early", "late"),
    ("above", "below"), ("male", "female"), ("strong", "weak"), ("begin", "end"),
    ("began", "ended"), ("start", "end"), ("open", "close"), ("opened", "closed"),
    ("always", "never"), ("all", "none"), ("inside", "outside"), ("maximum", "minimum"),
    ("upper", "lower"), ("success", "failure"), ("rich", "poor"), ("enemy", "ally"),
    ("cause", "prevent"), ("approve", "ban"), ("allow", "ban"), ("allow", "forbid"),
    ("增加", "减少"), ("上升", "下降"), ("最大", "最小"), ("最高", "最低"), ("支持", "反对"),
    ("进口", "出口"), ("之前", "之后"), ("עלה", "ירד"), ("תומך", "מתנגד"), ("יבוא", "יצוא"),
)  # fmt: skip
