// Keys for those who work through lists: J K Enter space E X / ?. Never while one is typing.
import { close, show } from "./dialog.js";
import { make, part } from "./dom.js";

const KEYS = [
  ["J", "下一行"],
  ["K", "上一行"],
  ["Enter", "打开"],
  ["空格", "预览"],
  ["E", "办理第一个能做的"],
  ["X", "选中"],
  ["R", "看新的"],
  ["/", "搜索"],
  ["?", "这张表"],
  ["Esc", "关掉"],
];

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
const current = () => document.querySelector("[data-row].row-on");
const typing = (node) => node.closest?.("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable],[role=application]");

function stand(row) {
  const before = current();
  before?.classList.remove("row-on");
  row.classList.add("row-on");
  const link = row.querySelector("[data-open]") || row.querySelector("a[href]");
  if (link) link.focus({ preventScroll: true });
  else {
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
  }
  row.scrollIntoView({ block: "nearest" });
  const panel = document.querySelector("[data-peek-panel]");
  if (panel && panel.offsetParent !== null) peek(row, panel);
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  stand(all[Math.min(all.length - 1, Math.max(0, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))]);
}

let asked = 0;
async function peek(row, panel) {
  const url = row.dataset.peek;
  if (!url) return;
  const mine = ++asked;
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html", "X-Wutong-Dialog": "1" }, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const body = page.querySelector("[data-dialog-body]");
    if (!body || mine !== asked) return;
    const node = document.importNode(body, true);
    if (panel && panel.offsetParent !== null) {
      panel.replaceChildren(node);
      window.htmx?.process(panel);
    } else {
      show(node, row.querySelector("[data-open]") || row);
    }
  } catch {
    // a preview that does not come leaves the list as it is
  }
}

function list() {
  const table = make("dl", { class: "keys-all" });
  for (const [key, words] of KEYS) table.append(make("dt", {}, make("kbd", {}, key)), make("dd", {}, words));
  const head = make("div", { class: "dlg-head" }, make("h2", { class: "dlg-title", id: "dialog-title" }, "快捷键"));
  const foot = make("div", { class: "dlg-foot" }, make("button", { class: "btn", type: "button", "data-dialog-close": true }, "返回"));
  show(make("div", {}, head, make("div", { class: "dlg-body" }, table), foot));
}

const acts = {
  j: () => move(1),
  k: () => move(-1),
  e: () => {
    const row = current() || document.querySelector("[data-row]");
    (row?.querySelector("[data-key-do],[data-open]") || document.querySelector(".act-usual") || row?.querySelector("a[href]"))?.click();
  },
  x: () => current()?.querySelector("input[type=checkbox]")?.click(),
  r: () => document.querySelector("[data-live-load]")?.click(),
  "/": () => document.querySelector("[data-key-search]")?.focus(),
  "?": list,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) {
    if (event.key === " " && !event.target.closest("button,a,summary,input")) {
      event.preventDefault();
      close();
    }
    return;
  }
  if (event.key === " ") {
    const row = current();
    if (!row?.dataset.peek || event.target.closest("button,summary,input")) return;
    event.preventDefault();
    peek(row, document.querySelector("[data-peek-panel]"));
    return;
  }
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

part("[data-row]", (row) => {
  row.addEventListener("focusin", () => {
    if (!row.classList.contains("row-on")) {
      current()?.classList.remove("row-on");
      row.classList.add("row-on");
    }
  });
});

// choose all of a list
part("[data-mark-all]", (box) => {
  box.addEventListener("change", () => {
    for (const one of document.querySelectorAll(`[data-mark="${box.dataset.markAll}"]`)) one.checked = box.checked;
  });
});

// a box that filters sends its form as it is changed
part("form[data-filter]", (form) => {
  if (form.hasAttribute("hx-get")) return;
  form.addEventListener("change", () => form.requestSubmit());
});
