"""Web pages: what they say is stored whole, with the numbers of its lists; what is around it is not."""

import io
from collections.abc import Iterator

import docx
import pytest

from rag.engine import Engine
from rag.reading.load import read_bytes
from rag.schema import Document
from rag.store.encoder import Encoder
from tests.serving import opened

STEPS = (
    "Rinse the tank with cold water until it runs clear.",
    "Fit the filter with its ribs facing the spout. It clicks when it is seated.",
    "Fill the tank up to the line and let it stand for an hour.",
)
NAV = "<nav><ul><li><a href='/'>Start</a></li><li><a href='/shop'>Shop</a></li></ul></nav>"
FOOT = "<footer><p>Imprint of Alder and Sons. <a href='/legal'>Legal</a></p></footer>"


def page(body: str) -> Document:
    html = f"<!doctype html><html lang='en'><head><title>A page</title></head><body>{body}</body></html>"
    return read_bytes(html.encode(), name="page.html")


def listed(tag: str, items: tuple[str, ...] = STEPS) -> str:
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def cuts(document: Document) -> list[str]:
    return [cut["kind"] for cut in document.metadata["cut"]]


def links(*names: str) -> str:
    return "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in names)


MANUAL = (
    "<h1>Rill water filter</h1><p>Manual of the Rill 2 and the Rill 3, second edition.</p>"
    "<h2>1. Safety</h2><p>Keep the filter away from frost. Do not filter hot water.</p>"
    "<h2>2. Data</h2><table><tr><th></th><th>Rill 2</th><th>Rill 3</th></tr>"
    "<tr><td>Volume</td><td>2 l</td><td>3 l</td></tr></table>"
    "<h2>3. First use</h2>{}"
    "<h2>4. Care</h2><p>Change the cartridge every two months, or after 120 litres.</p>"
)


@pytest.mark.parametrize("tag", ["ol", "ul"])
@pytest.mark.parametrize("around", ["{}", "<main>{}</main>", "<div class='content'>{}</div>"])
def test_a_list_right_below_a_heading_is_stored(tag: str, around: str) -> None:
    found = page(around.format(MANUAL.format(listed(tag))))
    marks = ("1.", "2.", "3.") if tag == "ol" else ("-",) * 3
    steps = "\n".join(f"{mark} {step}" for mark, step in zip(marks, STEPS, strict=True))
    assert f"## 3. First use\n\n{steps}\n\n## 4. Care" in found.text
    assert not cuts(found)


LAW = (
    "<h1>Rules of the allotment society</h1><ol><li>Each member keeps one plot.<ol type='a'>"
    "<li>A plot may be shared by two members.</li><li>It may not be let.<ol type='i'><li>A shed may "
    "be lent for a season.</li><li>A water butt may be lent for longer.</li></ol></li></ol></li>"
    "<li value='4'>Rent is due in March.</li></ol>"
)
FAQ = (
    "<h1>Questions</h1><dl><dt>May I bring a dog?</dt><dd>Yes, on a lead.</dd></dl>"
    "<details><summary>Is there a shop?</summary><p>There is one at the gate, open at weekends.</p>"
    "</details><h3><button>When is it closed?</button></h3><div><p>In January.</p></div>"
)
DIVS = (
    "<div><div>Bell ringing practice</div><div>We ring on Tuesdays at half past seven.</div>"
    "<div>Newcomers meet at the west door.</div><div>Ear plugs are in the box by the stairs.</div></div>"
)
RECIPE = (
    "<h1>Barley soup</h1><h2>Ingredients</h2><ul><li>200 g pearl barley</li><li>2 leeks</li></ul>"
    "<h2>Method</h2><ol><li>Soak the barley overnight.</li><li>Simmer it for forty minutes.</li></ol>"
)
TABLE = (
    "<table><tr><th>Ferry</th><th>Leaves</th></tr><tr><td>Ona</td><td>07:40</td></tr>"
    "<tr><td>Petrel</td><td>09:15</td></tr></table>"
)
LISTS = (
    f"<ul>{''.join(f'<li>Bring item number {i} to the meeting.</li>' for i in range(1, 6))}</ul>"
)
FORM = (
    "<form action='/x'><h1>Harbour notice</h1>"
    + "<p>The east pier is closed for repairs until the end of May, and boats moor at the west pier, "
    "where the water is two metres deep at low tide and the bollards are painted yellow.</p>"
    * 2
    + "<p>Call the office before you come in at night.</p><button>Print</button></form>"
)
POLICY = (
    "<h1>Privacy</h1><section id='cookies'><h2>Cookies</h2><p>One cookie remembers your language.</p>"
    "</section><div class='menu'><h2>Today's menu</h2><p>Pea soup with mint, 6.50.</p></div>"
)
LAYOUT = (
    "<table><tr><td><a href='/'>Start</a></td><td><h1>Bees</h1><p>A hive needs water nearby.</p>"
    "<p>It is best placed facing south.</p></td></tr></table>"
)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (RECIPE, ["- 200 g pearl barley", "1. Soak the barley", "2. Simmer it for forty"]),
        (FAQ, ["bring a dog?", "on a lead", "a shop?", "at the gate", "### When is it", "January"]),
        (LAW, ["1. Each", "a. A plot", "b. It may", "i. A shed", "ii. A water", "4. Rent is due"]),
        (LISTS, [f"- Bring item number {i} to" for i in range(1, 6)]),
        (DIVS, ["Bell ringing practice", "half past seven", "west door", "by the stairs"]),
        (TABLE, ["| Ferry | Leaves |\n| Ona | 07:40 |\n| Petrel | 09:15 |"]),
        (FORM, ["# Harbour notice", "painted yellow", "before you come in at night"]),
        (POLICY, ["## Cookies", "remembers your language", "## Today's menu", "Pea soup with mint"]),
        (LAYOUT, ["# Bees\n\nA hive needs water nearby.\n\nIt is best placed facing south."]),
        ("<h1>Mill</h1><script>var x = '<p>no</p>'</script><p>It grinds on Fridays.</p>", ["Fridays"]),
        ("<h1>Mill</h1><aside class='note'>Mind the wheel.</aside><p>It turns.</p>", ["Mind the"]),
        ("<main><h1>Mill</h1><aside>Mind the wheel.</aside><p>It turns.</p></main>", ["Mind the"]),
        ("<header><h1>Mill</h1><p>Open to all.</p></header><p>It turns.</p>", ["# Mill", "Open to"]),
        ("<header><h2>4. Oil</h2></header><p>Use linseed.</p><h1>Mill</h1>", ["## 4. Oil"]),
        ("<nav><p>Only this menu is here, and it says a thing.</p></nav>", ["says a thing"]),
    ],
)  # fmt: skip
def test_what_a_page_says_is_stored(body: str, says: list[str]) -> None:
    found = page(body)
    assert [words for words in says if words not in found.text] == [], found.text
    around = page(NAV + body + FOOT)
    if "<nav>" not in body:
        assert [words for words in says if words not in around.text] == [], around.text
        assert "Shop" not in around.text and "Imprint" not in around.text


BLOG = f"""{NAV}<div class="breadcrumbs"><a href="/">Start</a> <a href="/b">Blog</a></div>
<article><h1>A week with the new loom</h1><p>The loom came on Monday, and by Friday the first cloth was
off it. It is narrower than we had thought.</p><p>Warping took four hours, mostly for want of light.</p>
<div class="share-bar">Tell others: <a href="/f">Post</a> <a href="/m">Mail</a></div></article>
<section class="comments" id="comments"><h3>2 replies</h3><div class="comment">Lovely cloth, Ines!</div>
<div class="comment">Which yarn is it?</div></section>
<div class="related-posts"><h3>From the archive</h3><ul>{links("Carding", "Dyeing")}</ul></div>
<aside><h3>About Ines</h3><p>She weaves and teaches in Dunmore.</p></aside>
<div id="cookie-consent"><p>Cookies help us to count visits.</p><button>Fine</button></div>
<form class="newsletter"><label>Your mail address</label><input><button>Send</button></form>
<h4>Elsewhere</h4><ul class="x1">{links("Looms", "Wheels", "Carders")}</ul>{FOOT}"""


def test_what_stands_around_a_text_is_left_out_and_told() -> None:
    found = page(BLOG)
    assert found.text.startswith("# A week with the new loom")
    assert found.text.endswith("Warping took four hours, mostly for want of light.")
    assert cuts(found) == [
        "navigation", "navigation", "links", "comments", "links", "aside", "banner", "form", "footer",
        "links", "links",
    ]  # fmt: skip
    assert "Looms Wheels Carders" in found.metadata["cut"][-1]["text"]


@pytest.mark.parametrize(
    ("opening", "items", "marks"),
    [
        ("<ol start='7'>", "<li>a</li><li>b</li>", "7. 8."),
        ("<ol reversed>", "<li>a</li><li>b</li><li>c</li>", "3. 2. 1."),
        ("<ol reversed start='9'>", "<li>a</li><li>b</li>", "9. 8."),
        ("<ol>", "<li>a</li><li value='5'>b</li><li>c</li>", "1. 5. 6."),
        ("<ol type='a' start='26'>", "<li>a</li><li>b</li>", "z. aa."),
        ("<ol type='I' start='4'>", "<li>a</li><li>b</li>", "IV. V."),
        ("<ol style='list-style-type: lower-roman'>", "<li>a</li><li>b</li>", "i. ii."),
        ("<ol type='A'>", "<li>a</li><li type='1'>b</li>", "A. 2."),
        ("<ol style='list-style: none'>", "<li>a</li><li>b</li>", "- -"),
        ("<ol start='-1'>", "<li>a</li><li>b</li>", "-1. 0."),
        ("<ul type='square'>", "<li value='2'>a</li><li>b</li>", "- -"),
    ],
)
def test_items_have_the_numbers_that_a_reader_sees(opening: str, items: str, marks: str) -> None:
    html = f"<p>The order is this.</p>{opening}{items}</{opening[1:3]}>"
    lines = page(html).text.split("\n")
    assert [line.split()[0] for line in lines[2:] if line] == marks.split()


SPECS = (("", "Rill 2", "Rill 3"), ("Volume", "2 l", "3 l"), ("Rated power", "18 W", "25 W"))


def word(rows: tuple[tuple[str, ...], ...]) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Rill water filter", 1)
    table = document.add_table(len(rows), len(rows[0]))
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            table.cell(i, j).text = cell
    document.save(out)
    return out.getvalue()


FILES = {
    "rill.html": MANUAL.format(listed("ol")).replace(
        "</table>", "<tr><td>Rated power</td><td>18 W</td><td>25 W</td></tr></table>"
    ).encode(),
    "rill.md": b"# Rill water filter\n\n" + "\n".join(
        [f"| {' | '.join(row)} |" for row in (SPECS[0], ("---",) * 3, *SPECS[1:])]
    ).encode(),
    "rill.csv": "\n".join(map(",".join, SPECS)).encode(),
    "rill.docx": word(SPECS),
}  # fmt: skip


@pytest.fixture(scope="module", params=FILES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> Iterator[Engine]:
    with opened(
        tmp_path_factory.mktemp("rill"), encoder, texts={"a.md": "# Mill\n\nIt turns."}
    ) as it:
        it.add(FILES[request.param], name=request.param)
        yield it


@pytest.mark.parametrize(("model", "power"), [("Rill 2", "18 W"), ("Rill 3", "25 W")])
def test_a_row_stands_below_heads_that_have_an_empty_first_cell(
    engine: Engine, model: str, power: str
) -> None:
    answer = engine.answer(f"What is the rated power of the {model}?")
    assert [citation.quote for citation in answer.citations] == [
        "|  | Rill 2 | Rill 3", "Rated power | 18 W | 25 W",
    ]  # fmt: skip
    assert answer.short_answer is not None and answer.short_answer.quote == power


@pytest.mark.parametrize("engine", ["rill.html"], indirect=True)
def test_a_step_is_found_by_its_number(engine: Engine) -> None:
    answer = engine.answer("What does step 2 say?")
    assert answer.text.startswith("2. Fit the filter") and "Rinse" not in answer.text
    assert "3. Fill the tank" in engine.answer("What is the third step?").text
