// Changes that people make in a call, each for some seconds and then taken back. Each says when it began and when it was over, in
// seconds since the connection. Needs witness.js.
(() => {
  const LARGE = { width: 640, height: 360 };
  const SMALL = { width: 320, height: 180 };

  // Of a sender without a track nothing but its transceiver says what it is for.
  function sender(kind) {
    return window.witness.link().getTransceivers().find((each) => each.receiver.track.kind === kind).sender;
  }

  async function change(seconds, begin, end) {
    const from = window.witness.now();
    await begin();
    await new Promise((done) => setTimeout(done, 1000 * seconds));
    await end();
    return [from, window.witness.now()];
  }

  function scaled(by) {
    const parameters = sender('video').getParameters();
    parameters.encodings[0].scaleResolutionDownBy = by;
    return sender('video').setParameters(parameters);
  }

  function disabled(seconds, kind) {
    const { track } = sender(kind);
    return change(seconds, () => { track.enabled = false; }, () => { track.enabled = true; });
  }

  function replaced(seconds, kind, replacement) {
    const { track } = sender(kind);
    return change(
      seconds,
      () => sender(kind).replaceTrack(replacement),
      async () => {
        await sender(kind).replaceTrack(track);
        replacement?.stop();
      },
    );
  }

  async function recorded(state) {
    const [meeting] = await (await fetch('/api/v1/meetings')).json();
    const answer = await fetch(`/api/v1/meetings/${meeting.id}/recording`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ state }),
    });
    if (!answer.ok) {
      throw new Error(`the recording does not become ${state}: ${answer.status}`);
    }
  }

  window.switches = {
    halfSize: (seconds) => change(seconds, () => scaled(2), () => scaled(1)),
    smallCapture: (seconds) =>
      change(seconds, () => sender('video').track.applyConstraints(SMALL), () => sender('video').track.applyConstraints(LARGE)),
    otherCamera: (seconds) => replaced(seconds, 'video', sender('video').track.clone()),
    async smallCamera(seconds) {
      const camera = sender('video').track.clone();
      await camera.applyConstraints(SMALL);
      return replaced(seconds, 'video', camera);
    },
    otherMicrophone: (seconds) => replaced(seconds, 'audio', sender('audio').track.clone()),
    pictureDisabled: (seconds) => disabled(seconds, 'video'),
    soundDisabled: (seconds) => disabled(seconds, 'audio'),
    pictureRemoved: (seconds) => replaced(seconds, 'video', null),
    soundRemoved: (seconds) => replaced(seconds, 'audio', null),
    paused: (seconds) => change(seconds, () => recorded('PAUSED'), () => recorded('RECORDING')),
  };
})();
