"""What a German, French, Spanish, Italian, Portuguese or Dutch question asks for, and such values.

Right often, not always: what is found is weighed with much else. Pure.
"""

import re

from rag.reading.spoken import COUNTED

# In order: the first that matches says what kind of value is asked for.
_ASKED = {
    "de": (
        ("percent", r"wie viel prozent|wieviel prozent|wie hoch ist der (?:anteil|prozentsatz)"
                    r"|welche[rn]? (?:anteil|prozentsatz)"),
        ("money", r"was kostet|wie teuer"
                  r"|(?:wie viel|wieviel|was) (?:geld|kosten|bezahl|zahl|verdien)"
                  r"|(?:wie viel|wieviel) (?:.* )?(?:kostet|zahlt|bezahlt|verdient)"
                  r"|was (?:hat|haben|wird|werden|würde) .*(?:gekostet|kosten)"
                  r"|wie hoch (?:ist|sind|war|waren) .*(?:gebühr|preis|kosten|beitrag|umsatz|gewinn"
                  r"|miete|strafe|bußgeld|gehalt|lohn|budget|kaution|betrag|zuschuss)"),
        ("duration", r"wie lange|wie alt|wie oft"
                     r"|wie viele (?:jahre|monate|wochen|tage|stunden|minuten)"),
        ("number", r"wie ?viele?|wie (?:hoch|groß|weit|schwer|tief|breit|schnell|lang|warm)"),
        ("date", r"wann|seit wann|bis wann|an welchem (?:tag|datum)|in welchem (?:jahr|monat)"
                 r"|um wie viel uhr"),
        ("reason", r"warum|weshalb|wieso|aus welchem grund|woran"),
        ("person", r"wer|wen|wem|wessen"),
        ("place", r"wo|wohin|woher|in welche[mr] (?:stadt|ort|land|straße|gemeinde)"),
        ("manner", r"wie|wodurch|womit"),
    ),
    "fr": (
        ("percent", r"quel(?:le)? (?:est (?:le|la) )?(?:pourcentage|proportion|part|taux)"),
        ("duration", r"combien de (?:temps|jours|mois|années|ans|semaines|heures|minutes)"
                     r"|quelle (?:est la )?durée|quel âge|à quelle fréquence|tous les combien"),
        ("money", r"combien (?:\S+ )?(?:coût|paie|pay|gagn)\w*|combien d['’](?:argent|euros)"
                  r"|combien .*coût\w*|quel(?:le)? (?:est (?:le|la) )?(?:prix|tarif|montant|somme"
                  r"|salaire|budget|caution|amende)"),
        ("number", r"combien|à quelle (?:distance|température|hauteur|vitesse)"
                   r"|quelle (?:quantité|est la (?:taille|hauteur|longueur|superficie))"),
        ("date", r"quand|(?:en|à|de) quel(?:le)? (?:année|date|mois|jour|heure|époque)"
                 r"|quel(?:le)? (?:jour|année|mois)"),
        ("reason", r"pourquoi|pour quelle raison|à cause de quoi"),
        ("person", r"qui|à qui|de qui"),
        ("place", r"où|d['’]où|dans quel(?:le)? (?:ville|pays|lieu|rue|commune|région)"),
        ("manner", r"comment"),
    ),
    "es": (
        ("percent", r"qu[ée] (?:porcentaje|proporción)|cu[áa]l es el porcentaje"),
        ("duration", r"cu[áa]nto tiempo|cu[áa]ntos (?:días|meses|años|minutos)"
                     r"|cu[áa]ntas (?:semanas|horas|veces)|cu[áa]nto (?:dura|tarda|se tarda"
                     r"|hay que esperar)|con qu[ée] frecuencia|qu[ée] edad"),
        ("money", r"cu[áa]nto (?:dinero|cuesta|costó|cost\w+|se paga|pag\w+|vale|valía|gan\w+)"
                  r"|qu[ée] (?:precio|sueldo|presupuesto|multa)|cu[áa]l es (?:el (?:precio|importe"
                  r"|presupuesto|sueldo)|la (?:cuota|multa|tarifa))|de cu[áa]nto es"),
        ("number", r"cu[áa]nt[oa]s?|a qu[ée] (?:distancia|altura|velocidad|temperatura)"),
        ("date", r"cu[áa]ndo|(?:en|a|de) qu[ée] (?:año|fecha|mes|día|hora|época)"),
        ("reason", r"por qu[ée]|a qu[ée] se debe|cu[áa]l (?:es|fue) (?:la causa|el motivo)"),
        ("person", r"qui[ée]n(?:es)?"),
        ("place", r"(?:a|de|en)?d[óo]nde|en qu[ée] (?:ciudad|país|lugar|calle|pueblo|región)"),
        ("manner", r"c[óo]mo"),
    ),
    "it": (
        ("percent", r"(?:che|quale) percentuale"),
        ("duration", r"quanto (?:tempo|dura)|quant[ei] (?:ore|giorni|mesi|anni)"
                     r"|quant[ei] (?:settimane|minuti|volte)"
                     r"|ogni quanto"),
        ("money", r"quanto (?:cost|si paga|pag|è costat|guadagn)\w*|(?:che|quale) prezzo"),
        ("number", r"quant[oaie]"),
        ("date", r"quando|(?:in|di|a) (?:che|quale) (?:anno|data|mese|giorno|ora)"),
        ("reason", r"perché|per (?:che|quale) motivo"),
        ("person", r"chi"),
        ("place", r"dov['’]|dove"),
        ("manner", r"come"),
    ),
    "pt": (
        ("percent", r"qu(?:e|al) (?:é a )?(?:percentagem|porcentagem)"),
        ("duration", r"quanto tempo|quant[oa]s (?:dias|meses|anos|semanas|horas|minutos|vezes)"),
        ("money", r"quanto (?:cust|se paga|pag|dinheiro|ganh)\w*|qual (?:é|foi) o (?:preço|valor)"),
        ("number", r"quant[oa]s?|a que distância"),
        ("date", r"quando|(?:em|a) que (?:ano|data|mês|dia|horas?)"),
        ("reason", r"por ?que|porquê|por que razão"),
        ("person", r"quem"),
        ("place", r"(?:a|de )?onde"),
        ("manner", r"como"),
    ),
    "nl": (
        ("percent", r"hoeveel procent|welk percentage"),
        ("duration", r"hoe lang|hoe oud|hoe vaak|hoeveel (?:jaar|maanden|weken|dagen|uur|minuten)"),
        ("money", r"wat kost|hoe duur|hoeveel (?:geld|kost|betaal)\w*|hoe hoog (?:is|zijn)"),
        ("number", r"hoeveel|hoe (?:hoog|groot|ver|zwaar|diep|breed|snel)"),
        ("date", r"wanneer|(?:in|op) welk(?:e)? (?:jaar|datum|maand|dag)|hoe laat|sinds wanneer"),
        ("reason", r"waarom|waardoor"),
        ("person", r"wie|wiens"),
        ("place", r"waar|waarheen|waarvandaan"),
        ("manner", r"hoe"),
    ),
}  # fmt: skip
_QUESTIONS = {
    language: tuple((kind, re.compile(rf"\b(?:{said})\b", re.IGNORECASE)) for kind, said in kinds)
    for language, kinds in _ASKED.items()
}


# These are answered by yes or no, or by a name, whatever else they say.
_OTHERWISE = re.compile(
    r"^\W*(?:kann|darf|muss|soll|ist|sind|war|hat|haben|gibt|zahlt|bekommt"
    r"|(?:faut|est|a|y a|doit|sont|a-t|puis|peut|dois|peuvent)-(?:il|elle|on|je|t|ils|elles)\b"
    r"|est-ce que"
    r"|se puede|puedo|hay|es|son|está|tiene|si può|posso|è|sono|ha|c'è|pode|é|há|tem"
    r"|mag|kan|moet|is|zijn|heeft|krijg)\b"
    r"|\b(?:wie (?:heißt|heißen|hieß|wird .* heißen)|comment (?:s['’]appell|se nomm)\w*"
    r"|cómo se llama\w*|come si chiama\w*|como se chama\w*|hoe (?:heet|heten))\b",
    re.IGNORECASE,
)


def value_asked(question: str, language: str) -> str | None:
    """The kind of value asked for; what stands first in the question counts.

    One of percent, duration, money, number, date, reason, person, place, manner.
    """
    if _OTHERWISE.search(question):
        return None
    found = [
        (match.start(), order, kind)
        for order, (kind, pattern) in enumerate(_QUESTIONS[language])
        if (match := pattern.search(question))
    ]
    if not found:
        return None
    first = min(found)[0]
    return min((order, kind) for start, order, kind in found if start <= first + _ABOUT)[1]


_ABOUT = 4  # characters: "à quelle", "in welchem"
_MONTHS = """
    januar februar märz april mai juni juli august september oktober november dezember jänner
    janvier février mars avril juin juillet août septembre octobre décembre enero febrero marzo
    abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile
    maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho julho
    setembro outubro novembro dezembro januari februari maart mei augustus december
"""
_DAYS = """
    montags? dienstags? mittwochs? donnerstags? freitags? samstags? sonntags? werktags? gestern
    heute morgen morgens abends nachts lundi mardi mercredi jeudi vendredi samedi dimanche hier
    demain lunes martes miércoles jueves viernes sábados? domingos? ayer hoy mañana luned[iì]
    marted[iì] mercoled[iì] gioved[iì] venerd[iì] sabato domenica ieri oggi domani segundas?
    terças? quartas? quintas?-feiras? sextas? ontem hoje amanhã maandag dinsdag woensdag
    donderdag vrijdag zaterdag zondag gisteren vandaag
"""
_SEASONS = """
    frühjahr frühling sommer herbst winter printemps été automne hiver primavera verano otoño
    invierno estate autunno inverno verão outono lente zomer herfst jahrhundert siècle siglo
    secolo século eeuw uhr heures? horas? ore uur
"""
_NUMBERS = (
    " ".join(COUNTED.values())
    + """
    hundert tausend hälfte drittel viertel dutzend cent mille moitié tiers quart douzaine
    cien ciento mil mitad tercio tercera cuarto docena media metà terzo cento meio metade
    terço honderd duizend helft kwart einmal zweimal anderthalb demie? trente quarante cinquante
    soixante dreißig vierzig fünfzig sechzig treinta cuarenta
    cincuenta sesenta trenta quaranta cinquanta trinta quarenta cinquenta dertig veertig vijftig
    gratis gratuite?s? gratuit[oa]s? kostenlos frei
"""
)
_TIMES = """
    jahre?n? monate?n? wochen? tage?n? stunden? minuten? sekunden? ans? années? mois semaines?
    jours? heures? minutes? secondes? años? mes(?:es)? semanas? días? horas? minutos? ann[oi]
    mes[ei] settiman[ae] giorn[oi] or[ae] minut[oi] anos? mês dias? jaar jaren maand(?:en)?
    we(?:ek|ken) dag(?:en)? uur uren minuut minuten
"""
_LASTING = """
    jährlich monatlich wöchentlich täglich unbefristet bis seit jusqu depuis hasta desde fino
    dal até sinds tot semestral mensual anual quotidien mensuel annuel
"""
_REASONS = r"""
    weil da denn wegen aufgrund durch damit deshalb daher darum deswegen um dadurch infolge
    parce car à\ cause afin pour grâce en\ raison faute suite donc porque por\ culpa debido
    a\ causa gracias para por ya\ que puesto\ que perché a\ causa per grazie poiché quindi
    devido graças pois por\ causa omdat wegens vanwege door want daarom zodat om doordat
"""
_MEANS = r"""
    durch mit mittels indem per über par avec en grâce au\ moyen con mediante por através
    a\ través tramite attraverso com door met via
"""
_IN = (
    r"(?:in|im|am|an|auf|bei|nach|aus|von|vom|vor|hinter|neben|zwischen|à|au|aux|en|dans|chez|sur|de|"
    r"du|des|vers|près|a|al|del|desde|hasta|por|junto|nel|nella|nello|di|da|dal|dalla|presso|su|sul|em|"
    r"no|na|nos|nas|do|ao|te|op|bij|naar|uit|achter)"
)


def _any_of(words: str, more: str = "") -> re.Pattern[str]:
    said = "|".join(re.split(r"(?<!\\)\s+", words.strip()))
    return re.compile(rf"\b(?:{said})\b{more}", re.IGNORECASE)


_NUMBER = _any_of(_NUMBERS, r"|\d+").pattern
_MONEY = r"""euros?|eur|cents?|centimes?|céntimos?|centesimi|franken|francs?|rappen|pesos?|dollars?
    |dólares|dollari|reais|kronen"""
_FREE = "kostenlos|gratis|gratuite?s?|gratuit[oa]s?|umsonst|frei|unentgeltlich"
_SHARES = """
    hälfte drittel viertel moitié tiers quart mitad terci\\w+ cuart\\w+ metà terzo metade terço
    helft derde kwart
"""
VALUES = {
    "date": _any_of(
        f"{_MONTHS} {_DAYS} {_SEASONS}",
        r"|\b(?:1\d|20)\d\d\b|\b\d{1,2}[.:]\d\d\b|\d{1,2}\.\d{1,2}\.",
    ),
    "number": re.compile(_NUMBER, re.IGNORECASE),
    "money": re.compile(
        r"[$€£]|(?:\d[\d.,\s]*(?:Mio\.?|Mrd\.?|mil\w*|\w+arden)?\s?|\w+ )(?:d['’]|d[ei] )?"
        rf"(?<!pour )(?:{''.join(_MONEY.split())})\b|\b(?:{_FREE})\b",
        re.IGNORECASE,
    ),
    "percent": re.compile(
        r"(?:\d[\d.,]*|\w+) ?(?:%|(?:prozent|pour ?cent|por ciento|per cento|por cento|procent)\b)"
        rf"|{_any_of(_SHARES).pattern}",
        re.IGNORECASE,
    ),
    # With its number: how many hours is a question that has the word itself.
    "duration": re.compile(
        rf"(?:\d[\d.,]*|\w+) (?:\w+ )?(?:{'|'.join(_TIMES.split())})\b|{_any_of(_LASTING).pattern}",
        re.IGNORECASE,
    ),
    "reason": _any_of(_REASONS),
    "manner": _any_of(_MEANS),
    "place": re.compile(rf"\b{_IN}\s+(?:\w{{1,3}}\s+|l['’])?[A-ZÀ-Þ]"),
}
