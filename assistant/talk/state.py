"""What a conversation has come to: the questions so far in full, and the facts that were given about whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.talk.clauses import AGENT, Subject, asks, own_subject, subject_of, take_apart
from assistant.talk.figures import phrases_in, tells_figures
from assistant.talk.matter import matter_of
from assistant.talk.nouns import nouns_in

MAX_LEAD = 3  # characters before the noun that a question is about
MAX_TOLD = 12  # clauses of facts that are kept


@dataclass(frozen=True, slots=True)
class Reading:
    """A turn in full; `carried` are the words taken over, `unsure` says that another reading is as likely.

    `about` is the matter that the next turn hangs on, where it is not what the full question asks.
    """

    full: str
    carried: tuple[str, ...] = ()
    unsure: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """`past` are the full questions on the matter, the last one last, `told` the clauses of facts about `subject`.

    `about` is the matter at hand, where it is not what the last question asks; `answer` is the assistant's last turn,
    read for what it asks back alone.
    """

    past: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    subject: str = ""
    answer: str = ""
    about: str = ""

    @property
    def last(self) -> str:
        """The last full question."""
        return self.past[-1] if self.past else ""

    def matter(self) -> str:
        """What the last question is about, without what it asks; empty where that cannot be told."""
        parts = take_apart(self.last)
        if not self.about and parts.told and not tells_figures("".join(parts.told)) and not _stands(parts.asking):
            asked = matter_of(parts.asking)
            return f"{parts.told[-1]}，{asked}" if nouns_in(AGENT.sub("", asked)) else parts.told[-1]
        return self.about or matter_of(parts.asking)

    def spoken_of(self) -> Subject:
        """Of whom the last question that names anybody speaks."""
        for question in reversed(self.past):
            found = [subject_of(text) for text in (take_apart(question).asking, question)]
            named = [subject for subject in found if subject.base] or [subject for subject in found if subject.whole]
            if named:
                return named[0]
        return Subject("", "")


def _stands(asking: str) -> bool:
    """Whether a part that asks names what it asks about before what is done."""
    nouns = nouns_in(AGENT.sub("", asking))
    return bool(nouns) and nouns[0].start <= MAX_LEAD


def learn(state: State, reading: Reading, *, follows: bool) -> State:
    """The state after a turn: a question that stands alone begins anew, facts and all."""
    told, subject = facts_of(reading.full)
    if not follows:
        return State((reading.full,), told, subject)
    past = (*state.past, reading.full)
    if not told or (subject and state.subject and subject != state.subject):
        told = told or state.told
    return State(past, told, subject or state.subject, about=reading.about)


def facts_of(full: str) -> tuple[tuple[str, ...], str]:
    """Return the clauses of facts of a question, the first with the subject that they are about, and the subject."""
    parts = take_apart(full)
    subject = own_subject(full)
    if not asks(parts.asking):
        return _of_clauses([c for c in (*parts.told, parts.asking) if c], subject), subject
    if parts.told:
        return _of_clauses(parts.told, subject), subject
    if not subject:
        return (), ""
    phrases = phrases_in(parts.asking)
    return ((f"{subject}有{'、'.join(phrases)}",) if phrases else ()), subject


def _of_clauses(told: Sequence[str], subject: str) -> tuple[str, ...]:
    """Clauses with figures and those beside them; none where no figure is told."""
    if not any(tells_figures(clause) for clause in told):
        return ()
    clauses = tuple(told[:MAX_TOLD])
    return clauses if not subject or subject in "".join(clauses) else (subject + _having(clauses[0]), *clauses[1:])


def _having(clause: str) -> str:
    """A clause of facts after its subject（有120家企业）."""
    return clause if clause[:1] in "有没无是不能已共属" else f"有{clause}" if phrases_in(clause) else clause
