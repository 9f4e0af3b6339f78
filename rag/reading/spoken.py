"""What search terms need of German, French, Spanish, Italian, Portuguese and Dutch. Pure."""

import re

# Names of the Snowball stemmers; texts in other languages get English stems.
STEMMERS = {
    "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
    "nl": "dutch",
}  # fmt: skip
# Before an apostrophe: l'eau, d'une, qu'il, dell'opera.
ELIDED = frozenset(
    ["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"]
)
# With these is asked for a length, a number or a time, and they stand in no answer.
ASKED_WITH = re.compile(
    r"\b(?:wie (?:viele?|lange?|oft|hoch|groß|weit|alt|teuer|spät|häufig|schwer|breit)"
    r"|combien de (?:temps|fois)|tous les combien|(?:qu')?est[ -]ce qu[e'’]|y a-t-il"
    r"|cuánt[oa]s? (?:tiempo|veces)|quant[oa]s? (?:tempo|vezes)|quante volte"
    r"|hoe (?:lang|vaak|laat|groot|hoog|ver|oud|duur))\b",
    re.IGNORECASE,
)

COUNTED = {
    "de": """zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn
        sechzehn siebzehn achtzehn neunzehn zwanzig""",
    "fr": """deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize
        dix-sept dix-huit dix-neuf vingt""",
    "es": """dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince
        dieciséis diecisiete dieciocho diecinueve veinte""",
    "it": """due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici
        quindici sedici diciassette diciotto diciannove venti""",
    "pt": """dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze
        dezasseis dezassete dezoito dezanove vinte""",
    "nl": """twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien
        zestien zeventien achttien negentien twintig""",
}
_ALSO_COUNTED = {
    "pt": {"duas": "2", "catorze": "14", "dezesseis": "16", "dezessete": "17", "dezenove": "19"}
}
_UNITS = {
    "euros": "euro", "eur": "euro", "dollars": "dollar", "dolares": "dollar", "dollari": "dollar",
    "usd": "dollar", "gbp": "pound", "prozent": "percent", "procent": "percent",
}  # fmt: skip
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_MARKS = str.maketrans("äöüéêèóáí", "aoueeeoai")


def plain_letters(folded: str) -> str:
    """A folded word without ligatures: coeur for cœur."""
    return folded.translate(_LIGATURES)


# What a word is instead of its stem, by language: zwölf is 12, euros are what € is.
FORMS = {
    language: {
        **{
            word.translate(_MARKS).replace("ß", "ss"): str(number)
            for number, word in enumerate(words.split(), 2)
        },
        **_ALSO_COUNTED.get(language, {}),
        **_UNITS,
        "euro": "euro",
        "dollar": "dollar",
    }
    for language, words in COUNTED.items()
}

_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[.\u00a0\u202f ]\d{3})+(?!\d|\.\d)")
_BETWEEN = re.compile(r"[.\u00a0\u202f ]")
_DECIMAL = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?!\d|,\d)")
_EUROS = re.compile(r"(?<=\d)[ \u00a0\u202f]?€")
_PERCENT = re.compile(r"\b(?:pour cent|por ciento|por cento|per cento)\b", re.IGNORECASE)


def plain_figures(text: str) -> str:
    """``text`` with figures as in English: 2.500 is 2500, 1 500 is 1500, 4,50 is 4.50."""
    text = _GROUPED.sub(lambda match: _BETWEEN.sub("", match.group()), text)
    text = _EUROS.sub(" euro ", _DECIMAL.sub(r"\1.\2", text))
    return _PERCENT.sub("%", text)
