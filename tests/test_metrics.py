"""What is counted, and that no question is told."""

from __future__ import annotations

from datetime import date

from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.answer import Answer, AnswerStatus
from assistant.api import health_router
from assistant.metrics import Metrics
from assistant.pipeline import Assistant

NOTHING = Answer(question="保密的问题", status=AnswerStatus.NOT_FOUND, text="无", as_of=date(2026, 6, 1), index="i")


def told(metrics: Metrics) -> dict[str, float]:
    lines = [line for line in metrics.exposition().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_answers_are_counted_with_their_time() -> None:
    metrics = Metrics()
    metrics.answered(NOTHING, 0.004)
    metrics.answered(NOTHING, 0.3)
    metrics.answered(NOTHING, 100.0)
    metrics.withheld("altered_quote")
    metrics.degraded("withheld")
    metrics.degraded("withheld")
    counted = told(metrics)
    assert counted['policy_answers_total{status="not_found"}'] == 3
    assert counted['policy_withheld_total{reason="altered_quote"}'] == 1
    assert counted['policy_degraded_total{reason="withheld"}'] == 2
    assert counted['policy_answer_seconds_bucket{le="0.005"}'] == 1
    assert counted['policy_answer_seconds_bucket{le="0.25"}'] == 1
    assert counted['policy_answer_seconds_bucket{le="0.5"}'] == 2
    assert counted['policy_answer_seconds_bucket{le="60.0"}'] == 2
    assert counted['policy_answer_seconds_bucket{le="+Inf"}'] == 3
    assert counted["policy_answer_seconds_count"] == 3
    assert counted["policy_answer_seconds_sum"] == 100.304
    assert "保密" not in metrics.exposition()


def test_nothing_is_shared_between_two() -> None:
    first, second = Metrics(), Metrics()
    first.answered(NOTHING, 0.1)
    assert 'policy_answers_total{status="not_found"}' not in told(second)


def test_the_site_tells_them(assistant: Assistant) -> None:
    site = FastAPI()
    site.include_router(health_router(assistant))
    before = told(assistant.metrics).get('policy_answers_total{status="answered"}', 0)
    assistant.ask("联合会委员会每届任期几年")
    response = TestClient(site).get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert f'policy_answers_total{{status="answered"}} {before + 1}' in response.text
    assert "每届任期" not in response.text
