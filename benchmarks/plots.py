"""Small line plots as SVG, legible on light and on dark paper. The table beside says the same."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import Final

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 40, 48
NAME_HEIGHT: Final = 16.0
_LINES: Final = ("0", "8 4", "2 4", "12 4 2 4")  # told apart without colour
_STYLE: Final = """
text { font: 13px sans-serif; fill: #222; } .frame { stroke: #777; fill: none; }
.line { stroke: #0b5394; fill: none; stroke-width: 2; } .dot { fill: #0b5394; }
@media (prefers-color-scheme: dark) {
  text { fill: #eee; } .frame { stroke: #999; } .line { stroke: #8ec5ff; } .dot { fill: #8ec5ff; }
}"""


def line_plot(title: str, x_name: str, y_name: str, lines: Mapping[str, Points]) -> str:
    """Return an SVG of lines over two logarithmic axes.

    Raises:
        ValueError: a number is not above 0, or there are more lines than can be told apart.
    """
    if len(lines) > len(_LINES):
        raise ValueError("There are more lines than can be told apart.")
    points = [point for line in lines.values() for point in line]
    if not points or min(map(min, points)) <= 0:
        raise ValueError("A logarithmic axis shows numbers above 0 only.")
    across, up = _decades([x for x, _y in points]), _decades([y for _x, y in points])
    placed = {name: [(_x(x, across), _y(y, up)) for x, y in line] for name, line in lines.items()}
    body = [_axes(across, up, x_name, y_name), _names(placed)]
    body += [_line(line, dashes) for line, dashes in zip(placed.values(), _LINES, strict=False)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f'<text x="{LEFT}" y="20">{escape(title)}</text>{"".join(body)}</svg>\n'
    )


def _decades(numbers: Sequence[float]) -> tuple[int, int]:
    first, last = floor(log10(min(numbers))), ceil(log10(max(numbers)))
    return first, max(last, first + 1)


def _x(number: float, decades: tuple[int, int]) -> float:
    share = (log10(number) - decades[0]) / (decades[1] - decades[0])
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(number: float, decades: tuple[int, int]) -> float:
    share = (log10(number) - decades[0]) / (decades[1] - decades[0])
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _axes(across: tuple[int, int], up: tuple[int, int], x_name: str, y_name: str) -> str:
    marks = [
        f'<text x="{_x(10**at, across):.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
        f"{10**at:,}</text>"
        for at in range(across[0], across[1] + 1)
    ]
    marks += [
        f'<text x="{LEFT - 6}" y="{_y(10.0**at, up) + 4:.0f}" text-anchor="end">{10.0**at:g}</text>'
        for at in range(up[0], up[1] + 1)
    ]
    frame = (
        f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" '
        f'height="{HEIGHT - TOP - BOTTOM}"/>'
    )
    names = (
        f'<text x="{(LEFT + WIDTH - RIGHT) // 2}" y="{HEIGHT - 8}" text-anchor="middle">'
        f'{escape(x_name)}</text><text x="{LEFT}" y="{TOP - 5}">{escape(y_name)}</text>'
    )
    return frame + "".join(marks) + names


def _line(places: Points, dashes: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
    return f'<polyline class="line" stroke-dasharray="{dashes}" points="{path}"/>{dots}'


def _names(placed: Mapping[str, Points]) -> str:
    """Write the names beside the frame, apart, and lead each to the end of its line."""
    parts, height = [], 0.0
    for name, places in sorted(placed.items(), key=lambda each: each[1][-1][1]):
        x, y = places[-1]
        height = max(y, height + NAME_HEIGHT)
        parts.append(
            f'<path class="frame" d="M{x:.0f},{y:.0f} L{WIDTH - RIGHT + 4},{height:.0f}"/>'
            f'<text x="{WIDTH - RIGHT + 8}" y="{height + 4:.0f}">{escape(name)}</text>'
        )
    return "".join(parts)
