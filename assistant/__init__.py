"""Questions answered: read, retrieve, compose, verify; and the ways in (command line, HTTP, pages, chat)."""
