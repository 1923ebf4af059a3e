// Runs in the page before its own scripts: counts what is really sent, and lets the browser itself record the camera and
// microphone, so that what the agent recorded can be held against what the browser captured.
(() => {
  const links = [];
  const Native = window.RTCPeerConnection;
  let connectedAt = null;
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
  };

  let recorder = null;
  const chunks = [];
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await capture(constraints);
    if (recorder === null) {
      recorder = new MediaRecorder(stream.clone(), { mimeType: 'video/webm;codecs=vp8,opus', videoBitsPerSecond: 500000 });
      recorder.ondataavailable = (event) => chunks.push(event.data);
      recorder.start(1000);
    }
    return stream;
  };

  window.witness = {
    async sent() {
      let frames = 0;
      let width = 0;
      let height = 0;
      for (const link of links) {
        for (const stats of (await link.getStats()).values()) {
          if (stats.type === 'outbound-rtp' && stats.kind === 'video') {
            frames += stats.framesSent ?? 0;
            width = stats.frameWidth ?? 0;
            height = stats.frameHeight ?? 0;
          }
        }
      }
      return { frames, width, height, seconds: connectedAt === null ? 0 : (performance.now() - connectedAt) / 1000 };
    },
    async captured() {
      await new Promise((resolve) => {
        recorder.onstop = resolve;
        recorder.stop();
      });
      const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
      let text = '';
      for (let at = 0; at < bytes.length; at += 32768) {
        text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      }
      return btoa(text);
    },
  };
})();
