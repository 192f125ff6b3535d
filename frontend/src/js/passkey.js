// Passkeys: the browser makes and shows them; here only bytes are turned into text and back, and a refusal into words.
import { part, wake } from "./dom.js";

const fromText = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const toText = (bytes) => {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};
const keys = (list) => (list || []).map((one) => ({ ...one, id: fromText(one.id) }));

function asked(text) {
  const { publicKey } = JSON.parse(text);
  publicKey.challenge = fromText(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = fromText(publicKey.user.id);
  if (publicKey.excludeCredentials) publicKey.excludeCredentials = keys(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) publicKey.allowCredentials = keys(publicKey.allowCredentials);
  return { publicKey };
}

/** What the browser answered, as the server reads it. */
function answered(found) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (found.response[name]) response[name] = toText(found.response[name]);
  }
  const extensions = found.getClientExtensionResults ? found.getClientExtensionResults() : {};
  return JSON.stringify({ id: found.id, rawId: toText(found.rawId), type: found.type, response, clientExtensionResults: extensions });
}

const make = async (ask) => answered(await navigator.credentials.create(asked(ask)));
const show = async (ask) => answered(await navigator.credentials.get(asked(ask)));

function why(error) {
  if (error.name === "InvalidStateError") return "这台设备已经有这个账号的通行密钥了。";
  if (error.name === "NotAllowedError") return "没有做成：取消了，或者等得太久了。再按一次。";
  if (error.name === "SecurityError") return "这个网址不能用通行密钥：要用https打开。";
  return error.words || "没有做成，再按一次；还不行，用登录名和密码。";
}

async function send(form, values) {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error("refused"), { words: said.words });
  return said;
}

/** Sign in with a passkey alone: ask the server what to ask, show it the answer, go where it says. */
async function enter(form) {
  const { ask } = await send(form, {});
  const { to } = await send(form, { passkey: await show(JSON.stringify(ask)) });
  location.assign(to);
}

part("form[data-passkey]", (form) => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  form.hidden = false;
  const words = form.querySelector("[data-passkey-words]");
  const box = form.querySelector("input[name=passkey]");
  const kind = form.dataset.passkey;
  let busy = false;
  form.addEventListener("submit", async (event) => {
    const instead = form.dataset.passkeyUnless && form.querySelector(`[name=${form.dataset.passkeyUnless}]`);
    if ((box && box.value) || (instead && instead.value)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy) return;
    busy = true;
    words.hidden = true;
    try {
      if (kind === "enter") await enter(form);
      else {
        box.value = await (kind === "make" ? make : show)(form.dataset.passkeyAsk);
        form.submit();
      }
    } catch (error) {
      words.textContent = why(error);
      words.hidden = false;
    }
    busy = false;
  });
});

wake();
