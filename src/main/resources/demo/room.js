// This page as a participant: the socket to the relay, hellos, and a link to every trusted recorder.

import { randomNonce } from "./encoding.js";
import { isUsable, seal } from "./encryption.js";
import { Link } from "./link.js";
import { Peers } from "./peers.js";
import { readDescription, readHello } from "./signing.js";

const FIRST_RETRY = 500;
const LONGEST_RETRY = 10_000;
const MAX_SEEN = 10_000;
const CAPABILITIES = ["acknowledgment", "addressing", "bound-signature", "encryption"];

export class Room {
  #url;
  #name;
  #identity;
  #encryption;
  #stream;
  #trusted;
  #on;
  #socket = null;
  #retry = 0;
  #retryTimer = 0;
  #left = false;
  #nonces = new Set();
  #links = new Map();
  #peers = new Peers();
  /** Ids of acknowledged messages, so that a repeat is not heard twice. */
  #seen = new Set();
  #inbox = Promise.resolve();
  #outbox = Promise.resolve();
  ownId = null;
  socketState = "connecting";

  /**
   * @param identity the key that signs
   * @param encryption the key that opens what is encrypted to this page
   * @param trusted tells whether a fingerprint is the agent's: camera and microphone go to nobody else
   * @param on listeners: change(), chat(message, via), media(stream) of the agent's
   */
  constructor({ url, name, identity, encryption, stream, trusted, on }) {
    this.#url = url;
    this.#name = name;
    this.#identity = identity;
    this.#encryption = encryption;
    this.#stream = stream;
    this.#trusted = trusted;
    this.#on = on;
    this.#connect();
  }

  get links() {
    return [...this.#links.values()];
  }

  leave() {
    this.#left = true;
    clearTimeout(this.#retryTimer);
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
    this.#socket?.close(1000);
    this.socketState = "closed";
    this.#on.change();
  }

  /** Sends a chat message the first way that is open; false where none is. */
  sendChat(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#say("chat", message);
      return true;
    }
    return this.links.filter((link) => link.sendText(JSON.stringify(message))).length > 0;
  }

  #connect() {
    this.socketState = this.#retry === 0 ? "connecting" : "reconnecting";
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#retry = 0;
      this.ownId = null;
      this.#nonces.clear();
      this.#peers.startAnew();
      this.socketState = "connected";
      this.#hello().catch(() => {});
      this.#on.change();
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") return;
      this.#inbox = this.#inbox.then(() => this.#receive(data)).catch(() => {});
    };
    socket.onclose = () => {
      if (this.#left || socket !== this.#socket) return;
      this.#retry += 1;
      this.socketState = "reconnecting";
      const wait = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (this.#retry - 1)) * (0.5 + Math.random() / 2);
      this.#retryTimer = setTimeout(() => this.#connect(), wait);
      this.#on.change();
    };
  }

  #transmit(type, payload) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ signal_type: type, payload: JSON.stringify(payload), sender_id: "", timestamp: Date.now() }));
  }

  /** Says something to one peer or to all: encrypted where all of them can read that, one after the other. */
  #say(type, payload) {
    const socket = this.#socket;
    const turn = this.#outbox.then(async () => {
      const keys = this.#peers.readers(payload.to);
      const sealed = keys.length > 0 ? { jwe: await seal(JSON.stringify(payload), keys), to: payload.to } : payload;
      // ids are of one link: what names a peer is not said on the next
      if (!payload.to || socket === this.#socket) this.#transmit(type, sealed);
    });
    this.#outbox = turn.catch(() => {});
    return turn;
  }

  /** Introduces this page: to everybody, or in reply to one, or to one with the wish for a reply. */
  async #hello(to, inReplyTo) {
    const nonce = randomNonce();
    if (!inReplyTo) this.#nonces.add(nonce);
    const jws = await this.#identity.signHello({
      name: this.#name,
      role: "participant",
      capabilities: CAPABILITIES,
      encryption_key: this.#encryption.jwk,
      iat: Math.floor(Date.now() / 1000),
      nonce,
      in_reply_to: inReplyTo,
    });
    this.#transmit("hello", { jws, to });
  }

  async #receive(frame) {
    const envelope = JSON.parse(frame);
    const sender = String(envelope.sender_id ?? "");
    const outer = JSON.parse(envelope.payload);
    if (envelope.signal_type === "hello") {
      await this.#onHello(sender, outer);
      return;
    }
    if (this.#isForOther(outer)) return;
    const text = outer.jwe ? await this.#encryption.open(outer.jwe) : envelope.payload;
    const payload = text && JSON.parse(text);
    if (!payload || payload.jwe || this.#isForOther(payload) || this.#isRepeat(sender, payload)) return;
    const link = this.#links.get(sender);
    if (envelope.signal_type === "secure-answer" && link) {
      await this.#onDescription(link, text, "answer");
    } else if (envelope.signal_type === "secure-offer" && link) {
      await this.#onDescription(link, text, "offer");
    } else if (envelope.signal_type === "ice-candidate" && link) {
      await link.candidate({
        candidate: payload.candidate,
        sdpMid: payload.sdpMid,
        sdpMLineIndex: payload.sdpMLineIndex,
        usernameFragment: payload.usernameFragment,
      });
    } else if (envelope.signal_type === "chat") {
      this.#onChat(payload, "SOCKET");
    }
  }

  #isForOther(payload) {
    return Boolean(payload.to && this.ownId && payload.to !== this.ownId);
  }

  /** Acknowledges what wants to be; true where it was heard before. */
  #isRepeat(sender, { message_id: id }) {
    if (typeof id !== "string" || id.length > 128) return false;
    this.#say("ack", { message_id: id, to: sender || undefined });
    const mark = `${this.#peers.fingerprintOf(sender) ?? sender} ${id}`;
    if (this.#seen.has(mark)) return true;
    this.#seen.add(mark);
    if (this.#seen.size > MAX_SEEN) this.#seen.delete(this.#seen.values().next().value);
    return false;
  }

  async #onDescription(link, text, kind) {
    const { fingerprint } = link.recorder;
    const signed = await readDescription(text, { type: `secure-${kind}`, audience: this.#identity.fingerprint });
    if (signed?.fingerprint !== fingerprint || signed.description.type !== kind) return;
    if (!signed.bound && this.#peers.announced(fingerprint, "bound-signature")) return;
    await (kind === "answer" ? link.answer(signed.description) : link.answerOffer(signed.description));
  }

  async #onHello(sender, payload) {
    if (this.#isForOther(payload)) return;
    const hello = await readHello(payload.jws);
    if (!hello || hello.fingerprint === this.#identity.fingerprint) return;
    const repliesTo = hello.claims.in_reply_to;
    if (repliesTo && !this.#nonces.has(repliesTo)) return; // answers somebody else
    if (!(await isUsable(hello.claims.encryption_key))) delete hello.claims.encryption_key;
    this.#peers.add(sender, hello);
    if (repliesTo && this.#nonces.has(repliesTo) && payload.to) {
      this.ownId = payload.to;
      this.#on.change();
    } else if (!repliesTo) {
      // whoever is new hears who is here; and while the relay's id of this page is unknown, the reply will tell it
      await (this.ownId ? this.#hello(sender, hello.claims.nonce) : this.#hello(sender));
    } else if (payload.to && !this.ownId) {
      return; // a reply to somebody else, before this page knows its own id
    }
    if (hello.claims.role === "recorder" && this.ownId && (await this.#trusted(hello.fingerprint))) {
      await this.#offerTo({ id: sender, fingerprint: hello.fingerprint });
    }
  }

  async #offerTo(recorder) {
    for (const [id, link] of this.#links) {
      if (id === recorder.id) link.recorder.fingerprint = recorder.fingerprint; // trusted too: its key was rotated
      if (link.recorder.fingerprint !== recorder.fingerprint) continue;
      this.#links.delete(id);
      if (["new", "connecting", "connected"].includes(link.state)) {
        // the same recorder, maybe under another id: a relay that comes back gives everybody a new one
        link.recorder.id = recorder.id;
        this.#links.set(recorder.id, link);
        return;
      }
      link.close();
    }
    const send = async (type, content) => {
      const addressee = { to: recorder.id, audience: recorder.fingerprint };
      const payload = type !== "ice-candidate"
        ? await this.#identity.signDescription(content, addressee)
        : { ...content, to: recorder.id };
      await this.#say(type, payload);
    };
    const link = new Link(recorder, this.#stream, send, {
      state: () => this.#on.change(),
      text: (text) => this.#onText(text),
      media: (stream) => this.#on.media(stream),
    });
    this.#links.set(recorder.id, link);
    this.#on.change();
    await link.offer();
  }

  #onText(text) {
    try {
      this.#onChat(JSON.parse(text), "DATA_CHANNEL");
    } catch {
      // no chat: the channel is anybody's
    }
  }

  #onChat(message, via) {
    if (typeof message?.id === "string" && typeof message.text === "string") this.#on.chat(message, via);
  }
}
