// A clerk draws boxes over a photo: faces, plates, names. They are posted as fractions; the server blots the pixels.
import { make, part, wake } from "./dom.js";

part("[data-blur]", (node) => {
  const photo = node.querySelector("[data-blur-photo]") || node;
  const field = photo === node ? node.closest("form") || node.parentElement : node;
  const out = field.querySelector("[data-blur-boxes]");
  const counted = field.querySelector("[data-blur-count]");
  for (const tool of field.querySelectorAll("[data-blur-add],[data-blur-undo]")) tool.hidden = false;
  const keep = (n) => Math.min(1, Math.max(0, n));
  const boxes = [];

  function write() {
    const round = (n) => Math.round(n * 100_000) / 100_000;
    out.value = JSON.stringify(boxes.map(({ x, y, w, h }) => ({ x: round(x), y: round(y), w: round(w), h: round(h) })));
    if (counted) counted.textContent = boxes.length ? `已画${boxes.length}块` : "还没有画";
    field.dispatchEvent(new CustomEvent("wutong:changed", { bubbles: true }));
  }

  function draw(box) {
    box.w = Math.min(Math.max(box.w, 0.01), 1);
    box.h = Math.min(Math.max(box.h, 0.01), 1);
    box.x = Math.min(keep(box.x), 1 - box.w);
    box.y = Math.min(keep(box.y), 1 - box.h);
    for (const [side, part] of [["left", "x"], ["top", "y"], ["width", "w"], ["height", "h"]]) box.node.style[side] = `${box[part] * 100}%`;
  }

  function remove(box) {
    boxes.splice(boxes.indexOf(box), 1);
    box.node.remove();
    write();
    (boxes[boxes.length - 1]?.node || field.querySelector("[data-blur-add]"))?.focus();
  }

  function add(x, y, w, h) {
    const box = { x, y, w, h };
    box.node = make("button", { class: "blur-box", type: "button", "aria-label": `遮盖块${boxes.length + 1}：方向键移动，按住Shift改大小，Delete去掉` });
    box.node.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (event.key === "Delete" || event.key === "Backspace") remove(box);
      else if (by && event.shiftKey) [box.w, box.h] = [box.w + by[0] * 0.01, box.h + by[1] * 0.01];
      else if (by) [box.x, box.y] = [box.x + by[0] * 0.01, box.y + by[1] * 0.01];
      else return;
      event.preventDefault();
      if (boxes.includes(box)) {
        draw(box);
        write();
      }
    });
    boxes.push(box);
    photo.append(box.node);
    draw(box);
    return box;
  }

  const at = (event) => {
    const frame = photo.getBoundingClientRect();
    return [keep((event.clientX - frame.left) / frame.width), keep((event.clientY - frame.top) / frame.height)];
  };
  let hold = null;
  photo.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    const [x, y] = at(event);
    const old = boxes.find((box) => box.node === event.target);
    if (old) {
      const edge = old.node.getBoundingClientRect();
      const corner = event.clientX > edge.right - 18 && event.clientY > edge.bottom - 18;
      hold = { box: old, mode: corner ? "size" : "move", dx: x - old.x, dy: y - old.y };
    } else {
      hold = { box: null, mode: "new", x, y };
    }
    photo.setPointerCapture(event.pointerId);
    if (!old) event.preventDefault();
  });
  photo.addEventListener("pointermove", (event) => {
    if (!hold) return;
    const [x, y] = at(event);
    if (hold.mode === "new") {
      if (!hold.box && Math.hypot(x - hold.x, y - hold.y) < 0.01) return;
      hold.box = hold.box || add(hold.x, hold.y, 0.01, 0.01);
      Object.assign(hold.box, { x: Math.min(x, hold.x), y: Math.min(y, hold.y), w: Math.abs(x - hold.x), h: Math.abs(y - hold.y) });
    } else if (hold.mode === "size") Object.assign(hold.box, { w: x - hold.box.x, h: y - hold.box.y });
    else Object.assign(hold.box, { x: x - hold.dx, y: y - hold.dy });
    draw(hold.box);
  });
  const lift = () => {
    if (hold?.box) {
      write();
      hold.box.node.focus();
    }
    hold = null;
  };
  photo.addEventListener("pointerup", lift);
  photo.addEventListener("pointercancel", lift);
  field.querySelector("[data-blur-add]")?.addEventListener("click", () => {
    add(0.4, 0.4, 0.2, 0.2).node.focus();
    write();
  });
  field.querySelector("[data-blur-undo]")?.addEventListener("click", () => boxes.length && remove(boxes[boxes.length - 1]));
  try {
    for (const { x, y, w, h } of JSON.parse(out.value || "[]")) add(x, y, w, h);
  } catch {
    // a broken list starts empty
  }
  write();
});

wake();
