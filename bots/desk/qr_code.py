"""QR codes as pictures in a page."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_code(address: str) -> Markup:
    """An address of our own making as SVG, as large as the box it stands in.

    Black on white whatever the colours of the page, with the empty edge of four that the standard
    asks for (ISO/IEC 18004); attributes and no style, for the policy of the pages allows none.
    """
    code = segno.make(address, error="m")
    return Markup(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))
