"""Training needs the extra `train`; without torch its tests are left out, as the base installation is."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["encoder/*", "network/*"]
