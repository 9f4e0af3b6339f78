"""The small words of German and Romance questions, which a capital makes no names of. Pure.

A question in Latin letters is read as English unless these words say otherwise.
"""

import re

from rag.reading.stopwords import ENGLISH

# With these a question asks, and in no other language.
_ASKING = {
    "de": """
        wann warum weshalb wieso wozu woran woraus worauf worin worüber wovon wofür womit wodurch
        wonach wer wen wem wessen wie wieviel wieviele wo woher wohin welche welcher welches welchen
        welchem wurde wurden wird werden muss müssen darf dürfen kann können gibt hatte welch
    """,
    "romance": """
        quand combien pourquoi quel quelle quels quelles lequel laquelle où qu'est quoi est-ce
        cuánto cuánta cuántos cuántas cuándo dónde adónde cómo quién quiénes cuál cuáles qué
        cuanto cuanta cuantos cuantas cuando donde quien quienes cual cuales
        quanto quanta quantos quantas quanti quante onde quem qual quais porquê quê
        quando dov'è perché cos'è cosa quale quali
    """,
}
# These stand in such questions, and some in English ones too.
_BESIDE = {
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder ist sind war waren hat
        haben hatten was man ich du er sie es wir ihr ihre ihren ihrem mein meine sein seine nicht
        kein keine mit von vom zu zum zur im am in auf für über bei bis nach aus um ab an seit vor
        viel viele lange teuer soll sollen will wollen darum bekomme bekommt kostet starb liegt
        beginnt mag möchte gilt gelten heißt hier dort auch noch schon wenn ob dass durch ohne
        unter zwischen während wegen gegen
    """,
    "romance": """
        le la les l un une des du de d et en à a au aux il elle ils elles on qui que est est-il
        sont a-t-il était y pour par sur dans avec sans peut faut-il peut-on puis-je dois-je
        son sa ses ce cette ces comment se s n ne pas plus est-elle doit peuvent jusqu depuis dès
        el los las del al una unos unas lo su sus es son está están hay fue fueron era tiene tienen
        puede puedo pueden se para por con sin sobre desde hasta como quiso cuesta
        o os as um uma da do das dos no na nos nas é são está foi foram tem têm pode posso podem há
        em com sem até ao aos à às
        il lo i gli una di del della dei delle dello nel nella è sono ha hanno c'è si può posso
        chi che come dove per con da fino al alla
    """,
}
_FIRST = {group: frozenset(words.split()) for group, words in _ASKING.items()}
_ALL = {group: _FIRST[group] | frozenset(words.split()) for group, words in _BESIDE.items()}
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_PART = re.compile("['-]")
_NEEDED = 2  # votes: one word that asks, or two that stand beside


def tongue(text: str) -> str | None:
    """“de”, "romance" (French, Spanish, Portuguese, Italian), or None for anything else."""
    plain = text.replace("’", "'")
    said = [w for i, w in enumerate(_WORD.findall(plain)) if not (i and w[0].isupper())]
    words = [part.lower() for word in said for part in _parts(word)]
    english = sum(word in ENGLISH for word in words)
    votes = {
        group: sum((word in _ALL[group]) + (word in _FIRST[group]) for word in words)
        for group in _ALL
    }
    most = max(votes, key=lambda group: votes[group])
    return most if votes[most] >= _NEEDED and votes[most] > english else None


def is_small(word: str, group: str) -> bool:
    """Whether ``word`` is one of the small words of ``group``: Quand, L'entrée, not L'Oréal."""
    first, *more = _parts(word.replace("’", "'").rstrip(".,;:"))
    return first.lower() in _ALL[group] and not any(part[:1].isupper() for part in more)


def _parts(word: str) -> list[str]:
    return [word] if word.lower() in _ALL["romance"] else _PART.split(word)
