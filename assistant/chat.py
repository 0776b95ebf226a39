"""The chat at `/`: a Gradio page over `Assistant.ask`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import gradio as gr

from assistant.bubbles import answer_bubble, error_bubble, question_bubble, waiting_bubble
from assistant.pipeline import Assistant
from assistant.question import Turn
from assistant.talk.resolve import MAX_TURNS
from index.errors import PolicyError

TITLE: Final = "工会政策助手"
HINT: Final = "只依据收录的政策文件作答，条款逐字引用，可打开原文核对。"
ANYWHERE: Final = "不限地区"
MAX_SHOWN: Final = 200  # bubbles of one conversation that are kept
CONCURRENCY: Final = 32
EXAMPLES: Final = (
    ("任期", "区域性、行业性工会联合会委员会每届任期几年？"),
    ("建会", "哪些企业可以联合建立区域性工会联合会？"),
    ("选举", "工会联合会主席怎样产生？"),
    ("经费", "乡镇（街道）工会的工作经费从哪里来？"),
    ("干部", "乡镇（街道）总工会应配备哪些专职人员？"),
    ("职责", "乡镇（街道）工会的主要工作职责有哪些？"),
    ("名称", "工会联合会的名称怎么规范？"),
    ("引用", "总工办发〔2019〕24号第三条第二款是怎么规定的？"),
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble; `turn` is what later questions may refer back to, none for errors."""

    role: str
    html: str
    turn: Turn | None


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, kept on the server: what the browser sends back is never taken for it."""

    bubbles: tuple[Bubble, ...] = ()

    def add(self, *bubbles: Bubble) -> Talk:
        """Return the conversation with more bubbles."""
        return replace(self, bubbles=(*self.bubbles, *bubbles)[-MAX_SHOWN:])

    @property
    def turns(self) -> list[Turn]:
        """The last turns, for `Assistant.ask`."""
        return [b.turn for b in self.bubbles if b.turn][-MAX_TURNS:]

    @property
    def messages(self) -> list[gr.ChatMessage]:
        """The conversation as the chat shows it."""
        return [gr.ChatMessage(role=b.role, content=b.html) for b in self.bubbles]  # type: ignore[arg-type]  # a role is a string


def reply(assistant: Assistant, question: str, region: str | None, talk: Talk) -> tuple[Bubble, Bubble]:
    """Return the bubbles of a question and of its answer, or of the reason why there is none."""
    asked = question_bubble(question)
    try:
        answer = assistant.ask(question, region=region or None, history=talk.turns)
        bubble = answer_bubble(answer, assistant.shelf.current().clause)
    except PolicyError as error:
        return Bubble("user", asked, None), Bubble("assistant", error_bubble(str(error)), None)
    except Exception:  # the edge of the process: the officer must get a bubble, the log the traceback
        log.exception("回答问题时出错")
        message = "系统内部出错，已记入日志。请稍后重试；如仍出错，请联系管理员。"
        return Bubble("user", asked, None), Bubble("assistant", error_bubble(message), None)
    return Bubble("user", asked, Turn("user", question)), Bubble("assistant", bubble, Turn("assistant", answer.text))


def create_chat(assistant: Assistant) -> gr.Blocks:
    """Return the chat, to be mounted."""
    regions = list(dict.fromkeys(d.region for d in assistant.shelf.current().cards.values() if d.region))

    def respond(question: str, region: str, talk: Talk) -> Iterator[tuple[str, Any, Talk]]:
        asked = Bubble("user", question_bubble(question), None)
        yield "", talk.add(asked, Bubble("assistant", waiting_bubble(), None)).messages, talk
        talk = talk.add(*reply(assistant, question, region, talk))
        yield "", talk.messages, talk

    def take_example(event: gr.SelectData) -> str:
        return str(event.value["text"])

    def start_anew() -> tuple[str, list[gr.ChatMessage], Talk]:
        return "", [], Talk()

    blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True)
    with blocks:
        talk = gr.State(Talk())
        with gr.Row(elem_id="top"):
            gr.Markdown(  # gr.HTML evaluates its template as JavaScript, which the content policy forbids
                f'<div class="title"><h1>{TITLE}</h1><p>{HINT}</p></div>'
                '<div class="links"><a href="/documents">文件目录</a><a href="/cite">引用查询</a>'
                '<a href="/rules">规则</a></div>',
                elem_id="masthead",
            )
        chatbot = gr.Chatbot(
            label="对话",
            show_label=False,
            elem_id="talk",
            scale=1,
            height="100%",
            min_height=240,
            buttons=[],
            autoscroll=False,
            latex_delimiters=[],
            examples=[{"text": question, "display_text": f"{topic}｜{question}"} for topic, question in EXAMPLES],
            placeholder="### 请输入要查的政策问题，或从下面选一个",
            feedback_options=None,
        )
        with gr.Row(elem_id="ask"):
            region = gr.Dropdown(
                choices=[(ANYWHERE, ""), *((name, name) for name in regions)],
                value="",
                label="所在地区",
                show_label=False,
                allow_custom_value=True,  # any place: 林州市 is bound by what 安阳市 says
                min_width=150,
                scale=0,
                elem_id="region",
            )
            question = gr.Textbox(
                label="问题",
                show_label=False,
                placeholder="输入问题，按回车键发送",
                lines=1,
                max_lines=6,
                submit_btn="发送",
                min_width=200,
                scale=1,
                elem_id="question",
            )
            anew = gr.Button("新对话", variant="secondary", min_width=80, scale=0, elem_id="anew")
        question.submit(
            respond,
            [question, region, talk],
            [question, chatbot, talk],
            api_visibility="private",
            show_progress="hidden",
        )
        chatbot.example_select(take_example, None, question, api_visibility="private").then(
            respond,
            [question, region, talk],
            [question, chatbot, talk],
            api_visibility="private",
            show_progress="hidden",
        )
        anew.click(start_anew, None, [question, chatbot, talk], api_visibility="private")
    blocks.queue(default_concurrency_limit=CONCURRENCY, max_size=512, api_open=False)
    return blocks
