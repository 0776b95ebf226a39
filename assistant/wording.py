"""The text of an answer: every line is a quote, a row of a check, a notice, or prose that has its grounds."""

from __future__ import annotations

import re
from functools import cached_property

from assistant.answer import AnswerStatus, Verdict
from assistant.complaint import VerificationError, insist
from assistant.compose import notice_line
from assistant.grounds import Grounds, existing
from assistant.markup import markup, unescaped
from assistant.modality import contradiction, misquoted, read_all, torn
from assistant.named import MASK, Names
from assistant.quotation import is_balanced, is_sentence, without_quotations
from assistant.rules.compose import RESULTS, computed_line, spoken
from assistant.rules.intent import Intent, read_intent
from assistant.rules.load import RuleBook
from assistant.rules.schema import Rule
from assistant.sources import DENIAL, escaped, flat
from assistant.told import Told
from index.document import Card

_LINK = re.compile(r"(?<![!\\])\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]*)\)")
# What composed answers say of themselves, whose modals need no clause.
_TEMPLATES = re.compile(
    r"文件没有这样规定；相反，|，(?:未达到|尚待确认)的是：|^另据|两种算法一并列出"
    r"|建议写明组织类型、事项和地区后再问，或向本级工会有关部门、上一级工会咨询|收录的文件中没有查到能够回答这一问题的条款"
    r"|以下条款内容相近，供参考，但并未直接回答"
)
_SENTENCE = re.compile(r"[^。；！？]+[。；！？]*\**")
_RULE = re.compile(r"\|(?:---\|)+")
SHORTEST_NAME = 6  # characters of a condition; what is shorter stands in other words too

LOOSE = ("可以", "一般", "原则上", "左右")  # what a clause says in these words is not what must be
_OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}


class Wording:
    """The words of one answer, judged by its grounds."""

    def __init__(self, grounds: Grounds, rules: RuleBook) -> None:
        self._grounds = grounds
        self._answer = grounds.answer
        self._rules = rules
        self._told = Told(grounds.answer, grounds.question, grounds.library)

    def judge(self) -> None:
        """Raise `VerificationError` at the first line that has no grounds."""
        told = False
        for block in self._answer.text.split("\n\n"):
            if block.startswith(">"):
                self._quote(block)
            elif not self._told.contrasted(block):
                for line in filter(None, block.split("\n")):
                    told |= self._line(line)
        for notice in self._answer.notices:
            self._notice(notice_line(notice))
        if self._answer.verdict and self._answer.checks and not told:
            raise VerificationError("lost_verdict", "结论不是规则所定的话")
        if self._answer.verdict and not self._answer.checks and self._answer.verdict is not self._told.verdict:
            raise VerificationError("lost_verdict", "结论没有写明，或与所写的不符")

    def _quote(self, block: str) -> None:
        quoted = _quoted(block)
        if not quoted.strip() or not any(quoted in clause.text for clause in self._grounds.clauses):
            raise VerificationError("altered_quote", f"引文与所引条款不符：{quoted[:60]}")

    def _line(self, line: str) -> bool:
        """Judge a line by what it is; `True` where it tells the verdict in the words of a rule."""
        if line.startswith("注意："):
            if line not in self._notices:
                raise VerificationError("altered_quote", f"提示不在答案的提示之列：{line[:80]}")
        elif line.startswith("|"):
            if line not in self._rows and not _RULE.fullmatch(line):
                raise VerificationError("wrong_check", f"核对表与规则的核对不符：{line[:80]}")
        elif line != self._computed and not any(form(line) for form in self._told.forms):
            return self._prose(line)
        return False

    @cached_property
    def _notices(self) -> frozenset[str]:
        return frozenset(notice_line(n) for n in self._answer.notices)

    @cached_property
    def _rows(self) -> frozenset[str]:
        """The rows that a table of the checks may hold."""
        rows = {"| 文件要求 | 所给情况 | 核对 | 结果 |"}
        for c in self._answer.checks:
            cells = (c.requirement, c.given or "未说明", c.working or "—", RESULTS[c.outcome])
            rows.add("| " + " | ".join(_cell(text) for text in cells) + " |")
        return frozenset(rows)

    @cached_property
    def _computed(self) -> str:
        """The line that tells what the checks worked out, in the words of their rules."""
        checks, rules = self._answer.checks, self._rules.rules
        return computed_line([(rules[c.rule_id], [c]) for c in checks if c.rule_id in rules])

    def _notice(self, line: str) -> None:
        """A notice names and counts only what it is about and what the catalogue says."""
        grounds, text = self._grounds, self._without_message(unescaped(line))
        self._plain(escaped(text), grounds.notice_names)
        cards = grounds.notice_names.cards
        remarks = "\n".join(remark for card in cards for remark in _remarks(card))
        rest, complaint = without_quotations(text, grounds.words + remarks)
        insist(complaint)
        for remark in remarks.split("\n"):
            rest = rest.replace(remark, MASK) if remark else rest
        rest, complaint = grounds.notice_names.strip(_TEMPLATES.sub(MASK, rest))
        insist(complaint)
        insist(grounds.unsourced(rest, grounds.known, grounds.words + remarks, sides=False))

    def _prose(self, line: str) -> bool:
        """Judge a line of the answer's own words; `True` where it tells the verdict in the words of a rule."""
        grounds = self._grounds
        said = self._saying(unescaped(line).lstrip("*"))
        told = bool(said)
        rest = self._without_sentences(self._without_links(line.replace(escaped(said), MASK, 1) if told else line))
        self._plain(rest, grounds.names)
        rest = self._without_message(unescaped(rest).strip().removeprefix("- "))
        if not rest.strip(MASK + "* 。"):
            return told
        rest, complaint = without_quotations(rest, grounds.words)
        insist(complaint)
        rest, complaint = grounds.names.strip(_TEMPLATES.sub(MASK, rest))
        insist(complaint)
        insist(grounds.foreign(rest))
        insist(grounds.unsourced(rest, grounds.known, grounds.words))
        if self._answer.status is not AnswerStatus.NOT_FOUND:
            self._modal(rest)
        return told

    def _without_sentences(self, line: str) -> str:
        """The line without sentences that are a cited clause's, word for word: those are quotes without their marks."""
        texts = [text for clause in self._grounds.clauses for text in (clause.text, flat(clause.text))]
        kept = ""
        for sentence in _SENTENCE.findall(line):
            words = unescaped(sentence.strip("* "))
            bare = is_balanced(kept) and any(is_sentence(words, text) for text in texts)
            kept += "" if bare and escaped(words) == sentence.strip("* ") else sentence
        return kept

    def _without_message(self, text: str) -> str:
        """The text without what the reading of a citation has to say, which tells of no clause's content."""
        citation = self._grounds.question.citation
        return text.replace(citation.message, MASK) if citation and citation.message else text

    @staticmethod
    def _plain(line: str, names: Names) -> None:
        """There is no markup in the line but in the names of documents, which may hold any character."""
        if markup(line):
            for name, _ in names.forms:
                line = line.replace(escaped(name), MASK)
            insist(markup(line))

    def _without_links(self, line: str) -> str:
        """The line with links to the reader's pages as their text alone; any other link is left for the complaint."""

        def text(link: re.Match[str]) -> str:
            path = link[2].removeprefix("/d/")
            document_id, _, place = path.partition("#")
            if path == link[2] or (not place and document_id not in self._grounds.library.cards):
                return link[0]
            if place:
                clause, document = existing(f"{document_id}:{place}", self._grounds.library)
                if unescaped(link[1]) not in (f"《{document.title}》{clause.label}", clause.label, clause.id):
                    raise VerificationError("wrong_label", f"链接的文字与所指条款不符：{link[0]}")
            return link[1]

        return _LINK.sub(text, line)

    def _saying(self, line: str) -> str:
        """What a rule of the checks says that the line opens with, empty where it does not; and the verdict fits it."""
        rules = self._rules.rules
        answer, question = self._answer, self._grounds.question
        line = line.removeprefix(DENIAL)
        for rule in (rules[i].rule for i in dict.fromkeys(c.rule_id for c in answer.checks) if i in rules):
            for found, said in rule.says.items():
                if line.startswith(said.rstrip("。")):
                    intents = [read_intent(text) for text in dict.fromkeys((question.meant, question.asked))]
                    if answer.verdict and answer.verdict not in {verdict_for(rule, found, i) for i in intents}:
                        raise VerificationError("lost_verdict", f"结论与规则所定的话不符：{answer.verdict} {said}")
                    return said.rstrip("。")
        return ""

    def _modal(self, prose: str) -> None:
        """Outside quotes nothing binds or denies but as clauses and checks do, or is theirs all but for a word."""
        checks = [t for c in self._answer.checks for t in (spoken(c.requirement), c.requirement, c.given) if t]
        said = read_all([*(clause.text for clause in self._grounds.clauses), *checks])
        for text in checks:
            prose = prose.replace(text, MASK) if len(text) >= SHORTEST_NAME else prose
        bare = prose.replace(MASK, "").replace("*", "")
        if strange := contradiction(bare, said, self._grounds.words):
            raise VerificationError("unsourced_modal", strange)
        clauses = [clause.text for clause in self._grounds.clauses]
        if altered := misquoted(bare, said, self._grounds.words) or torn(bare, clauses):
            raise VerificationError("altered_quote", f"与原文只差几字：{altered}")


def verdict_for(rule: Rule, found: Verdict, intent: Intent) -> Verdict | None:
    """The verdict on a question put in that way, where the rule comes to `found`."""
    if rule.modality in LOOSE and intent.must and found is not Verdict.NO:
        return rule.verdict_if_must
    return _OPPOSITE.get(found, found) if intent.breach else found


def _remarks(card: Card) -> list[str]:
    """What the catalogue says of a document in sentences."""
    slips, lapses = [e.note for e in card.errata], [e.note for e in card.lapses]
    return [*card.unstated.values(), *slips, *lapses, *([card.note] if card.note else [])]


def _quoted(block: str) -> str:
    """What a block quote quotes; nothing where a line of it lacks its mark."""
    lines = block.split("\n")
    if not all(line.startswith(">") for line in lines):
        return ""
    lines = [line[1:].removeprefix(" ") for line in lines]
    return unescaped("\n".join(line for line in lines if line))


def _cell(text: str) -> str:
    return escaped(text.replace("\n", " "))
