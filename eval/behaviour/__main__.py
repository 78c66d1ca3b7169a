"""`python -m eval.behaviour`: runs the behaviour suite and prints functionality by type with passed/total.

The lexicon and the rules alone always run; the whole tagger stands beside them where it comes with a model.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from eval.behaviour.cases import read_suite
from eval.behaviour.known import failures_of, read_known, write_known
from eval.behaviour.matrix import as_json, as_markdown, as_text, causes
from eval.behaviour.page import PAGE, write_table
from eval.behaviour.run import Outcome, run
from models.scorer import default_model
from pipeline.assemble import Settings, build


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.behaviour", description=__doc__)
    parser.add_argument("--json", action="store_true", help="the matrix and every case, as JSON")
    parser.add_argument(
        "--update", action="store_true", help="write the known failures of the lexicon alone, and the page"
    )
    parser.add_argument("--lexicon-only", action="store_true", help="leave the model out")
    parser.add_argument("--show", metavar="ID", help="the failing cases of one functionality, or of `all`")
    parser.add_argument("--causes", type=int, metavar="N", help="the N most frequent causes of failure")
    options = parser.parse_args(arguments)
    suite = read_suite()
    if options.show and options.show not in {"all", *(f.id for f in suite.functionalities)}:
        parser.error(f"no functionality {options.show!r}")
    outcomes = {"lexicon": run(build(), suite)}
    if (folder := default_model()) is not None and not options.lexicon_only:
        outcomes["joined"] = run(build(Settings(model=folder)), suite)
    if options.update:
        write_known(failures_of(outcomes["lexicon"]))
        if PAGE.is_file():
            write_table(as_markdown(suite, outcomes))
    if options.json:
        print(json.dumps(as_json(suite, outcomes), ensure_ascii=False, indent=1))
        return 0
    if options.show:
        for name, some in outcomes.items():
            _show(name, [o for o in some if options.show in ("all", o.case.functionality)])
    elif options.causes:
        for name, some in outcomes.items():
            print(name, *(f"{n:6} {fault} {label}" for fault, label, n in causes(some)[: options.causes]), sep="\n")
    else:
        print(as_text(suite, outcomes))
        print(f"\nknown failures of the lexicon alone: {sum(len(keys) for keys in read_known(suite).values())}")
    return 0


def _show(name: str, outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if not outcome.passed:
            print(f"{name} {outcome.case.functionality}: {outcome.case.key}".replace("\n", "\\n"))
            print(*(f"      {problem.says}" for problem in outcome.problems), sep="\n")


if __name__ == "__main__":
    raise SystemExit(main())
