"""Draw how time and memory grow with the library: the figures of `bench_scale.py` as an SVG of three panels.

python -m tools.plot_scale docs/scale.json docs/scale.svg
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, MARGIN, TOP = 330, 260, 48, 66
RED, BLUE, GREY = "#b3261e", "#1a5fb4", "#5e5c64"
Series = tuple[str, str, str]
"""What it is called, its key in the figures（inner keys after a dot）, its colour."""
PANELS: dict[str, list[Series]] = {
    "seconds": [
        ("build", "build_s", RED),
        ("build, CPU", "build_cpu_s", GREY),
        ("add a document", "add_document_s", BLUE),
    ],
    "ms a question, median": [
        ("EnsembleRetriever", "peer.p50_ms", GREY),
        ("ask", "ask.p50_ms", BLUE),
        ("search", "search.p50_ms", RED),
    ],
    "MB": [("peak memory of the build", "peak_mb", RED), ("index on disk", "index_mb", BLUE)],
}


def main() -> int:
    """Write the picture."""
    rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    panels = [panel(rows, title, i * WIDTH) for i, title in enumerate(PANELS)]
    width = len(PANELS) * WIDTH
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" font-family="sans-serif"'
    svg = f'{head} font-size="11"><rect width="100%" height="100%" fill="white"/>{"".join(panels)}</svg>\n'
    Path(sys.argv[2]).write_text(svg, encoding="utf-8")
    return 0


def value(row: Any, key: str) -> float | None:
    """Return one figure of a row, `None` where it was not measured."""
    for part in key.split("."):
        row = row.get(part, {})
    return float(row) if row != {} else None


def panel(rows: list[dict[str, Any]], title: str, left: int) -> str:
    """One panel: logarithmic axes, clauses across."""
    lines = PANELS[title]
    values = [figure for row in rows for _, key, _ in lines if (figure := value(row, key))]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    first, last = (math.log10(row["clauses"]) for row in (rows[0], rows[-1]))

    def x(clauses: float) -> float:
        return left + MARGIN + (math.log10(clauses) - first) / (last - first) * (WIDTH - 2 * MARGIN)

    def y(figure: float) -> float:
        return HEIGHT - MARGIN - (math.log10(figure) - low) / (high - low) * (HEIGHT - MARGIN - TOP)

    parts = [f'<text x="{left + MARGIN}" y="18" font-weight="bold">{title} by clauses</text>']
    for power in range(low, high + 1):
        at = y(10**power)
        parts.append(f'<path d="M{left + MARGIN} {at:.1f}h{WIDTH - 2 * MARGIN}" stroke="#ddd"/>')
        parts.append(f'<text x="{left + MARGIN - 4}" y="{at + 4:.1f}" text-anchor="end">{10**power:g}</text>')
    for row in rows:
        at = x(row["clauses"])
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - MARGIN + 16}" text-anchor="middle">{row["clauses"]:,}</text>')
    for n, (name, key, colour) in enumerate(lines):
        points = " ".join(f"{x(row['clauses']):.1f},{y(figure):.1f}" for row in rows if (figure := value(row, key)))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{left + MARGIN}" y="{31 + 12 * n}" fill="{colour}">{name}</text>')
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())
