// The frame's small things: colours, size, toasts, no network, printing, copying.
import { show } from "./dialog.js";
import { icon, make, part } from "./dom.js";

const root = document.documentElement;
const remember = (key, value) => {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // the choice holds for this page only
  }
};
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

part("[data-theme-switch]", (button) => {
  const word = () => (button.textContent = isDark() ? "浅色" : "深色");
  button.hidden = false;
  word();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember("wutong-theme", root.dataset.theme);
    for (const other of document.querySelectorAll("[data-theme-switch]")) other.textContent = isDark() ? "浅色" : "深色";
  });
});

part("[data-size-switch]", (button) => {
  const word = () => (button.textContent = root.dataset.size === "large" ? "普通字" : "大字版");
  button.hidden = false;
  word();
  button.addEventListener("click", () => {
    if (root.dataset.size === "large") delete root.dataset.size;
    else root.dataset.size = "large";
    remember("wutong-size", root.dataset.size || "");
    word();
  });
});

part("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});

part("[data-toast]", (toast) => {
  let timer = 0;
  const start = () => (timer = setTimeout(() => toast.remove(), 8000));
  const stop = () => clearTimeout(timer);
  for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, stop);
  for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, start);
  start();
});

export function toast(words) {
  const node = make("div", { class: "toast", "data-toast": true }, make("p", {}, words));
  document.getElementById("toasts")?.append(node);
  setTimeout(() => node.remove(), 8000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = make("textarea", { class: "vh", readonly: true });
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}

/** What a button is about: the words themselves, or of the element that `#id` names. */
const textOf = (name) => (name.startsWith("#") ? document.querySelector(name)?.textContent.trim() || "" : name);

part("[data-copy]", (button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = button.textContent;
    button.textContent = (await copy(textOf(button.dataset.copy))) ? "已复制" : "没有复制成，请手抄";
    setTimeout(() => (button.textContent = said), 2500);
  });
});

/** A picture of a few lines (number, second secret, bureau), for those who keep things as pictures. */
function drawn(lines) {
  const canvas = make("canvas", { width: "720", height: String(150 + lines.length * 96) });
  const pen = canvas.getContext("2d");
  const font = getComputedStyle(document.body).fontFamily;
  pen.fillStyle = "#FFFFFF";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#B2141B";
  pen.fillRect(0, 0, canvas.width, 10);
  pen.fillRect(0, 16, canvas.width, 3);
  lines.forEach((line, n) => {
    pen.fillStyle = n ? "#1B1F1E" : "#464B49";
    pen.font = `${n ? "bold 46px" : "32px"} ${font}`;
    pen.fillText(line, 40, 120 + n * 90, 640);
  });
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

part("[data-save-picture]", (button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const head = button.dataset.pictureHead || document.querySelector(".ph-name,.pub-name")?.textContent.trim() || "";
    const lines = [head, ...button.dataset.savePicture.split(",").map(textOf)].filter(Boolean);
    const url = URL.createObjectURL(await drawn(lines));
    const name = `${button.dataset.pictureName || "反映编号"}.png`;
    if (matchMedia("(pointer: coarse)").matches) {
      const image = make("img", { src: url, alt: lines.join("，") });
      const foot = make("div", { class: "dlg-foot" }, make("a", { class: "btn", href: url, download: name }, "存下来"), make("button", { class: "btn", type: "button", "data-dialog-close": true }, "返回"));
      const title = make("h2", { class: "dlg-title", id: "dialog-title" }, "长按图片，存到相册");
      show(make("div", {}, make("div", { class: "dlg-body" }, title, image), foot), button);
    } else {
      make("a", { href: url, download: name }).click();
    }
  });
});

// no network is not a fault: a black bar says so, and what stands on the page stays
let offline = null;
function network() {
  if (navigator.onLine !== false) {
    offline?.remove();
    offline = null;
  } else if (!offline) {
    const at = new Date().toTimeString().slice(0, 5);
    offline = make("div", { class: "off", role: "status" }, icon("offline"), make("p", {}, make("b", {}, "没有网络，照常填"), `填的内容存在这台设备上。这一页的内容截至${at}。`));
    document.body.prepend(offline);
  }
}
addEventListener("online", network);
addEventListener("offline", network);
network();

// an open menu closes when one looks elsewhere
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.top-who[open],details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
