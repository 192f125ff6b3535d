// A page that says by itself that something changed. New rows gather under a button: nothing moves under the pointer.
// A stream tells which part changed, never what; the page then fetches itself, as anybody may who may open it.
import { make, part, wake } from "./dom.js";

/** ms: until the first word of a stream, between own questions (in front, hidden), until silence is noticed, until a stream is tried anew. */
const FIRST = 8_000;
const ASK = 10_000;
const HIDDEN = 30_000;
const SILENT = 45_000;
const ANEW = 60_000;

const clock = (ms) => new Date(ms).toTimeString().slice(0, 5);
const rowsOf = (root) => new Map([...root.querySelectorAll("[data-row][data-href]")].map((row) => [row.dataset.href, row]));

/** What a part says, without the clocks, which run of themselves. */
function wordsOf(root) {
  const copy = root.cloneNode(true);
  for (const node of copy.querySelectorAll(".clock")) node.remove();
  return copy.textContent.replace(/\s+/g, "");
}

part("[data-live]", (node) => {
  const kind = node.dataset.live;
  const title = document.title;
  let number = node.dataset.liveAfter;
  let alive = Date.now();
  let source = null;
  let timer = 0;
  let waiting = 0;
  let tried = 0;
  let over = false;
  let told = "";

  // ---- what is shown

  function show(words, label, act) {
    if (told === words) return;
    told = words;
    const button = label ? make("button", { class: "btn btn-small", type: "button", "data-live-load": true, on: { click: act } }, label) : "";
    node.replaceChildren(...(words || label ? [make("span", {}, words), button].filter(Boolean) : []));
  }

  function fresh() {
    alive = Date.now();
    node.classList.remove("live-stale");
    if (told.startsWith("截至")) show("");
  }

  function stale(words) {
    node.classList.add("live-stale");
    show(`截至${clock(alive)}。${words}`, "重新打开", () => location.reload());
  }

  function end() {
    over = true;
    source?.close();
    clearTimeout(timer);
    stale("登录过期了，或者岗位变了");
  }

  // ---- what changed

  async function page() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin", redirect: "manual" });
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
      end();
      return null;
    }
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  }

  async function look() {
    let there;
    try {
      there = await page();
    } catch {
      return; // the stream or the next question says when there is a way again
    }
    const live = there?.querySelector(`[data-live="${kind}"]`);
    if (!live) return;
    const [old, now] = [rowsOf(document), rowsOf(there)];
    const more = Number(live.dataset.liveTotal || 0) - Number(node.dataset.liveTotal || 0);
    const come = [...now.keys()].filter((href) => !old.has(href)).length || Math.max(0, more);
    const gone = [...old.keys()].filter((href) => !now.has(href)).length;
    const other = [...document.querySelectorAll("[data-live-part]")].some((here) => {
      const same = there.querySelector(`[data-live-part="${here.dataset.livePart}"]`);
      return same && wordsOf(same) !== wordsOf(here);
    });
    document.title = come ? `(${come}) ${title}` : title;
    if (come) show(gone ? `有${come}条新的，${gone}条已经不在这里` : `有${come}条新的`, "看新的", load);
    else if (gone) show(`${gone}条已经不在这里`, "更新", load);
    else if (other) show("有变化", "更新", load);
    else if (!told.startsWith("截至")) show("");
  }

  /** Put the page of now in the place of the page of then; the row one stood on is stood on again. */
  async function load() {
    const stood = document.querySelector("[data-row].row-on")?.dataset.href;
    let there = null;
    try {
      there = await page();
    } catch {
      stale("没有连上");
    }
    const live = there?.querySelector(`[data-live="${kind}"]`);
    if (!live) return;
    for (const here of document.querySelectorAll("[data-live-part]")) {
      const now = there.querySelector(`[data-live-part="${here.dataset.livePart}"]`);
      if (!now) continue;
      const copy = document.importNode(now, true);
      here.replaceWith(copy);
      wake(copy);
      window.htmx?.process(copy);
    }
    node.dataset.liveTotal = live.dataset.liveTotal || "";
    document.title = title;
    show("");
    const row = stood && rowsOf(document).get(stood);
    (row?.querySelector("a[href]") || document.getElementById("main"))?.focus({ preventScroll: true });
  }

  /** Many changes in a moment are one look; and not every desk looks in the same instant. */
  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(look, 150 + Math.random() * 350);
  }

  function hear(last, parts) {
    if (last) number = last;
    fresh();
    if (parts.includes(kind)) soon();
  }

  // ---- how it is heard

  function stream() {
    source?.close();
    clearTimeout(timer);
    tried = Date.now();
    source = new EventSource(`${node.dataset.liveUrl}?after=${number}`);
    const silence = (ms) => {
      clearTimeout(timer);
      timer = setTimeout(ask, ms); // nothing comes through: a proxy holds it back, or nobody is there
    };
    let lost = false;
    silence(FIRST);
    for (const name of ["here", "changed"]) {
      source.addEventListener(name, (event) => {
        lost = false;
        silence(SILENT);
        hear(event.lastEventId, event.data.split(" "));
      });
    }
    source.addEventListener("over", end);
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) silence(0);
      else if (!lost) silence(FIRST); // it tries to come back by itself, and says from where it heard
      lost = true;
    });
  }

  async function ask() {
    source?.close();
    source = null;
    try {
      const answer = await fetch(`${node.dataset.liveUrl}?after=${number}`, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual" });
      if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return end();
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      hear(String(news.number), news.parts);
    } catch {
      stale("没有连上，正在再试");
    }
    if (over) return undefined;
    clearTimeout(timer);
    if (!document.hidden && Date.now() - tried > ANEW) return stream();
    timer = setTimeout(ask, document.hidden ? HIDDEN : ASK);
    return undefined;
  }

  // a browser has six connections to a host: a tab that nobody sees holds none of them
  document.addEventListener("visibilitychange", () => {
    if (over) return;
    clearTimeout(timer);
    if (document.hidden) ask();
    else stream();
  });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && !over && stream());
  stream();
});
