// Photos go up one by one as soon as they are chosen, each with its own progress and retry; the form carries their tokens.
// Without this script the plain file box sends them with the form.
import { icon, make, part } from "./dom.js";

part("[data-photos]", (field) => {
  const input = field.querySelector("input[type=file]");
  const add = input.closest("label") || input;
  const left = add.querySelector("small");
  const form = field.closest("form");
  const most = Number(field.dataset.most || 9);
  const limit = Number(field.dataset.limit || 12_582_912);
  const name = field.dataset.name || "photos";
  const tiles = () => field.querySelectorAll("[data-shot]");
  const fileName = input.name;
  const queue = [];
  let running = false;
  input.removeAttribute("name"); // the tokens go with the form, not the files a second time
  const token = () => form?.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

  function count() {
    const used = tiles().length;
    add.hidden = used >= most;
    if (left) left.textContent = used ? `还能加${most - used}张` : `最多${most}张`;
    field.dispatchEvent(new CustomEvent("wutong:changed", { bubbles: true }));
  }

  function removable(tile) {
    const button = tile.querySelector(".up-x");
    button?.addEventListener("click", (event) => {
      event.preventDefault();
      tile.stopped = true;
      tile.request?.abort();
      if (button.dataset.drop) {
        const data = new FormData();
        data.append("csrfmiddlewaretoken", token());
        const headers = { Accept: "application/json" };
        fetch(button.dataset.drop, { method: "POST", body: data, headers, credentials: "same-origin" }).catch(() => {});
      }
      const next = tile.nextElementSibling?.querySelector("button,input") || input;
      tile.remove();
      count();
      next.focus();
    });
  }

  function state(tile, ...children) {
    const line = tile.querySelector(".up-state");
    line.replaceChildren(...children);
    line.hidden = !children.length;
  }

  function failed(tile, words, again = true) {
    tile.classList.add("up-bad");
    const retry = make("button", { class: "up-retry", type: "button" }, "再传一次");
    retry.addEventListener("click", () => {
      queue.push(tile);
      run();
    });
    state(tile, words, again ? retry : "");
  }

  function upload(tile) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const data = new FormData();
      data.append("csrfmiddlewaretoken", token());
      data.append("once", tile.once);
      data.append(fileName, tile.file, tile.file.name || "photo.jpg");
      const bar = make("progress", { max: "100", value: "0", "aria-label": "上传" });
      tile.classList.remove("up-bad");
      state(tile, "正在传", bar);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = Math.round((event.loaded / event.total) * 100);
      });
      request.addEventListener("loadend", () => {
        let answer = {};
        try {
          answer = JSON.parse(request.responseText || "{}");
        } catch {
          // not ours: words below
        }
        if (tile.stopped) return done();
        if (request.status >= 200 && request.status < 300 && (answer.id || answer.token)) {
          if (answer.token) tile.append(make("input", { type: "hidden", name, value: answer.token }));
          if (answer.drop) tile.querySelector(".up-x").dataset.drop = answer.drop;
          state(tile);
        } else if (answer.reasons) failed(tile, answer.reasons.map((reason) => reason.missing).join("，"), false);
        else failed(tile, request.status ? "没有传上去" : "网络断了，没有传上去");
        count();
        done();
      });
      request.timeout = 120_000;
      request.open("POST", field.dataset.upload);
      request.setRequestHeader("Accept", "application/json");
      tile.request = request;
      request.send(data);
    });
  }

  async function run() {
    if (running) return;
    running = true;
    field.setAttribute("aria-busy", "true");
    let all;
    field.uploading = new Promise((done) => (all = done));
    while (queue.length) {
      const tile = queue.shift();
      if (!tile.stopped) await upload(tile);
    }
    running = false;
    field.removeAttribute("aria-busy");
    all();
  }

  function take(file) {
    const url = URL.createObjectURL(file);
    const number = tiles().length + 1;
    const image = make("img", { src: url, alt: `第${number}张照片` });
    const remove = make("button", { class: "up-x", type: "button", "aria-label": `去掉第${number}张` }, icon("x"));
    const tile = make("figure", { class: "up-tile", "data-shot": true }, image, remove, make("p", { class: "up-state", role: "status" }));
    tile.file = file;
    tile.once = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
    add.before(tile);
    removable(tile);
    count();
    if (file.size > limit) failed(tile, `太大，最大${Math.round(limit / 1_000_000)}兆`, false);
    else queue.push(tile);
  }

  input.addEventListener("change", () => {
    const room = most - tiles().length;
    for (const file of [...input.files].slice(0, Math.max(room, 0))) take(file);
    input.value = "";
    run();
  });
  for (const tile of tiles()) removable(tile);
  addEventListener("online", () => {
    for (const retry of field.querySelectorAll(".up-retry")) retry.click();
  });
  count();
});
