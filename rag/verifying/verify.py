"""Is an answer sentence borne out by the words it cites? Deterministic, without a model. Pure.

The checkable parts of the sentence (numbers with their units, dates, names, negations and
antonyms, quoted words) are each looked for in the cited spans; the rest is compared word by word
and, where the caller measured it, by meaning. A part that fails says why in one line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.reading.sentences import split_sentences
from rag.reading.terms import fold
from rag.schema import Check, Citation, Finding, Support, Verdict
from rag.verifying import cite
from rag.verifying.additions import additions, tails
from rag.verifying.belonging import said_instead, strangers
from rag.verifying.bounds import turned_bounds
from rag.verifying.causes import other_reasons
from rag.verifying.cited import Cited, leads, same_words
from rag.verifying.comparisons import turned_comparisons
from rag.verifying.doers import other_doers
from rag.verifying.exchanged import exchanged
from rag.verifying.figures import CASE, LEFT, RECKONED, date_checks, number_checks
from rag.verifying.injection import INSTRUCTION_LIKE
from rag.verifying.lexicon import CONNECTORS
from rag.verifying.measured import measured_otherwise
from rag.verifying.modality import told_as_done
from rag.verifying.names import Name, known, missing, names
from rag.verifying.offices import wrong_offices
from rag.verifying.overlap import characters_shared, words_of
from rag.verifying.pairing import misplaced_numbers, turned_names, turned_numbers
from rag.verifying.permits import permits_turned
from rag.verifying.polarity import contradiction
from rag.verifying.quantities import is_unit
from rag.verifying.roles import misplaced, misplaced_nouns, same_person
from rag.verifying.scope import widened_claims
from rag.verifying.stages import too_far_on
from rag.verifying.subject import is_meant
from rag.verifying.wholes import told_of_the_whole
from rag.verifying.wording import quote_checks, slot_checks
from rag.verifying.words import HAN, HEBREW, LATIN_WORD, script_language

# Shares of a sentence's content words that its cited spans must hold.
ENOUGH = 0.4
ENOUGH_WITH_MEANING = 0.25
# Of the single characters of a Chinese sentence, and of its pairs beside them.
CHARACTERS, ENOUGH_WITH_CHARACTERS = 0.55, 0.25
SOME = 0.3
TOLD = 0.25
NEARLY_ALL = 0.7
# Cosine of sentence and cited span (all-MiniLM-L6-v2) from which they are about the same.
ALIKE = 0.6
# ... and from which they are rather, for words that are nearly enough.
RATHER_ALIKE, TOLD_RATHER_ALIKE = 0.47, 0.15
# Another passage holds this much more of the sentence: the marker points at the wrong one.
CLEARLY_MORE = 0.3
_LONG = 4  # digits
# The only check of a sentence that is quoted word for word.
VERBATIM = Check("words", "the whole sentence", True, "these are the cited words")

_BY_THE_TEXT = re.compile(
    r"^According to the (?:article|text|passage|document|source|report|briefing|page)s?, "
)
_SEVERAL = re.compile(r"\s(?:and|for|&)\s")  # "Israel and Litzman for China"
_BESIDE = "beside the cited words"
_FINDINGS = {
    "number": Finding.NUMBER_MISMATCH, "date": Finding.DATE_MISMATCH, "name": Finding.NAME_MISMATCH
}  # fmt: skip
# What may stand for a name that was said before.
_PRONOUN = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs)\b"
    r"|\bthe (?:company|ministry|group|agency|organi[sz]ation|government|country|city|firm|bank"
    r"|team|university|territory|army|military|president|minister|author|report|ambassador|envoy"
    r"|official|professor|researcher|founder|director|chairman|mayor|king|queen|pope|party|club"
    r"|band|province|state|town|island|region|institute|hospital|court|spokes\w+|singer|writer"
    r"|scientist|former|latter|two countries|two nations|two sides)\b"
    r"|[他她它其该此]|(?<![א-ת])(?:הוא|היא|הם|הן|זה|זו)(?![א-ת])",
    re.IGNORECASE,
)


def verify(
    sentence: str,
    citations: Sequence[Citation],
    *,
    elsewhere: Sequence[str] = (),
    context: Sequence[str] = (),
    similarity: float | None = None,
) -> Verdict:
    """The verdict on one answer sentence, given the citations its markers resolve to.

    ``elsewhere`` are other passages, used only to tell a wrong marker from an invention;
    ``context`` is what stands around the cited spans, where a pronoun finds its name.
    ``similarity`` is the cosine of sentence and cited span, where known.
    """
    claim = _BY_THE_TEXT.sub("", cite.unmarked(sentence))
    quotes = [c.quote for c in citations]
    orders = [c for c in citations if INSTRUCTION_LIKE in c.flags]
    if orders and len(orders) == len(citations):
        verbatim = any(same_words(claim, quote) for quote in quotes)
        return Verdict(Support.PARTLY if verbatim else Support.UNSUPPORTED, (_order_check(),))
    citations = [c for c in citations if c not in orders]
    quotes = [c.quote for c in citations]
    if any(same_words(claim, quote) for quote in quotes):
        return Verdict(Support.SUPPORTED, (VERBATIM,))
    if not quotes:
        return Verdict(Support.UNSUPPORTED, (_unattributed(claim, elsewhere),))
    cited = Cited(citations, elsewhere, context)
    if _another_script(claim, cited.joined):
        return _across_languages(claim, cited.widened())
    checks = [
        *_value_checks(claim, cited),
        *_name_checks(claim, cited),
        *quote_checks(claim, cited),
        *slot_checks(claim, cited),
    ]
    checks += _relation_checks(claim, cited, checks)
    if _is_said_beside(claim, cited):
        reason = "a sentence beside the cited words says this, they do not"
        checks.append(Check("source", claim, False, reason, Finding.MISATTRIBUTED))
    else:
        found = [c.value for c in checks if c.passed]
        checks.append(_words_check(claim, cited, similarity, found))
        checks += _addition_checks(claim, cited)
    return Verdict(_support(checks), tuple(checks))


def _another_script(claim: str, source: str) -> bool:
    """True where the two share no word that could be compared."""
    one, other = script_language(claim), script_language(source)
    scripts = [s for name, s in (("zh", HAN), ("he", HEBREW)) if name in {one, other}]
    return one != other and not any(s.search(claim) and s.search(source) for s in scripts) and (
        one != "en" or len(LATIN_WORD.findall(claim)) > 2
    )  # fmt: skip


def _across_languages(claim: str, cited: Cited) -> Verdict:
    """An answer in another language than its source: values can be compared, words cannot."""
    checks = [*number_checks(claim, cited), *date_checks(claim, cited)]
    wrong = any(not c.passed for c in checks)
    reason = "it is in another language than the cited words: only numbers and dates were compared"
    words = Check("words", claim, False, reason)
    return Verdict(Support.UNSUPPORTED if wrong else Support.PARTLY, (*checks, words))


def _order_check() -> Check:
    reason = "the cited words stand in the document, but read as an order to a machine"
    return Check("source", INSTRUCTION_LIKE, False, reason, Finding.FABRICATED)


def _support(checks: Sequence[Check]) -> Support:
    failed = [c for c in checks if not c.passed]
    if not failed:
        return Support.SUPPORTED
    if all(_among_many(c.kind, checks) for c in failed):
        return Support.PARTLY
    if all(c.kind == "words" and c.finding is Finding.NONE for c in failed):
        return Support.PARTLY
    return Support.UNSUPPORTED


def _among_many(kind: str, checks: Sequence[Check]) -> bool:
    """One value of three or more of its kind is wrong: the rest of the sentence still holds."""
    same = [c.passed for c in checks if c.kind == kind]
    return kind in {"number", "date", "name"} and same.count(False) * 3 <= len(same)


def _value_checks(claim: str, cited: Cited) -> list[Check]:
    """Numbers and dates; what stands beside the cited words is theirs too, if it is at home there.

    Somewhere in a passage nearly every number can be found, or worked out.
    """
    checks = [*number_checks(claim, cited), *date_checks(claim, cited)]
    if all(c.passed for c in checks):
        return checks
    wide, view = cited.widened(), cited.in_view()
    there = [c for c in (*number_checks(claim, wide), *date_checks(claim, wide)) if c.passed]
    # A short number comes of some two others of a whole passage by accident.
    long = [c for c in there if sum(map(str.isdigit, c.value)) >= _LONG]
    worked_out = {c.value: c.reason for c in (*long, *number_checks(claim, view))
                  if any(how in c.reason for how in (RECKONED, LEFT, CASE))}  # fmt: skip
    there = [c for c in there if CASE not in c.reason or c.value in worked_out]
    return [
        replace(c, passed=True, finding=Finding.NONE, reason=worked_out.get(
            c.value, f"{c.value} stands {_BESIDE}"))
        if c.value in {other.value for other in there} and (
            c.value in worked_out or not said_instead(claim, c.value, wide.joined)
        ) else c
        for c in checks
    ]  # fmt: skip


def _name_checks(claim: str, cited: Cited) -> Iterator[Check]:
    here, about, near = known(cited.joined), known(cited.about), known(cited.near)
    pronouns = len(_PRONOUN.findall(cited.joined))
    mine = names(claim)
    left_out = any(not any(same_person(n, m) for m in mine) for n in names(cited.joined))
    for name in mine:
        if is_unit(name.text, claim[: name.start]):
            continue
        gone = missing(name, here)
        gone = gone and missing(Name(name.text, gone), about)
        if not gone:
            yield Check("name", name.text, True, f"{name.text} is in the cited source")
        elif not left_out and not missing(Name(name.text, gone), near):
            yield Check("name", name.text, True, f"{name.text} is named {_BESIDE}")
        elif (pronouns or not _whole_gone(name, gone)) and _found(name, cited.context):
            pronouns -= _whole_gone(name, gone)
            yield Check("name", name.text, True, f"{name.text} is named {_BESIDE}")
        elif is_meant(name, claim, cited.joined, cited.context, cited.about):
            yield Check("name", name.text, True, f"{name.text} is meant in the cited words")
        elif name.certain or _capitalised(name, (*cited.context, *cited.elsewhere)):
            yield Check("name", name.text, False, f"{name.text} is not in the cited words",
                        Finding.NAME_MISMATCH)  # fmt: skip


def _relation_checks(claim: str, cited: Cited, values: Sequence[Check]) -> Iterator[Check]:
    """Of what is said, and whether it is denied, but for numbers that were worked out.

    "Six mills are closed" is nowhere said where three of nine are open.
    """
    left = {c.value for c in values if LEFT in c.reason or CASE in c.reason}
    worked_out = {c.value for c in values if RECKONED in c.reason}
    reckoned = bool(worked_out)
    for check in _part_checks(claim, cited):
        of_number = check.finding is Finding.NUMBER_MISMATCH
        if left and check.reason.startswith("the source says this of"):
            continue
        rate = reckoned and (check.value.startswith("per ") or check.reason.startswith("with "))
        if not (rate or (of_number and check.value in left | worked_out)):
            yield check
    if not left:
        yield _negation_check(claim, cited)


def _part_checks(claim: str, cited: Cited) -> Iterator[Check]:
    """Failed checks for right names and numbers in another's part."""
    parts = [*misplaced(claim, cited.joined, cited.context)]
    parts += [found for quote in cited.quotes for found in misplaced_nouns(claim, quote)]
    around = cited.context or cited.quotes
    parts += [found for quote in cited.quotes for found in exchanged(claim, quote, around)]
    parts += wrong_offices(claim, "\n\n".join(around))
    parts += turned_comparisons(claim, around)
    parts += turned_names(claim, cited.joined)
    parts += other_doers(claim, cited.quotes, around)
    parts += measured_otherwise(claim, cited.quotes)
    parts += other_reasons(claim, cited.quotes, around)
    for said, reason in dict.fromkeys(parts):
        yield Check("part", said, False, reason, Finding.NAME_MISMATCH)
    numbers = [*misplaced_numbers(claim, cited.joined)]
    numbers += turned_bounds(claim, cited.quotes, cited.context)
    for said, reason in dict.fromkeys(numbers):
        yield Check("part", said, False, reason, Finding.NUMBER_MISMATCH)

    for kind, said, reason in dict.fromkeys(strangers(claim, around)):
        yield Check("part", said, False, reason, _FINDINGS[kind])
    turned = [*turned_numbers(claim, "\n".join(around)), *widened_claims(claim, cited.quotes)]
    turned += told_as_done(claim, cited.quotes, cited.context)
    turned += told_of_the_whole(claim, cited.quotes)
    turned += permits_turned(claim, cited.quotes)
    turned += too_far_on(claim, cited.quotes)
    for said, reason in dict.fromkeys(turned):
        yield Check("negation", said, False, reason, Finding.NEGATION_MISMATCH)


def _whole_gone(name: Name, gone: Sequence[str]) -> bool:
    """True where all of a name is missing, or of one of several that stand together as one."""
    return any(
        {word.removesuffix("'s") for word in fold(part).split()} <= {*gone, *CONNECTORS}
        for part in _SEVERAL.split(name.text)
    ) or len(gone) == len(name.words)


def _found(name: Name, texts: Sequence[str]) -> bool:
    return any(not missing(name, known(text)) for text in texts)


def _capitalised(name: Name, texts: Sequence[str]) -> bool:
    """True where one of the texts shows that the word is a name."""
    return any(set(name.words) & known(text).capitalised for text in texts)


def _negation_check(claim: str, cited: Cited) -> Check:
    mine = words_of(claim)
    nearest_first = sorted(cited.quotes, key=lambda q: -mine.coverage(words_of(q)))
    sources = [*nearest_first, *leads(cited.quotes, cited.context)]
    reason = contradiction(claim, sources, cited.context)
    if reason:
        return Check("negation", "not", False, reason, Finding.NEGATION_MISMATCH)
    return Check("negation", "not", True, "it points the same way as the cited words")


def _words_check(claim: str, cited: Cited, similarity: float | None, found: Sequence[str]) -> Check:
    """How many content words are the source's; values ``found`` there under another form count.

    A sentence whose values are all right may still say of them what nobody said: the other
    words are looked at by themselves too, and meaning alone does not stand in for them.
    """
    mine = words_of(claim)
    share = mine.coverage(words_of("\n".join([cited.joined, cited.about, cited.near, *found])))
    elsewhere = max((mine.coverage(words_of(e)) for e in cited.elsewhere), default=0.0)
    if elsewhere >= share + CLEARLY_MORE and elsewhere >= ENOUGH and share < NEARLY_ALL:
        return Check("source", claim, False, "another passage says this, the cited one does not",
                     Finding.MISATTRIBUTED)  # fmt: skip
    said = f"{share:.0%} of its words are in the cited source"
    alike = similarity is not None and similarity >= ALIKE
    near = similarity is not None and similarity >= RATHER_ALIKE and not HAN.search(claim)
    rest = mine.without(words_of("\n".join(found)))
    told = rest.coverage(words_of(f"{cited.joined}\n{cited.about}\n{cited.near}"))
    little = len(rest.units) < 2 or 2 * len(rest.units) <= len(found)
    if share >= ENOUGH_WITH_CHARACTERS and characters_shared(claim, cited.joined) >= CHARACTERS:
        return Check("words", claim, True, said)
    if not little and told == 0:
        reason = "the cited words have its names and figures, but do not say this of them"
        return Check("words", claim, False, reason, Finding.FABRICATED)
    if not little and told < (TOLD_RATHER_ALIKE if near else TOLD) and not alike:
        return Check(
            "words", claim, False, f"only {told:.0%} of what it says is in the cited words"
        )
    meant = ENOUGH_WITH_MEANING if alike else SOME
    if share >= ENOUGH or (near and share >= meant):
        return Check("words", claim, True, said)
    if share >= SOME or alike:
        return Check("words", claim, False, f"only {said}")
    return Check("words", claim, False, "the cited words say something else", Finding.FABRICATED)


def _addition_checks(claim: str, cited: Cited) -> Iterator[Check]:
    """Failed checks for clauses of which the passages have no word; they leave the rest right."""
    added = [*additions(claim, "\n".join([cited.joined, cited.about, *cited.context]))]
    added += [] if added else [*tails(claim, [*cited.quotes, cited.about], cited.context)]
    for part in added:
        yield Check("words", part, False, f"the cited source says nothing of “{part}”")


def _is_said_beside(claim: str, cited: Cited) -> bool:
    """True where a sentence around the cited ones says nearly all, and they much less."""
    mine = words_of(claim)
    share = mine.coverage(words_of(f"{cited.joined}\n{cited.about}"))
    wanted = max(NEARLY_ALL, share + CLEARLY_MORE)
    return share < NEARLY_ALL and any(
        mine.coverage(words_of(text[s.start_char : s.end_char])) >= wanted
        for text in cited.context
        for s in split_sentences(text)
    )


def _unattributed(claim: str, elsewhere: Sequence[str]) -> Check:
    mine = words_of(claim)
    if any(mine.coverage(words_of(e)) >= NEARLY_ALL for e in elsewhere):
        return Check("source", claim, False, "it cites nothing, though a passage speaks of it",
                     Finding.MISATTRIBUTED)  # fmt: skip
    return Check("source", claim, False, "no passage is cited for it", Finding.FABRICATED)
