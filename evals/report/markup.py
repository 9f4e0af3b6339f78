"""HTML that cannot forget to escape: text becomes `Markup` only through `el` or `raw`. Pure."""

from html import escape

Child = str | None
_VOID = {"meta", "line", "circle", "rect", "path"}  # SVG needs the slash


class Markup(str):
    """A string that is HTML already."""

    __slots__ = ()


def raw(html: str) -> Markup:
    """HTML of our own making, such as the style sheet."""
    return Markup(html)


def join(*children: Child) -> Markup:
    """Children one after another: `Markup` as it is, other text escaped, None left out."""
    return Markup(
        "".join(
            child if isinstance(child, Markup) else escape(child)
            for child in children
            if child is not None
        )
    )


def el(tag: str, /, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """An element. ``class_`` is class, ``stroke_width`` stroke-width; None leaves one out."""
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{escape(_text(value), quote=True)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    inside = join(*children)
    return Markup(f"<{tag}{given}/>" if tag in _VOID else f"<{tag}{given}>{inside}</{tag}>")


def _text(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
