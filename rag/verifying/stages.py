"""Considered, promised, done: whether a statement is further on than its source. Pure.

A matter is talked over, then promised or decided, then done. ``modality`` follows single verbs;
here whole clauses are ranked by what they say of the stage, so that "has sold" is further on than
"is in talks to sell", and "promised" than "has been asked for".
"""

import re
from collections.abc import Iterator, Sequence

from rag.reading.stopwords import ENGLISH
from rag.reading.terms import fold
from rag.verifying.overlap import words_of
from rag.verifying.verbs import is_past, lemma
from rag.verifying.words import NEGATION

# Nothing is settled where a clause has one of these.
_TALKED_OF = re.compile(
    r"\b(?:consider(?:s|ed|ing)?|under consideration|weigh(?:s|ed|ing)|weighing up"
    r"|explor(?:es?|ed|ing)"
    r"|discuss(?:es|ed|ing)|under discussion|(?:in )?(?:talks|negotiations|discussions)"
    r"|negotiat(?:es?|ing)|look(?:s|ed|ing)? (?:in)?(?:to|at)|think(?:s|ing)? (?:of|about)"
    r"|thought (?:of|about)|suggest(?:s|ed|ing)?|propos(?:es?|ed|ing|als?)|recommend(?:s|ed|ing)?"
    r"|urg(?:es?|ed|ing)|call(?:s|ed|ing)? (?:for|on)|appl(?:y|ies|ied|ying) (?:to|for)"
    r"|applications? (?:to|for)"
    r"|request(?:s|ed|ing)?|seek(?:s|ing)?|sought|would (?:like|prefer|welcome|love)"
    r"|hop(?:es?|ed|ing)"
    r"|(?:want|wish)(?:s|es|ed|ing)?|ask(?:s|ed|ing)?|lobb(?:y|ies|ied|ying)|petition(?:s|ed)?|campaign\w*"
    r"|mull(?:s|ed|ing)?|toy(?:s|ing) with|debat(?:es?|ed|ing)|stud(?:ies|ying)|examin(?:es|ing)"
    r"|feasibility|toying|consult(?:s|ed|ing|ation)?|pending|awaiting|bid(?:ding)? (?:to"
    r"|for)|options?"
    r"|ideas?|depends? on|subject to|draft)\b"
)
_FIRM = re.compile(
    r"\b(?:promis(?:es?|ed|ing)|pledg(?:es?|ed|ing)|vow(?:s|ed)|commit(?:s|ted|ting|ment)"
    r"|guarante(?:es?|ed)|assur(?:es?|ed)|decid(?:es?|ed)|decision|agree(?:s|d|ment)?|approv(?:es?|ed|al)"
    r"|grant(?:s|ed)|accept(?:s|ed)|confirm(?:s|ed)|(?:is|are|was|were) going to|(?:is|are) to"
    r"|(?:is|are|was|were) (?:set|due) to|settled|ordered|resolved|will|shall|undertook)\b"
)
# What a claim says of a matter that is settled.
_SAID_FIRM = re.compile(
    r"\b(?:(?:has|have|had) )?(?:promised|pledged|vowed|committed (?:itself|himself|herself"
    r"|themselves)"
    r"|guaranteed|decided|agreed|approved|granted|accepted|resolved)\b"
    r"|\b(?:is|are) (?:going|set|about) to (?!be (?:consider|discuss|decid|debat))\w+"
)
# "Has decided nothing", "no decision has been taken" are not firm.
_UNDECIDED = re.compile(
    r"\b(?:not|never|n't|no|without)(?: yet| been| any| a| final| formal)* (?:decided|agreed"
    r"|approved"
    r"|accepted|decision|agreement|approval|promised?|commitment)\b"
    r"|\b(?:decided|agreed|promised|approved) (?:nothing|on nothing)\b"
)
_PLANNED = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|intention|aim(?:s|ed|ing)?|expect(?:s|ed|ing)?"
    r"|schedul(?:es?|ed)|prepar(?:es?|ing)|promis(?:es?|ed)|pledg(?:es?|ed)|vow(?:s|ed)|offer(?:s|ed)"
    r"|(?:is|are|was|were) (?:set|due|going|about|likely) to|will|would|shall|(?:is|are) to|to be"
    r"|look forward|target|by the end of|agreed to|decided to|authori[sz]ed|commissioned)\b"
)
_PERFECT = re.compile(
    r"\b(?:has|have|had|'ve|'s) (?:(?:already|now|just|recently|since|finally|also|successfully) )*"
    r"(?:been )?(?P<verb>[a-z]+)\b|\b(?P<already>already)\b"
)
_STATED = re.compile(
    r"\b(?:said|says|told|added|announced|reported|explained|warned|cautioned|called|described)\b"
)
_CLAUSE = re.compile(
    r"[;:.!?](?!\d)|, (?:and|but|while|although|though|which|who)\b|\b(?:but|while|whereas"
    r"|although)\b"
)
_NOT_A_DEED_WORDS = "be been become expected due had got need want start begin continue"
_NOT_A_DEED = frozenset(map(lemma, _NOT_A_DEED_WORDS.split()))

_ZH_TALKED = re.compile(
    "正在?(?:研究|考虑|商讨|讨论|评估|洽谈|论证|征求|协商|谈判|酝酿|磋商)|在(?:研究|考虑|洽谈|协商)"
    "|有意|考虑|建议|提议|呼吁|希望|申请|请求|争取|要求|倡议|计划|打算|准备|承诺|答应|拟|洽谈|协商|谈判"
    "|尚未|还没有?|仍未|未定|待定|有待|可能|或许|将"
)
_ZH_DONE = re.compile("已经?(?!有)|完成了?|推出了|[开建设启改换签卖买]了|成功|正式")
_HE = r"(?<![א-ת])[ושהכ]{0,2}(?:"
_HE_TALKED = re.compile(
    _HE + r"שוקל\S*|"
    r"שקל[הו]?|מציע\S*|הציע\S*|הוצע\S*|מבקש\S*|ביקש\S*|מקוו\S*|מתכננ?\S*|תכננ?\S*|הבטיח\S*"
    r"|מבטיח\S*|דנ[הו]?|דנים|בוחנ?\S*|נבחנ\S*|מנהל\S* מגעים|במגעים|משא ומתן|ממליצ\S*"
    r"|המליצ\S*|הגיש\S* בקשה|רוצ\S*"
    r"|מעוניינ\S*|פנ[הו] אל|קרא[הו]? ל\S*|עשוי\S*|עלול\S*|צפוי\S*|אמור\S*|מתכוו?נ?\S*"
    r"|נועד\S*|טרם)(?![א-ת])"
)
_HE_DONE = re.compile(
    _HE + r"כבר|"
    r"חתמ?[הו]?|העניק[הו]?|קיבל[הו]?|אישר[הו]?|בנ[הו]|בנתה|פתח[הו]?|הקימ[הו]|הקים|רכש[הו]?|מכר[הו]?"
    r"|השיק[הו]?|מונ[הו]|מונתה|נבחר[הו]?|הצטרפ[הו]|הצטרף|הוקמ[הו]|הוקם|נבנ[הו]|נבנתה|נפתח[הו]?|נחתמ?[הו]?"
    r"|הוענק[הו]?|השלימ[הו]|השלים|העביר[הו]?|הוחלט|נמכר[הו]?|סגר[הו]?|ביטל[הו]?)(?![א-ת])"
)
_LITTLE, _SOME = 0.3, 0.4


def too_far_on(claim: str, quotes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``(words, why)`` where the claim has a matter settled or done that the quotes leave open."""
    mine = fold(claim)
    if NEGATION.search(mine):
        return
    words = words_of(claim)
    for quote in quotes:
        theirs = fold(quote)
        shared = words.coverage(words_of(quote))
        if shared >= _LITTLE:
            yield from _other_scripts(mine, theirs)
        if shared < _SOME:
            continue
        talked = _nearest_talk(mine, theirs)
        if not talked:
            continue
        how, clause = talked
        firm = _SAID_FIRM.search(mine)
        if firm and not _FIRM.search(_UNDECIDED.sub(" ", theirs)):
            if not _TALKED_OF.search(mine.replace(firm.group(), " ")):
                yield firm.group(), f"the source says “{how}”, the answer “{firm.group()}”"
        elif done := _done(mine, theirs, clause):
            yield done, f"the source says “{how}”, the answer tells it as done"


def _nearest_talk(mine: str, theirs: str) -> tuple[str, str] | None:
    """The clause of the source that has most of the claim's words, if it only talks of it."""
    here = words_of(mine)
    clauses = [c for c in _CLAUSE.split(theirs) if c and c.strip()]
    best = max(clauses, key=lambda c: here.coverage(words_of(c)), default="")
    found = _TALKED_OF.search(best)
    if not found or here.coverage(words_of(best)) < _SOME:
        return None
    return found.group(), best


def _done(mine: str, theirs: str, clause: str) -> str:
    """A deed in the perfect that the source tells nowhere, of a clause that only talks of it."""
    if _TALKED_OF.search(mine) or _PLANNED.search(mine) or _STATED.search(mine):
        return ""
    deed = _PERFECT.search(mine)
    if not deed:
        return ""
    said = deed["verb"] or deed["already"]
    if lemma(said) in _NOT_A_DEED or said in ENGLISH - {"already"}:
        return ""
    # "That the bridge be named" tells no naming.
    told = {lemma(t) for t in re.findall(r"(?<!\bbe )\b[a-z]+", theirs) if is_past(t)}
    talked = {lemma(t) for m in _TALKED_OF.finditer(theirs) for t in m.group().split()}
    # Whatever else the clause tells as done may be the deed in other words.
    others = {lemma(t) for t in re.findall(r"(?<!\bbe )\b[a-z]+", clause) if is_past(t)} - talked
    told_so = lemma(said) in told - talked
    if said != "already" and (told_so or (others and lemma(said) not in words_of(theirs).terms)):
        return ""
    return deed.group()


def _other_scripts(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    for done, talked, cut in (
        (_ZH_DONE, _ZH_TALKED, "[,;:。!?，；]"),
        (_HE_DONE, _HE_TALKED, "[,;:.]"),
    ):
        deed = done.search(mine)
        if not deed or talked.search(mine):
            continue
        here = words_of(mine)
        clauses = re.split(cut, theirs)
        best = max(clauses, key=lambda c: here.coverage(words_of(c)))
        near = [best, *clauses[clauses.index(best) + 1 :][:1]]
        how = next((m for c in near if (m := talked.search(c))), None)
        if how and not done.search(best) and deed.group() not in theirs:
            yield deed.group(), f"the source says “{how.group()}”, the answer tells it as done"
