"""Which row of a table is the dearest, the heaviest, the latest: the one of its column. Pure.

A reader of sentences cannot compare twelve of them; a column can be sorted. The column is the one
whose name the question has words of, or of which the values are of the kind that is compared:
prices for "cheapest", lengths or times for "longest".
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rag.answering.asking.question import Question
from rag.answering.closeness import terms_of
from rag.answering.evidence import Candidate
from rag.answering.rows.tables import cells_of, heads_of, line_of, same_block
from rag.reading.terms import fold
from rag.verifying.dates import DateMention, dates
from rag.verifying.quantities import quantities

_LONGEST = 500  # letters of a question that are looked at
_LEAST_ROWS = 3
_LEAST_SHARE = 0.4  # of the cells of a column that must have a value
_MOST_ALIKE = 3  # rows that share the highest value
_NOTHING = re.compile(r"(?:none|free|gratis|nil|no charge)$")
_TOTAL = re.compile(
    r"\s*(?:grand |sub-?)?(?:totals?|sum|average|mean|all|overall)\b[^a-z]*$", re.IGNORECASE
)
# What asks for another row than the first, or for none.
_OTHERWISE = re.compile(
    r"\bat (?:least|most)\b|"
    r"\b(?:second|third|fourth|fifth|2nd|3rd|\dth|next|not|except|besides|apart|other than)\b|"
    r"n['’]t\b",
    re.IGNORECASE,
)
_UNCLEAR = re.compile(r"\d,\d{1,2}$|^\(")  # 1.200,50; (900)
_OF_TITLE = 0.5
_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)")
_NUMBER = re.compile(r"^[^\w\s]{0,2}\s?-?\d")

_WORDS = {
    # whether the highest is meant, and what is compared: "" is for whatever the column says
    (True, ""): "highest|largest|biggest|greatest|most|strongest",
    (False, ""): "lowest|smallest|least|fewest|weakest",
    (True, "price"): "dearest|priciest|costliest|most expensive|most costly|"
    "cost the most|costs the most",
    (False, "price"): "cheapest|least expensive|cost the least|costs the least",
    (True, "mass"): "heaviest",
    (False, "mass"): "lightest",
    (True, "long"): "longest|slowest",
    (False, "long"): "shortest|quickest|fastest",
    (True, "height"): "tallest|deepest|widest|thickest",
    (False, "height"): "shallowest|narrowest|thinnest",
    (True, "date"): "newest|latest|youngest|most recent|most recently",
    (False, "date"): "oldest|earliest",
    (True, "warm"): "warmest|hottest",
    (False, "warm"): "coldest|coolest",
}
_ASKED = re.compile(
    r"\b(?:which|what|who|whose|whom|where|when|name|list|show)\b.*?\b(?P<word>"
    + "|".join(sorted("|".join(_WORDS.values()).split("|"), key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
_MEANT = {word: key for key, words in _WORDS.items() for word in words.split("|")}
# What the name of a column, or its unit, says that its values are; dates are known by themselves.
_HEADS = {
    "price": r"price|cost|fee|fare|rate|charge|amount|rent|deposit|eur|usd|gbp|[$€£¥₪]",
    "mass": r"weigh|mass|load|kg|g|t|lb",
    "long": r"length|distance|duration|time|period|long|m|km|cm|mm|ft|miles?|min|minutes|h|hours"
    r"|days|weeks|months|years",
    "height": r"height|elevation|depth|width|thickness|span|m|cm|mm|ft|pages?",
    "warm": r"temp\w*|°c|°f|warm\w*|mean|max\w*|min\w*|high|low",
}
_HEAD = {kind: re.compile(rf"(?<!\w)(?:{words})(?![a-z])") for kind, words in _HEADS.items()}


class Extreme(NamedTuple):
    """The rows whose value is the highest or lowest, the likeliest first.

    Of ``compared`` rows it is so by the ``column``-th cell; ``named``: the question names it.
    """

    rows: tuple[int, ...]
    column: int
    compared: int
    named: bool


def asks_extreme(text: str) -> bool:
    """Whether a question asks for the dearest, the latest or the like, which a table may tell."""
    return bool(_ASKED.search(text[:_LONGEST])) and not _OTHERWISE.search(text)


def extreme(
    question: Question, candidates: Sequence[Candidate], nearest: Sequence[int]
) -> Extreme | None:
    """What a superlative asks for of the table that fits best; None where that is not clear.

    ``nearest`` are the candidates, the likeliest first: of two tables that fit as well, the one
    with the likelier row is meant.
    """
    asked = _ASKED.search(question.text[:_LONGEST])
    if asked is None or question.language != "en" or not asks_extreme(question.text):
        return None
    highest, kind = _MEANT[asked["word"].lower()]
    wanted = set(question.terms).difference(terms_of(asked["word"]))
    tables = whole_tables_in(candidates, nearest)
    likeliest = next(
        (candidates[i].chunk.chunk.document_id for i in nearest if candidates[i].heads), ""
    )
    tables = [t for t in tables if candidates[t[0]].chunk.chunk.document_id == likeliest]
    called = [t for t in tables if wanted & _called(candidates, t)]  # "which river": of rivers
    if not called and any(wanted & _called(candidates, [i]) for i in nearest):
        return None  # of a table that is not there as a whole
    best, most = None, 0.0
    for rows in called or tables:
        heads = cells_of(candidates[rows[0]].heads)
        cells = {i: _filled(cells_of(line_of(candidates[i])[0]), len(heads)) for i in rows}
        about = wanted & set(terms_of(what_is_told_around(candidates, rows)))
        found = column_compared(wanted - set(terms_of(heads[0])), kind, heads, cells)
        if found is None:
            continue
        fit, column = found
        rows = _meant(wanted, heads, cells)
        # Who is youngest has the highest date of birth, but the lowest age.
        up = highest != _is_age(kind, heads[column])
        of = "price" if is_priced(heads[column]) else kind
        values = {i: v for i in rows if (v := value_of(of, cells[i][column])) is not None}
        ends = sorted(values.values())
        if not ends:
            continue
        top = tuple(i for i in rows if values.get(i) == (ends[-1] if up else ends[0]))
        fit += _OF_TITLE * len(about) + len(wanted & set(terms_of(heads[0])))
        if fit > most and len(top) <= _MOST_ALIKE:
            named = bool(wanted & set(terms_of(heads[column])))
            best, most = Extreme(top, column, len(values), named), fit
    return best


def _meant(wanted: set[str], heads: Sequence[str], cells: Mapping[int, Sequence[str]]) -> list[int]:
    """The rows to compare: no totals, and where words of the question stand in some, only those."""
    told = {i: set(terms_of(" ".join(row))) for i, row in cells.items() if not is_total(row[0])}
    for term in wanted.difference(terms_of(" ".join(heads))):
        having = [i for i in told if term in told[i]]
        if having and len(having) < len(told):
            told = {i: told[i] for i in having}
    return list(told)


def whole_tables_in(candidates: Sequence[Candidate], nearest: Sequence[int]) -> list[list[int]]:
    """The rows of each table that is there as a whole, the one with the likeliest row first."""
    found: dict[tuple[str, int], list[int]] = {}
    for i in nearest:
        own = candidates[i]
        if own.heads:
            found.setdefault((own.chunk.chunk.document_id, own.sentence.block), []).append(i)
    return [
        rows for rows in found.values() if len(rows) >= _LEAST_ROWS and _whole(candidates, rows)
    ]


def of_a_part(candidates: Sequence[Candidate], index: int) -> bool:
    """Whether the candidate is a row of a table of which not all passages were retrieved."""
    own = candidates[index]
    rows = [i for i, c in enumerate(candidates) if c.heads and same_block(c, own)]
    return bool(own.heads) and not _whole(candidates, rows)


def is_total(label: str) -> bool:
    """Whether the first cell of a row says that it sums up the others."""
    return _TOTAL.match(label) is not None


def _called(candidates: Sequence[Candidate], rows: Sequence[int]) -> set[str]:
    """What the rows of a table are called: the terms above their first cells."""
    heads = candidates[rows[0]].heads
    return set(terms_of(cells_of(heads)[0])) if heads else set()


def _whole(candidates: Sequence[Candidate], rows: Sequence[int]) -> bool:
    """Whether the table neither begins nor ends in a passage that was not retrieved."""
    head = heads_of(candidates, rows[0]) if rows else None  # it may stand in a passage of its own
    all_rows = rows if head is None else [head, *rows]
    passages = {candidates[i].chunk.chunk.index: candidates[i].chunk for i in all_rows}
    first, last = passages[min(passages)].chunk, passages[max(passages)]
    if len(passages) <= last.chunk.index - first.index or "|" in "".join(first.headings[-1:]):
        return False
    ends_inside = last.chunk.sentences[-1].block == candidates[rows[0]].sentence.block
    return (
        not ends_inside
        or last.is_last
        or any(
            c.chunk.chunk.document_id == first.document_id
            and c.chunk.chunk.index == last.chunk.index + 1
            for c in candidates
        )
    )


def what_is_told_around(candidates: Sequence[Candidate], rows: Sequence[int]) -> str:
    """What says what a table is about: its title, the headings above and the line before it."""
    first = min((candidates[i] for i in rows), key=lambda c: c.sentence.start_char)
    scored = first.chunk
    before = [s for s in scored.chunk.sentences if s.block == first.sentence.block - 1]
    above = scored.chunk.slice(before[-1]) if before else ""
    headings = (h for h in scored.chunk.headings if "|" not in h)  # the names of its columns
    return " ".join((scored.provenance.title, *headings, above))


def column_compared(
    wanted: set[str], kind: str, heads: Sequence[str], cells: Mapping[int, Sequence[str]]
) -> tuple[float, int] | None:
    """How well the best column fits, and which it is; None where two or none do."""
    fits = {}
    for column in range(1, len(heads)):  # the first says what the rows are about
        said = [row[column] for row in cells.values()]
        if sum(value_of(kind, cell) is not None for cell in said) < _LEAST_SHARE * len(said):
            continue
        if any(_UNCLEAR.search(cell.strip()) for cell in said):
            continue
        named = len(wanted & set(terms_of(heads[column])))
        of_kind = bool(kind) and is_of_kind(kind, heads[column], said)
        fits[column] = 2.0 * named + of_kind + 0.5 * _is_age(kind, heads[column])
    if not fits:
        return None
    most = max(fits.values())
    best = [column for column, fit in fits.items() if fit == most]
    if len(best) > 1 or (not most and (kind or len(fits) > 1)):
        return None
    return most, best[0]


def is_of_kind(kind: str, head: str, said: Sequence[str]) -> bool:
    """Whether a column has prices, weights, lengths …, by its name or by the units in it."""
    if (kind in _HEAD and _HEAD[kind].search(fold(head))) or _is_age(kind, head):
        return True
    found = [q for cell in said for q in quantities(fold(cell))[:1]]
    of = {
        "price": [q.money for q in found],
        "mass": [q.dimension == "mass" for q in found],
        "long": [q.dimension in {"length", "time"} for q in found],
        "height": [q.dimension == "length" for q in found],
        "warm": [q.dimension in {"celsius", "fahrenheit"} for q in found],
        "date": [bool(dates(fold(cell))) for cell in said],
    }[kind]
    return sum(of) >= _LEAST_SHARE * len(said)


def _is_age(kind: str, head: str) -> bool:
    """Whether a column says how old the rows are, where dates are compared; no "Agency"."""
    return kind == "date" and re.match(r"ages?\b", fold(head)) is not None


def is_priced(head: str) -> bool:
    """Whether a column has amounts of money, "free" among them."""
    return bool(_HEAD["price"].search(fold(head)))


def _filled(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def _day(said: DateMention) -> float:
    return (said.year or 0) * 372.0 + (said.month or 0) * 31 + (said.day or 0)


def value_of(kind: str, cell: str) -> float | None:
    """What a cell is compared by: a number in its base unit, a clock time, a date."""
    folded = fold(cell).strip()
    if kind == "price" and _NOTHING.match(folded):
        return 0.0
    if clocks := [int(m["hour"]) * 60.0 + int(m["minute"]) for m in _CLOCK.finditer(folded)]:
        span = (clocks[-1] - clocks[0]) % (24 * 60)  # over midnight, too
        return span if kind == "long" and len(clocks) > 1 else clocks[0]
    if days := [_day(said) for said in dates(folded) if said.year or said.month]:
        return days[-1] - days[0] if kind == "long" and len(days) > 1 else days[0]
    if not _NUMBER.match(folded):
        return None
    found = quantities(folded)
    if not found:
        return None
    times = [q.base for q in found if q.dimension == "time"]
    sign = -1.0 if re.match(r"[^\w\s]?\s?[-−]", folded) else 1.0
    return sign * (sum(times) if len(times) > 1 else found[0].base)
