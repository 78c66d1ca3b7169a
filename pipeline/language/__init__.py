"""Dutch as meldingen and visit notes write it: tokens, sentences, sections, and what words are compared by."""
