"""The bias report: what is shown to differ between groups, what is not, and what cannot be known.

`groups` makes groups of notes, `differences` compares each with the rest, `counterfactuals` lets the tagger read the same
note about somebody else; `reliability` and `thresholds` look at probabilities, `readers`, `use` and `drift` at people and
time. `plan` says beforehand what is tested, `stops` what is too much. `report` puts them together, `page` shows them.
"""
