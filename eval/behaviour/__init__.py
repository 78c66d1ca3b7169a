"""The behaviour suite: what the tagger must do, one functionality at a time, as Dutch cases that are data.

`data/*.yaml` holds the functionalities with their templates and cases, `fillers.yaml` the words that go into templates,
`known/lexicon.yaml` the cases that the lexicon and the rules alone get wrong. `python -m eval.behaviour` runs it.
"""
