"""Reading papers back: pages as pictures, bars as text, lengths as millimetres."""

import io
import re
from dataclasses import dataclass

import pypdf
import pypdfium2
import zxingcpp
from PIL import Image
from pypdfium2 import raw

MM = 25.4 / 72
"""Millimetres in a point."""


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, measured from its top left corner."""

    left_mm: float
    top_mm: float
    right_mm: float
    bottom_mm: float


def pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Draw every page in grey as a printer of this resolution would."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]


def one_bit(picture: Image.Image) -> Image.Image:
    """Turn grey into black and white, as a laser or thermal head does."""
    return picture.point(lambda grey: 255 if grey >= 128 else 0)


def cropped(picture: Image.Image, box: Box, dpi: int) -> Image.Image:
    """Cut a rectangle out of the picture of a page."""
    return picture.crop(
        tuple(
            round(side * dpi / 25.4)
            for side in (box.left_mm, box.top_mm, box.right_mm, box.bottom_mm)
        )
    )


def decoded(picture: Image.Image) -> list[str]:
    """Return what a scanner reads in a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def text_of(pdf: bytes) -> str:
    """Return the words of all pages with single spaces."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def lines_of(pdf: bytes) -> list[list[str]]:
    """Return the lines of each page as they are written."""
    return [page.extract_text().splitlines() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def boxes(pdf: bytes, page: int = 0, *, of_text: bool = False) -> list[Box]:
    """Return where the drawn shapes (or the pieces of text) of a page lie, in drawing order."""
    kind = raw.FPDF_PAGEOBJ_TEXT if of_text else raw.FPDF_PAGEOBJ_PATH
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        height_pt = sheet.get_height()
        found = [shape.get_bounds() for shape in sheet.get_objects(filter=[kind])]
    return [
        Box(left * MM, (height_pt - top) * MM, right * MM, (height_pt - bottom) * MM)
        for left, bottom, right, top in found
    ]


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Return the fonts of a document by name, and whether each is embedded."""
    found = {}
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            face = font.get_object()
            described = face.get("/FontDescriptor", {})
            found[str(face["/BaseFont"])] = "/FontFile2" in described
    return found
