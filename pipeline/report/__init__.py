"""Reports for people to read: notes with their quoted words marked, as HTML page or in the terminal. Never a judgement.

`ReportWriter` streams many notes into one self-contained page, `render_note_html` and `render_note_text` show one.
"""

from pipeline.report.contacts import Contacts, ContactsError, load_contacts
from pipeline.report.mentions import TextMismatchError
from pipeline.report.note_text import render_note_text
from pipeline.report.writer import ReportWriter, render_note_html

__all__ = [
    "Contacts",
    "ContactsError",
    "ReportWriter",
    "TextMismatchError",
    "load_contacts",
    "render_note_html",
    "render_note_text",
]
