// The page's key and what is signed with it: descriptions (base protocol, and their proof) and hellos (JWS, ES256). Web
// Crypto only.

import { fromBase64Url, sha256, textOf, toBase64Url, utf8 } from "./encoding.js";
import { isProofOf, PROOF_HEADER, proofClaims } from "./proof.js";

const ECDSA = { name: "ECDSA", namedCurve: "P-256" };
const SIGN = { name: "ECDSA", hash: "SHA-256" };
async function fingerprintOf(point) {
  return [...(await sha256(point))].map((b) => b.toString(16).padStart(2, "0").toUpperCase()).join(":");
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
    return new Uint8Array(await crypto.subtle.sign(SIGN, this.#keys.privateKey, utf8(text)));
  }

  /** A compact JWS; the browser's signature already has JOSE's form. */
  async #signJws(header, claims) {
    const part = (object) => toBase64Url(utf8(JSON.stringify(object)));
    const input = `${part(header)}.${part(claims)}`;
    return `${input}.${toBase64Url(await this.#sign(input))}`;
  }

  /** The payload of a secure-offer: the description with signature over its exact text, and the proof of all of it. */
  async signDescription(description, { to, audience } = {}) {
    const offer = { type: description.type, sdp: description.sdp };
    const text = JSON.stringify(offer);
    const nonce = crypto.getRandomValues(new Uint8Array(16));
    const claims = await proofClaims({ type: `secure-${offer.type}`, nonce, text, to, audience });
    return {
      offer,
      public_key: [...this.#point],
      signature: [...(await this.#sign(text))],
      nonce: [...nonce],
      proof: await this.#signJws(PROOF_HEADER, claims),
      to,
    };
  }

  signHello(claims) {
    return this.#signJws({ alg: "ES256", jwk: this.#jwk }, claims);
  }
}

async function fingerprintOfKey(key) {
  return fingerprintOf(new Uint8Array(await crypto.subtle.exportKey("raw", key)));
}

/** The header and claims of a compact JWS, and a check of its signature against a key; null where it is none of ES256. */
function parseJws(jws) {
  const [header, claims, signature, ...more] = String(jws).split(".");
  if (more.length > 0 || !signature) return null;
  const read = (part) => JSON.parse(textOf(fromBase64Url(part)));
  const parsed = { header: read(header), claims: read(claims) };
  if (parsed.header.alg !== "ES256" || parsed.header.crit) return null;
  parsed.isOf = (key) => crypto.subtle.verify(SIGN, key, fromBase64Url(signature), utf8(`${header}.${claims}`));
  return parsed;
}

/** The claims of a hello and the fingerprint of the key that signed it, or null where the signature is not that key's. */
export async function readHello(jws) {
  const parsed = parseJws(jws);
  const jwk = parsed?.header.jwk;
  if (jwk?.kty !== "EC" || jwk.crv !== "P-256") return null;
  const key = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x: jwk.x, y: jwk.y }, ECDSA, true, ["verify"]);
  if (!(await parsed.isOf(key))) return null;
  return { claims: parsed.claims, fingerprint: await fingerprintOfKey(key) };
}

/**
 * The description of a secure message with its signer's fingerprint and whether a proof binds it, or null where signature
 * or proof are wrong.
 *
 * @param payload the payload's exact text
 * @param type the signal's type
 * @param audience our own fingerprint
 */
export async function readDescription(payload, { type, audience }) {
  const parsed = JSON.parse(payload);
  const member = parsed.offer ? "offer" : "answer";
  if (typeof parsed[member] !== "object") return null;
  if (!Array.isArray(parsed.public_key) || !Array.isArray(parsed.signature)) return null;
  const key = await crypto.subtle.importKey("raw", Uint8Array.from(parsed.public_key), ECDSA, true, ["verify"]);
  const text = signedText(payload, parsed, member);
  if (!(await crypto.subtle.verify(SIGN, key, Uint8Array.from(parsed.signature), utf8(text)))) return null;
  const bound = parsed.proof !== undefined;
  if (bound) {
    const proof = parseJws(parsed.proof);
    const subject = { type, nonce: parsed.nonce, text, to: parsed.to, audience };
    if (proof?.header.typ !== PROOF_HEADER.typ || !(await proof.isOf(key)) || !(await isProofOf(proof.claims, subject))) return null;
  }
  // What was verified and nothing else: of two members of one name a parser keeps the last.
  const description = JSON.parse(text);
  if (typeof description?.sdp !== "string") return null;
  return { description, bound, fingerprint: await fingerprintOfKey(key) };
}
