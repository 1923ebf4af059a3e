// What the peers of a room announced: who they are, what they can do, and the key to encrypt to.

const MAX_PEERS = 256;
const MAX_RECIPIENTS = 64;
/** How long after a reconnect a peer that was not heard of again counts as present: what is said meanwhile stays secret. */
const GRACE = 30_000;

export class Peers {
  /** By fingerprint, since a peer is its key; the relay's ids are of one link only. */
  #peers = new Map();

  #linkSince = 0;

  /** A new link gives everybody new ids. */
  startAnew() {
    this.#linkSince = Date.now();
    for (const peer of this.#peers.values()) Object.assign(peer, { id: null, onThisLink: false });
  }

  /** Takes a verified hello; one that is older than what is known changes nothing. */
  add(id, { claims, fingerprint }) {
    const known = this.#peers.get(fingerprint);
    if (known && known.issued > claims.iat) return;
    const capabilities = Array.isArray(claims.capabilities) ? claims.capabilities : [];
    this.#peers.delete(fingerprint);
    this.#peers.set(fingerprint, {
      id,
      onThisLink: true,
      issued: claims.iat,
      capabilities,
      key: capabilities.includes("encryption") ? claims.encryption_key : undefined,
    });
    if (this.#peers.size > MAX_PEERS) this.#peers.delete(this.#peers.keys().next().value);
  }

  announced(fingerprint, capability) {
    return this.#peers.get(fingerprint)?.capabilities.includes(capability) ?? false;
  }

  fingerprintOf(id) {
    for (const [fingerprint, peer] of this.#peers) if (peer.id === id) return fingerprint;
    return undefined;
  }

  /** The keys of all who should read a message to one peer or, without an id, to everybody; none where one of them has none. */
  readers(id) {
    const toAll = id === undefined || this.fingerprintOf(id) === undefined;
    const grace = Date.now() - this.#linkSince < GRACE;
    const meant = [...this.#peers.values()].filter((peer) => (toAll ? peer.onThisLink || grace : peer.id === id));
    const keys = meant.map((peer) => peer.key).filter(Boolean);
    return keys.length === meant.length && keys.length <= MAX_RECIPIENTS ? keys : [];
  }
}
