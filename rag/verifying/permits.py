"""Allowed or forbidden: whether a clause of the source permits what a statement forbids. Pure.

A permission is denied in many ways ("may not", "is forbidden", 不得, אין ל), and the source often
has an exception beside it, whose own negation hides the contradiction from a count of them: each
clause is read by itself, and the one that speaks of the same is compared.
"""

import re
from collections.abc import Iterator, Sequence

from rag.reading.terms import fold
from rag.verifying.antonyms import opposites
from rag.verifying.overlap import Words, words_of
from rag.verifying.verbs import lemma

_FORBIDS = re.compile(
    r"\b(?:(?:may|can|must|should|could|shall)(?: \w+ly)? not|cannot|(?:ca|must|should|could"
    r"|sha)n't"
    r"|(?:not|never|n't|neither|no longer) (?:be |been )?(?:\w+ly )?(?:allowed|permitted"
    r"|welcome|possible|free to"
    r"|entitled|authori[sz]ed)|(?:do|does|did) not (?:allow|permit)|(?:do|does"
    r"|did)n't (?:allow|permit)"
    r"|(?:refus|declin|fail|stopp|ceas)\w+ (?:to )?(?:allow|permit)\w*|forbid\w*|forbade"
    r"|prohibit\w*|bann(?:ed|ing)|bans?|barred|off limits|disallow\w*"
    r"|against the rules)\b"
    r"|^no (?:\w+ ){1,3}(?:is|are|may|can) (?:be )?(?:allowed|permitted|\w+ed)\b"
    r"|不得|不可以?|不能|不允许|不许|不准|禁止|严禁|谢绝"
    r"|(?<![א-ת])(?:[ושה]?(?:אסור\S*|נאסר\S*)|אין (?=ל[א-ת]{2,})|לא (?:ניתן|מותר\S*|רשאי\S*)"
    r"|אי אפשר"
    r"|אינ[ום] (?:רשאי\S*|מורש\S*)|אינה רשאית)(?![א-ת])"
)
_PERMITS = re.compile(
    r"\b(?:may|can|allow(?:s|ed)?|permit(?:s|ted)?|welcome|free to|entitled|authori[sz]ed"
    r"|possible)\b"
    r"|可以?|允许|准许|能够?"
    r"|(?<![א-ת])[ושה]?(?:מותר\S*|אפשר|ניתן|רשאי\S*|יכול\S*|הותר\S*)(?![א-ת])"
)
# With these a statement and its denial can both be true: "not without", "only after".
_ON_TERMS = re.compile(
    r"\b(?:than|most|least|maximum|limit|up to|within|only|unless|until|without|before|after"
    r"|outside|if|when|while|once|more than|less than"
    r"|over|under|above|below|beyond|between|during|other|alone|yet|longer)\b"
    r"|只|除非|才|以上|以下|如果?|若|超过|未经|之前|之后|期间|时(?=[,，])"
    r"|(?<![א-ת])(?:רק|אלא|ללא|בלי|לפני|אחרי|עד|אם|מעל|מתחת|כאשר|בלבד)(?![א-ת])"
)
# Whoever wants a ban lifted says nothing of what is allowed.
_WISHED = re.compile(
    r"\b(?:would like|wants?|wanted|hop(?:es?|ed)|propos\w+|suggest\w*|call(?:s|ed)? for"
    r"|ask(?:s|ed)?"
    r"|plan(?:s|ned)?|lift\w*|scrap\w*|overturn\w*|end(?:s|ed)? (?:the|its|a) ban)\b"
)
_EXCEPTION = re.compile(
    r",? ?\b(?:except(?:ing)?(?: for)?|apart from|aside from|other than|with the exception of"
    r"|unless|save for)\b.*"
)
_CLAUSE = re.compile(
    r"[;:.!?。；！？](?!\d)|,\s|[，,](?=[^\d\s])|\s(?=(?:but|while|whereas|although|except|unless)\b)|\s(?=אבל|אך|אולם)"
)
# "In May cheese is sold" permits nothing.
_MONTH = re.compile(
    r"\b(?:in|of|until|by|since|from|to|through|every|early|late|mid|\d{1,2}) may\b|\bmay (?=\d)"
)
_WHEN = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|winter|spring|summer|autumn|weekends?)\b"
)
_LEFT_OUT = re.compile(r"除外|不在此列")
# Who and how, which one may say and the other leave out.
_LIGHT = words_of(
    "people persons visitors guests pupils students users customers members passengers anyone"
    " everyone nobody person bring take use enter allowed permitted welcome forbidden banned"
    " prohibited possible"
)
_ENOUGH, _CHINESE = 0.5, 0.75


def permits_turned(claim: str, quotes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``(words, why)`` where the claim forbids what the quotes permit, or permits it."""
    said_here = _MONTH.sub(" ", fold(claim))
    mine = _EXCEPTION.sub("", said_here)
    excepts = mine != said_here
    way = _way(mine)
    if way is None or _WISHED.search(mine):
        return
    forbids, said = way
    wanted = words_of(_bare(mine)).without(_LIGHT)
    clauses = [c for q in quotes for c in _CLAUSE.split(_MONTH.sub(" ", fold(q))) if c.strip()]
    if any(_LEFT_OUT.search(c) and words_of(c).shared(words_of(mine)) for c in clauses):
        return  # of what is left out the opposite is true
    for clause in clauses:
        theirs = _way(clause)
        if theirs is None or theirs[0] == forbids or _WISHED.search(clause):
            continue
        both_except = excepts and any(_EXCEPTION.search(fold(q)) for q in quotes)
        if not both_except and _terms(mine) != _terms(clause):
            continue
        if _WHEN.search(clause) and (_WHEN.search(mine) or mine != fold(claim)):
            continue  # what holds in winter need not in May
        if not _is_same(wanted, clause, quotes) or _opposed(_bare(mine), _bare(clause)):
            continue
        yield said, f"the source says “{theirs[1]}”, the answer “{said}”"
        return


def _way(clause: str) -> tuple[bool, str] | None:
    """Whether a clause forbids (or permits), and its word for it; None where it does neither."""
    forbids = _FORBIDS.search(clause)
    rest = _FORBIDS.sub(" ", clause)
    permits = _PERMITS.search(rest)
    if forbids and permits:
        return None
    found = forbids or permits
    return (bool(forbids), found.group().strip()) if found else None


def _terms(clause: str) -> set[str]:
    return {m.group() for m in _ON_TERMS.finditer(_bare(clause))}


def _bare(clause: str) -> str:
    return _PERMITS.sub(" ", _FORBIDS.sub(" ", clause))


def _is_same(wanted: Words, clause: str, quotes: Sequence[str]) -> bool:
    """True where the clause has the claim's words, and what it lacks stands beside it nowhere."""
    theirs = words_of(_bare(clause)).without(_LIGHT)
    if not wanted.units or not theirs.units:
        return False
    if any("\u4e00" <= c <= "\u9fff" for c in clause):
        # The thing itself may have been named in the clause before.
        whole = words_of("\n".join(quotes))
        return theirs.coverage(wanted) >= _CHINESE and wanted.coverage(whole) >= _CHINESE
    here, around = words_of(clause), words_of("\n".join(quotes))
    lacks = wanted.without(here)
    if lacks.units and lacks.shared(around):
        return False  # "younger pupils", of whom another clause speaks
    return wanted.coverage(here) >= _ENOUGH and theirs.coverage(wanted) >= _ENOUGH


def _opposed(one: str, other: str) -> bool:
    mine, theirs = ({lemma(w) for w in re.findall(r"\w+", text)} for text in (one, other))
    return any(opposites(word) & theirs - mine for word in mine - theirs)
