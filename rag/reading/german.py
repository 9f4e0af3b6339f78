"""German ordinals: "am 3. Juni" goes on behind its stop, "der Linie 3. Sie" does not. Pure."""

import re

_MONTHS = """
    Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember
    Jan Feb Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez
"""
# What stands behind an ordinal even where a noun stands before it: "Anfang 2. Halbjahr".
_COUNTED = """
    Jahrhundert Jahrtausend Quartal Halbjahr Semester Trimester Auflage Stock Etage Klasse Platz
    Liga Bundesliga Weltkrieg Advent Lesung Vorsitzender Vorsitzende Obergeschoss Untergeschoss OG
    UG FC Bauabschnitt Tag Woche Monat Jahr Runde Spieltag Kapitel Absatz
"""
_FOLLOWING = frozenset((_MONTHS + _COUNTED).split())
# Behind an ordinal stands a noun, and none of these.
_STARTING = """
    ich du er sie es wir ihr man der die das den dem des ein eine einen einem einer eines kein
    keine mein meine sein seine seinen seinem seiner ihre ihren ihrem ihrer unser unsere
    dieser diese dieses diesen diesem jeder jede jedes jeden jedem alle viele einige manche
    mehrere andere wer was wann wo wie warum welche welcher welches beide beides niemand
    jemand nichts etwas in im an am auf aus bei beim bis durch für gegen hinter mit nach neben
    ohne seit über um unter von vom vor während wegen zu zum zur zwischen trotz statt
    gegenüber ab laut außer innerhalb außerhalb dank entlang aber und oder denn doch sondern
    wenn als ob da weil obwohl nachdem bevor damit dass sobald falls so dann danach dort hier
    heute gestern morgen jetzt nun damals später früher vorher nachher zuerst zuletzt
    schließlich zudem außerdem auch nur noch schon bereits bislang bisher seither seitdem
    dabei dafür dagegen dadurch daher darum deshalb deswegen trotzdem jedoch allerdings zwar
    insgesamt meist meistens oft manchmal immer nie nicht bitte kostenlos erst einst mehr
    weniger zusammen gemeinsam allein ist sind war waren wird werden hat haben kann können
    muss darf
"""
_STARTERS = frozenset(_STARTING.split())
# "Bekannt wurde sie": what only a verb of this kind can follow here.
_ADVERB = re.compile(
    r"(?:Be|Ge|Er|Ver|Ent|Zer)[a-zäöüß]{2,}t "
    r"(?:wurden?|wird|werden|ist|sind|war(?:en)?|hat(?:ten)?)\b"
)
# A number behind these says how many: "schon 46", "rund 30".
_COUNTING = """
    schon bereits nur erst noch etwa rund fast knapp gut circa ca insgesamt mindestens
    höchstens genau
"""
_HOW_MANY = frozenset(_COUNTING.split())
_LAST = re.compile(r"(?P<word>[^\W\d_]+)[ \u00a0]$")
_NEXT = re.compile(r"[^\W\d_]+")


def is_ordinal(before: str, text: str, start: int) -> bool:
    """Whether a number of one or two digits and a stop, between these, stands for an ordinal."""
    following = _NEXT.match(text, start)
    if following is None or following.group().removesuffix("s") in _FOLLOWING:
        return True
    last = _LAST.search(before)
    word = last["word"] if last else ""
    if following.group().lower() in _STARTERS:
        return False
    if word.lower() in _HOW_MANY or (word and _ADVERB.match(text, start)):
        return False
    return not word[:1].isupper() or word.lower() in _STARTERS
