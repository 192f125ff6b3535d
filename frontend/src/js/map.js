// The county's own drawing as a map: tap or drag to place the pin, drag the ground to move, pinch or wheel to look closer.
// Longitude and latitude are WGS-84; the drawing is a rectangle of them. Works by keys too.
import { make, part } from "./dom.js";

const CLOSEST = 12;

part("[data-map]", (map) => {
  const view = map.querySelector("[data-map-view]");
  const paper = map.querySelector("[data-map-paper]");
  const pin = map.querySelector("[data-map-pin]");
  const says = map.querySelector("[data-map-says]");
  const form = map.closest("form") || document;
  const box = (name) => form.querySelector(`[data-map-${name}]`);
  const number = (name) => Number(map.dataset[name]);
  const [west, south, east, north, width, height] = ["west", "south", "east", "north", "width", "height"].map(number);
  if (!(east > west && north > south && width > 0 && height > 0)) return;

  map.classList.add("map-live");
  map.querySelector("[data-map-tools]").hidden = false;
  paper.style.width = `${width}px`;
  paper.style.height = `${height}px`;

  let scale = 1;
  let [left, top] = [0, 0];
  let spot = null;
  let timer = 0;

  const size = () => [view.clientWidth, view.clientHeight];
  const widest = () => Math.max(size()[0] / width, size()[1] / height);
  const clamp = (n, low, high) => Math.min(high, Math.max(low, n));
  const pointOf = (lat, lon) => [((lon - west) / (east - west)) * width, ((north - lat) / (north - south)) * height];
  const placeOf = (x, y) => [north - (y / height) * (north - south), west + (x / width) * (east - west)];

  function draw() {
    const [w, h] = size();
    left = clamp(left, w - width * scale, 0);
    top = clamp(top, h - height * scale, 0);
    paper.style.transform = `translate(${left}px,${top}px) scale(${scale})`;
    pin.toggleAttribute("hidden", !spot);
    if (spot) pin.style.transform = `translate(${left + spot[0] * scale}px,${top + spot[1] * scale}px)`;
  }

  function zoom(factor, cx = size()[0] / 2, cy = size()[1] / 2) {
    const next = clamp(scale * factor, widest(), widest() * CLOSEST);
    left = cx - ((cx - left) / scale) * next;
    top = cy - ((cy - top) / scale) * next;
    scale = next;
    draw();
  }

  function centre(x, y, closer = 1) {
    scale = clamp(Math.max(scale, widest() * closer), widest(), widest() * CLOSEST);
    const [w, h] = size();
    left = w / 2 - x * scale;
    top = h / 2 - y * scale;
    draw();
  }

  async function name(lat, lon) {
    if (!map.dataset.lookUp) {
      says.textContent = "图钉放好了。拖动图钉可以改。";
      return;
    }
    try {
      const url = new URL(map.dataset.lookUp, location.href);
      url.searchParams.set("lat", lat);
      url.searchParams.set("lon", lon);
      const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      says.replaceChildren(...[found.title ? make("b", {}, found.title) : "", found.words || "拖动图钉可以改。"].filter(Boolean));
    } catch {
      says.textContent = "图钉放好了。地名没有查到，不碍事。";
    }
  }

  function place(x, y, { accuracy = "", quiet = false } = {}) {
    spot = [clamp(x, 0, width), clamp(y, 0, height)];
    draw();
    if (quiet) return;
    const [lat, lon] = placeOf(...spot);
    box("lat").value = lat.toFixed(6);
    box("lon").value = lon.toFixed(6);
    if (box("accuracy")) box("accuracy").value = accuracy;
    map.dispatchEvent(new CustomEvent("wutong:changed", { bubbles: true }));
    clearTimeout(timer);
    timer = setTimeout(() => name(lat.toFixed(6), lon.toFixed(6)), 350);
  }

  function read() {
    const [lat, lon] = [box("lat")?.value, box("lon")?.value];
    spot = null;
    if (lat && lon) {
      place(...pointOf(Number(lat), Number(lon)), { quiet: true });
      centre(...spot, 3);
    }
    draw();
  }

  // fingers and mouse
  const fingers = new Map();
  let held = null;
  let moved = 0;
  const local = (event) => {
    const frame = view.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  view.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    fingers.set(event.pointerId, local(event));
    view.setPointerCapture(event.pointerId);
    held = event.target.closest("[data-map-pin]") ? "pin" : "ground";
    if (fingers.size === 1) moved = 0;
  });
  view.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const [was, is] = [fingers.get(event.pointerId), local(event)];
    const [dx, dy] = [is[0] - was[0], is[1] - was[1]];
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const apart = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]);
      moved += 20;
      left += dx / 2;
      top += dy / 2;
      zoom(apart(is) / Math.max(apart(was), 1), (is[0] + other[0]) / 2, (is[1] + other[1]) / 2);
    } else {
      moved += Math.abs(dx) + Math.abs(dy);
      if (held === "pin" && spot) {
        spot = [clamp(spot[0] + dx / scale, 0, width), clamp(spot[1] + dy / scale, 0, height)];
      } else {
        left += dx;
        top += dy;
      }
      draw();
    }
    fingers.set(event.pointerId, is);
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId) || fingers.size) return;
    if (event.type === "pointercancel") return;
    if (held === "pin" && spot && moved > 3) place(...spot);
    else if (moved < 8) {
      const [x, y] = local(event);
      place((x - left) / scale, (y - top) / scale);
    }
  };
  view.addEventListener("pointerup", lift);
  view.addEventListener("pointercancel", lift);
  view.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, ...local(event));
    },
    { passive: false },
  );

  // keys: the pin walks, the ground follows
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  view.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") zoom(1.4);
    else if (event.key === "-") zoom(1 / 1.4);
    else if (steps[event.key]) {
      const far = (event.shiftKey ? 40 : 8) / scale;
      const [x, y] = spot || [(size()[0] / 2 - left) / scale, (size()[1] / 2 - top) / scale];
      place(x + steps[event.key][0] * far, y + steps[event.key][1] * far);
      const [px, py] = [left + spot[0] * scale, top + spot[1] * scale];
      if (px < 30 || py < 40 || px > size()[0] - 30 || py > size()[1] - 20) centre(...spot);
    } else return;
    event.preventDefault();
  });

  map.querySelector("[data-map-in]").addEventListener("click", () => zoom(1.6));
  map.querySelector("[data-map-out]").addEventListener("click", () => zoom(1 / 1.6));
  const me = map.querySelector("[data-map-me]");
  const locate = () => {
    if (!navigator.geolocation) {
      says.textContent = "这台设备给不出位置。在地图上点一下，或者在下面写地点。";
      return;
    }
    clearTimeout(timer);
    says.textContent = "正在找你的位置";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const [x, y] = pointOf(coords.latitude, coords.longitude);
        if (x < 0 || y < 0 || x > width || y > height) {
          says.textContent = "你现在不在本县。在地图上点一下问题在哪里。";
          return;
        }
        place(x, y, { accuracy: String(Math.round(coords.accuracy)) });
        centre(x, y, 6);
      },
      (problem) => {
        says.textContent =
          problem.code === 1 ? "没有拿到位置：手机没有让我们看。在地图上点一下，或者在下面写地点。" : "没有拿到位置。在地图上点一下，或者在下面写地点。";
      },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 0 },
    );
  };
  me.addEventListener("click", locate);

  const fit = () => {
    scale = Math.max(scale, widest());
    draw();
  };
  scale = widest();
  centre(width / 2, height / 2, 1);
  read();
  addEventListener("resize", fit);
  form.addEventListener?.("wutong:restored", read);
});
