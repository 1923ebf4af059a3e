// One WebRTC connection from this page to one recorder.

const DISCONNECTED_PATIENCE = 5_000;
const MAX_RESTARTS = 5;
const START_KILOBITS = 1500;

/**
 * Tells the browser to begin with a decent rate: a recording keeps the first seconds too, and at the usual 300 kbit/s
 * they would be of half the size. (libwebrtc's parameter; others ignore it.)
 */
function startFast(sdp) {
  const codecs = [...sdp.matchAll(/^a=rtpmap:(\d+) (?:VP8|VP9|H264|AV1)\/90000\r?$/gim)].map(([, type]) => type);
  return codecs.reduce((text, type) => {
    const parameters = new RegExp(`^(a=fmtp:${type} [^\\r\\n]*)`, "m");
    return parameters.test(text)
      ? text.replace(parameters, `$1;x-google-start-bitrate=${START_KILOBITS}`)
      : text.replace(new RegExp(`^(a=rtpmap:${type} [^\\r\\n]*)`, "m"), `$1\r\na=fmtp:${type} x-google-start-bitrate=${START_KILOBITS}`);
  }, sdp);
}

/** Rather fewer pictures than smaller ones, where a browser lets a page choose: a recording's size should not jump. */
function keepSize(sender) {
  if (sender.track?.kind !== "video") return undefined;
  const parameters = sender.getParameters();
  parameters.degradationPreference = "maintain-resolution";
  return sender.setParameters(parameters).catch(() => {});
}

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
   * @param send called with ("secure-offer" or "secure-answer", description) and ("ice-candidate", candidate)
   * @param on listeners: state(), text(text), media(stream): what the recorder sends, if anything
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
    connection.ontrack = ({ track, streams }) => on.media(streams[0] ?? new MediaStream([track]));
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
      // here, since a change while descriptions are made would be refused
      await Promise.all(this.#connection.getSenders().map(keepSize));
      await this.#send("secure-offer", { type: "offer", sdp: this.#connection.localDescription.sdp });
    });
  }

  answer(description) {
    return this.#inTurn(async () => {
      if (this.#connection.signalingState !== "have-local-offer") return;
      await this.#connection.setRemoteDescription({ type: "answer", sdp: startFast(description.sdp) });
      for (const candidate of this.#early.splice(0)) await this.#add(candidate);
    });
  }

  /** Answers an offer of the recorder's, which begins or ends to send; where it crosses one of this page's, that one stands. */
  answerOffer(description) {
    return this.#inTurn(async () => {
      if (this.#connection.signalingState !== "stable") return;
      await this.#connection.setRemoteDescription(description);
      await this.#connection.setLocalDescription(await this.#connection.createAnswer());
      await this.#send("secure-answer", { type: "answer", sdp: this.#connection.localDescription.sdp });
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
