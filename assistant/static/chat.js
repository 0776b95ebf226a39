// Runs before Gradio: its own words in Chinese whatever the browser's language, and short names for screen readers.
"use strict";

Object.defineProperty(navigator, "language", { value: "zh-CN", configurable: true });
Object.defineProperty(navigator, "languages", { value: ["zh-CN", "zh"], configurable: true });

const NAMES = [
  [/^bot's message: .*$/s, "助手的回答"],
  [/^user's message: .*$/s, "我的提问"],
  [/^chatbot conversation$/, "对话"],
  [/^Select example (\d+): (.*)$/s, "例题$1：$2"],
];

function rename(element) {
  const name = element.getAttribute("aria-label");
  for (const [english, chinese] of name ? NAMES : []) {
    if (english.test(name)) element.setAttribute("aria-label", name.replace(english, chinese));
  }
}

let focused = false;

function focusOnce() {
  const question = document.querySelector("#question textarea");
  if (!question) return;
  question.focus({ preventScroll: true });
  focused = true;
}

// Gradio scrolls to the end of an answer; what an officer reads first is its beginning, right below the question.
function showQuestion() {
  const box = document.querySelector("#talk .bubble-wrap");
  const asked = [...document.querySelectorAll("#talk .user-row")].at(-1);
  if (box && asked) box.scrollTop += asked.getBoundingClientRect().top - box.getBoundingClientRect().top - 12;
}

new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "attributes") rename(change.target);
    for (const node of change.addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      rename(node);
      node.querySelectorAll("[aria-label]").forEach(rename);
      if (node.matches(".message-row, .answer") || node.querySelector(".answer")) requestAnimationFrame(showQuestion);
      if (!focused && matchMedia("(hover: hover)").matches) focusOnce(); // a phone would open its keyboard over the page
    }
  }
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });

// What is typed into the region replaces what stands there: 林州, not 不限地区林州.
for (const kind of ["focusin", "click"]) {
  document.addEventListener(kind, (event) => {
    if (event.target.matches("#region input")) event.target.select();
  });
}
