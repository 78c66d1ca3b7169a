"""`python -m nietpluis` is the `nietpluis` command."""

from nietpluis.cli import run

run()
