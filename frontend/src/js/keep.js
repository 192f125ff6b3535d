// Nothing typed is lost: what stands in a form is kept in the browser until the server says that it is stored.
// Contact fields (data-secret) are kept only as long as the window; passwords and files never.
import { bar, make, part, when } from "./dom.js";
import { lasting, passing, read, write } from "./store.js";

const DAYS = 7;
const SKIP = new Set(["once", "csrfmiddlewaretoken", "next"]);

const keyOf = (form) => `keep:${document.body.dataset.who || ""}:${form.dataset.keep}`;

function boxes(form) {
  return [...form.elements].filter((box) => {
    if (!box.name || SKIP.has(box.name) || box.hasAttribute("data-never")) return false;
    if (["password", "file", "submit", "button", "image", "reset"].includes(box.type)) return false;
    return box.type !== "hidden" || box.hasAttribute("data-keep-too");
  });
}

function valueOf(box) {
  if (box.type === "checkbox" || box.type === "radio") return box.checked ? [box.value] : [];
  if (box.type === "select-multiple") return [...box.selectedOptions].map((o) => o.value);
  return [box.value];
}

function picture(form, secret) {
  const values = {};
  for (const box of boxes(form)) {
    if (box.hasAttribute("data-secret") !== secret) continue;
    values[box.name] = [...(values[box.name] || []), ...valueOf(box)];
  }
  return values;
}

function put(form, values) {
  let changed = false;
  const taken = {};
  for (const box of boxes(form)) {
    const kept = values[box.name];
    if (!kept) continue;
    if (box.type === "checkbox" || box.type === "radio") {
      const wanted = kept.includes(box.value);
      if (box.checked !== wanted) [box.checked, changed] = [wanted, true];
    } else if (box.type === "select-multiple") {
      for (const option of box.options) option.selected = kept.includes(option.value);
    } else {
      const n = taken[box.name] ?? 0;
      taken[box.name] = n + 1;
      if (n < kept.length && box.value !== kept[n]) [box.value, changed] = [kept[n], true];
    }
  }
  return changed;
}

export function save(form) {
  if (!form.dataset.keep || form.dataset.stored) return;
  const stamp = { at: Date.now() };
  write(lasting, keyOf(form), { ...stamp, values: picture(form, false) });
  write(passing, keyOf(form), { ...stamp, values: picture(form, true) });
}

export function forget(form) {
  form.dataset.stored = "1";
  clearTimeout(form.keepTimer);
  if (form.dataset.keep) forgetName(form.dataset.keep);
  if (form.dataset.keepSent) forgetAll(form.dataset.keepSent);
}

/** Forgets a form of several steps: `report` means report itself and every report-… of this person. */
function forgetAll(name) {
  const start = keyOf({ dataset: { keep: name } });
  for (const store of [lasting, passing]) {
    try {
      for (const key of Object.keys(store || {})) if (key === start || key.startsWith(`${start}-`)) store.removeItem(key);
    } catch {
      // nothing kept, nothing to forget
    }
  }
}

function forgetName(name) {
  const key = keyOf({ dataset: { keep: name } });
  write(lasting, key, null);
  write(passing, key, null);
}

function restore(form) {
  if (form.querySelector("[aria-invalid=true],[data-errors]")) return;
  const kept = read(lasting, keyOf(form));
  const secret = read(passing, keyOf(form));
  const at = Math.max(kept?.at || 0, secret?.at || 0);
  if (!at) return;
  if (at < Date.now() - DAYS * 86_400_000 || at < Number(form.dataset.savedAt || 0)) {
    forgetName(form.dataset.keep);
    return;
  }
  const before = { ...picture(form, false), ...picture(form, true) };
  if (!put(form, { ...kept?.values, ...secret?.values })) return;
  const discard = make("button", { class: "btn btn-small", type: "button" }, "清掉，从头填");
  const note = bar("hold", "undo", "上次没填完的内容放回来了", `${when(at)}填的，只存在这台设备上。`, discard);
  note.classList.add("keep-bar");
  note.setAttribute("role", "status");
  discard.addEventListener("click", () => {
    put(form, before);
    forgetName(form.dataset.keep);
    note.remove();
    form.dispatchEvent(new CustomEvent("wutong:restored", { bubbles: true }));
    (boxes(form).find((box) => box.type !== "hidden") || form).focus();
  });
  form.prepend(note);
}

part("form[data-keep]", (form) => {
  restore(form);
  const later = () => {
    clearTimeout(form.keepTimer);
    form.keepTimer = setTimeout(() => save(form), 250);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("wutong:changed", later);
});

// data-kept-done on any page says that the form of that name, with all its steps, was stored
part("[data-kept-done]", (node) => forgetAll(node.dataset.keptDone));

const saveAll = () => {
  for (const form of document.querySelectorAll("form[data-keep]")) if (form.keepTimer) save(form);
};
addEventListener("pagehide", saveAll);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saveAll());
// going back to a page whose form was stored: ask for it anew, with its new key and what the server now knows
addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-stored]")) location.reload();
});
