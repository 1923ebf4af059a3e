// The list of participants: the agent, this page and everybody else, with what comes from each.

import { $, el, formatBytes, keyed, pill, setLevel, setText } from "./dom.js";

/** What is shown in place of a state where the agent has no link with a peer on purpose. */
const HELD_BACK = { WAITING: ["waits for approval", "warn"], REFUSED: ["refused", "warn"] };

const STATES = {
  PRESENT: ["present", ""],
  CONNECTING: ["connecting", "warn"],
  CONNECTED: ["connected", "good"],
  DISCONNECTED: ["connection lost", "warn"],
  FAILED: ["failed", "bad"],
  CLOSED: ["left", ""],
};

function meter(label) {
  return el("div", { class: "meter", role: "meter", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0, "data-testid": "track-level" }, el("i"));
}

function createTrack(track) {
  const kind = track.kind === "VIDEO" ? "Picture" : "Sound";
  const row = el("li", { "data-testid": "track", "data-kind": track.kind },
    el("span", { class: "kind" }, kind), el("span", { "data-testid": "track-facts" }));
  if (track.kind === "AUDIO") row.append(meter("Sound level"));
  return row;
}

function updateTrack(row, track) {
  const facts = [
    track.codec ?? "waiting",
    track.width && track.height ? `${track.width}×${track.height}` : null,
    formatBytes(track.bytes),
    `${track.packetsLost ?? 0} lost`,
    track.muted ? "muted" : null,
  ];
  setText(row.querySelector('[data-testid="track-facts"]'), facts.filter(Boolean).join(" · "));
  row.dataset.bytes = String(track.bytes ?? 0);
  row.dataset.muted = String(Boolean(track.muted));
  if (track.kind === "AUDIO") setLevel(row.lastElementChild, track.level);
}

function createPerson() {
  return el("li", { "data-testid": "participant" },
    el("div", { class: "person" },
      el("span", {}, el("b", { "data-testid": "participant-name" }), " ", el("small")),
      el("span", { class: "pill", "data-testid": "participant-state" })),
    el("ul", { class: "tracks", "aria-label": "Tracks" }));
}

function updatePerson(row, person) {
  row.dataset.peerId = person.id;
  row.dataset.state = person.state;
  row.dataset.role = person.role;
  setText(row.querySelector('[data-testid="participant-name"]'), person.name);
  setText(row.querySelector("small"), person.note);
  pill(row.querySelector('[data-testid="participant-state"]'), ...person.pill);
  keyed(row.querySelector(".tracks"), person.tracks, (t) => t.id, createTrack, updateTrack);
}

function agentRow(status, meeting) {
  const state = meeting?.recording?.state;
  const pills = { RECORDING: ["recording", "live"], PAUSED: ["paused", "warn"], FINALIZING: ["finishing", "warn"] };
  return {
    id: "agent",
    role: "recorder",
    name: status.name ?? "Recording agent",
    note: "the recording agent",
    state: state ?? "PRESENT",
    pill: pills[state] ?? ["not recording", ""],
    tracks: [],
  };
}

export function renderPeople(status, meeting, ownFingerprint, joinedAs) {
  const rows = meeting ? [agentRow(status, meeting)] : [];
  let sawSelf = false;
  for (const peer of meeting?.peers ?? []) {
    const isSelf = Boolean(ownFingerprint) && peer.keyFingerprint === ownFingerprint;
    sawSelf ||= isSelf;
    rows.push({
      id: peer.id,
      role: peer.role ?? "participant",
      name: peer.name || "Unnamed",
      note: isSelf ? "you" : `key ${(peer.keyFingerprint ?? "").slice(0, 11)}`,
      state: peer.state,
      pill: HELD_BACK[peer.trust] ?? STATES[peer.state] ?? [String(peer.state).toLowerCase(), ""],
      tracks: peer.tracks ?? [],
    });
  }
  if (joinedAs && !sawSelf) {
    rows.push({ id: "self", role: "participant", name: joinedAs, note: "you", state: "CONNECTING", pill: STATES.CONNECTING, tracks: [] });
  }
  keyed($("participants"), rows, (r) => r.id, createPerson, updatePerson, "No meeting is running.");
}
