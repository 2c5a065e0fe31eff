"""Figures and shares as a reader likes them: 38.64 万元, 27.5%, +4.2 个百分点."""

from decimal import Decimal

from policy_themes.corpus.figures import Figure

_POWERS = ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))
_MARKS = {"约": "约 {}", "以上": "{}以上", "以下": "{}以下", "": "{}"}


def format_amount(figure: Figure) -> str:
    """Return what a figure says, value and unit, a range and how exact it is."""
    low = _format_value(figure.low, figure.unit)
    if figure.low != figure.high:
        low = f"{low}至 {_format_value(figure.high, figure.unit)}"
    if figure.precision == "余":
        return low.replace(" ", " 余", 1) if " " in low else f"{low}多"
    return _MARKS[figure.precision].format(low)


def format_difference(difference: Decimal, unit: str) -> str:
    """Return a difference with its sign; of shares it is in points."""
    sign = "+" if difference > 0 else "\u2212" if difference < 0 else ""
    if unit in ("%", "个百分点"):
        return f"{sign}{_trim(abs(difference))} 个百分点"
    return f"{sign}{_format_value(abs(difference), unit)}"


def format_share(share: float) -> str:
    """Return a share, 0 to 1, in percent with one decimal."""
    return f"{share:.1%}"


def format_points(points: float) -> str:
    """Return a difference of shares in percentage points with its sign, zero without one."""
    rounded = round(points, 1)
    return f"{rounded:+.1f}".replace("-", "\u2212") if rounded else "0.0"


def _format_value(value: Decimal, unit: str) -> str:
    if unit == "元":
        for power, name in _POWERS:
            if value >= power:
                return f"{_trim(value / power)} {name}元"
    return f"{_trim(value)}%" if unit == "%" else f"{_trim(value)} {unit}"


def _trim(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
