"""Small PDFs and pictures, made to be archived."""

import io

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas


def text_pdf(*pages, font="Helvetica", form=False):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=True)
    canvas.setTitle("brouillon de travail")
    canvas.setAuthor("Dubois Menuiserie")
    for text in pages or ("Facture F-12 réglée à 120,00 €",):
        canvas.setFont(font, 12)
        canvas.drawString(72, 700, text)
        if form:
            canvas.acroForm.textfield(name="montant", value="1234", x=72, y=600, width=200, height=20)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def changed(data, change):
    """The PDF after `change(pdf)`."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        buffer = io.BytesIO()
        pdf.save(buffer)
        return buffer.getvalue()


def blank_pdf(*, width=595, height=842, turn=0):
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(width, height))
    if turn:
        pdf.pages[0].obj.Rotate = turn
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def picture(kind="PNG", *, mode="RGB", size=(200, 300), **options):
    """A white page with a black bar and a red one."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 30, 120, 50), fill="black")
    draw.rectangle((20, 200, 60, 280), fill=(200, 0, 0))
    buffer = io.BytesIO()
    image.convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


def text_of(data, page=0):
    with pypdfium2.PdfDocument(data) as document:
        return document[page].get_textpage().get_text_range()


def rendered(data, page=0, *, scale=1):
    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=scale).to_pil().convert("RGB")


def form_with_field():
    """A field that asks the viewer to draw it, with a script and an XFA form beside it."""

    def change(pdf):
        pdf.Root.AcroForm.NeedAppearances = True
        pdf.Root.AcroForm.XFA = Stream(pdf, b"<xdp/>")

    return changed(text_pdf(form=True), change)


def hostile(pdf):
    """Scripts, actions and attachments in all the places that run or hold them."""
    script = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=pikepdf.Array([pikepdf.String("a"), script])))
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=pikepdf.String("calc.exe")))
    pdf.attachments["evil.exe"] = b"MZ" + bytes(100)
