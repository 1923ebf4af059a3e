// The bound signature of a secure message: what a proof claims, and whether the claims are about this message, for us and of now.

import { sha256, toBase64Url, utf8 } from "./encoding.js";

const TOLERANCE = 120;
export const PROOF_HEADER = { alg: "ES256", typ: "peerscribe-proof" };

const seconds = () => Math.floor(Date.now() / 1000);

/** @param subject the signal's type, the payload's nonce (bytes) and addressee, the signed text, and the addressee's key */
export async function proofClaims({ type, nonce, text, to, audience }) {
  const digest = toBase64Url(await sha256(utf8(text)));
  return { type, nonce: toBase64Url(nonce), iat: seconds(), digest, to, aud: audience };
}

/** @param subject as above; audience is our own fingerprint here */
export async function isProofOf(claims, subject) {
  const expected = await proofClaims(subject);
  return ["type", "nonce", "digest", "to"].every((name) => claims[name] === expected[name])
    && (claims.aud === undefined || claims.aud === subject.audience)
    && Math.abs(claims.iat - seconds()) <= TOLERANCE;
}
