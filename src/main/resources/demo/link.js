// One WebRTC connection from this page to one recorder.

const DISCONNECTED_PATIENCE = 5_000;
const MAX_RESTARTS = 5;

export class Link {
  #connection;
  #channel;
  #send;
  #early = [];
  #patience = 0;
  #restarts = 0;
  #closed = false;
  #queue = Promise.resolve();

  /**
   * @param recorder its relay id and the fingerprint of its key
   * @param send called with ("secure-offer", description) and ("ice-candidate", candidate)
   * @param on listeners: state(), text(text)
   */
  constructor(recorder, stream, send, on) {
    this.recorder = recorder;
    this.#send = send;
    const connection = new RTCPeerConnection();
    this.#connection = connection;
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
    this.#channel = connection.createDataChannel("secure-channel");
    this.#channel.onmessage = (message) => on.text(message.data);
    connection.ondatachannel = ({ channel }) => {
      channel.onmessage = (message) => on.text(message.data);
    };
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) send("ice-candidate", candidate.toJSON());
    };
    connection.onconnectionstatechange = () => {
      this.#onState(connection.connectionState);
      on.state();
    };
  }

  get state() {
    return this.#closed ? "closed" : this.#connection.connectionState;
  }

  /** Makes the first offer, or one that restarts ICE. */
  offer(restart = false) {
    return this.#inTurn(async () => {
      if (restart) this.#connection.restartIce();
      const offer = await this.#connection.createOffer();
      await this.#connection.setLocalDescription(offer);
      await this.#send("secure-offer", { type: "offer", sdp: this.#connection.localDescription.sdp });
    });
  }

  answer(description) {
    return this.#inTurn(async () => {
      if (this.#connection.signalingState !== "have-local-offer") return;
      await this.#connection.setRemoteDescription({ type: "answer", sdp: description.sdp });
      for (const candidate of this.#early.splice(0)) await this.#add(candidate);
    });
  }

  candidate(candidate) {
    return this.#inTurn(async () => {
      if (this.#connection.remoteDescription) await this.#add(candidate);
      else if (this.#early.length < 64) this.#early.push(candidate);
    });
  }

  sendText(text) {
    if (this.#channel.readyState !== "open") return false;
    this.#channel.send(text);
    return true;
  }

  stats() {
    return this.#connection.getStats();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#patience);
    this.#connection.onconnectionstatechange = null;
    this.#connection.onicecandidate = null;
    this.#connection.close();
  }

  async #add(candidate) {
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch {
      // one address that cannot be used is no failure of the call
    }
  }

  #onState(state) {
    clearTimeout(this.#patience);
    if (state === "connected") this.#restarts = 0;
    if (state === "failed") this.#restart();
    if (state === "disconnected") this.#patience = setTimeout(() => this.#restart(), DISCONNECTED_PATIENCE);
  }

  #restart() {
    if (this.#closed || this.#restarts >= MAX_RESTARTS) return;
    this.#restarts += 1;
    this.#patience = setTimeout(() => {
      if (this.state !== "connected") this.#restart();
    }, 2 * DISCONNECTED_PATIENCE);
    this.offer(true).catch(() => {});
  }

  /** Negotiation steps never overlap. */
  #inTurn(step) {
    const turn = this.#queue.then(() => (this.#closed ? undefined : step()));
    this.#queue = turn.catch(() => {});
    return turn;
  }
}
