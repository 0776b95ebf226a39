"""The site: `python app.py` serves it on the address of the settings."""

from __future__ import annotations

import sys

from assistant.settings import load_settings
from assistant.site import serve
from index.errors import PolicyError

if __name__ == "__main__":
    try:
        serve(load_settings())
    except PolicyError as error:
        sys.exit(str(error))
