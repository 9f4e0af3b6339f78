"""German, French, Spanish, Italian, Portuguese and Dutch: which a question is in, its small words.

A question in Latin letters is read as English unless these words say otherwise. Pure.
"""

import re
import unicodedata
from functools import lru_cache

from rag.reading.stopwords import ENGLISH

# With these a question asks, and in no other language than those that are named.
_ASKING = {
    "de": """
        wann warum weshalb wieso wozu woran woraus worauf worin worüber wovon wofür womit
        wodurch wonach wer wen wem wessen wie wieviel wieviele wo woher wohin welche welcher
        welches welchen welchem wurde wurden wird werden muss müssen darf dürfen kann können
        gibt hatte welch
    """,
    "fr": """
        quand combien pourquoi quel quelle quels quelles lequel laquelle où qu'est quoi est-ce
    """,
    "es": """
        cuánto cuánta cuántos cuántas cuándo dónde adónde cómo quién quiénes cuál cuáles qué
        cuanto cuanta cuantos cuantas cuando donde quien quienes cual cuales
    """,
    "pt": "quanto quanta quantos quantas onde quem qual quais porquê quê quando",
    "it": """
        quanto quanta quanti quante quando dov'è perché cos'è cosa quale quali
    """,
    "nl": """
        wie waar wanneer waarom hoe hoeveel welke welk waarvoor waarmee waarin waaruit waardoor
        waarheen wiens moet moeten kun kunt kunnen heeft hebben zijn krijg krijgt wordt worden
        werd werden
    """,
}
# These stand in such questions, and some in English ones too.
_BESIDE = {
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder ist sind war waren hat
        haben hatten was man ich du er sie es wir ihr ihre ihren ihrem mein meine sein seine
        nicht kein keine mit von vom zu zum zur im am in auf für über bei bis nach aus um ab an
        seit vor viel viele lange soll sollen will wollen darum mag möchte gilt gelten heißt
        hier dort auch noch schon wenn ob dass durch ohne unter zwischen während wegen gegen
    """,
    "fr": """
        le la les l un une des du de d et en à a au aux il elle ils elles on qui que est est-il
        sont a-t-il était y pour par sur dans avec sans peut faut-il peut-on puis-je dois-je son
        sa ses ce cette ces comment se s n ne pas plus est-elle doit peuvent jusqu depuis dès
    """,
    "es": """
        el la los las de del al a y en que un una unos unas lo su sus se es son está están hay
        fue fueron era tiene tienen puede puedo pueden para por con sin sobre desde hasta como
        quiso
    """,
    "pt": """
        o a os as um uma de da do das dos no na nos nas é se que são está foi foram tem têm pode
        posso podem há em com sem por para como até ao aos à às
    """,
    "it": """
        il lo la le gli i un una di del della dei delle dello nel nella è sono ha hanno c'è si
        se può posso possono devono chi che come da dove per con fino al alla a
    """,
    "nl": """
        de het een en van voor met op aan te tot bij uit om naar je ik u we wij jullie zij ze
        hij er dat deze dit niet geen ook nog als ben bent heb wat mag
    """,
}
# These tell the language, too, and something of what is asked.
_TELLING = {
    "de": "teuer bekomme bekommt kostet starb liegt beginnt",
    "es": "cuesta",
    "nl": "kost kosten betaalt",
}
# Small words that tell nothing about what is asked, nor much about the language.
_MORE = {
    "de": """
        als also bin bist bitte da dabei dadurch dafür daher damit danach dann daran darauf
        daraus darin davon dazu dein deine denen denn deren dessen dich dies diese diesem diesen
        dieser dieses dir doch eigentlich etwa etwas euch euer eure habe habt hast hätte hätten
        heißen hin ihm ihn ihnen ihrer ihres indem ins ist's ja jede jedem jeden jeder jedes
        jemand kannst könnte könnten mal meinem meinen meiner mich mir möchten musst muß müsste
        nun nur sei seid seien seinem seinen seiner seines sich so solche sollte sollten sonst
        sowie uns unser unsere unseren weil wollte worden wäre wären würde würden zwar überhaupt
    """,
    "fr": """
        afin ai ainsi alors après as au aussi autre aux avaient avait avant avec avez avoir
        avons ayant c ça car ceci cela celle celles celui cet ceux chaque ci comme dans déjà
        dois donc dont durant eu eux étaient été être faire fait faites faut fut furent ici j je
        jusque là leur leurs lors lorsque lui m ma mais me même mes moi mon ni nos notre nous
        ont ou parce pendant peux peu puis puisque qu quelqu sera serait seront si sinon soi
        soit sous suis t ta te tes toi ton très tu va vers voici voilà vont vos votre vous
    """,
    "es": """
        ante antes así aunque cada casi contra cuyo cuya debe deben debo e él ella ellas ellos
        entonces entre eran eres esa esas ese eso esos esta estaba este esto estas estos estoy
        ha haber había habían habrá hace hacer hacia han he les le me mi mis muy ni no nos
        nosotros nuestra nuestro o os otra otras otro otros pero porque pues sea sean ser será
        si sí sido sino somos soy también tan te tener tengo ti todo toda todos todas tras tu tú
        tus u usted ustedes ya yo durante
    """,
    "pt": """
        ante antes aquela aquele aquilo cada dela dele deles delas e depois deve devem devo
        durante e ela elas ele eles entre era eram essa esse esses esta este estes eu fica há-de
        isso isto já lá lhe lhes mas me mesmo meu meus minha minhas muito muita nem nós nossa
        nosso num numa ou pela pelas pelo pelos porque pois seja ser será seu seus sob sobre só
        sua suas também te ter tenho ti tu tua tudo você vocês é que
    """,
    "it": """
        ad agli ai alle allo all anche avere aveva ci cioè coi col contro cui dagli dai dal
        dalla dalle dallo dall degli dell deve devo dopo e ed era erano essere fra fu furono ha
        hai ho in io la là lei li loro lui ma me mi mia mie miei mio ne negli nei nelle nello
        nell noi non nostra nostro o ogni però poi qual quel quella quelle quello quest questa
        queste questo qui sia stata stato stati state su sua sue sugli sui sul sulla sulle sullo
        sull suo suoi tra tu tua tuo un uno vi viene vengono voi vostro vuole c l d s dov cos
    """,
    "nl": """
        al alle daar daarom dan die door doe doen doet dus elk elke had hadden hem hen hier hij
        hoor hun ik iemand iets in is jij jou jouw kan maar me men mij mijn na naar nu of onder
        ons onze over per sinds tegen tijdens toch toen uw via vanaf waren was wel wil worden
        zal ze zich zo zonder zou zouden
    """,
}
LANGUAGES = ("de", "fr", "es", "pt", "it", "nl")
FAMILIES = {
    "de": "de",
    "fr": "romance",
    "es": "romance",
    "pt": "romance",
    "it": "romance",
    "nl": "nl",
}
_FIRST = {one: frozenset(_ASKING[one].split()) for one in LANGUAGES}
_ALL = {
    one: _FIRST[one] | frozenset(f"{_BESIDE[one]} {_TELLING.get(one, '')}".split())
    for one in LANGUAGES
}
# Letters and marks that one of the Romance languages has and its sisters hardly.
_MARKS = {
    "fr": re.compile(r"[êîûëïœùô]|\b[a-z]*[cdjlmnstu]'(?!è)| \?"),
    "es": re.compile("[¿¡ñ]|[aeo]ción"),
    "pt": re.compile("[ãõ]|lh|nh"),
    "it": re.compile("[òì]|è|gli|zion|cch"),
}
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_PART = re.compile("['-]")
# Votes: one word that asks, or two that stand beside. Dutch small words stand in many names.
_SHORT = 3  # letters
_NEEDED = {"de": 2, "romance": 2, "nl": 3}


@lru_cache(maxsize=1 << 10)
def tongue(text: str) -> str | None:
    """The language of a question, one of ``LANGUAGES``, or None for English and anything else."""
    plain = text.replace("’", "'")
    said = [w for i, w in enumerate(_WORD.findall(plain)) if not (i and w[0].isupper())]
    words = [part.lower() for word in said for part in _parts(word)]
    english = sum(word in ENGLISH for word in words)
    votes = {
        group: sum((word in _ALL_OF[group]) + (word in _FIRST_OF[group]) for word in words)
        for group in _NEEDED
    }
    most = max(votes, key=lambda group: votes[group])
    if votes[most] < _NEEDED[most] or votes[most] <= english:
        return None
    return most if most != "romance" else _romance(plain.lower(), words)


def _romance(plain: str, words: list[str]) -> str:
    """Which of the four it is: by its small words, and by letters that the others lack."""
    open_ended = any(len(word) > _SHORT and word[-1] in "ao" for word in words)
    votes = {
        one: sum((word in _ALL[one]) + (word in _FIRST[one]) for word in words)
        + 2 * bool(marks.search(plain))
        + (open_ended and one != "fr") / 2  # hardly any French word ends so
        for one, marks in _MARKS.items()
    }
    return max(votes, key=lambda one: votes[one])


def is_small(word: str, spoken: str) -> bool:
    """Whether ``word`` is a small word of the language: Quand, L'entrée, not L'Oréal."""
    first, *more = _parts(word.replace("’", "'").rstrip(".,;:"))
    known = _ALL_OF[FAMILIES[spoken]]
    return first.lower() in known and not any(part[:1].isupper() for part in more)


def _parts(word: str) -> list[str]:
    return [word] if word.lower() in _ALL_OF["romance"] else _PART.split(word)


def _bare(word: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c)
    )


def _joined(of: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {
        group: frozenset().union(*(of[one] for one in LANGUAGES if FAMILIES[one] == group))
        for group in _NEEDED
    }


_FIRST_OF, _ALL_OF = _joined(_FIRST), _joined(_ALL)
# What a question of each language is not searched by, folded as search terms are.
SMALL_WORDS = {
    one: frozenset(
        _bare(part)
        for word in f"{_ASKING[one]} {_BESIDE[one]} {_MORE[one]}".split()
        for part in _PART.split(word)
    )
    for one in LANGUAGES
}
