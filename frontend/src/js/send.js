// Sends a form without leaving the page, so that a broken answer, a silent server or no network costs nothing typed.
// The key in the form stays the same on a second press: the server answers the same and stores nothing twice.
import { bodyOf, show } from "./dialog.js";
import { bar, make, part, wake } from "./dom.js";
import { forget, save } from "./keep.js";

const PATIENCE = 20_000;
const TITLE = "没有保存，填的内容都在";

function busy(form, button, on) {
  form.dataset.sending = on ? "1" : "";
  clearTimeout(form.busyTimer);
  if (!button) return;
  if (on) {
    form.busyTimer = setTimeout(() => {
      button.dataset.busy = button.dataset.busy || "正在提交";
      button.setAttribute("aria-busy", "true");
    }, 300);
  } else {
    button.removeAttribute("aria-busy");
  }
}

export function clearWords(form) {
  form.querySelector(":scope > .bar[data-send-words]")?.remove();
}

export function say(form, words, again, code = "", more = null) {
  clearWords(form);
  const retry = again ? make("button", { class: "btn btn-small", type: "button", on: { click: again } }, "再试一次") : null;
  const note = bar("late", "alert", TITLE, words, ...[more, retry].filter(Boolean));
  note.dataset.sendWords = "";
  note.setAttribute("role", "alert");
  if (code) note.lastElementChild.append(make("p", { class: "bar-code" }, `报错码${code}`));
  form.prepend(note);
  note.scrollIntoView({ block: "nearest" });
  note.focus({ preventScroll: true });
}

/** A fresh form key from the page itself, after signing in again made the old one worthless. */
async function freshToken(form) {
  const page = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
  const text = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = text.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) for (const box of document.querySelectorAll("[name=csrfmiddlewaretoken]")) box.value = token;
  return Boolean(token);
}

function go(to) {
  const url = new URL(to, location.href);
  if (url.origin === location.origin && url.pathname + url.search === location.pathname + location.search) {
    history.replaceState(null, "", url);
    location.reload();
  } else {
    location.assign(url);
  }
}

function sameForm(form, root) {
  if (form.id && root.getElementById(form.id)) return root.getElementById(form.id);
  const name = form.dataset.keep;
  return name ? [...root.querySelectorAll("form[data-keep]")].find((f) => f.dataset.keep === name) : null;
}

/** Puts the answered form in the place of ours; chosen files stay chosen, the focus goes to the first mistake. */
function swapForm(form, text) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  const answered = sameForm(form, answer);
  if (!answered) return false;
  const fresh = document.importNode(answered, true);
  for (const old of form.querySelectorAll("input[type=file]")) {
    const box = fresh.elements.namedItem(old.name);
    if (old.files?.length && box?.type === "file") box.replaceWith(old);
  }
  form.replaceWith(fresh);
  wake(fresh);
  window.htmx?.process(fresh);
  const wrong = fresh.querySelector("[aria-invalid=true]") || fresh.querySelector("[data-errors]");
  wrong?.focus();
  wrong?.scrollIntoView({ block: "center" });
  save(fresh);
  return true;
}

function swapMain(text) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  const [ours, theirs] = [document.querySelector("main"), answer.querySelector("main")];
  if (!ours || !theirs) return false;
  document.title = answer.title || document.title;
  const fresh = document.importNode(theirs, true);
  ours.replaceWith(fresh);
  wake(fresh);
  window.htmx?.process(fresh);
  scrollTo(0, 0);
  fresh.focus({ preventScroll: true });
  return true;
}

function wordsOf(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  return [...page.querySelectorAll(".deny p:not(.btns), main h1 ~ p")].map((p) => p.textContent.trim()).filter(Boolean)[0] || "";
}

async function answered(form, button, answer, again, first) {
  const to = answer.headers.get("X-Wutong-To");
  if (to) {
    forget(form);
    go(to);
    return "gone";
  }
  const signin = answer.headers.get("X-Wutong-Signin");
  if (signin) {
    const url = new URL(signin, location.href);
    url.searchParams.set("next", location.pathname + location.search);
    const link = make("a", { class: "btn btn-small btn-primary", href: url.href, target: "_blank", rel: "noopener" }, "在新窗口登录");
    say(form, "登录过期了。在新窗口登录以后回到这里，再试一次。", again, "", link);
    return "";
  }
  const text = await answer.text();
  if (answer.status === 403 && answer.headers.get("X-Wutong-Stale") && first && (await freshToken(form))) return "again";
  if (answer.status === 409) {
    const refusal = bodyOf(text);
    if (refusal && show(refusal, button)) return "";
  }
  if (answer.status === 422 || (answer.ok && /aria-invalid="true"|data-errors/.test(text))) {
    if (swapForm(form, text)) return "";
  }
  if (answer.ok) {
    forget(form);
    if (!swapMain(text)) go(answer.url);
    return "";
  }
  const known = {
    404: "这一页不在了，可能别人已经办过。",
    405: "这一页不收这样的提交。",
    429: "提交得太快，等一分钟再试。",
  };
  const words = known[answer.status] || (answer.status < 500 && wordsOf(text)) || (answer.status === 413 ? "太大，没有收。换小一点的再交。" : "服务器出了错。再点一次不会重复提交。");
  say(form, words, again, answer.status >= 500 ? answer.status : "");
  return "";
}

export async function send(form, button, first = true) {
  if (form.dataset.sending) return;
  save(form);
  clearWords(form);
  busy(form, button, true);
  const uploads = [...form.querySelectorAll("[data-photos]")].map((field) => field.uploading).filter(Boolean);
  if (uploads.length) {
    if (button) button.dataset.busy = "照片还在传";
    await Promise.all(uploads);
    if (button) button.dataset.busy = "正在提交";
  }
  const again = () => send(form, button);
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  let next = "";
  try {
    const answer = await fetch(button?.getAttribute("formaction") || form.getAttribute("action") || location.href, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      headers: { "X-Wutong-Safe": "1", Accept: "text/html" },
      signal: stop.signal,
    });
    next = await answered(form, button, answer, again, first);
  } catch {
    const at = new Date().toTimeString().slice(0, 5);
    const none = navigator.onLine === false ? "现在没有网络。" : `服务器在${at}没有应答。`;
    say(form, `${none}再点一次不会重复提交。`, again);
  } finally {
    clearTimeout(timer);
    if (next !== "gone") busy(form, button, false);
  }
  if (next === "again") await send(form, button, false);
}

function isOurs(form) {
  if (form.method !== "post" || form.target || form.hasAttribute("hx-post") || form.dataset.safe === "off") return false;
  return form.hasAttribute("data-safe") || form.hasAttribute("data-keep");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
  if (isOurs(form)) {
    event.preventDefault();
    send(form, event.submitter);
  } else if (form.method === "post") {
    if (form.dataset.sending) event.preventDefault();
    else busy(form, event.submitter, true);
  }
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    busy(form, null, false);
    for (const button of form.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
  }
});

// forms that htmx sends keep the same promises
const formOf = (event) => event.detail.elt?.closest?.("form[data-keep],form[data-safe]");
document.addEventListener("htmx:afterRequest", (event) => {
  const form = formOf(event);
  if (form && event.detail.successful) forget(form);
});
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const form = formOf(event);
    if (!form) return;
    const status = event.detail.xhr?.status || 0;
    if (status === 409) {
      const refusal = bodyOf(event.detail.xhr.responseText);
      if (refusal && show(refusal, form)) return;
    }
    say(form, status ? "服务器出了错。再点一次不会重复提交。" : "服务器没有应答。再点一次不会重复提交。", () => form.requestSubmit(), status || "");
  });
}

part("[data-errors]", (note) => {
  const wrong = note.closest("form")?.querySelector("[aria-invalid=true]");
  (wrong || note).focus();
});
