"""Counterfactual changes: the same note about somebody else, with its marks kept on their words.

A change gives the changed note, or why it was left as it is: what would not be grammatical or consistent is not made. They
serve augmentation (so that who somebody is does not come to matter) and the bias report (to see whether it does).
"""
