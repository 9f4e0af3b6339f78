"""How lists mark their items: bullets, letters and Roman numbers."""

BULLET = "-"
LAST_ROMAN = 3_999  # the Romans wrote no larger number so
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def roman(number: int) -> str:
    """The number in small letters, from 1 to ``LAST_ROMAN``."""
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def alphabetic(number: int) -> str:
    """a, b ... z, aa, ab: as browsers and spreadsheets count on."""
    written = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        written = chr(ord("a") + rest) + written
    return written
