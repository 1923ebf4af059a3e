// Messages that the relay cannot read: JWE in general JSON serialisation (RFC 7516 §7.2.1), ECDH-ES+A256KW for each
// recipient and A256GCM for the content. Web Crypto only.

import { concat, fromBase64Url, sha256, textOf, toBase64Url, utf8 } from "./encoding.js";

const ECDH = { name: "ECDH", namedCurve: "P-256" };
const ALG = "ECDH-ES+A256KW";
const ENC = "A256GCM";
const PROTECTED = toBase64Url(utf8(JSON.stringify({ enc: ENC })));
const HEADER = ["alg", "enc", "epk", "kid"];
const TAG = 16;

/** The id of a key in a recipient entry: the SHA-256 thumbprint of its JWK (RFC 7638). */
async function thumbprint({ x, y }) {
  return toBase64Url(await sha256(utf8(JSON.stringify({ crv: "P-256", kty: "EC", x, y }))));
}

/** A peer's key; refuses what is no point of the curve. */
async function importPublic({ kty, crv, x, y }) {
  if (kty !== "EC" || crv !== "P-256") throw new Error("no key on P-256");
  return crypto.subtle.importKey("jwk", { kty, crv, x, y }, ECDH, true, []);
}

/** Whether something can be encrypted to a key that a peer announced. */
export async function isUsable(jwk) {
  try {
    await importPublic(jwk);
    return true;
  } catch {
    return false;
  }
}

/** What wraps the content key: one round of Concat KDF (RFC 7518 §4.6.2) over what both sides agree on. */
async function wrappingKey(privateKey, publicKey) {
  const secret = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256));
  const none = [0, 0, 0, 0];
  const bits = [0, 0, 1, 0];
  const info = concat([0, 0, 0, 1], secret, [0, 0, 0, ALG.length], utf8(ALG), none, none, bits);
  return crypto.subtle.importKey("raw", await sha256(info), "AES-KW", false, ["wrapKey", "unwrapKey"]);
}

async function recipientEntry(jwk, contentKey) {
  const ephemeral = await crypto.subtle.generateKey(ECDH, true, ["deriveBits"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", ephemeral.publicKey);
  const wrapping = await wrappingKey(ephemeral.privateKey, await importPublic(jwk));
  const wrapped = await crypto.subtle.wrapKey("raw", contentKey, wrapping, "AES-KW");
  return {
    header: { alg: ALG, kid: await thumbprint(jwk), epk: { kty, crv, x, y } },
    encrypted_key: toBase64Url(new Uint8Array(wrapped)),
  };
}

/** The JWE of a text that the owners of these keys (JWKs) can read, and nobody else. */
export async function seal(text, jwks) {
  const contentKey = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const parameters = { name: "AES-GCM", iv, additionalData: utf8(PROTECTED) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(parameters, contentKey, utf8(text)));
  return {
    protected: PROTECTED,
    recipients: await Promise.all(jwks.map((jwk) => recipientEntry(jwk, contentKey))),
    iv: toBase64Url(iv),
    ciphertext: toBase64Url(sealed.subarray(0, -TAG)),
    tag: toBase64Url(sealed.subarray(-TAG)),
  };
}

export class EncryptionKey {
  #keys;
  #kid;
  /** What a hello announces. */
  jwk;

  /** A fresh key pair for this load of the page; the private half cannot leave the browser. */
  static async create() {
    const key = new EncryptionKey();
    key.#keys = await crypto.subtle.generateKey(ECDH, false, ["deriveBits"]);
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", key.#keys.publicKey);
    key.#kid = await thumbprint({ x, y });
    key.jwk = { kty, crv, x, y, use: "enc", alg: ALG, kid: key.#kid };
    return key;
  }

  /** The text of a JWE, or null where it is not for this key, was changed, or is of another kind than those above. */
  async open(jwe) {
    try {
      const shared = JSON.parse(textOf(fromBase64Url(jwe.protected)));
      const ours = jwe.recipients.find(({ header }) => (header?.kid ?? shared.kid) === this.#kid);
      if (!ours || jwe.unprotected || jwe.aad) return null;
      const names = [...Object.keys(shared), ...Object.keys(ours.header)].sort();
      const { alg, epk } = { ...ours.header, ...shared };
      if (String(names) !== String(HEADER) || shared.enc !== ENC || alg !== ALG) return null;
      const wrapping = await wrappingKey(this.#keys.privateKey, await importPublic(epk));
      const wrapped = fromBase64Url(ours.encrypted_key);
      const contentKey = await crypto.subtle.unwrapKey("raw", wrapped, wrapping, "AES-KW", "AES-GCM", false, ["decrypt"]);
      const [iv, tag] = [fromBase64Url(jwe.iv), fromBase64Url(jwe.tag)];
      if (iv.length !== 12 || tag.length !== TAG) return null;
      const parameters = { name: "AES-GCM", iv, additionalData: utf8(jwe.protected) };
      const sealed = concat(fromBase64Url(jwe.ciphertext), tag);
      return textOf(new Uint8Array(await crypto.subtle.decrypt(parameters, contentKey, sealed)));
    } catch {
      return null;
    }
  }
}
