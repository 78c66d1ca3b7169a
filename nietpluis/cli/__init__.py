"""The command line. `main` is the entry point; each command imports what it needs only when it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from nietpluis.cli import (
    annotate,
    annotate_serve,
    audit,
    backup,
    bench,
    bias,
    evaluate,
    info,
    recommender,
    screen,
    serve,
    train,
)

DONE, SOME_REJECTED, USAGE, INTERRUPTED = 0, 1, 2, 130


@click.group(
    name="nietpluis",
    help="Shows which risk signals Dutch notes hold, each with the words that say so. A help in reading: no advice, no "
    "decision.",
)
def app() -> None:
    """The group of all commands."""


app.add_command(screen.screen)
app.add_command(info.info)
app.add_command(bench.bench)
app.add_command(train.train)
app.add_command(evaluate.evaluate)
app.add_command(bias.bias)
app.add_command(annotate.annotate)
annotate.annotate.add_command(recommender.recommender)
annotate.annotate.add_command(annotate_serve.annotate_serve)
app.add_command(serve.serve)
app.add_command(serve.triage_worker)
app.add_command(audit.audit)
app.add_command(backup.backup)
app.add_command(backup.restore)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and gives its exit code: 0 done, 1 some input rejected, 2 wrong usage or input, 130 interrupted."""
    try:
        code = app.main(
            prog_name="nietpluis", args=list(arguments) if arguments is not None else None, standalone_mode=False
        )
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return USAGE
    except click.ClickException as error:
        print(f"nietpluis: {' '.join(error.format_message().split())}", file=sys.stderr)
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        print("nietpluis: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        print(f"nietpluis: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}", file=sys.stderr)
        return USAGE
    return code if isinstance(code, int) else DONE


def run() -> None:
    """The console script."""
    sys.exit(main())
