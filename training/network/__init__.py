"""Fine-tuning the network that points at the words: examples, loss, loop, thresholds, export, model card."""
