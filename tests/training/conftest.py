"""Training needs the extra `train`. Without torch its tests are left out; `make training` installs it and runs them."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["encoder/*", "network/*"]
