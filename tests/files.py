"""Sample files, odd files and hostile files, made on the spot: none is stored in the repo."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

MB = 1_000_000

WORDS = "The ministry signed the agreement in Haifa. It runs for three years and may be renewed."


# --- PDF


def pdf(pages: Sequence[Sequence[str]], *, title: str = "", running: str = "") -> bytes:
    """A PDF with a list of paragraphs for each page, which its maker wraps under ``running``."""
    out = io.BytesIO()
    style = getSampleStyleSheet()["Normal"]
    story: list[object] = []
    for number, paragraphs in enumerate(pages):
        story += [PageBreak()] if number else []
        story += [Paragraph(text, style) for text in paragraphs]

    def decorate(canvas: Canvas, template: SimpleDocTemplate) -> None:
        if running:
            canvas.drawString(60, 570, running)
            canvas.drawString(200, 20, str(template.page))

    SimpleDocTemplate(out, pagesize=A5, title=title, author="A. Writer").build(
        story, onFirstPage=decorate, onLaterPages=decorate
    )
    return out.getvalue()


def pdf_table(rows: Sequence[Sequence[str]], *, before: str = "", after: str = "") -> bytes:
    """A PDF with a table between two paragraphs; words in a cell wrap, and stand in its middle."""
    out = io.BytesIO()
    style = getSampleStyleSheet()["Normal"]
    cells = [[Paragraph(cell, style) for cell in row] for row in rows]
    table = Table(
        cells, colWidths=[90] * len(rows[0]), style=[("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    )
    story = [Paragraph(before, style), table, Paragraph(after, style)]
    SimpleDocTemplate(out, pagesize=A4).build(story)
    return out.getvalue()


def pdf_lines(pages: Iterable[Iterable[str]]) -> bytes:
    """A PDF whose lines break exactly where they are given."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A5)
    for lines in pages:
        for i, line in enumerate(lines):
            canvas.drawString(40, 550 - 14 * i, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([[WORDS]]))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_scanned() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(50, 50, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def raw_pdf(objects: Mapping[int, bytes]) -> bytes:
    """A PDF of these objects; object 1 is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    offsets: dict[int, int] = {}
    for number, body in objects.items():
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, offset in offsets.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, offset))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (max(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def _deflated(pattern: bytes, size: int) -> bytes:
    packer = zlib.compressobj(9)
    block = pattern * (MB // len(pattern))
    return b"".join(packer.compress(block) for _ in range(size // MB)) + packer.flush()


_FONT = b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> "


def _one_page(content: bytes, resources: bytes = b"<< " + _FONT + b">>") -> dict[int, bytes]:
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources "
        + resources
        + b" >>",
        4: content,
    }


def pdf_huge_stream() -> bytes:
    """200 KB that inflate to 200 MB."""
    return raw_pdf(_one_page(_stream(_deflated(b" ", 200 * MB), b"/Filter /FlateDecode ")))


def pdf_long_text() -> bytes:
    """A few KB that inflate to 20 MB of operators which show text."""
    packed = _deflated(b"BT /F 9 Tf (word) Tj ET\n", 20 * MB)
    return raw_pdf(_one_page(_stream(packed, b"/Filter /FlateDecode ")))


def pdf_page_loop() -> bytes:
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>",
        }
    )


def pdf_self_xobject() -> bytes:
    resources = b"<< /XObject << /X 5 0 R >> >>"
    form = _stream(b"/X Do", b"/Type /XObject /Subtype /Form /Resources " + resources)
    return raw_pdf({**_one_page(_stream(b"/X Do"), resources), 5: form})


def pdf_xobject_tree() -> bytes:
    """25 forms, each showing the next ten times: 10^25 in all."""
    objects = _one_page(_stream(b"/X Do"), b"<< /XObject << /X 5 0 R >> >>")
    for number in range(5, 30):
        resources = b"/Resources << %s/XObject << /X %d 0 R >> >> " % (_FONT, number + 1)
        objects[number] = _stream(b"/X Do " * 10, b"/Type /XObject /Subtype /Form " + resources)
    objects[30] = _stream(
        b"BT /F 9 Tf (x) Tj ET", b"/Type /XObject /Subtype /Form /Resources << " + _FONT + b">> "
    )
    return raw_pdf(objects)


def pdf_many_pages(count: int = 100_000) -> bytes:
    objects = _one_page(_stream(b"BT /F 9 Tf (x) Tj ET"))
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * count, count)
    return raw_pdf(objects)


# --- DOCX


def docx_file(paragraphs: Sequence[str] = (WORDS,), *, title: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    for text in paragraphs:
        document.add_paragraph(text)
    return _saved(document)


def docx_rich(*, link: str) -> bytes:
    """Headings, a list, a table, hidden words, and a picture and template at ``link``."""
    document = docx.Document()
    document.add_heading("Agreement", 0)
    document.add_paragraph(WORDS)
    document.add_heading("Areas", 1)
    document.add_paragraph("Research", style="List Bullet")
    document.add_paragraph("Telemedicine", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Year", "Trade", "2023", "23.38"), strict=True):
        cell.text = text
    document.add_paragraph("After the table.").add_run(" Secret words.").font.hidden = True
    document.part.relate_to(f"{link}/image.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    template = RELATIONSHIP_TYPE.IMAGE.replace("image", "attachedTemplate")
    document.part.relate_to(f"{link}/t.dotm", template, is_external=True)
    return _saved(document)


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def docx_with(document_xml: Iterable[bytes], *, more: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file whose main part is ``document_xml``, given in blocks."""
    out = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(docx_file()))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
        for entry in good.infolist():
            if entry.filename != "word/document.xml":
                archive.writestr(entry.filename, good.read(entry))
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for block in document_xml:
                part.write(block)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


_BODY = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = b'<?xml version="1.0"?><w:document xmlns:w="' + _BODY + b'"><w:body><w:p><w:r><w:t>'
_SHUT = b"</w:t></w:r></w:p></w:body></w:document>"


def docx_bomb(size: int = 150 * MB) -> bytes:
    """A few hundred KB that unpack to 150 MB of text."""
    return docx_with([_OPEN, *[b"a" * MB] * (size // MB), _SHUT])


def docx_tag_bomb() -> bytes:
    """40 MB of tags, mixed so that neither size nor ratio betrays them."""
    tags = b"".join(b'<w:r w:a="%d"/>' % (i * 7919 % 97) for i in range(60_000))
    return docx_with([_OPEN, b"</w:t></w:r>", *[tags] * 40, b"<w:r><w:t>", _SHUT])


def docx_lying() -> bytes:
    """A bomb whose directory says that each part is small."""
    data = bytearray(docx_bomb())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + 24, 1000)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def docx_laughs() -> bytes:
    entities = b"".join(
        b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10 if i else b"ha") for i in range(12)
    )
    return docx_with(
        [b'<?xml version="1.0"?><!DOCTYPE d [' + entities + b"]>", _OPEN[21:], b"&l11;", _SHUT]
    )


def docx_xxe(link: str) -> bytes:
    doctype = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{link}/secret">]>'.encode()
    return docx_with([b'<?xml version="1.0"?>' + doctype, _OPEN[21:], b"&x;", _SHUT])


def docx_many_parts() -> bytes:
    more = {f"word/part{i}.bin": b"x" for i in range(2_500)}
    return docx_with([_OPEN, WORDS.encode(), _SHUT], more=more)


def docx_with_symlink() -> bytes:
    out = io.BytesIO(docx_file())
    link = zipfile.ZipInfo("word/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def zip_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "hello")
    return out.getvalue()


# --- HTML and text


def html_page(*, link: str = "http://127.0.0.1:9") -> str:
    """An article between navigation and footer, with hidden words and things to fetch."""
    return f"""<!doctype html><html lang="en"><head><title>Haifa signs | The Paper</title>
<meta name="author" content="Jane Doe"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2024-05-06T10:00:00Z">
<meta http-equiv="refresh" content="0; url={link}/refresh">
<link rel="stylesheet" href="{link}/a.css"><style>@import url({link}/b.css);</style>
<script src="{link}/a.js">var secret = "script words";</script></head><body>
<nav><a href="/">Home</a><a href="/news">News</a></nav>
<article><h1>Haifa signs</h1><!-- comment words -->
<p>{WORDS} It was the first of its kind between the two ministries and drew wide attention.</p>
<img src="{link}/a.png"><iframe src="{link}/frame"></iframe>
<h2>Areas</h2><p>Both sides named the areas in which they mean to work together:</p>
<ul><li>Research</li><li>Telemedicine</li></ul>
<table><tr><th>Year</th><th>Trade</th></tr><tr><td>2023</td><td>23.38</td></tr></table>
<div style="display:none">display words</div><p hidden>attribute words</p>
<p aria-hidden="true">aria words</p><p style="color:#FFF">white words</p>
<span style="font-size:0">zero words</span><template>template words</template>
<p>A second round of talks will be held in Beijing before the end of the year, officials say.</p>
</article><footer>Copyright The Paper</footer></body></html>"""


def html_nested(depth: int = 200_000) -> bytes:
    return b"<html><body>" + b"<div>" * depth + WORDS.encode() + b"</div>" * depth


def html_attributes(count: int = 500_000) -> bytes:
    many = b" ".join(b"a%d=1" % i for i in range(count))
    return b"<html><body><p " + many + b">" + WORDS.encode() + b"</p></body></html>"


def yaml_laughs() -> bytes:
    lines = ["a0: &a0 [ha, ha, ha]"]
    lines += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 9) + "]" for i in range(1, 12)]
    return ("---\n" + "\n".join(lines) + f"\n---\n\n{WORDS}\n").encode()
