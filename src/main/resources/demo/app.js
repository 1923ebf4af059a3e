// Ties the page together: one refresh loop, the controls, and this page's own part in the meeting.

import { api, onAnyEvent } from "./api.js";
import { openCamera, watchLevel } from "./camera.js";
import { addMessage, isAnyUnderWay, renderChat } from "./chat.js";
import { $, byTest, pill, setLevel, setText, toast } from "./dom.js";
import { EncryptionKey } from "./encryption.js";
import { renderPeople } from "./people.js";
import { renderLive, renderRecordings, stopPlaying } from "./recordings.js";
import { Room } from "./room.js";
import { Identity } from "./signing.js";

const PERIOD = 1000;
const SIGNALING = {
  CONNECTED: "good", CONNECTING: "warn", RECONNECTING: "warn", SUSPENDED: "bad", ERROR: "bad", DISCONNECTED: "",
};

const state = {
  config: null, status: null, meeting: null, recording: null, recordings: [], chatTotal: -1,
  identity: null, encryption: null, room: null, stream: null, level: null, name: "", joining: false, refreshing: false, again: false,
};

/** Two spellings of one relay are one relay. */
function sameRelay(one, other) {
  const plain = (text) => {
    try {
      const url = new URL(text);
      const host = ["127.0.0.1", "[::1]"].includes(url.hostname) ? "localhost" : url.hostname;
      return `${url.protocol}//${host}:${url.port}${url.pathname.replace(/\/$/, "")}`;
    } catch {
      return text;
    }
  };
  return plain(one) === plain(other);
}

async function refresh() {
  if (state.refreshing) {
    state.again = true;
    return;
  }
  state.refreshing = true;
  try {
    state.config ??= await api.config();
    const [status, meetings, recordings] = await Promise.all([api.status(), api.meetings(), api.recordings()]);
    state.status = status;
    state.recordings = recordings;
    const found = meetings.find((m) => sameRelay(m.url, state.config.relayUrl)) ?? null;
    state.meeting = found && !found.peers ? await api.meeting(found.id) : found;
    const recordingId = state.meeting?.recording?.id;
    state.recording = recordingId ? (recordings.find((r) => r.id === recordingId) ?? state.meeting.recording) : null;
    await refreshChat();
    render(true);
  } catch (error) {
    render(false, error.message);
  } finally {
    state.refreshing = false;
    if (state.again) {
      state.again = false;
      setTimeout(refresh, 50);
    }
  }
}

async function refreshChat() {
  const total = state.meeting?.chat?.total;
  if (!state.meeting || (total === state.chatTotal && !isAnyUnderWay())) return;
  for (const message of await api.chat(state.meeting.id)) {
    addMessage(message, { own: message.direction === "OUT" && !state.room });
  }
  state.chatTotal = total ?? -1;
}

function render(reachable, why) {
  const { status, meeting, recording } = state;
  if (status) {
    setText(byTest("agent-name"), status.name);
    setText(byTest("agent-version"), status.version);
    setText(byTest("agent-fingerprint"), status.keyFingerprint);
    byTest("agent-fingerprint").title = `SHA-256 of the agent's public key: ${status.keyFingerprint}`;
  }
  const signaling = reachable ? meeting?.signaling?.state : null;
  pill(byTest("agent-signaling"), signaling ? signaling.toLowerCase() : "–", SIGNALING[signaling] ?? "");
  pill(byTest("agent-health"), reachable ? (status?.state ?? "…").toLowerCase() : "unreachable",
    !reachable ? "bad" : status?.state === "RUNNING" ? "good" : "warn");
  if (!reachable) byTest("agent-health").title = why ?? "";
  else byTest("agent-health").removeAttribute("title");
  setText(byTest("meeting-name"), meeting ? (meeting.name ?? meeting.url) : "");
  renderPeople(status ?? {}, meeting, state.room ? state.identity?.fingerprint : null, state.room ? state.name : null);
  renderLive(meeting, recording);
  renderRecordings(state.recordings, refresh);
  renderChat();
  renderOwn();
}

function renderOwn() {
  const { room } = state;
  const inCall = Boolean(room);
  $("join-form").hidden = inCall;
  $("in-call").hidden = !inCall;
  $("join").disabled = state.joining;
  $("preview-empty").hidden = Boolean(state.stream?.getVideoTracks().length);
  setText($("chat-as"), inCall ? `You write as ${state.name}.` : "You have not joined, so what you write is said by the agent.");
  if (!inCall) return;
  const links = room.links.map((link) => link.state);
  const text = room.socketState !== "connected"
    ? "Connecting to the relay…"
    : links.includes("connected")
      ? "You are in the meeting, and the agent receives you."
      : links.length > 0 ? "Connecting to the agent…" : "In the room; waiting for the agent.";
  setText($("join-note"), [text, state.missing].filter(Boolean).join(" "));
  $("join-note").classList.remove("bad");
}

async function join(event) {
  event.preventDefault();
  if (state.joining || state.room) return;
  state.joining = true;
  renderOwn();
  try {
    state.config ??= await api.config();
    state.identity ??= await Identity.create();
    state.encryption ??= await EncryptionKey.create();
    const { stream, missing } = await openCamera();
    state.stream = stream;
    state.missing = missing ? `You joined ${missing}.` : "";
    state.name = $("name").value.trim().slice(0, 64) || "Guest";
    $("preview").srcObject = stream;
    state.level = watchLevel(stream, (level) => setLevel(byTest("own-level"), level));
    for (const [id, tracks] of [["mute", stream.getAudioTracks()], ["camera", stream.getVideoTracks()]]) {
      $(id).disabled = tracks.length === 0;
      toggled(id, false);
    }
    state.room = new Room({
      url: state.config.relayUrl,
      name: state.name,
      identity: state.identity,
      encryption: state.encryption,
      stream,
      trusted: async (fingerprint) => (state.status ?? (await api.status())).keyFingerprint === fingerprint,
      on: { change: renderOwn, chat: (message) => { addMessage(message); renderChat(); }, media: hear },
    });
    try {
      localStorage.setItem("name", state.name);
    } catch {
      // a browser that keeps nothing only asks again
    }
  } catch (error) {
    setText($("join-note"), error.message);
    $("join-note").classList.add("bad");
    toast(error.message);
    release();
  } finally {
    state.joining = false;
    renderOwn();
    refresh();
  }
}

function release() {
  state.room?.leave();
  state.room = null;
  state.level?.close();
  state.level = null;
  for (const track of state.stream?.getTracks() ?? []) track.stop();
  state.stream = null;
  $("preview").srcObject = null;
  $("agent-media").srcObject = null;
  $("agent-stage").hidden = true;
}

/** Shows and plays what the agent sends, as long as it does. */
function hear(stream) {
  const media = $("agent-media");
  const look = () => {
    const live = stream.getTracks().some((track) => track.readyState === "live" && !track.muted);
    $("agent-stage").hidden = !live;
  };
  media.srcObject = stream;
  for (const track of stream.getTracks()) Object.assign(track, { onmute: look, onunmute: look, onended: look });
  stream.onaddtrack = () => hear(stream);
  stream.onremovetrack = look;
  look();
  media.play().catch(() => {});
}

function leave() {
  release();
  setText($("join-note"), "");
  renderOwn();
  refresh();
}

function toggled(id, off) {
  const words = { mute: ["Mute microphone", "Unmute microphone"], camera: ["Switch camera off", "Switch camera on"] };
  $(id).setAttribute("aria-pressed", String(off));
  setText($(id), words[id][off ? 1 : 0]);
}

function toggle(id, tracks) {
  const off = $(id).getAttribute("aria-pressed") !== "true";
  for (const track of tracks) track.enabled = !off;
  toggled(id, off);
}

async function attempt(button, action) {
  button.disabled = true;
  try {
    await action();
  } catch (error) {
    toast(error.message);
  } finally {
    button.disabled = false;
    refresh();
  }
}

async function sendChat(event) {
  event.preventDefault();
  const text = $("chat-text").value.trim();
  if (!text) return;
  try {
    const message = { id: crypto.randomUUID(), text, timestamp: Date.now(), sender: state.name, type: "text" };
    if (state.room?.sendChat(message)) {
      addMessage(message, { own: true });
    } else if (state.meeting) {
      const { id } = await api.sendChat(state.meeting.id, text);
      addMessage({ id, text, timestamp: Date.now(), sender: state.status?.name }, { own: true });
    } else {
      throw new Error("No meeting is running, so nobody would hear that.");
    }
    $("chat-text").value = "";
    renderChat();
    $("chat").scrollTop = $("chat").scrollHeight;
  } catch (error) {
    toast(error.message);
  }
}

/** A small window for tests: what this page is doing, without its keys. */
globalThis.peerscribe = Object.freeze({
  get socketState() { return state.room?.socketState ?? "closed"; },
  get ownId() { return state.room?.ownId ?? null; },
  get fingerprint() { return state.identity?.fingerprint ?? null; },
  get links() { return (state.room?.links ?? []).map((link) => ({ recorder: link.recorder.id, state: link.state })); },
  async heard() {
    const heard = { frames: 0, width: 0, audioEnergy: 0 };
    for (const link of state.room?.links ?? []) {
      for (const report of (await link.stats()).values()) {
        if (report.type !== "inbound-rtp") continue;
        heard.frames += report.framesDecoded ?? 0;
        heard.width = report.frameWidth ?? heard.width;
        heard.audioEnergy += report.totalAudioEnergy ?? 0;
      }
    }
    return heard;
  },
  async sent() {
    const sent = { frames: 0, videoBytes: 0, audioBytes: 0, width: 0, height: 0 };
    for (const link of state.room?.links ?? []) {
      for (const report of (await link.stats()).values()) {
        if (report.type !== "outbound-rtp") continue;
        if (report.kind === "video") {
          sent.frames += report.framesSent ?? 0;
          sent.videoBytes += report.bytesSent ?? 0;
          sent.width = report.frameWidth ?? sent.width;
          sent.height = report.frameHeight ?? sent.height;
        } else {
          sent.audioBytes += report.bytesSent ?? 0;
        }
      }
    }
    return sent;
  },
});

$("join-form").addEventListener("submit", join);
$("leave").addEventListener("click", leave);
$("mute").addEventListener("click", () => toggle("mute", state.stream?.getAudioTracks() ?? []));
$("camera").addEventListener("click", () => toggle("camera", state.stream?.getVideoTracks() ?? []));
$("invite").addEventListener("click", () => attempt($("invite"), () => api.invite({})));
$("chat-form").addEventListener("submit", sendChat);
$("player-close").addEventListener("click", stopPlaying);
for (const [id, wanted] of [["start", "RECORDING"], ["pause", "PAUSED"], ["resume", "RECORDING"], ["stop", "STOPPED"]]) {
  const button = $(`record-${id}`);
  button.addEventListener("click", () => attempt(button, () => api.setRecording(state.meeting.id, wanted)));
}
addEventListener("pagehide", release);
try {
  $("name").value = localStorage.getItem("name") ?? "";
} catch {
  // as above
}
onAnyEvent(refresh);
refresh();
setInterval(refresh, PERIOD);
