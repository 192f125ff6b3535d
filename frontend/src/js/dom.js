// The few ways in which our scripts make elements. No markup is ever built from text that somebody typed.
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export const icon = (name) => make("i", { class: `i i-${name}`, "aria-hidden": "true" });

/** A left-ruled notice with a title, words and buttons. */
export function bar(tone, drawing, title, words, ...buttons) {
  const body = make("div", { class: "bar-body" }, make("b", {}, title), words ? make("p", {}, words) : "");
  if (buttons.length) body.append(make("p", { class: "btns" }, ...buttons));
  return make("div", { class: `bar bar-${tone}`, tabindex: "-1" }, icon(drawing), body);
}

export function when(ms) {
  const at = new Date(ms);
  const two = (n) => String(n).padStart(2, "0");
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return at.toDateString() === new Date().toDateString() ? `今天${time}` : `${at.getMonth() + 1}月${at.getDate()}日${time}`;
}

/** Every part is set up once, on the first page and on whatever is swapped in later. */
const parts = [];
export function part(selector, setUp) {
  parts.push([selector, setUp]);
}
export function wake(root = document) {
  for (const [selector, setUp] of parts) {
    const found = root.matches?.(selector) ? [root] : [];
    for (const node of [...found, ...root.querySelectorAll(selector)]) {
      const mark = `awake${parts.findIndex((p) => p[1] === setUp)}`;
      if (node[mark]) continue;
      node[mark] = true;
      setUp(node);
    }
  }
}
