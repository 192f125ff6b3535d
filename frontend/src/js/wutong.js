// What a desk needs: all of the citizen's, keys, and htmx for parts of pages.
import htmx from "htmx.org";
import "./dialog.js";
import "./keep.js";
import "./send.js";
import "./frame.js";
import "./map.js";
import "./photo.js";
import "./keys.js";
import "./live.js";
import { wake } from "./dom.js";

window.htmx = htmx;
wake();
document.addEventListener("htmx:load", (event) => wake(event.detail.elt));
