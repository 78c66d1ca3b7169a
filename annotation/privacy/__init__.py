"""Pseudonymising corpora before they travel: finding personal data, replacing it, and looking for what was left.

`DutchRules` finds, `pseudonymise` replaces and keeps marks on their words, `find_leaks` lists what a person must look at. None of
this makes a note anonymous: who knows the people or the place may recognise them from what happened.
"""

from annotation.privacy.finding import KINDS, Deidentifier, DutchRules, Found, Kind
from annotation.privacy.leaks import Leak, find_leaks, words_of
from annotation.privacy.pseudonyms import Pseudonymised, Replaced, key_content, new_secret, pseudonymise

__all__ = [
    "KINDS",
    "Deidentifier",
    "DutchRules",
    "Found",
    "Kind",
    "Leak",
    "Pseudonymised",
    "Replaced",
    "find_leaks",
    "key_content",
    "new_secret",
    "pseudonymise",
    "words_of",
]
