// The pages work without this: it adds copying, and scrolls to the first words found.
"use strict";

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea"); // an intranet without https has no clipboard object
  field.value = text;
  field.setAttribute("readonly", "");
  field.className = "off-screen";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("copy refused");
}

for (const button of document.querySelectorAll("button.copy")) {
  const name = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await copy(button.dataset.copy);
      button.textContent = "已复制";
    } catch {
      button.textContent = "复制未成功";
    }
    setTimeout(() => (button.textContent = name), 1500);
  });
}

const found = document.querySelector("article.document mark");
if (found && !location.hash) found.scrollIntoView({ block: "center" });

const contents = document.querySelector("nav.contents details");
if (contents && matchMedia("(max-width: 60rem)").matches) contents.open = false;
