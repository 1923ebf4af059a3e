// Runs in the page before its own scripts: counts what is really sent, and notes when camera and microphone flash and beep,
// so that what the agent recorded can be held against what the browser captured. Looking at frames costs next to nothing;
// recording them in the page took the processor that the calls need.
(() => {
  const links = [];
  const Native = window.RTCPeerConnection;
  let connectedAt = null;
  let closedAt = null;
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      links.push(this);
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'connected' && connectedAt === null) {
          connectedAt = performance.now();
        }
      });
    }

    // What it had sent at its end, which may come long after a test asked for it.
    close() {
      if (this.connectionState !== 'closed') {
        this.lastStats = this.getStats();
        closedAt = performance.now();
      }
      super.close();
    }
  };

  // What the encoder may use, and what was sent, each half second.
  const rates = [];
  setInterval(async () => {
    if (connectedAt === null || links.at(-1).connectionState !== 'connected') {
      return;
    }
    for (const stats of (await links.at(-1).getStats()).values()) {
      if (stats.type === 'outbound-rtp' && stats.kind === 'video') {
        rates.push([(performance.now() - connectedAt) / 1000, stats.targetBitrate ?? 0, stats.bytesSent * 8]);
      }
    }
  }, 500);

  // Seconds on the page's clock. A picture's own time has another origin: the smallest delay seen tells which.
  const flashes = [];
  const beeps = [];
  let pictureOrigin = Infinity;
  const BRIGHT = 150;
  const LOUD = 0.02;
  const QUIET_MICROSECONDS = 50_000;
  const OPUS_FRAME_SECONDS = 0.02;

  async function watchCamera(track) {
    const corner = { x: 0, y: 0, width: 16, height: 16 };
    let bright = true;
    for await (const frame of frames(track)) {
      const bytes = new Uint8Array(frame.allocationSize({ rect: corner }));
      await frame.copyTo(bytes, { rect: corner });
      const now = bytes[0] > BRIGHT;
      pictureOrigin = Math.min(pictureOrigin, performance.now() / 1e3 - frame.timestamp / 1e6);
      if (now && !bright) {
        flashes.push(frame.timestamp / 1e6);
      }
      bright = now;
      frame.close();
    }
  }

  async function watchMicrophone(track) {
    let loudUntil = null;
    for await (const block of frames(track)) {
      const samples = new Float32Array(block.numberOfFrames);
      block.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      const first = samples.findIndex((sample) => Math.abs(sample) > LOUD);
      const end = block.timestamp + block.duration;
      if (first >= 0) {
        const begin = block.timestamp + (first / block.sampleRate) * 1e6;
        if (loudUntil !== null && begin > loudUntil + QUIET_MICROSECONDS) {
          beeps.push(begin / 1e6);
        }
        loudUntil = end;
      } else {
        loudUntil ??= block.timestamp;
      }
      block.close();
    }
  }

  async function* frames(track) {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield next.value;
    }
  }

  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await capture(constraints);
    watchCamera(stream.getVideoTracks()[0].clone());
    watchMicrophone(stream.getAudioTracks()[0].clone());
    return stream;
  };

  window.witness = {
    // The seconds are those of the sound that was sent, which is never silent to the encoder: a busy page hears of its
    // connection late, and leaves late.
    async sent() {
      let frames = 0;
      let width = 0;
      let height = 0;
      let seconds = 0;
      for (const link of links) {
        for (const stats of (await (link.lastStats ?? link.getStats())).values()) {
          if (stats.type === 'outbound-rtp' && stats.kind === 'video') {
            frames += stats.framesSent ?? 0;
            width = stats.frameWidth ?? 0;
            height = stats.frameHeight ?? 0;
          } else if (stats.type === 'outbound-rtp' && stats.kind === 'audio') {
            seconds += (stats.packetsSent - (stats.retransmittedPacketsSent ?? 0)) * OPUS_FRAME_SECONDS;
          }
        }
      }
      return { frames, width, height, seconds };
    },
    rates: () => rates,
    // The latest link.
    link: () => links.at(-1),
    // In seconds since the first link was connected, as are the times below.
    now: () => (performance.now() - connectedAt) / 1000,
    // The zero is in seconds since the epoch.
    captured() {
      const zero = connectedAt / 1000;
      return {
        zero: (performance.timeOrigin + connectedAt) / 1000,
        seconds: ((closedAt ?? performance.now()) - connectedAt) / 1000,
        flashes: flashes.map((time) => time + pictureOrigin - zero),
        beeps: beeps.map((time) => time - zero),
      };
    },
  };
})();
