"""Encoders to start from: a hub id, a folder, the offline one, or a tiny random one for tests."""
