"""What a Hebrew question asks for by its form, and where it stands in a sentence. Pure."""

import re

from rag.answering.pointing.forms import Form, Span, of_pattern
from rag.answering.pointing.held import HE, B, E
from rag.answering.pointing.people import hebrew_names

_MONTH = (
    "(?:ינואר|פברואר|מרץ|מרס|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר|"
    "תשרי|חשוון|כסלו|טבת|שבט|אדר|ניסן|אייר|סיוון|תמוז|אב|אלול)"
)
_YEAR = r"(?<![\d.,])(?:1[0-9]|20)\d\d(?![\d%]|[.,]\d)"
_THE_DAY = rf"(?:{B}[בהמלו]?ה?יום (?:ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת|[אבגדהו]'?)(?: הבא)?,? ?)"
_DAY = rf"(?<![\d.,])\d{{1,2}} ?ב?{_MONTH}{E}(?: (?:בשנת )?{_YEAR})?"
_FIGURES = r"(?<![\d./])\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?![\d/])"
_OF_YEAR = (
    rf"{B}[ובהלמ]?(?:(?:תחילת|ראשית|סוף|אמצע|חודש|קיץ|חורף|אביב|סתיו|מחצית|שלהי) )*"
    rf"(?:{_MONTH}{E}(?: {_YEAR})?|(?:קיץ|חורף|אביב|סתיו|(?:ה?רבעון ה[א-ת]+ של)|תחילת|סוף|אמצע|"
    rf"שלהי|ראשית) {_YEAR})"
)
_IN_YEAR = rf"(?:{B}[ובמל]?שנת |{B}[ובמלכ]-?)?{_YEAR}"
_CENTURY = (
    rf"{B}[ובמל]?המאה ה-?(?:\d+|[{HE}]+)(?: לפני הספירה)?|{B}[ובמל]?שנות ה-?\d+(?: של המאה ה-?\d+)?"
)
_HOUR = rf"{B}ב?שעה (?:\d{{1,2}}(?::\d\d)?|[{HE}]+)(?: (?:בבוקר|בערב|בצהריים|אחר הצהריים|בלילה))?"
_SOON = re.compile(
    rf"{B}(?:מחר|אתמול|היום|אשתקד|השנה|ב(?:שנה|חודש|שבוע|קיץ|סתיו|חורף|אביב) (?:הבא|הקרוב|שעבר|"
    rf"הבאה|שעברה|הקרובה))"
)
_DATE = (
    rf"(?:{_THE_DAY}?(?:ב-?)?(?:{_DAY}|{_FIGURES})(?:,? {_HOUR})?|{_OF_YEAR}|{_CENTURY}|"
    rf"{_IN_YEAR}|{_THE_DAY})"
)

_ONES = (
    "אחד|אחת|שניים|שתיים|שני|שתי|שלוש[הת]?|ארבע[הת]?|חמש|חמישה|חמשת|שש|שישה|ששה|ששת|שבע[הת]?|"
    "שמונ[הת]|"
    "תשע[הת]?|עשר[הת]?"
)
_TENS = (
    "עשרים|שלושים|ארבעים|חמישים|שישים|ששים|שבעים|שמונים|תשעים|מאה|מאתיים|אלף|אלפיים|עשרות|מאות|"
    "אלפי|מיליון"
)
_SCALE = "(?: (?:אלף|אלפי|אלפים|מיליון|מיליוני|מיליארד|מיליארדי|מאות))?"
_WORDS = rf"(?:{_ONES}|{_TENS})(?:[ -](?:ו?(?:{_ONES}|{_TENS})|עשרה?|מאות|אלפים))*(?: וחצי)?"
_NUMBER = (
    rf"(?:(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d%]|[.,]\d|-[{HE}]){_SCALE}|"
    rf"(?<![{HE}])[ובלמכהש]{{0,2}}(?:{_WORDS})(?![{HE}]){_SCALE})"
)
_MONEY = (
    r'(?:(?:שקלים|שקל)(?: חדשים)?|ש"ח|דולרים|דולר|אירו|יורו|ליש"ט|לירות(?: שטרלינג)?|לירה|'
    r"פרנקים?|יואן|ין|רובלים?|כתרים?|אגורות)"
)
_LASTS = (
    "(?:שנים|שנה|שנות|חודשים|חודש|חודשי|שבועות|שבוע|ימים|ימי|יום|שעות|שעה|דקות|דקה|שניות|סמסטרים|"
    "לילות)"
)
_TWOS = "(?:שנתיים|חודשיים|שבועיים|יומיים|שעתיים)"
_LASTING = (
    rf"(?:{_NUMBER} {_LASTS}|{B}[בלמכוהש]{{0,2}}{_TWOS}|{B}[למכ]?(?:חצי|רבע) (?:שנה|שעה)|"
    rf"{B}[למכב](?:שנה|עשור|חודש|שבוע|יממה))(?: ו?(?:חצי|רבע){E}| ו-?(?:{_NUMBER}) {_LASTS})?"
)
_SHARE = (
    rf"{_NUMBER} ?(?:אחוזים|אחוז)|\d[\d.,]*%|{B}[בלמכוה]{{0,2}}(?:מחצית|שני שלישים|שליש|רבע|"
    rf"שלושה רבעים|חמישית)"
)
_METRES = (
    r'(?:קילומטרים|קילומטר|ק"מ|מטרים|מטר|סנטימטרים|סנטימטר|ס"מ|מילימטרים|מילימטר|מ"מ)(?! (?:רבוע|'
    r"מעוקב))"
)

_ASKS_TELEPHONE = re.compile(rf"{B}(?:ב?מה|מהו|באיזה)(?: הוא)? (?:מספר )?ה?טלפון{E}")
_TELEPHONE = re.compile(r"(?<![\d.])(?:\*\d{3,5}|\+?\d[\d ()-]{5,}\d|\d{6,})(?![\d%]|\.\d)")
_ASKS_HOUR = re.compile(rf"{B}(?:ב|מ|עד )?איזו שעה{E}|{B}מאיזו שעה{E}")
_ASKS_YEAR = re.compile(rf"{B}[במל]?איזו שנה{E}|{B}שנת (?:הקמה|ייסוד|הקמת)")
_ASKS_DATE = re.compile(rf"{B}(?:מ|עד )?מתי{E}|{B}[במל]?איזה (?:תאריך|יום|חודש){E}|{B}מה התאריך")
_ASKS_SHARE = re.compile(
    rf"{B}[בהו]?(?:כמה|איזה|מה) ?ה?(?:אחוז|אחוזים|שיעור|חלק){E}|{B}אחוז{E}|{B}מה(?:ו|"
    rf"י)? (?:ה?(?:ריבית|שיעור))"
)
_SUMS = (
    "(?:קנס|ערבות|מענק|הון|הכנסות|אומדן|רווח|רווחי|מחזור|עלות|תקציב|שכר|השקעה|תרומה|מלגה|דמי|פרס)"
)
_ASKS_MONEY = re.compile(
    rf"{B}ב?כמה (?:כסף|שקלים|דולרים|אירו)|{B}[בל]?כמה (?:עלתה|עלה|עלו|עולה|עולים|תעלה|יעלה|יעלו|"
    rf"שילמה?|שילמו|ישלמו?|"
    rf"תשלם|משלמים|משלמת?|השתכרה?|מרוויחה?|מרוויחים|גויס|הושקעו?|מכרה?|נמכרה?|רכשה?){E}|"
    rf"{B}(?:מה|מהו|מהי) (?:היה |הייתה |הוא |היא |יהיה )?(?:ה?(?:תקציב|מחיר|שכר|משכורת|עלות|"
    rf"תעריף|אגר[הת]|דמי|קנס|סכום)|"
    rf"(?:תקציב|מחיר|שכר|משכורת|עלות|סכומ)[והםן]+){E}|{B}(?:מה|מהו) גובה ה?(?:מענק|קנס|שכר|פיצוי|"
    rf"הלוואה|אגרה|מלגה)|"
    rf"{B}מחיר{E}|{B}תמורת כמה{E}|"
    rf"{B}[בל]?כמה{E}.*{B}[הבל]?{_SUMS}{E}|{B}{_SUMS}{E}.*{B}כמה{E}"
)
_ASKS_LASTS = re.compile(
    rf"{B}[בלמ]?כמה (?:זמן|(?P<unit>שנים|ימים|חודשים|שעות|שבועות|דקות))(?! (?:עבודה|לימוד){E})"
)
_ASKS_LONG = re.compile(
    rf"{B}(?:מה|מהו) (?:ה?(?:אורך|גובה|רוחב|עומק|מרחק)|(?:אורכ|גובה|גבה|רוחב|"
    rf"עומק)[הוםן]+)(?! ה?(?:מענק|שכר|קנס))|"
    rf"{B}[בל]?כמה (?:מטרים|מטר|קילומטרים|ק\"מ)"
)
_ASKS_COUNT = re.compile(rf"{B}[במלו]?כמה (?P<noun>[{HE}\"']+)")
_SEVERAL = re.compile(
    rf"{B}[ובלמ]?(?:כמה|מתי|איפה|היכן|מי|מה|איזה|איזו|אילו|מדוע|למה|איך|האם|כיצד|מהו|מהי|מאין|"
    rf"לאן){E}"
)
_ASKS_WHO = re.compile(rf"{B}(?:מי|מיהו|מיהי|[בלמ]ידי מי|ב?ידי מי){E}")
_ASKS_WHERE = re.compile(rf"{B}(?:איפה|היכן|באיז[הו] (?:עיר|מקום|רחוב|שכונה|אולם)){E}")
_SITES = (
    "רחוב|שכונת|כיכר|עיר|בית|אולם|פארק|גן|מרכז|בניין|חדר|קיבוץ|מושב|נמל|שדרות|שדרה|צומת|מוזיאון|"
    "אוניברסיטת|"
    "מתחם|חניון|מגרש|ספריית|ספריה|אצטדיון|היכל|קומה|קומת|מפרץ|מכון|משרד|מעבדת|מלון|תחנת|חוף|כפר|"
    "יישוב|מחלקת"
)
_PLACE = re.compile(rf"{B}(?P<it>[בלמ]ה?(?:{_SITES}){E}[^,.;:()]{{0,40}})(?=[.;:()]|$|,(?! [בלמ]))")


def asked(question: str) -> Form | None:
    """The form of what is asked for; None where there is none, or more than one thing is asked."""
    if len(_SEVERAL.findall(question)) > 1:
        return None
    if _ASKS_TELEPHONE.search(question):
        return of_pattern(_TELEPHONE)
    for asks, form in _PLAIN:
        if asks.search(question):
            return form
    if match := _ASKS_LASTS.search(question):
        unit = match["unit"]
        return of_pattern(re.compile(rf"{_NUMBER} {_same(unit)}" if unit else _LASTING))
    if _ASKS_WHO.search(question):
        return Form(lambda said, _: hebrew_names(said, question))
    if _ASKS_WHERE.search(question):
        return of_pattern(_PLACE)
    if match := _ASKS_COUNT.search(question):
        return _counted(match["noun"])
    return None


def _same(noun: str) -> str:
    """The noun in the singular and plural: שעות, שעה."""
    ends = "(?:י?ות|[הת]|ית)?" if noun.endswith("ות") else "(?:י|ים|יים|ה|ות)?"
    return rf"{re.escape(_root(noun))}{ends}{E}"


def _root(noun: str) -> str:
    for ending in ("יים", "יות", "ים", "ות", "ה", "ת", "י"):
        if noun.endswith(ending) and len(noun) - len(ending) > 1:
            return noun.removesuffix(ending)
    return noun


def _counted(noun: str) -> Form:
    """A number before the noun that is counted; else the only one that there is, if no date."""
    counted = re.compile(rf"{_NUMBER} (?:[{HE}\"'-]+ )?ה?(?:{_same(noun)})(?:(?<=י) [{HE}\"'-]+)?")

    def find(said: str, _: str) -> list[Span]:
        of_noun = [m.span() for m in counted.finditer(said)]
        anything = [m.span() for m in _ANY.finditer(_DATED.sub(_blank, said))]
        return of_noun or (anything if len(anything) == 1 else [])

    return Form(find)


def _blank(match: re.Match[str]) -> str:
    return "_" * len(match.group())


_DATED = re.compile(_DATE)
_ANY = re.compile(
    rf'{_NUMBER}(?: {_MONEY}| (?:{_METRES}|אחוזים|אחוז|קמ"ש|טון|טונות|יחידות|איש|אנשים){E}|%)?'
)


def _dates(said: str, _: str) -> list[Span]:
    """Days, months and years; where there are none, yesterday or next year."""
    return [m.span() for m in _DATED.finditer(said)] or [m.span() for m in _SOON.finditer(said)]


_PLAIN: tuple[tuple[re.Pattern[str], Form], ...] = (
    (_ASKS_HOUR, of_pattern(re.compile(rf"{_HOUR}|\d{{1,2}}:\d\d"))),
    (_ASKS_YEAR, of_pattern(re.compile(_YEAR))),
    (_ASKS_DATE, Form(_dates)),
    (_ASKS_SHARE, of_pattern(re.compile(_SHARE))),
    (_ASKS_MONEY, of_pattern(re.compile(rf"{_NUMBER} {_MONEY}"))),
    (_ASKS_LONG, of_pattern(re.compile(rf"{_NUMBER} {_METRES}"))),
)  # fmt: skip
