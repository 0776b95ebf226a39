"""Answers as files: a Word document, or text to paste."""
