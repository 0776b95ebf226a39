"""The pages' templates: escaping always on, and a name that a template misses is an error."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).resolve().parent
STATIC = _HERE / "static"
STATIC_URL = "/static/site"


def render(template: str, **context: object) -> str:
    """Render a template of `assistant/templates`."""
    return _environment().get_template(template).render(context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["chinese_date"] = chinese_date
    environment.globals["static"] = STATIC_URL
    return environment


def chinese_date(day: date) -> str:
    """Write a date as documents do: 2020年1月15日."""
    return f"{day.year}年{day.month}月{day.day}日"
