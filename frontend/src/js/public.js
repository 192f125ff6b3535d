// What a citizen's page needs, small enough for a cheap phone.
import "./dialog.js";
import "./keep.js";
import "./send.js";
import "./frame.js";
import "./map.js";
import "./photo.js";
import { wake } from "./dom.js";

wake();
