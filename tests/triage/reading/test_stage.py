"""Which stage of reading a person is in."""

from __future__ import annotations

from itertools import product

import pytest

from triage.holdout.suggestions import Reason
from triage.reading.stage import Facts, Silence, Stage, silence, stage
from triage.store.choices import Mode


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(Mode.EERST_LEZEN), Stage.FIRST),
        (Facts(Mode.EERST_LEZEN, has_read=True), Stage.SHOWN),
        (Facts(Mode.OP_VERZOEK), Stage.ASKABLE),
        (Facts(Mode.OP_VERZOEK, has_read=True), Stage.ASKABLE),
        (Facts(Mode.OP_VERZOEK, revealed=True), Stage.SHOWN),
        (Facts(Mode.ZONDER, reason="team_zonder"), Stage.WITHOUT),
        (Facts(Mode.EERST_LEZEN, reason="meting", has_read=True), Stage.WITHOUT),
        (Facts(Mode.OP_VERZOEK, reason="uit_persoon", revealed=True), Stage.WITHOUT),
        (Facts(Mode.OP_VERZOEK, screened=False), Stage.WITHOUT),
    ],
)
def test_stage(facts: Facts, expected: Stage) -> None:
    assert stage(facts) is expected


_REASONS: list[Reason] = ["aan", "uit_alle", "uit_team", "uit_persoon", "meting"]


@pytest.mark.parametrize(("reason", "screened", "revealed"), list(product(_REASONS, [True, False], [True, False])))
def test_whoever_reads_first_always_reads_first(reason: Reason, screened: bool, revealed: bool) -> None:
    facts = Facts(Mode.EERST_LEZEN, reason=reason, screened=screened, revealed=revealed)
    assert stage(facts) is Stage.FIRST


def test_the_reason_for_silence_is_told_apart() -> None:
    assert silence(Facts(Mode.OP_VERZOEK)) is None
    assert silence(Facts(Mode.OP_VERZOEK, reason="meting")) is Silence.HELD_OUT
    assert silence(Facts(Mode.OP_VERZOEK, reason="uit_team")) is Silence.SWITCHED_OFF
    assert silence(Facts(Mode.OP_VERZOEK, screened=False)) is Silence.NOT_READY
    assert silence(Facts(Mode.OP_VERZOEK, screened=False, failed=True)) is Silence.FAILED
