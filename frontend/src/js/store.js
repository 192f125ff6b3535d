// Storage that never throws: a full or forbidden store loses comfort, not the page.
function open(kind) {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

export const lasting = open("localStorage");
export const passing = open("sessionStorage");

export function read(store, key) {
  try {
    return JSON.parse(store?.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

export function write(store, key, value) {
  try {
    if (value === null) store?.removeItem(key);
    else store?.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
