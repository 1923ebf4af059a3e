// The page's own camera and microphone, and how loud it is.

/** The page plays nobody's sound, so there is no echo to cancel, and a recording wants the sound as it is. */
const AUDIO = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
const VIDEO = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

function cure(error) {
  switch (error.name) {
    case "NotAllowedError":
      return "The browser was not allowed to use camera or microphone. Allow them by the icon beside the address, then join again.";
    case "NotFoundError":
      return "There is neither a camera nor a microphone. Plug one in, or invite a demo guest.";
    case "NotReadableError":
      return "Camera or microphone are in use by another program. Close it, then join again.";
    default:
      return "Camera and microphone could not be opened. Check them in the browser's settings, then join again.";
  }
}

/** Opens both, or what there is of them; `missing` says in words what is not there. */
export async function openCamera() {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new Error("The browser gives camera and microphone to secure pages only. Open this one as http://localhost or over https.");
  }
  try {
    return { stream: await navigator.mediaDevices.getUserMedia({ audio: AUDIO, video: VIDEO }), missing: "" };
  } catch (both) {
    for (const [wanted, missing] of [
      [{ audio: AUDIO }, "without a picture: no camera could be opened"],
      [{ video: VIDEO }, "without sound: no microphone could be opened"],
    ]) {
      try {
        return { stream: await navigator.mediaDevices.getUserMedia(wanted), missing };
      } catch {
        // the other one alone, or neither
      }
    }
    throw new Error(cure(both));
  }
}

/** Calls back with the level of a stream's sound, 0 to 1 (root mean square), until closed. */
export function watchLevel(stream, callback) {
  const [track] = stream.getAudioTracks();
  if (!track) return { close() {} };
  const context = new AudioContext();
  context.resume().catch(() => {});
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    callback(track.enabled ? Math.sqrt(sum / samples.length) : 0);
  }, 100);
  return {
    close() {
      clearInterval(timer);
      context.close().catch(() => {});
      callback(0);
    },
  };
}
