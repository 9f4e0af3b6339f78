"""The word lists by which names and negations are told: data only, in three languages. Pure.

English words of ``polarity`` are written as they are said and stemmed where they are used,
but for the lists that say they hold stems.
"""

import re

# Small words that may stand inside a name.
_CONNECTORS_WORDS = "of the de la le al el bin ibn van von der den du da for and & on"
CONNECTORS = frozenset(_CONNECTORS_WORDS.split())
# What makes a people of a place: Israel-is, Chin-ese.
_DEMONYM_WORDS = "i is n ns an ans ian ians ese ish s es ic an's ni nis i's a's"
DEMONYM = frozenset(_DEMONYM_WORDS.split())
# Capitalised, and no name by themselves.
_TITLES_WORDS = """
    mr mrs ms dr prof sir lord president minister general king queen prince professor january
    february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sept sep oct nov dec
    ad bc ce bce am pm i ok gmt utc inc ltd corp co plc llc company q1 q2 q3 q4
"""
TITLES = frozenset(_TITLES_WORDS.split())
# Capitalised in a name, these say what kind of thing or person it names; the rest tells which.
_KINDS_WORDS = """
    prize award medal cup university college school institute academy hospital clinic museum
    library theatre theater gallery church cathedral temple abbey street road avenue lane square
    bridge tower castle palace park garden gardens river lake bay sea ocean gulf strait island
    islands mount mountain mountains valley forest desert county province district city airport
    station port harbor harbour pier line lines railway bank company group holdings corporation
    agency department ministry council board committee commission court association society union
    federation foundation fund trust club team league party army police treaty agreement accord
    act law bill declaration convention summit conference festival war battle revolution plan
    project programme program hotel restaurant times post news tribune courier herald journal
    magazine review press captain capt lady saint st new north south east west northern southern
    eastern western upper lower great san los
"""
KINDS = frozenset(_KINDS_WORDS.split()) | TITLES
# Ordinary words that open sentences; words of other kinds are told by their endings.
_OPENERS_WORDS = """
    according also although another around because besides but certain children civil cities
    compared countries data despite due economic education energy even every experts few fewer
    food former four five six seven eight nine ten eleven twelve twenty thirty forty fifty
    thirteen fourteen fifteen sixteen seventeen eighteen nineteen sixty seventy eighty ninety
    hundred further given global health hence here high hospital however human if in instead
    interest it its just last later less like local low main many meanwhile military money more
    moreover most much national near nearly neither never new next no none nor not nothing
    nowadays of oil old on once one only original other otherwise our over overall part people
    per perhaps police poor previous prior public rather recent research roughly same second
    several similar since so social some soon state still such taken taxes thanks that the their
    then there these they third this those though three through thus today together total trade
    two under unlike until use war water well what when where whether which while who why with
    within without women men work world year yet you young both all any each first full half
    army government parliament court company workers demand growth output revenue profit sales
    production inflation supply support vaccination campaign report study troops soldiers
    patients answer source passage yes quote market price cost power plan law party team school
    student teacher doctor researcher scientist official minister president leader member group
    chief vice deputy senior junior head acting
"""
OPENERS = frozenset(_OPENERS_WORDS.split())
# These deny what follows.
_CUES_WORDS = """
    not no never none nobody neither nor without cannot unable לא אין אינו אינה אינם אינן בלי
    ללא מעולם טרם
"""
CUES = frozenset(_CUES_WORDS.split())
# Stems that deny only before "to": "refused to allow", but "the refusal was noted".
_CUES_BEFORE_TO_WORDS = "refus declin fail unabl unwil forgot ceas neglect"
CUES_BEFORE_TO = frozenset(_CUES_BEFORE_TO_WORDS.split())
# Stems that deny a noun beside them.
_CUES_OF_NOUNS_WORDS = "lack absenc absent miss unavail"
CUES_OF_NOUNS = frozenset(_CUES_OF_NOUNS_WORDS.split())
# A negation does not reach beyond these.
_CLAUSE_WORDS_WORDS = "but because although while whereas though which who that אבל אך אולם"
CLAUSE_WORDS = frozenset(_CLAUSE_WORDS_WORDS.split())
# One name in several forms that spelling does not show.
# Whoever speaks of a capital speaks of its country; not the other way round.
_CAPITALS = """
    beijing china, delhi india, tokyo japan, seoul korea, moscow russia, kyiv ukraine,
    london britain, paris france, berlin germany, rome italy, madrid spain, lisbon portugal,
    vienna austria, washington america, ottawa canada, canberra australia, jerusalem israel,
    tehran iran, baghdad iraq, ankara turkey, cairo egypt, riyadh saudi arabia, amman jordan,
    beirut lebanon, damascus syria, doha qatar, athens greece, warsaw poland, prague czech,
    budapest hungary, bucharest romania, sofia bulgaria, belgrade serbia, stockholm sweden,
    oslo norway, helsinki finland, copenhagen denmark, dublin ireland, nairobi kenya, accra ghana,
    abuja nigeria, hanoi vietnam, bangkok thailand, jakarta indonesia, manila philippines,
    taipei taiwan, islamabad pakistan, colombo sri lanka, dhaka bangladesh, kathmandu nepal,
    lima peru, havana cuba, tashkent uzbekistan
"""
CAPITALS = {
    capital: frozenset(country)
    for capital, *country in (pair.split() for pair in _CAPITALS.split(","))
}
# Who is called by where they sit, and one of the words that they are called by otherwise.
SEATS = {
    "pentagon": ("department of defense", "defense department", "defence department"),
    "white house": ("administration", "american president", "u.s. president"),
    "kremlin": ("russia", "russian"),
    "capitol hill": ("congress",),
    "downing street": ("british government", "british prime minister"),
    "westminster": ("parliament",),
    "brussels": ("european union", "european commission", "eu"),
    "vatican": ("pope", "holy see"),
    "knesset": ("israeli parliament", "israel's parliament"),
    "bundestag": ("german parliament", "germany's parliament"),
}
ALIASES = [
    frozenset(group.split("|"))
    for group in (
        "us|u.s|usa|u.s.a|united states|america|american|americans",
        "uk|u.k|britain|british|united kingdom|briton|britons",
        "eu|european union",
        "un|u.n|united nations",
        "france|french",
        "germany|german|germans",
        "spain|spanish",
        "netherlands|dutch|holland",
        "china|chinese|prc",
        "switzerland|swiss",
        "denmark|danish|danes",
        "sweden|swedish|swedes",
        "poland|polish",
        "wales|welsh",
        "turkey|turkish|türkiye|turkiye",
        "greece|greek|greeks",
        "ireland|irish",
        "norway|norwegian",
        "philippines|filipino|philippine",
        "thailand|thai",
        "peru|peruvian",
        "portugal|portuguese",
        "finland|finnish|finns",
        "scotland|scottish|scots",
        "who|world health organization|world health organisation",
        "idf|israel defense forces|israeli army|israeli military",
    )
]
# Pairs that turn a statement into its opposite, beside those of `words.OPPOSITES`.
_OPPOSITES_WORDS = """
    condemn/praise condemned/praised included/excluded eligible/excluded accept/dispute
    agree/dispute confirm/dispute
    growth/decline growth/fall increase/decrease increase/reduce increase/decline increase/drop
    increase/fall rise/decline rise/drop rise/decrease rose/declined rose/dropped rose/decreased
    rose/decrease increase/fell grew/shrank grow/decline grew/declined grew/fell grow/fall
    climb/fall climbed/fell climbed/dropped jump/drop surge/plunge surge/slump soar/plunge
    gain/lose gain/loss gains/losses profit/loss higher/lower high/low upward/downward up/down
    above/under over/under exceed/trail support/oppose supporter/opponent favour/oppose
    favor/oppose back/oppose accept/refuse accept/decline approve/reject agree/disagree
    agree/refuse allow/prohibit allow/block permit/forbid permit/ban confirm/deny admit/deny
    succeed/fail success/fail win/lose victory/defeat strengthen/weaken stronger/weaker
    expand/contract expand/shrink improve/worsen improve/deteriorate better/worse best/worst
    enter/leave enter/exit arrive/depart join/leave include/exclude guilty/innocent legal/illegal
    lawful/unlawful safe/unsafe safe/dangerous possible/impossible likely/unlikely able/unable
    available/unavailable known/unknown clear/unclear necessary/unnecessary effective/ineffective
    sufficient/insufficient adequate/inadequate complete/incomplete stable/unstable
    dependent/independent direct/indirect regular/irregular maximum/minimum major/minor many/few
    several/none more/fewer majority/minority positive/negative optimistic/pessimistic
    advantage/disadvantage strength/weakness present/absent accelerate/slow faster/slower
    quick/slow early/late earlier/later longer/shorter wide/narrow deep/shallow heavy/light
    hot/cold warm/cool wet/dry hard/soft full/empty inside/outside inner/outer indoors/outdoors
    internal/external domestic/foreign import/export buy/sell bought/sold purchase/sell
    lend/borrow lent/borrowed create/destroy build/demolish built/demolished start/stop
    start/finish begin/finish began/finished open/shut opened/shut resume/suspend resume/halt
    continue/stop continued/stopped enable/disable attack/defend attacked/defended advance/retreat
    advanced/retreated ally/rival friend/enemy love/hate remember/forget remembered/forgot
    raise/cut raised/cut raise/lower raised/lowered tighten/loosen tighten/ease
    temporary/permanent voluntary/mandatory optional/mandatory optional/required urban/rural
    left/right top/bottom front/rear married/divorced born/died alive/dead survive/perish
    survived/died hire/fire hired/fired appoint/dismiss surplus/deficit simple/complex
    easy/difficult cheap/expensive cheaper/costlier active/inactive male/female father/mother
    son/daughter husband/wife man/woman boy/girl men/women boys/girls northeast/southwest
    northwest/southeast upstream/downstream before/after always/never all/none partial/complete
    partially/fully partly/fully rarely/often seldom/often frequently/rarely true/false
    correct/incorrect correct/wrong right/wrong same/different similar/different together/apart
    private/public peace/war ancient/modern strict/lenient welcome/condemn praise/criticise
    praise/criticize praised/criticised praised/criticized encourage/discourage
    encouraged/discouraged ascend/descend widen/narrow widened/narrowed convex/concave 上涨/下跌
    增长/下降 提高/降低 扩大/缩小 高于/低于 多于/少于 同意/拒绝 允许/禁止 赞成/反对 成功/失败
    加强/削弱 改善/恶化 上升/下跌 增加/下降 提升/下降 开始/结束 胜利/失败 合法/非法 优势/劣势
    盈利/亏损 购买/出售 北部/南部 东部/西部 以上/以下 超过/不足 更多/更少 更高/更低 最多/最少
    最早/最晚 עלה/ירד עלתה/ירדה עלו/ירדו גדל/קטן גדלה/קטנה תמך/התנגד תמכה/התנגדה תמכו/התנגדו
    לפני/אחרי יותר/פחות מעל/מתחת הצליח/נכשל הצליחה/נכשלה ניצח/הפסיד ניצחה/הפסידה התחזק/נחלש
    צפון/דרום מזרח/מערב הגדיל/הקטין מותר/אסור גבוה/נמוך גבוהה/נמוכה ראשון/אחרון ראשונה/אחרונה
    גדול/קטן גדולה/קטנה stop/complete halt/complete
    פתוח/סגור פתוחה/סגורה פתוחים/סגורים פתוחות/סגורות
    abandon/complete success/flop success/failure
"""
OPPOSITES = tuple(tuple(pair.split("/")) for pair in _OPPOSITES_WORDS.split())
# Words too common to say that two negations deny the same thing.
_WEAK_WORDS = "to be been a an the yet ever longer any have has had get got also one say said"
WEAK = frozenset(_WEAK_WORDS.split())
# Words (stems) by which something is denied without a "not".
NEGATIVE = re.compile(
    r"^(?:un(?!der|i[tvoqf]|til)|non|dis(?!tric|tan|cus|trib|play|co|pos|pat|ast|eas)|anti)\w{4,}|less$|^(?:onli|few|fewer|littl|less|least|exclud|except|refus|forgo|waiv|meant|suppos"
    r"|declin|fail|deni|deny|reject|lack|absenc|absent|stop|halt|end|ceas|clos|former|abandon|oppos"
    r"|against|prevent|avoid|ban|block|forbid|prohibit|miss|lost|lose|zero|free|instead|rather"
    r"|befor|until|too|hard|bare|rare|seldom|spare|short|condemn|cancel|suspend|withdrew|withdraw"
    r"|withdrawn|drop|fell|low|empti|beyond|critic|threat|warn|limit|restrict|minus|doubt|question"
    r"|contrari|wrong|fals|myth|never|inact|inadequ|incap|incomplet|ineffect|insuffici|invalid"
    r"|inelig|inabl|imposs|immun|illeg|irregul|irrelev)$"
    r"|^(?:סירב|נכשל|בלתי|חדל|הפסיק|נמנע|שלל|דחה|אסור|רק)|[拒否非未禁停止失缺仅只毁拆除]|^(?:separ|away)"
)
