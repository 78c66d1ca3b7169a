"""The annotation guideline: rules and worked examples as data, checked, and made into a page for annotators."""
