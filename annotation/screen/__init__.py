"""The annotation screen: notes are marked in the browser, by several people, with suggestions shown, hidden or drawn.

People, store, looks and the audit log are those of `triage`; this room adds projects, assignments and what annotators did.
Nothing else of `annotation` knows of `triage`, and `triage` knows nothing of annotation.
"""
