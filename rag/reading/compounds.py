"""German and Dutch compounds in their parts: Jahresgebühr is Jahr and Gebühr. Pure.

There is no list of all compounds, but most begin or end with one of the words below. A word is cut
where one of them begins or ends and enough is left beside it to be a word.
"""

import re
from functools import lru_cache

from rag.reading.tongues import SMALL_WORDS

# Folded, as `terms.fold` does: gebuhr for Gebühr.
_PARTS = {
    "de": """
        abend abfall abgabe abteilung adresse aktie alter amt anbau angebot angestellte anlage
        anmeldung anschluss anteil antrag antwort anwalt anwohner anzahl apotheke arbeit
        arbeiter arbeitsplatz archiv artikel arzt ausbau ausbildung ausflug ausgabe auskunft
        ausschuss ausstellung ausweis auto autobahn bad bahn bahnhof bank batterie bau bauer
        baum bauwerk beamte bedarf bedingung beginn behalter behorde beitrag bereich berg
        bericht beruf beschluss beschwerde besitzer bestand besuch besucher betrag betrieb
        bevolkerung bezirk bibliothek bier bild bildung blatt blume boden boot brand brief brot
        brucke brunnen buch bucherei buhne bund burger burgermeister buro bus bussgeld chef chor
        computer creme dach dampf daten dauer denkmal deutsch dienst direktor dorf druck ecke
        ehren eigentum eigentumer eingang einkauf einkommen einnahme einrichtung einwohner eis
        eisen eltern energie entwicklung erfolg erhohung ermassigung erzeugung essen fabrik fach
        fahrer fahrplan fahrrad fahrt fahrzeug faktor familie farbe fehler feier feld fenster
        ferien fest feuer feuerwehr film finanz firma fisch flache flasche fleisch flug
        flughafen fluss folge form forscher forschung frage frau frist fuhrer fuhrung fund fuss
        garten gas gast gebaude gebiet gebuhr gefahr gehalt geld gelande gemeinde gemuse gerat
        gericht gesellschaft gesetz gesundheit gewerbe gewinn gift glas grenze grosse grund
        grundstuck gruppe gutschein hafen halle halter haltestelle handel handwerk haupt haus
        haushalt haut heft heim heizung helfer hersteller herstellung hilfe hochschule hof hohe
        holz hotel hund idee industrie inhaber insel jahr jugend jugendliche junge kabel kaffee
        kammer kanal karte kartoffel kasse kauf kaution keller kessel kilometer kind kinder
        kirche klasse kleider klima klinik klub kohle kommission konig konto kontrolle konzert
        kopf korper kosten kraft kraftwerk kranken krankenhaus kreis kreuz kreuzung kuche kuchen
        kuh kultur kunde kunst kunstler kupfer kurs kuste lack laden lager lampe land landschaft
        lange lastwagen lauf leben lehre lehrer leistung leiter leitung licht lieferung linie
        liste lohn luft macht maler mangel mann mannschaft markt maschine masse material maus
        mehl meister menge mensch messe messer metall miete mieter milch minister mitarbeiter
        mitglied mitgliedschaft mittag mittel mobel mode monat montag dienstag mittwoch
        donnerstag freitag samstag sonntag morgen motor mull museum musik mutter nachmittag
        nacht nahrung name natur netz nummer oberflache obst ofen offnung ol opfer orchester
        ordnung ort paket papier park parken parkplatz partei partner person personal pfand
        pferd pflanze pflege plan platte platz polizei post praxis preis probe produkt
        produktion programm projekt protokoll prozess prufer prufung publikum pumpe quelle rad
        rand rat raum rechner rechnung recht rede regel regen regierung reich reifen reihe reise
        reparatur restaurant richter richtung ring roman ruckgabe ruhe sache sack saison salz
        sammlung satz satzung schaden schalter schein schiff schild schlussel schnee schrank
        schrift schueler schuh schuld schule schuler schutz schwein see seite sekunde sender
        service sicherheit sitz sitzung solar sommer sonne spende sperre spiel spieler sport
        sprache stadt stand standort start station staub stein stelle stellung steuer stiftung
        stoff strafe strand strasse strecke strom student studie studium stuck stuhl stunde
        sturm stutze suche suppe system tabelle tafel tag tarif tasche tat tausch taxi technik
        teil teilnehmer telefon teller temperatur termin test text theater tier tisch titel
        tochter tod tonne topf tor tour trager training treffen treppe trieb trinken tuch tur
        turm typ uhr umfrage umsatz umwelt umzug unfall unternehmen unterricht unterschrift
        urlaub vater verband verbot verbrauch verein verfahren verkauf verkehr verlag verletzung
        verlust vermogen vermietung versammlung versand versicherung versorgung vertrag
        vertreter verwaltung vogel volk vorgang vorhaben vorschrift vorsitzende vorstand wagen
        wahl wahler wald wand wanderung ware warme wasser wechsel weg wein welt werk werkstatt
        wert wetter winter wirtschaft wissenschaft woche wohnung wolle wunsch zahl zahler
        zahlung zahn zeichen zeit zeitung zelle zelt zentrum zettel ziegel ziel zimmer zins zone
        zucker zug zugang zuschuss zustand zweck
    """,
    "nl": """
        aanbod aandeel aanvraag aantal actie adres afdeling afstand afval apparaat arbeid arts
        auto avond baan bad bank bedrag bedrijf beheer bericht beroep besluit bestuur bevolking
        bezoek bezoeker bibliotheek biljet blad boek boer boot bord bos bouw brand brief brood
        brug buurt cursus dag dak deel deur dienst dier directeur dorp druk duur eigenaar eiland
        energie familie feest fiets film fonds gas gast gebied gebouw geld gemeente gezin glas
        grens groep grond haven helft hond hoofd huis huur jaar jongeren kaart kamer kant
        kantoor kerk kind kinderen klant kleur klok koffie koning kosten kracht kunst land
        leerling leider leven lid licht lijn lijst loon lucht maand maatregel machine man markt
        materiaal medewerker meester melding melk mensen minister museum muziek nacht naam
        nummer ochtend olie onderwijs onderzoek ongeval oppervlakte paard papier park partij pas
        periode personeel plaats plan plant plein politie post prijs product productie programma
        project raad recht regel regering reis reiziger rekening ruimte school schip seizoen
        spel speler sport staat stad station steen straat stroom student stuk systeem taal tafel
        tarief tijd toeslag tocht trein tuin uitgave uren vak vakantie veiligheid veld verbruik
        vereniging vergadering vergoeding verkeer verkoop verlof verzekering vlees vloer voedsel
        vogel voorzitter vrouw waarde wagen wand water weg week werk werknemer wet wind winkel
        winst winter woning zaal zaken zee ziekenhuis ziekte zomer zorg
    """,
}  # fmt: skip
_KNOWN = {language: frozenset(words.split()) for language, words in _PARTS.items()}
_LINKS = {
    "de": ("", "s", "es", "n", "en", "er", "e", "nen"),
    "nl": ("", "s", "en", "e", "er"),
}
# How many letters a word may have beyond a part that ends it: Gebühren, Häusern, dagen.
_ENDINGS = {
    "de": re.compile(r"(?:er|e)?n?s?|es|nen"),
    "nl": re.compile(r"en|s|e"),
}
_VOWEL = re.compile("[aeiouy]")
_DOUBLE = re.compile("^s(?=s)")  # Boots|schuppen
_LINKED = re.compile("(?<=ung|ion|tat)s$|(?<=heit|keit)s$|(?<=schaft)s$")
_SHORTEST = 7  # letters of a compound
_BESIDE = 3  # letters of what stands before a known part
_LEFT = 4  # letters of a known part at the beginning, and of what stands behind it
# So end words that are no compounds, or whose parts say little: Zahlung, landschaftlich.
_NO_WORD = re.compile(
    r"(?:heit|keit|schaft|lich|isch|innen|nis|tum|bar|los|ierung|ungs|heden|heid|elijk|lijk|ingen|kerij)"
    r"(?:e?[nrsm]?)$"
)


@lru_cache(maxsize=1 << 15)
def parts(word: str, language: str, noun: bool = True) -> tuple[str, ...]:
    """The two parts of a compound (folded), or nothing where ``word`` is none.

    ``noun``: it has a capital in German, and a known part at its beginning is enough.
    """
    known = _KNOWN.get(language)
    if not known or len(word) < _SHORTEST or not word.isalpha() or _ended(word, language):
        return ()
    # The longest part at the end says most: Abfall|gebühr.
    for cut in range(_BESIDE, len(word) - 2):
        last = _ended(word[cut:], language)
        first = _unlinked(word[:cut], language)
        if last and first not in SMALL_WORDS[language] and _VOWEL.search(first):
            return first, last
    if not noun or _NO_WORD.search(word):
        return ()
    for cut in range(len(word) - _LEFT, _LEFT - 1, -1):  # Müll|sack
        if word[:cut] in known and word[:cut] not in SMALL_WORDS[language]:
            return word[:cut], _DOUBLE.sub("", word[cut:])
    return ()


def _unlinked(first: str, language: str) -> str:
    """A first part as the word it is: Jahres, Gebühren; as it stands where it is not known."""
    known = _KNOWN[language]
    for link in _LINKS[language]:
        if first.endswith(link) and (bare := first[: len(first) - len(link)]) in known:
            return bare
    return _LINKED.sub("", first)


def _ended(last: str, language: str) -> str:
    """The known word that the last part is, without its ending; "" for none."""
    known = _KNOWN[language]
    for length in range(len(last), 2, -1):
        if last[:length] in known and _ENDINGS[language].fullmatch(last[length:]):
            return last[:length]
    return ""
