// The page's key and what is signed with it: descriptions (base protocol) and hellos (JWS, ES256). Web Crypto only.

const ECDSA = { name: "ECDSA", namedCurve: "P-256" };
const SIGN = { name: "ECDSA", hash: "SHA-256" };
const utf8 = new TextEncoder();

function toBase64Url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

async function fingerprintOf(point) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", point));
  return [...digest].map((b) => b.toString(16).padStart(2, "0").toUpperCase()).join(":");
}

/**
 * The text of the member "offer" or "answer" exactly as it stands in a payload: that is what was signed. Falls back to
 * a compact rewrite where the text cannot be cut out.
 */
function signedText(payload, parsed, member) {
  const text = JSON.stringify(parsed[member]);
  return payload.includes(text) ? text : cutOut(payload, member) ?? text;
}

function cutOut(payload, member) {
  const start = payload.search(new RegExp(`"${member}"\\s*:\\s*\\{`));
  if (start < 0) return null;
  let at = payload.indexOf("{", start + member.length + 2);
  const from = at;
  for (let depth = 0, inString = false; at < payload.length; at += 1) {
    const c = payload[at];
    if (inString) {
      if (c === "\\") at += 1;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === "{") depth += 1;
    else if (c === "}" && (depth -= 1) === 0) return payload.slice(from, at + 1);
  }
  return null;
}

export function randomNonce() {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
}

export class Identity {
  #keys;
  #point;
  #jwk;
  fingerprint = "";

  /** A fresh key pair for this load of the page; the private half cannot leave the browser. */
  static async create() {
    if (!globalThis.crypto?.subtle) {
      throw new Error("This page is not in a secure context, so the browser keeps cryptography and camera from it. Open it as http://localhost or over https.");
    }
    const identity = new Identity();
    identity.#keys = await crypto.subtle.generateKey(ECDSA, false, ["sign", "verify"]);
    identity.#point = new Uint8Array(await crypto.subtle.exportKey("raw", identity.#keys.publicKey));
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", identity.#keys.publicKey);
    identity.#jwk = { kty, crv, x, y };
    identity.fingerprint = await fingerprintOf(identity.#point);
    return identity;
  }

  async #sign(text) {
    return new Uint8Array(await crypto.subtle.sign(SIGN, this.#keys.privateKey, utf8.encode(text)));
  }

  /** The payload of a secure-offer: the description with signature over its exact text. */
  async signDescription(description, to) {
    const offer = { type: description.type, sdp: description.sdp };
    const signature = await this.#sign(JSON.stringify(offer));
    return {
      offer,
      public_key: [...this.#point],
      signature: [...signature],
      nonce: [...crypto.getRandomValues(new Uint8Array(16))],
      to,
    };
  }

  /** The compact JWS of a hello; the browser's signature already has JOSE's form. */
  async signHello(claims) {
    const part = (object) => toBase64Url(utf8.encode(JSON.stringify(object)));
    const input = `${part({ alg: "ES256", jwk: this.#jwk })}.${part(claims)}`;
    return `${input}.${toBase64Url(await this.#sign(input))}`;
  }
}

/** The claims of a hello and the fingerprint of the key that signed it, or null where the signature is not that key's. */
export async function readHello(jws) {
  const [header, claims, signature, ...more] = String(jws).split(".");
  if (more.length > 0 || !signature) return null;
  const { alg, jwk } = JSON.parse(new TextDecoder().decode(fromBase64Url(header)));
  if (alg !== "ES256" || jwk?.kty !== "EC" || jwk.crv !== "P-256") return null;
  const key = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x: jwk.x, y: jwk.y }, ECDSA, true, ["verify"]);
  const signed = utf8.encode(`${header}.${claims}`);
  if (!(await crypto.subtle.verify(SIGN, key, fromBase64Url(signature), signed))) return null;
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", key));
  return { claims: JSON.parse(new TextDecoder().decode(fromBase64Url(claims))), fingerprint: await fingerprintOf(point) };
}

/** The description of a secure-answer with its signer's fingerprint, or null where the signature is wrong. */
export async function readDescription(payload) {
  const parsed = JSON.parse(payload);
  const member = parsed.offer ? "offer" : "answer";
  const description = parsed[member];
  if (typeof description?.sdp !== "string" || !Array.isArray(parsed.public_key) || !Array.isArray(parsed.signature)) return null;
  const point = Uint8Array.from(parsed.public_key);
  const key = await crypto.subtle.importKey("raw", point, ECDSA, true, ["verify"]);
  const text = utf8.encode(signedText(payload, parsed, member));
  if (!(await crypto.subtle.verify(SIGN, key, Uint8Array.from(parsed.signature), text))) return null;
  const full = new Uint8Array(await crypto.subtle.exportKey("raw", key));
  return { description, fingerprint: await fingerprintOf(full) };
}
