"""The external recommender of INCEpTION: it sends a document, we answer with the tagger's suggestions in it."""
