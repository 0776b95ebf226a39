"""Entry point of `python -m assistant`."""

import gc
import sys

NEW_OBJECTS = 300_000  # between two looks for garbage: a short command makes fewer


def main() -> int:
    """Run the command line, and spare a short command the search for garbage where there is next to none.

    Nearly all objects that starting makes stay to the end; looking through them costs a fifth of what `ask` takes.
    """
    gc.set_threshold(NEW_OBJECTS)
    from assistant.cli import main as run

    try:
        return run()
    finally:
        gc.freeze()  # or the interpreter looks through them all again when it ends


if __name__ == "__main__":
    sys.exit(main())
