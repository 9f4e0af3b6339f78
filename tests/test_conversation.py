import pytest

from rag.answering.asking.conversation import standalone
from rag.answering.asking.things import carried_on
from rag.schema import Turn

TRADE = [Turn("What was the trade between China and Israel in 2023?", "USD 23.38 billion. [1]")]
PORT = [Turn("What did SIPG build in Haifa?", "SIPG built a private port in Haifa. [1]")]
DEAL = [
    Turn("When was the healthcare agreement signed?", "It was signed on the day of the visit [1].")
]
CARS = [Turn("Who is supplying the train cars for the light rail?", "CRRC supplies them. [1]")]
ENVOY = [Turn("Who is China's ambassador to Israel?", "The ambassador is Xiao Junzheng. [1]")]
NAMED = [
    Turn(
        "Who is China's ambassador to Israel?",
        "China's ambassador to Israel, Xiao Junzheng, took up his post in December. [1]",
    )
]
MANY = [Turn("How many train cars did Denya Cebus contract to buy?", "It bought 132. [1]")]
LINE = [Turn("云州二号线全长多少？", "二号线全长14.6公里。[1]")]
BUS = [Turn("מתי נחתם ההסכם?", "ההסכם נחתם ב-2017. [1]")]
LUMO = [Turn("What is the price of the Lumo 300?", "It costs 40 crowns. [1]")]
PHONE = [Turn("What's the price of the Orbit 10?", "It costs 400 crowns. [1]")]
NORWAY = [Turn("Who is Norway's ambassador to the U.S.?", "Nils Aas. [1]")]
KENYA = [Turn("Who is Norway's ambassador to Kenya?", "Ida Moe. [1]")]
CODE = [Turn("What does E4 mean?", "The filter is full. [1]")]
VOTE = [Turn("Who voted against the levy?", "Ms. Holt voted against it, for it was late. [1]")]
COUNT = [Turn("Who voted against the levy?", "The levy passed by 4 votes to 1. [1]")]
BUILT = [Turn("Which company built the quay?", "Selby Lines. [1]")]
HURT = [Turn("How many were injured?", "Nine were. [1]")]
TANK = [Turn("Can I wash the tank of the Ember 40 in the sink?", "Yes. [1]")]
ORDER = [Turn("Who placed order 10500?", "Harrow Ltd. [1]")]
HIRE = [Turn("What does an e-bike cost for a day?", "It costs 42 euros. [1]")]
ASK = [Turn("What did the ministry say about the tariffs?", "They rise. [1]")]
REST = [Turn("How long must the dough rest?", "An hour. [1]")]
VALID = [Turn("How long is a ticket for the tram valid?", "An hour. [1]")]
STAY = [Turn("What is the deposit for the bike?", "50 euros. [1]")]
POOL = [Turn("When does the pool open?", "At nine. [1]")]
BUDGET = [Turn("What is the budget for 2024?", "It is 2 million. [1]")]


@pytest.mark.parametrize(
    ("history", "asked", "understood"),
    [
        (TRADE, "And in 2025?", "What was the trade between China and Israel in 2025?"),
        (TRADE, "And the year before?", "What was the trade between China and Israel in 2022?"),
        (TRADE, "and the following year", "What was the trade between China and Israel in 2024?"),
        (TRADE, "what about 2021", "What was the trade between China and Israel in 2021?"),
        (TRADE, "And with Japan?", "What was the trade between China and Japan in 2023?"),
        (PORT, "what about Ashdod?", "What did SIPG build in Ashdod?"),
        (PORT, "And in 2025?", "What did SIPG build in Haifa in 2025?"),
        (PORT, "Why?", "Why did SIPG build in Haifa?"),
        (TANK, "why not?", "Why can't I wash the tank of the Ember 40 in the sink?"),
        (ORDER, "and 10501?", "Who placed order 10501?"),
        (ORDER, "what about #10502", "Who placed order 10502?"),
        (PORT, "and why not", "Why didn't SIPG build in Haifa?"),
        (PORT, "who said that?", "Who said that SIPG built a private port in Haifa?"),
        (PORT, "When did it open?", "When did it open — SIPG in Haifa?"),
        (DEAL, "Who signed it?", "Who signed the healthcare agreement?"),
        (DEAL, "What does it cover?", "What does the healthcare agreement cover?"),
        (DEAL, "why?", "Why was the healthcare agreement signed?"),
        (
            DEAL,
            "why, according to Witte?",
            "Why was the healthcare agreement signed, according to Witte?",
        ),
        (CARS, "How many of them?", "How many of the train cars for the light rail?"),
        (ENVOY, "What did he say about Hamas?", "What did Xiao Junzheng say about Hamas?"),
        (NAMED, "When did he arrive?", "When did Xiao Junzheng arrive?"),
        (MANY, "From whom?", "From whom did Denya Cebus contract to buy train cars?"),
        (LINE, "那一号线呢？", "云州一号线全长多少？"),
        (LINE, "2025年呢？", "2025年云州二号线全长多少？"),
        (LINE, "谁说的？", "谁说的：二号线全长14.6公里？"),
        (BUS, "למה?", "למה נחתם ההסכם?"),
        (BUS, "ובשנת 2025?", "מתי נחתם ההסכם בשנת 2025?"),
        (LUMO, "and the Max?", "What is the price of the Max?"),
        (LUMO, "and the Lumo 300 Max?", "What is the price of the Lumo 300 Max?"),
        (LUMO, "what about the Lumo 500?", "What is the price of the Lumo 500?"),
        (LUMO, "What's its weight?", "What's the Lumo 300's weight?"),
        (LUMO, "Is it waterproof?", "Is the Lumo 300 waterproof?"),
        (LUMO, "And its weight?", "What is the Lumo 300's weight?"),
        (PHONE, "and the iTab 12?", "What is the price of the iTab 12?"),
        (BUDGET, "How much of it is for roads?", "How much of the budget for 2024 is for roads?"),
        (NORWAY, "And Peru's?", "Who is Peru's ambassador to the U.S.?"),
        (NORWAY, "And to Kenya?", "Who is Norway's ambassador to Kenya?"),
        (NORWAY, "and Kenya?", "Who is Norway's ambassador to Kenya?"),
        (KENYA, "And Peru's?", "Who is Peru's ambassador to Kenya?"),
        (KENYA, "And Peru's ambassador?", "Who is Peru's ambassador to Kenya?"),
        (KENYA, "And to the U.K.?", "Who is Norway's ambassador to the U.K.?"),
        (CODE, "And E7?", "What does E7 mean?"),
        (VOTE, "When?", "When was it that Ms. Holt voted against the levy?"),
        (COUNT, "When?", "When was it that someone voted against the levy?"),
        (COUNT, "To whom?", "Who voted against the levy — to whom?"),
        (COUNT, "How many?", "How many voted against the levy?"),
        (BUILT, "When?", "When was it that the company built the quay?"),
        (HURT, "and the cargo?", "How many were injured — the cargo?"),
    ],
)
def test_a_follow_up_stands_alone(history: list[Turn], asked: str, understood: str) -> None:
    rewrite = standalone(asked, history)
    assert rewrite.text == understood
    assert rewrite.changed and understood in rewrite.note


@pytest.mark.parametrize("history", [TRADE, PORT, DEAL, CARS, ENVOY, LINE, BUS])
@pytest.mark.parametrize(
    "asked",
    [
        "Who leads SIGNAL Group?",
        "What is the boiling point of ethanol?",
        "Which hospitals will the delegation visit in Jerusalem?",
        "Is it true that Israel exports drones to China?",
        "How many people are there in Shanghai?",
        "以色列的首都在什么地方？",
        "כמה אנשים ביקרו במוזיאון?",
    ],
)
def test_a_change_of_topic_is_not_dragged_along(history: list[Turn], asked: str) -> None:
    rewrite = standalone(asked, history)
    assert (rewrite.text, rewrite.changed, rewrite.note) == (asked, False, "")


@pytest.mark.parametrize("asked", ["Why?", "And in 2025?", "Who said that?", "它呢？", "", "   "])
def test_without_history_nothing_changes(asked: str) -> None:
    assert standalone(asked, []).text == asked.strip()
    assert not standalone(asked, []).changed


@pytest.mark.parametrize(
    ("asked", "whole"),
    [
        ("how much is the rent", True),
        ("Who is the landlord?", True),
        ("what is the battery life?", True),
        ("Is the balcony covered?", True),
        ("And the balcony?", False),
        ("the balcony?", False),
        ("what does it cost", False),
    ],
)
def test_a_short_question_may_stand_as_it_was_asked(asked: str, whole: bool) -> None:
    rewrite = standalone(asked, LUMO)
    assert rewrite.changed and rewrite.whole == whole
    # Whatever it was understood as is known of the turn; where it is not, it was meant as asked.
    if whole:
        after = standalone("why?", [*LUMO, Turn(asked, "")])
        assert "Lumo" not in after.text
    after = standalone("why?", [*LUMO, Turn(asked, "", searched="Who sold the ship?")])
    assert "sold the ship" in after.text


def test_i_am_not_what_was_asked_about() -> None:
    history = [Turn("How long do I have to return it?", "30 days. [1]")]
    assert "does I" not in standalone("what does it cost?", history).text


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    history = [*PORT, Turn("What about Ashdod?", "Nothing."), Turn("And in 2025?", "Nothing.")]
    assert standalone("why?", history).text == "Why did SIPG build in Ashdod in 2025?"


def test_who_said_that_needs_an_answer() -> None:
    assert not standalone("who said that?", [Turn("What did SIPG build?")]).text.startswith(
        "Who said that SIPG"
    )


@pytest.mark.parametrize(
    ("history", "asked", "understood"),
    [
        ([*HURT, Turn("And killed?")], "what about the cargo?",
         "How many were injured — the cargo?"),
        ([*CODE, Turn("And E7?")], "and E9?", "What does E9 mean?"),
        ([*LUMO, Turn("and the Max?")], "And its weight?", "What is the Max's weight?"),
        ([*VOTE, Turn("Why?")], "When?", "When was it that Ms. Holt voted against the levy?"),
        ([*TRADE, Turn("thanks!", "")], "and in 2022?",
         "What was the trade between China and Israel in 2022?"),
    ],
)  # fmt: skip
def test_each_follow_up_starts_from_the_one_before(
    history: list[Turn], asked: str, understood: str
) -> None:
    assert standalone(asked, history).text == understood


ROOFS = Turn("Who won the contract for the roofs?", "Bellweather won it. [1]")
BID = Turn("How much was their bid?", "£4 million. [1]")
TRUST = Turn("Who runs the trust?", "It is led by Ada Poe, who came from Wels. [1]")
STUDY = Turn("What did the study find about rotating shifts?", "A risk. [1]")


@pytest.mark.parametrize(
    ("history", "asked", "understood"),
    [
        # However long the talk goes on, what it is about is said once.
        ([ROOFS, BID, Turn("When does it start?", "In May. [1]")], "Who pays for it?",
         "Who pays for it — the contract for the roofs?"),
        ([Turn("How do I get a refund?", "Register. [1]")], "How much is it?",
         "How much is it — a refund?"),
        ([Turn("Can I fly in business class?", "Only at night if you have to work on the same day, "
               "and never for less than the seven hours of it. [1]")], "And how much is the hotel?",
         "how much is the hotel — business class?"),
        ([TRUST], "What did she do before?", "What did Ada Poe do before?"),
        ([TRUST, Turn("What did she do before?", "Ada Poe ran a ski resort. [1]")],
         "What does he say?", "What does he say — Ada Poe?"),
        ([Turn("Who voted?", "Mr Castell voted for it, Ms Stubbs against. [1]")],
         "What did she say?", "What did Stubbs say?"),
        ([Turn("Who inspects the wires?", "Last year it was Volthire. [1]")],
         "When is she coming?", "When is she coming — the wires?"),
        ([Turn("Who led the study?", "Ada Poe led it. [1]")], "Who comes after her?",
         "Who comes after Ada Poe?"),
        ([STUDY], "How long did they sleep?",
         "How long did they sleep — the study about rotating shifts?"),
        ([Turn("What did the council decide?", "To build. [1]")], "When did they meet?",
         "When did the council meet?"),
        ([BUDGET[0]], "Can I spend more?", "Can I spend more — the budget for 2024?"),
        ([Turn("Who is the Chief Financial Officer?", "Director | Role [1]\nAda Poe | Chief "
               "Financial Officer [2]")], "When does she retire?", "When does Ada Poe retire?"),
        ([Turn("List the tenders for the sluice", "Wel, Hat and Dun. [1]")],
         "Which was cheapest?", "Which was cheapest — the tenders for the sluice?"),
        ([Turn("How much is the hotel?", "£140. [1]")], "What if I stay with my sister?",
         "What if I stay with my sister — the hotel?"),
    ],
)  # fmt: skip
def test_what_a_conversation_is_about_is_carried_on(
    history: list[Turn], asked: str, understood: str
) -> None:
    rewrite = standalone(asked, history)
    assert rewrite.text == understood
    assert rewrite.leans


@pytest.mark.parametrize("asked", ["And in 2025?", "And with Japan?", "What about Ashdod?"])
def test_the_same_question_about_another_leans_on_nothing(asked: str) -> None:
    assert not standalone(asked, PORT if "Ashdod" in asked else TRADE).leans


def test_what_was_asked_last_may_be_what_is_meant() -> None:
    happened = Turn("And what happened to the developer?", "It withdrew. [1]")
    others = standalone("How much did they offer?", [ROOFS, happened]).others
    assert others == ("How much did they offer — the developer?",)
    assert not standalone("Who pays for it?", [ROOFS, BID, Turn("When does it start?")]).others
    assert standalone("And for permanent nights?", [STUDY]).others == (
        "What did the study find about permanent nights?",
    )


@pytest.mark.parametrize("asked", ["yes", "No.", "ok", "thanks!", "What is this document about?"])
def test_what_asks_nothing_is_not_rewritten(asked: str) -> None:
    assert not standalone(asked, LUMO).changed


@pytest.mark.parametrize(
    ("history", "asked", "others"),
    [
        (
            TANK,
            "and the tray?",
            ("Can I wash the tray of the Ember 40 in the sink?", "the tray — Ember 40?"),
        ),
        (HIRE, "And a tandem?", ("What does a tandem cost for a day?",)),
        (POOL, "and the sauna?", ("When does the sauna open?",)),
        (HIRE, "And for a week?", ()),  # only one reading
        (ASK, "and the union?", ("What did the union say about the tariffs?",)),
        (REST, "And the sauce?", ("How long must the sauce rest?",)),
        (HIRE, "and by card?", ()),
        (POOL, "and after the holidays?", ()),
        (POOL, "and the small one?", ()),
        (TRADE, "And in 2025?", ()),
    ],
)
def test_a_thing_may_stand_for_another_or_belong_to_what_was_named(
    history: list[Turn], asked: str, others: tuple[str, ...]
) -> None:
    assert standalone(asked, history).others == others


@pytest.mark.parametrize(
    ("before", "asked", "way"),
    [
        ("Which museums will the Danish envoys visit?", "And which hotel?",
         "Which hotel will the Danish envoys visit?"),
        ("How many trams did Orrin buy in May?", "And how many buses?",
         "How many buses did Orrin buy in May?"),
        ("In which year was the lido built?", "And in which street?",
         "In which street was the lido built?"),
    ],
)  # fmt: skip
def test_another_thing_that_is_asked_for_takes_the_place_of_the_first(
    before: str, asked: str, way: str
) -> None:
    rewrite = standalone(asked, [Turn(before, "So it was.", before)])
    assert way in (rewrite.text, *rewrite.others)


def test_a_people_s_adjective_is_nothing_to_talk_of() -> None:
    before = "Which firms put money into Danish kettle clubs?"
    asked = "And what has that done for tea in Norway?"
    rewrite = standalone(asked, [Turn(before, "Two firms did.", before)])
    assert all("— Danish?" not in way for way in (rewrite.text, *rewrite.others))
    assert "Danish kettle clubs" in rewrite.text


def test_what_is_asked_for_a_week_is_asked_for_no_day() -> None:
    assert standalone("And for a week?", HIRE).text == "What does an e-bike cost for a week?"


@pytest.mark.parametrize(
    ("history", "asked", "text"),
    [
        (VALID, "And for the bus?", "How long is a ticket for the tram valid — the bus?"),
        (STAY, "And for two days?", "What is the deposit for the bike — two days?"),
        (STAY, "And for the car?", "What is the deposit for the car?"),
    ],
)
def test_only_a_thing_whose_end_is_clear_gives_way(
    history: list[Turn], asked: str, text: str
) -> None:
    assert standalone(asked, history).text == text


@pytest.mark.parametrize("asked", ["why?", "What about it?", "And in 2025?", "Who pays for it?"])
def test_of_a_very_long_history_only_the_beginnings_are_carried_on(asked: str) -> None:
    long = Turn("When was the pier built " + "and so on " * 2_000, "word " * 4_000)
    assert len(standalone(asked, [long] * 50).text) < 1_000


def test_of_a_handover_he_is_the_one_who_was_asked_for() -> None:
    said = "We welcome Soraya Lind, who takes over the archive from Edgar Moll. [1]"
    for asked, name in (("leaving", "Edgar Moll"), ("taking over", "Soraya Lind")):
        turn = Turn(f"Who is {asked} the archive?", said)
        rewrite = standalone("What will he do next?", [turn])
        assert name in rewrite.text


MOLL = Turn(
    "Who founded Moll & Sisters?",
    "What is now Moll & Sisters Ltd began in Wels, where Edgar Moll, a cooper, made tubs. [1]",
)


@pytest.mark.parametrize(
    ("turn", "asked", "understood"),
    [
        (MOLL, "When did he die?", "When did Edgar Moll die?"),
        (
            Turn("Who drowned at Skarn?", "Her eldest son, Tomas, drowned at Skarn. [1]"),
            "When was he found?",
            "When was Tomas found?",
        ),
        (
            Turn("Who is Ada Poe?", "Ada Poe left in May and was replaced by Rolf Lind. [1]"),
            "When did she start?",
            "When did Ada Poe start?",
        ),
        (
            Turn("Can the lodger leave Room 4 in May?", "Only in June. [1]"),
            "How much must he pay?",
            "How much must the lodger pay?",
        ),
        (
            Turn("Who is the treasurer of Holm?", "Nobody is named. [1]"),
            "When does she retire?",
            "When does the treasurer retire?",
        ),
    ],
)
def test_he_and_she_are_somebody_and_never_half_a_name(
    turn: Turn, asked: str, understood: str
) -> None:
    assert standalone(asked, [turn]).text == understood


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("How long does the licence of Berth 9 last", "the licence of Berth 9"),
        ("Can the lodger sublet the room", "the lodger, the room"),
        ("How long should the plum cake be baked", "the plum cake"),
        ("Does the price of the ticket include breakfast", "the price of the ticket"),
        ("What changed in Orbit 4.2", "Orbit 4.2"),
        ("Which roses will be pruned", "roses"),
        ("Which teas are dark roast", "dark roast teas"),
        ("When does the control panel lock me out", "the control panel"),
        ("How much did Rolf charge for the kitchen", "Rolf for the kitchen"),
        ("Which of these affects how long I stay", ""),
        ("When is washing day", "washing day"),
        ("Where can I park", ""),
    ],
)
def test_what_is_carried_on_are_things_and_no_verbs(question: str, things: str) -> None:
    assert carried_on(question) == things


ORBIT = Turn("How much is the Orbit 10 kettle?", "Orbit 10 | 40 [1]")
PANEL = "- The dark theme stays. [1]\n- The panel locks after an hour. Change it in the menu. [2]"


@pytest.mark.parametrize(
    ("turn", "asked", "understood"),
    [
        # The time is another, the measure is kept.
        (
            Turn("What was the output of Holm in Q3?", "It was 12 tons. [1]"),
            "And the year before?",
            "What was the output of Holm in Q3 the year before?",
        ),
        (
            Turn("What was the output of Holm?", "It was 12 tons in 2024. [1]"),
            "And the year before?",
            "What was the output of Holm in 2023?",
        ),
        (
            Turn("How high was the rent in the third quarter?", "It was 12. [1]"),
            "And in the second quarter?",
            "How high was the rent in the second quarter?",
        ),
        (
            Turn("What is the EBIT of Ropes in 2024?", "It was 12. [1]"),
            "And Anchors?",
            "What is the EBIT of Anchors in 2024?",
        ),
        (ORBIT, "And the smaller one?", "How much is the smaller Orbit kettle?"),
        (POOL[0], "And the small one?", "When does the small pool open?"),
        (
            Turn("How high is the fee for loss?", "It is 10. [1]"),
            "And for breakage of glass?",
            "How high is the fee for breakage of glass?",
        ),
        (
            Turn("What did Ada design?", "The long fork of 1926, drawn by Ada, won a medal. [1]"),
            "Is it still sold?",
            "Is the long fork of 1926 still sold?",
        ),
        (
            Turn("Is the Orbit 10 in stock?", "Yes. [1]"),
            "How long is its warranty?",
            "How long is the Orbit 10's warranty?",
        ),
    ],
)
def test_the_whole_question_is_asked_again(turn: Turn, asked: str, understood: str) -> None:
    assert standalone(asked, [turn]).text == understood


def test_how_to_change_that_is_looked_for_in_what_was_quoted() -> None:
    turn = Turn("Which of these affects how long the panel stays open?", PANEL)
    told = "How do I change that — the panel locks after an hour?"
    assert standalone("How do I change that?", [turn]).text == told
    turn = Turn("What is new in Orbit 4.2?", PANEL)
    assert told in standalone("How do I change that?", [turn]).others


CLINIC = [Turn("城东诊所的院长是谁？", "院长是五十岁的叶秋霞。[1]")]
AGED = [Turn("老木匠贺春生今年多大？", "贺春生今年七十二岁。[1]")]
LOST = [Turn("钥匙丢了怎么办？", "须在一天内报告门卫。[1]")]
CLOSED = [Turn("泳池一共关了多少天？", "泳池一共关了九天。[1]")]
CHOIR = [Turn("מי מנצחת על המקהלה?", "המנצחת היא מיכל ברק. [1]")]
SCHOOL = [Turn("מי מנהלת את הספרייה?", "מנהלת הספרייה היא דליה רוזן. [1]")]
BRIDGE = [Turn("מי בנה את הגשר?", "הגשר נבנה בשנת 1902 על ידי זאב לנדאו. [1]")]
OPENED = [Turn("מתי נפתחה תחנת הרוח?", "התחנה נפתחה ב-1911. [1]")]
GRANT = [Turn("מה זה מענק דרכים?", "מענק לתיקון דרכים. [1]")]


@pytest.mark.parametrize(
    ("history", "asked", "text"),
    [
        (CLINIC, "她今年多大？", "城东诊所的院长今年多大？"),
        (CLINIC, "她还担任什么职务？", "城东诊所的院长还担任什么职务？"),
        (AGED, "他以后住在哪里？", "老木匠贺春生以后住在哪里？"),
        (LOST, "那要付多少钱？", "要付多少钱 — 钥匙丢了？"),
        (LOST, "要多少钱？", "要多少钱 — 钥匙丢了？"),
        (CLOSED, "为什么？", "为什么泳池一共关了？"),
        (SCHOOL, "ומי היה לפניה?", "מי קדם למנהלת הספרייה?"),
        (SCHOOL, "מי היה לפניה?", "מי קדם למנהלת הספרייה?"),
        (BRIDGE, "באיזו שנה?", "באיזו שנה בנה את הגשר?"),
        (BRIDGE, "ומתי הוא נסגר?", "מתי הגשר נסגר?"),
        (BRIDGE, "ולמה הוא נסגר?", "למה הגשר נסגר?"),
        (BRIDGE, "כמה כסף ניתן לו?", "כמה כסף ניתן לגשר?"),
        (OPENED, "ומי בנה אותה?", "מי בנה את תחנת הרוח?"),
        (GRANT, "ומה לגבי מענק גשרים?", "מה זה מענק גשרים?"),
        (GRANT, "ועד מתי מגישים?", "עד מתי מגישים — מענק דרכים?"),
        ([*BRIDGE, Turn("באיזו שנה?", "1902. [1]")], "ומתי הוא נסגר?", "מתי הגשר נסגר?"),
    ],
)
def test_a_chinese_or_hebrew_follow_up_is_about_what_was_asked(
    history: list[Turn], asked: str, text: str
) -> None:
    rewrite = standalone(asked, history)
    assert (rewrite.text, rewrite.others) == (text, ())


@pytest.mark.parametrize(
    ("history", "asked"),
    [(LOST, "谁批准国外出差？"), (LOST, "其他钥匙由谁保管？"), (CHOIR, "מתי נפתח בית הקפה?")],
)
def test_what_says_enough_stays_as_it_is(history: list[Turn], asked: str) -> None:
    assert not standalone(asked, history).changed


def test_how_many_of_them_counts_the_things_without_what_they_are_for() -> None:
    for asked in (
        "Who is building the ferries for the islands?",
        "Who built the ferries for the islands?",
    ):
        found = standalone("And how many of them?", [Turn(asked, "Ruhe & Sons. [1]")])
        assert found.changed and "How many ferries?" in found.others


@pytest.mark.parametrize("asked", ["How many were against?", "And how many abstained?"])
def test_the_other_side_of_a_vote_leans_on_what_was_voted_on(asked: str) -> None:
    found = standalone(asked, [Turn("How many members voted for the budget?", "Seven. [1]")])
    assert found.changed and found.text.endswith("the budget?") and found.others == ()


LEAVE = Turn("How many weeks of leave do mothers get?", "Mothers may take up to 40 weeks. [1]")
PAID = Turn("How many are fully paid?", "Of the 40 weeks 18 are fully paid. [1]")


def test_a_question_that_names_nothing_is_no_topic() -> None:
    understood = standalone("When must it be announced?", [LEAVE, PAID]).text
    assert understood == "When must it be announced — leave?"


@pytest.mark.parametrize(
    ("asked", "before", "understood"),
    [
        ("From which group?", "How many nurses dropped out?",
         "From which group — How many nurses dropped out?"),
        ("Within how many days?", "Must the company appeal?",
         "Within how many days — Must the company appeal?"),
        ("From when?", "What is needed?", "From when — What is needed?"),
    ],
)  # fmt: skip
def test_a_fragment_behind_a_preposition_has_the_verb_of_the_question_before(
    asked: str, before: str, understood: str
) -> None:
    assert standalone(asked, [Turn(before, "Some of the nurses in the amber group. [1]")]).text == (
        understood
    )
