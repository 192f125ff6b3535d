// One dialog a page: refusals, previews, confirmations, the list of keys. Focus goes in and comes back.
import { make, part, wake } from "./dom.js";

let opener = null;

const box = () => document.getElementById("dialog");

export function show(content, from = document.activeElement) {
  const dialog = box();
  if (!dialog) return false;
  opener = from;
  dialog.replaceChildren(content);
  wake(dialog);
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("[autofocus]") || dialog.querySelector("[data-dialog-close]") || dialog).focus();
  return true;
}

export function close() {
  const dialog = box();
  if (dialog?.open) dialog.close();
}

/** The part of an answer that is meant for a dialog, as nodes of this document; null when it has none. */
export function bodyOf(text) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  const body = answer.querySelector("[data-dialog-body]");
  return body ? document.importNode(body, true) : null;
}

async function follow(link) {
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html", "X-Wutong-Dialog": "1" }, credentials: "same-origin" });
    const body = bodyOf(await answer.text());
    if (body && show(body, link)) return;
  } catch {
    // no answer: the plain way says what is wrong
  }
  location.assign(link.href);
}

export function confirmed(button) {
  const { confirm: title, confirmWords: words, confirmLabel: label } = button.dataset;
  const yes = make("button", { class: "btn btn-primary", type: "button" }, label || button.textContent.trim());
  const no = make("button", { class: "btn", type: "button", "data-dialog-close": true }, "先不办");
  const content = make(
    "div",
    {},
    make("div", { class: "dlg-head" }, make("h2", { class: "dlg-title", id: "dialog-title" }, title)),
    make("div", { class: "dlg-body" }, make("p", {}, words || "写下以后内容不能改，改正要另写一条。")),
    make("div", { class: "dlg-foot" }, yes, no),
  );
  yes.addEventListener("click", () => {
    close();
    button.dataset.confirmedNow = "1";
    button.click();
    delete button.dataset.confirmedNow;
  });
  return show(content, button);
}

document.addEventListener("click", (event) => {
  const plain = !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  const target = event.target.closest?.("[data-dialog],[data-dialog-close]");
  if (!target || !plain) return;
  if (target.hasAttribute("data-dialog-close")) {
    if (!target.closest("dialog")) return;
    event.preventDefault();
    close();
  } else if (target.href) {
    event.preventDefault();
    follow(target);
  }
});

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.("[data-confirm]");
    if (!button || button.dataset.confirmedNow) return;
    event.preventDefault();
    event.stopPropagation();
    confirmed(button);
  },
  true,
);

part("dialog", (dialog) => {
  dialog.addEventListener("close", () => {
    if (opener?.isConnected) opener.focus();
    opener = null;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
});
