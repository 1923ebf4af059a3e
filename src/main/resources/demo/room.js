// This page as a participant: the socket to the relay, hellos, and a link to every trusted recorder.

import { Link } from "./link.js";
import { randomNonce, readDescription, readHello } from "./signing.js";

const FIRST_RETRY = 500;
const LONGEST_RETRY = 10_000;

export class Room {
  #url;
  #name;
  #identity;
  #stream;
  #trusted;
  #on;
  #socket = null;
  #retry = 0;
  #retryTimer = 0;
  #left = false;
  #nonces = new Set();
  #links = new Map();
  #inbox = Promise.resolve();
  ownId = null;
  socketState = "connecting";

  /**
   * @param trusted tells whether a fingerprint is the agent's: camera and microphone go to nobody else
   * @param on listeners: change(), chat(message, via)
   */
  constructor({ url, name, identity, stream, trusted, on }) {
    this.#url = url;
    this.#name = name;
    this.#identity = identity;
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
      this.#transmit("chat", message);
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

  /** Introduces this page: to everybody, or in reply to one, or to one with the wish for a reply. */
  async #hello(to, inReplyTo) {
    const nonce = randomNonce();
    if (!inReplyTo) this.#nonces.add(nonce);
    const jws = await this.#identity.signHello({
      name: this.#name,
      role: "participant",
      capabilities: ["addressing"],
      iat: Math.floor(Date.now() / 1000),
      nonce,
      in_reply_to: inReplyTo,
    });
    this.#transmit("hello", { jws, to });
  }

  async #receive(text) {
    const envelope = JSON.parse(text);
    const payload = JSON.parse(envelope.payload);
    const sender = String(envelope.sender_id ?? "");
    if (envelope.signal_type === "hello") {
      await this.#onHello(sender, payload);
      return;
    }
    if (payload.to && this.ownId && payload.to !== this.ownId) return;
    const link = this.#links.get(sender);
    if (envelope.signal_type === "secure-answer" && link) {
      const signed = await readDescription(envelope.payload);
      if (signed && signed.fingerprint === link.recorder.fingerprint && signed.description.type === "answer") {
        await link.answer(signed.description);
      }
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

  async #onHello(sender, payload) {
    const forOther = payload.to && this.ownId && payload.to !== this.ownId;
    if (forOther) return;
    const hello = await readHello(payload.jws);
    if (!hello) return;
    const repliesTo = hello.claims.in_reply_to;
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
      if (type === "secure-offer") this.#transmit(type, await this.#identity.signDescription(content, recorder.id));
      else this.#transmit(type, { ...content, to: recorder.id });
    };
    const link = new Link(recorder, this.#stream, send, {
      state: () => this.#on.change(),
      text: (text) => this.#onText(text),
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
