"""Rows of tables in an answer: which stand together, and what is seen of them on a phone."""

from typing import Any

from tests.browser.conftest import Served, Session

HIRE = (
    "# Boats for hire\n\n| Boat | 2 hours | Half a day | Whole day | Whole week | Deposit | Landing stage |\n"
    "|---|---|---|---|---|---|---|\n"
    "| Canoe | 8 crowns | 12 crowns | 18 crowns | 90 crowns | 50 crowns | Northern quay |\n"
    "| Dinghy | 12 crowns | 19 crowns | 28 crowns | 140 crowns | 90 crowns | Southern quay |\n"
)


def test_on_a_phone_the_markers_of_a_wide_table_are_in_sight(
    make_session: Any, served: Served
) -> None:
    [added] = served.engine.add(HIRE.encode(), name="boats.md").outcomes
    session = make_session(viewport={"width": 390, "height": 844}).open()
    try:
        session.ask("At which landing stage is the dinghy?")
        region = session.page.locator(".turn:last-child .rows")
        session.page.get_by_text("Scroll the table sideways").wait_for()
        for left in (0, 10_000):
            region.evaluate("(rows, left) => { rows.scrollLeft = left; }", left)
            for mark in region.locator(".marks").all():
                box = mark.bounding_box()
                assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
        assert session.faults() == []
        session.page.set_viewport_size({"width": 1440, "height": 900})
        session.page.get_by_text("Scroll the table sideways").wait_for(state="hidden")
    finally:
        served.engine.remove(added.document_id)


def row(text: str, marker: int, at: int, passage: str) -> tuple[str, dict[str, Any]]:
    """A row with its marker, and its citation."""
    start = passage.index(text) + at
    cited = {"marker": marker, "document_id": "d", "document_title": "Report", "flags": []}
    span = {"start_char_index": start, "end_char_index": start + len(text), "cited_text": text}
    return f"{text} [{marker}]", cited | span


def drawn(session: Session, rows: list[str], passages: list[tuple[int, str, list[str]]]) -> Any:
    """What an answer of these rows is drawn as: the rows of each table, without their markers."""
    told, sentences, citations = "", [], []
    for marker, text in enumerate(rows, 1):
        at, passage, _ = next(one for one in passages if text in one[1])
        line, cited = row(text, marker, at, passage)
        told += "\n" * bool(told)
        edges = {"answer_start_index": len(told), "answer_end_index": len(told) + len(line)}
        sentences.append({"text": line, "verdict": "supported", "checks": []} | edges)
        citations.append(cited)
        told += line
    retrieved = [
        {"chunk_id": f"d:{at}", "document_id": "d", "text": text, "headings": headings}
        | {"start_char_index": at, "end_char_index": at + len(text)}
        for at, text, headings in passages
    ]
    answer = {"text": told, "sentences": sentences, "citations": citations, "retrieved": retrieved}
    return session.page.evaluate(
        """async (answer) => {
          const { answerText } = await import('/ui/static/answer.js');
          return [...answerText(answer, {}).querySelectorAll('table')].map((table) =>
            [...table.rows].map((row) => [...row.cells].slice(0, -1).map((c) => c.textContent.trim())));
        }""",
        answer,
    )


SALES = "Segment | 2024 | 2025\nPharma | 61 | 83\nFood | 200 | 210"
STAFF = "Country | Sites | Staff\nIreland | 4 | 310\nSpain | 9 | 720"


def test_rows_of_two_tables_are_drawn_as_two(session: Session) -> None:
    sales, staff = SALES.splitlines(), STAFF.splitlines()
    apart = [(0, SALES, []), (900, STAFF, [])]
    together = [(0, f"{SALES}\n\nWho works where:\n\n{STAFF}", ["Figures"])]
    cells = [[line.split(" | ") for line in table] for table in (sales, staff)]
    for passages in (apart, together):
        assert drawn(session, [*sales, *staff], passages) == cells


def test_a_table_goes_on_in_the_next_passage(session: Session) -> None:
    heads, *rows = SALES.splitlines()
    more = "Retail | 80 | 70\nTransport | 40 | 39"
    told = [heads, *rows, *more.splitlines()]
    goes_on = [(0, f"# Sales\n\n{SALES}", []), (60, more, ["Sales", heads])]
    assert drawn(session, told, goes_on) == [[line.split(" | ") for line in told]]


def test_a_row_by_itself_is_drawn_below_the_names_of_its_columns(session: Session) -> None:
    heads, first, _ = SALES.splitlines()
    goes_on = [(60, f"Retail | 80 | 70\n{first}", ["Sales", heads])]
    cells = [line.split(" | ") for line in (heads, first)]
    assert drawn(session, [first], goes_on) == [cells]
    pairs = "Phase | Length\n| Building | 14 months |\n| Opening | 2 months"
    assert drawn(session, ["Opening | 2 months"], [(0, pairs, [])]) == [
        [["Phase", "Length"], ["Opening", "2 months"]]
    ]
    bar = "Our hours | 9 to 5"
    assert drawn(session, [bar], [(0, f"Welcome to the mill.\n{bar}\nCome in.", [])]) == []


PLAN = """# Dredging

| Reach | Depth | Remark |
|---|---|---|
| Upper pool | 2.4 m | |
| Lower pool | 3.1 m | closed 𝒳 in May |
| Harbour mouth | 5.8 m | dredged twice |

The plan ends here. Reach 4 | Depth 5 is no table.
"""


def test_a_document_s_tables_are_tables_beside_the_answer(
    make_session: Any, served: Served
) -> None:
    [added] = served.engine.add(PLAN.encode(), name="dredging.md").outcomes
    document = served.engine.library.document(added.document_id or "")
    session = make_session(viewport={"width": 390, "height": 844}).open()
    try:
        session.ask("What is the depth of the lower pool?")
        answer = session.turns()[-1]["answer"]
        session.page.locator(".turn:last-child button.marker").last.click()
        assert session.highlighted() == answer["citations"][-1]["cited_text"]
        source = session.page.locator("#source .document")
        assert source.text_content() == document.text, "character for character"
        rows = source.locator("table tr:visible")
        assert [
            [c.strip() for c in row.locator("th, td").all_inner_texts()] for row in rows.all()
        ] == [
            ["Reach", "Depth", "Remark"],
            ["Upper pool", "2.4 m", ""],
            ["Lower pool", "3.1 m", "closed 𝒳 in May"],
            ["Harbour mouth", "5.8 m", "dredged twice"],
        ]
        assert source.locator("table th").count() == 3
        assert "|" not in "".join(rows.all_inner_texts())
        marked = source.locator("td:has(mark.current:visible)")
        assert marked.all_inner_texts() == ["Lower pool", "3.1 m", "closed 𝒳 in May"]
        columns = [source.locator(f"tr:visible > :nth-child({n})") for n in (1, 2)]
        for column in columns:
            assert len({box["x"] for cell in column.all() if (box := cell.bounding_box())}) == 1
        session.page.get_by_text("Show its").click()
        assert session.faults() == []
    finally:
        served.engine.remove(added.document_id)
