"""Sentence spans: a table of what real text does to stops, and what holds for any text."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.sentences import detect_language, heading_level, split_sentences
from rag.schema import Kind

# ``¦`` marks where a sentence ends.
PROSE = {
    "plain": "The cat sat.¦ The dog ran.",
    "U.S. before a name": "He met the U.S. Senate in May.¦ It voted.",
    "U.S. before a verb": "The U.S. has long raised the alarm.¦ In response, Israel acted.",
    "U.S. at the end": "It differs from the U.S.¦ The rest follows.",
    "month and day": "It began on Oct. 7, 2023, at dawn.¦ On Oct. 8 it grew.",
    "month at the end": "It began in Oct.¦ The rest is known.",
    "titles": "Dr. Levi and Mrs. Liu met Gen. Amit.¦ Mr. Cohen left.",
    "saints and mounts": "St. Louis lies far from Mt. Tabor.",
    "number": "See No. 5 and Nos. 6 and 7.¦ Fig. 3 shows it.",
    "the word no": "Did he agree? ¦No. ¦He refused.",
    "company": "Acme Inc. announced a loss.¦ Foo Ltd.¦ The buyer paid.",
    "e.g. and i.e.": "Fruit, e.g. Apples, i.e. Red ones, sells well.",
    "et cetera": "Pens, paper, etc. are sold.¦ Pens, paper, etc.¦ Prices vary.",
    "times of day": "At 5 p.m. Monday it closed.¦ It opened at 6 a.m.¦ They came.",
    "initials": "J. K. Rowling met George R. R. Martin.¦ They spoke.",
    "a letter at the end": "It is rich in vitamin C.¦ The body needs it.",
    "degrees": "She holds a Ph.D. from MIT.¦ Her brother does not.",
    "versus": "He wanted Roe v. Wade overturned, and A vs. B too.",
    "decimals": "Trade was USD 23.38 billion.¦ It grew 3.5 percent.",
    "a number next": "It sold few.¦ 35,000 units came later.",
    "a year at the end": "It began in 2021.¦ The issue grew.",
    "about a year": "Jacques (c. 1455–1536) wrote it.¦ It dates from ca. 1500.",
    "web address": "Look at www.example.com or at a.b for more.¦ Then go.",
    "version": "Version 2.0.1 is out.¦ Python 3.11 runs it.",
    "ellipsis in a sentence": "The state, in its final week … outright barred cars.",
    "spaced ellipsis": "I am here to . . . submit cheerfully.¦ He did.",
    "dots in a sentence": "It was ... odd, he said.",
    "dots at the end": "It is going to rise...¦ Certainly!¦ And how!...¦ You have paid.",
    "question and exclamation": "Really?!¦ Yes!¦ Why not?¦ So be it.",
    "stop inside curly quotes": "He called it “self defense.”¦ Jerusalem reacted.",
    "stop inside straight quotes": 'He called it "a termed oil shock."¦ Prices rose.',
    "stop after the quote": "He called it “odd”.¦ She agreed.",
    "quote in single quotes": "He said ‘never.’¦ She left.",
    "question then who asked": "“Is it so?” he asked.¦ “It is!” Granoff said.¦ Both left.",
    "comma quote": "“It is similar,” he said. ¦“Both understood that.”",
    "quote opens": "He was wrong.¦ “We must be careful,” she said.",
    "bracketed sentence": "They met in Syria.¦ (Foo is also a fellow.)¦ They left.",
    "bracketed clause": "Paid by government (G2G).¦ The unit (see Fig. 2) works.",
    "exclamation in brackets": "The firm (really!) Acme paid.¦ It closed.",
    "note marks": "It fell in 1973.[12]¦ It rose again.[3][citation needed]¦ It stayed.",
    "lower-case brand": "It sells phones.¦ iPhones lead.",
    "lower case throughout": "it expires in 2027. ¦a deferred tax asset of john d. smith "
    "was set up on dec. 31, 2017.¦ the company had more.",
    "tokenised": "The cat sat . ¦It had 3.5 kg , and `` slept '' .¦ Then it left .",
    "tokenised quotes": "`` We are here . ''¦ He smiled .",
    "tokenised straight quotes": 'He said " We are here . "¦ He smiled .',
    "tokenised number": "The song is No . 1 in Asia .¦ It sold .",
    "no last stop": "It ended.¦ Nobody wrote the last stop",
    "German ordinal": "Am 3. Oktober wird gefeiert.¦ Das ist alles.",
    "German numbers at the end": "Es fahren Busse der Linie 4.¦ Sie halten überall.¦ Der Laden ist am "
    "Ring 7.¦ Für Kinder ist er frei.¦ Sie war schon 46.¦ Bekannt wurde sie spät.",
    "German number behind a preposition": "Der Zug hält auf Gleis 3.¦ Fahrgäste steigen dort um.¦ "
    "Er kam mit 12.¦ Danach lernte er.¦ Sie wurde 80.¦ Am Montag war das Fest.",
    "German ordinals in all places": "Vom 3. Juni bis zum 18. August ist zu.¦ Es ist der 2. Preis und "
    "die 3. Auflage.¦ Anfang 2. Halbjahr kam der 1. FC.¦ Am Sonntag, 4. Advent, ist offen.",
    "French": "M. Dupont est arrivé. ¦Il était tard !¦ Où est-il ?",
    "Spanish": "¿Qué pasa?¦ ¡Nada!¦ El Sr. López vino.",
    "Chinese": "他来了。¦她走了！¦真的吗？¦是的。",
    "Chinese semicolon": "他来了；她走了；我们留下。¦然后呢？",
    "Chinese quotes": "他说：“你好。”¦然后走了。¦“真的吗？”他问。",
    "Chinese corner quotes": "他说「好。」¦她走了。",
    "Chinese decimals and Latin": "贸易额为233.8亿美元。¦U.S.公司增长3.5％。",
    "Chinese brackets": "首任指挥员（CDR）到了。¦（他很高兴。）¦大家都来了。",
    "Chinese dots": "油价当然会上涨......当然！¦这是怎么回事！......你们提价了。",
    "Chinese ellipsis": "我来这里是为了……愉快地接受刑罚。¦他说完了。",
    "Chinese with half-width marks": "真的吗?¦是的!¦好。",
    "Hebrew": "הוא בא. ¦היא הלכה! ¦למה? ¦כי כך.",
    "Hebrew gershayim": 'צה"ל הודיע כי ד"ר לוי הגיע.¦ מנכ"ל החברה שמח.',
    "Hebrew quote": 'הוא אמר "בוא הנה."¦ היא באה.',
    "Hebrew initials": "א. ב. יהושע כתב ספר.¦ הספר נמכר.",
    "Hebrew decimals": "המחיר עלה ב-3.5 אחוז.¦ זה היה ב-7.10.2023 בבוקר.",
    "Arabic": "جاء الرجل.¦ هل رأيته؟¦ نعم.",
    "Russian": "Он пришёл.¦ Она ушла в 5 ч. вечера.",
}


def words(text: str, language: str | None = None) -> list[str]:
    return [text[s.start_char : s.end_char] for s in split_sentences(text, language)]


def kinds(text: str) -> list[tuple[str, str, int]]:
    return [(s.kind.value, text[s.start_char : s.end_char], s.block) for s in split_sentences(text)]


@pytest.mark.parametrize("name", PROSE)
def test_prose(name: str) -> None:
    marked = PROSE[name]
    text = marked.replace("¦", "")
    assert words(text, detect_language(text)) == [part.strip() for part in marked.split("¦")]


STRUCTURE = {
    "markdown": (
        "# Title\n\nFirst. Second.\n\n- one\n- two\n\n## Part ##\n\nThird.",
        [
            ("heading", "Title", 0),
            ("prose", "First.", 1),
            ("prose", "Second.", 1),
            ("list_item", "one", 2),
            ("list_item", "two", 2),
            ("heading", "Part", 3),
            ("prose", "Third.", 4),
        ],
    ),
    "indented numbers and stray spaces": (
        "The areas are:\n\n  1. Research.\n  2.  Readiness.\n\n\nMore text follows here.",
        [
            ("prose", "The areas are:", 0),
            ("list_item", "Research.", 1),
            ("list_item", "Readiness.", 1),
            ("prose", "More text follows here.", 2),
        ],
    ),
    "other markers": (
        "• a\n2) b\n(3) c\n* d\n一、甲\n（二）乙",
        [("list_item", word, 0) for word in ("a", "b", "c", "d", "甲", "乙")],
    ),
    "wrapped item": (
        "- an item that goes\n  on here\n- another",
        [("list_item", "an item that goes\n  on here", 0), ("list_item", "another", 0)],
    ),
    "heading by itself right under a paragraph": (
        "It has become irreversible.\nFinal conclusion\n\nThe key lies here.",
        [
            ("prose", "It has become irreversible.", 0),
            ("heading", "Final conclusion", 1),
            ("prose", "The key lies here.", 2),
        ],
    ),
    "title that is a question": (
        "What will they announce?\n\nThey will announce it.",
        [("heading", "What will they announce?", 0), ("prose", "They will announce it.", 1)],
    ),
    "setext": (
        "Title\n=====\n\nWords.\n\nPart\n----\nMore.",
        [
            ("heading", "Title", 0),
            ("prose", "Words.", 1),
            ("heading", "Part", 2),
            ("prose", "More.", 3),
        ],
    ),
    "wiki headings": (
        "= Game =\nIt sold well.\n= = Plot = =\nIt ends.",
        [
            ("heading", "Game", 0),
            ("prose", "It sold well.", 1),
            ("heading", "Plot", 2),
            ("prose", "It ends.", 3),
        ],
    ),
    "markdown table": (
        "| Year | Sum |\n|---|---:|\n| 2023 | 23.38 |",
        [("table_row", "Year | Sum", 0), ("table_row", "2023 | 23.38", 0)],
    ),
    "bare table": (
        "year | sum\n2023 | 23.38",
        [("table_row", "year | sum", 0), ("table_row", "2023 | 23.38", 0)],
    ),
    "one paragraph to a line": (
        "One. Two.\nThree is here.",
        [("prose", "One.", 0), ("prose", "Two.", 0), ("prose", "Three is here.", 1)],
    ),
    "wrapped paragraph": (
        "This paragraph was wrapped at a width of some sixty letters\n"
        "and so a sentence goes on in the next line. Here is another\n"
        "Sentence with a capital at the line's start.",
        [
            (
                "prose",
                "This paragraph was wrapped at a width of some sixty letters\n"
                "and so a sentence goes on in the next line.",
                0,
            ),
            ("prose", "Here is another\nSentence with a capital at the line's start.", 0),
        ],
    ),
    "number at the start of a wrapped line": (
        "This paragraph was wrapped and its last word of the first line is\n"
        "12. Then it goes on for a while.",
        [
            ("prose", "This paragraph was wrapped and its last word of the first line is\n12.", 0),
            ("prose", "Then it goes on for a while.", 0),
        ],
    ),
    "number behind a line that is not full": (
        "It was resolved to accept the tender of Weirwright Limited. Work begins on\n"
        "12 January 2026 and takes eleven weeks. The footpath is closed until\n2 March.",
        [
            ("prose", "It was resolved to accept the tender of Weirwright Limited.", 0),
            ("prose", "Work begins on\n12 January 2026 and takes eleven weeks.", 0),
            ("prose", "The footpath is closed until\n2 March.", 0),
        ],
    ),
    "days and numbers of a list": (
        "Days of the year:\n12 January Opening\n2 March Closing\n\nHow to log in\n1. Go to the inn\n"
        "2. Sign in",
        [
            ("prose", "Days of the year:", 0),
            ("prose", "12 January Opening", 1),
            ("prose", "2 March Closing", 2),
            ("prose", "How to log in", 3),
            ("list_item", "Go to the inn", 4),
            ("list_item", "Sign in", 4),
        ],
    ),
    "labels and what they say": (
        "# Minutes\n\nPresent: Ines Quill, Tam Orrin\n\nAbsent: Edda Crane\n\nIt began at nine.",
        [
            ("heading", "Minutes", 0),
            ("prose", "Present: Ines Quill, Tam Orrin", 1),
            ("prose", "Absent: Edda Crane", 2),
            ("prose", "It began at nine.", 3),
        ],
    ),
    "a label in bold": (
        "Once more.\n\n**Absent:** Edda Crane\n\nIt began at nine.\n\nWater: an outlook\n\nIt rains.",
        [
            ("prose", "Once more.", 0),
            ("prose", "**Absent:** Edda Crane", 1),
            ("prose", "It began at nine.", 2),
            ("heading", "Water: an outlook", 3),
            ("prose", "It rains.", 4),
        ],
    ),
    "verse is not headings": (
        "Roses are red\nViolets are blue\nSugar is sweet\nAnd so are you\n\nIt was a poem.",
        [
            ("prose", "Roses are red", 0),
            ("prose", "Violets are blue", 1),
            ("prose", "Sugar is sweet", 2),
            ("prose", "And so are you", 3),
            ("prose", "It was a poem.", 4),
        ],
    ),
    "rules, quotes and nothing": (
        "***\n\n> Quoted words.\n\n---\n\n...\n",
        [("prose", "Quoted words.", 0)],
    ),
    "transcript": (
        "He spoke to them.\n\nAUDIENCE: Booo —\n\nThey went up.",
        [
            ("prose", "He spoke to them.", 0),
            ("prose", "AUDIENCE: Booo —", 1),
            ("prose", "They went up.", 2),
        ],
    ),
    "code": (
        "Run this:\n\n```sh\n  curl x | sh\n\n# a comment\nquux serve\n```\nIt runs.\n\n```\nnever closed",
        [
            ("prose", "Run this:", 0),
            ("code", "  curl x | sh\n\n# a comment\nquux serve", 1),
            ("prose", "It runs.", 2),
            ("prose", "never closed", 3),
        ],
    ),
    "code below the steps of a list": (
        "1. Stop it:\n   ```\nquux stop\n```\n2. Go.\n\n````\n```\n- a\n```\n````\n- b",
        [
            ("list_item", "Stop it:", 0),
            ("code", "quux stop", 0),
            ("list_item", "Go.", 0),
            ("code", "```\n- a\n```", 1),
            ("list_item", "b", 2),
        ],
    ),
    "carriage returns": (
        "One.\r\nTwo.\r\n\r\nThree.",
        [("prose", "One.", 0), ("prose", "Two.", 1), ("prose", "Three.", 2)],
    ),
}


@pytest.mark.parametrize("name", STRUCTURE)
def test_structure(name: str) -> None:
    text, expected = STRUCTURE[name]
    assert kinds(text) == expected


def test_a_long_item_is_cut_into_sentences_of_one_block() -> None:
    long = "It holds a fact about trade and another about health. " * 6
    found = split_sentences(f"- {long}\n- short. Item.")
    assert [s.kind for s in found] == [Kind.LIST_ITEM] * 7
    assert {s.block for s in found} == {0}


def test_heading_levels() -> None:
    text = (
        "Top\n\nOne.\n\n## Two\n\nTwo.\n\n### Three\n\nThree.\n\nUnder\n---\nLast.\n\nPlain\n\nEnd."
    )
    levels = [heading_level(text, s) for s in split_sentences(text) if s.kind is Kind.HEADING]
    assert levels == [1, 2, 3, 2, 2]


LANGUAGES = {
    "en": "The value of trade between the two countries was high in that year.",
    "de": "Der Wert des Handels war in dem Jahr nicht so hoch, und das ist gut.",
    "fr": "Le commerce entre les deux pays est dans une phase de croissance.",
    "es": "El comercio entre los dos países es una de las claves para la región.",
    "he": "שר הבריאות חתם היום על הסכם",
    "zh": "中国和以色列的贸易额",
    "ja": "日本の経済はとても大きい",
    "ko": "한국의 경제",
    "ru": "Россия и Израиль",
    "ar": "وزارة الصحة",
    "mixed, mostly zh": "OECD 国家的贸易额为二百三十亿美元",
    None: "Xyzzy 123",
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_language(code: str | None) -> None:
    expected = code.rpartition(" ")[2] if code else None
    assert detect_language(LANGUAGES[code]) == expected


def test_no_language_in_nothing() -> None:
    assert detect_language("") is None
    assert detect_language("123 — …") is None


ANY_TEXT = st.text() | st.lists(
    st.sampled_from(
        [
            "Word",
            "word",
            "3",
            ".",
            "!",
            "?",
            "…",
            "。",
            '"',
            "”",
            "'' ",
            ")",
            "(",
            "[1]",
            " ",
            "\n",
            "\n\n",
            "- ",
            "1. ",
            "# ",
            "| ",
            "=",
            "---",
            "U.S.",
            "Dr.",
            "א",
            "中",
            "‎",
            "é",
            "😀",
        ]
    )
).map("".join)


@given(ANY_TEXT)
def test_spans_are_exact_ordered_and_lose_no_word(text: str) -> None:
    found = split_sentences(text)
    end = block = 0
    for sentence in found:
        part = text[sentence.start_char : sentence.end_char]
        assert part and part == part.strip()
        assert sentence.start_char >= end
        assert sentence.block >= block
        end, block = sentence.end_char, sentence.block
    covered = "".join(text[s.start_char : s.end_char] for s in found)
    outside = len(re.findall(r"[^\W\d_]", text)) - len(re.findall(r"[^\W\d_]", covered))
    # Letters outside every span are those of list markers such as "a)".
    assert outside <= len(re.findall(r"(?m)^\W*[a-z一二三四五六七八九十]{1,3}[)）、]", text)) * 3


@pytest.mark.parametrize(
    "text",
    ["a" * 10**6, "word " * 200_000, "." * 10**6, "Dr. " * 250_000, "— " * 500_000, "= " * 500_000,
     "(" * 10**6, '" ' * 500_000, ". '' " * 200_000, "a\n" * 250_000, "| " * 500_000,
     "A.B." * 250_000, "1. " * 300_000, "# " * 500_000, "The cat sat. " * 80_000,
     "。" * 10**6, "> " * 500_000, "-" * 10**6 + "x", "|-" * 500_000 + "x"],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_a_megabyte_takes_seconds_whatever_is_in_it(text: str) -> None:
    started = time.process_time()
    split_sentences(text)
    assert time.process_time() - started < 5


def test_lines_of_a_name_and_a_dash_are_items() -> None:
    text = (
        "ACTIONS\nDougal – chase broker about the insurance; ask Marsh for the certificate\n"
        "Helen – ring brass band\nAna and Will - soup\n\nHelen – at last – came home.\n"
    )
    found = [(text[s.start_char : s.end_char], s.kind) for s in split_sentences(text)]
    assert found[1:] == [
        (
            "Dougal – chase broker about the insurance; ask Marsh for the certificate",
            Kind.LIST_ITEM,
        ),
        ("Helen – ring brass band", Kind.LIST_ITEM),
        ("Ana and Will - soup", Kind.LIST_ITEM),
        ("Helen – at last – came home.", Kind.PROSE),
    ]
