// The media of a WHIP endpoint: takes the offers that the endpoint was sent, answers them, and notes what is seen and heard.
(() => {
  const BRIGHT = 150;
  const LOUD = 0.02;
  const QUIET_MILLIS = 50;

  const links = new Map();
  // Milliseconds on the page's clock.
  const seen = { flashes: [], beeps: [], pictures: 0, width: 0, height: 0 };

  async function answer(id, sdp) {
    const link = new RTCPeerConnection();
    links.set(id, link);
    const stream = new MediaStream();
    link.ontrack = ({ track }) => {
      stream.addTrack(track);
      if (track.kind === 'video') {
        watch(stream);
      } else {
        listen(stream);
      }
    };
    await link.setRemoteDescription({ type: 'offer', sdp });
    await link.setLocalDescription();
    while (link.iceGatheringState !== 'complete') {
      await new Promise((done) => link.addEventListener('icegatheringstatechange', done, { once: true }));
    }
    return link.localDescription.sdp;
  }

  function watch(stream) {
    const video = document.createElement('video');
    Object.assign(video, { autoplay: true, muted: true, srcObject: stream });
    document.body.append(video);
    const canvas = new OffscreenCanvas(16, 9);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    let bright = true;
    const look = (now) => {
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let sum = 0;
      for (let i = 0; i < data.length; i += 4) {
        sum += data[i];
      }
      const flash = sum / (data.length / 4) > BRIGHT;
      if (flash && !bright) {
        seen.flashes.push(now);
      }
      bright = flash;
      seen.pictures++;
      seen.width = video.videoWidth;
      seen.height = video.videoHeight;
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  }

  function listen(stream) {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudAt = performance.now();
    setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const now = performance.now();
      if (samples.some((sample) => Math.abs(sample) > LOUD)) {
        if (now > loudAt + QUIET_MILLIS) {
          seen.beeps.push(now);
        }
        loudAt = now;
      }
    }, 5);
  }

  window.whip = {
    seen: () => seen,
    open: () => [...links.values()].filter((link) => link.connectionState === 'connected').length,
  };

  (async () => {
    for (;;) {
      const response = await fetch('/next');
      if (response.status !== 200) {
        continue;
      }
      const { id, offer } = await response.json();
      if (offer === undefined) {
        links.get(id)?.close();
        links.delete(id);
      } else {
        await fetch(`/answers/${id}`, { method: 'POST', body: await answer(id, offer) });
      }
    }
  })();
})();
