// What is being recorded now, and everything that was.

import { api } from "./api.js";
import { $, byTest, el, formatBytes, formatDuration, formatTime, keyed, pill, setText, toast } from "./dom.js";

const TONES = {
  RECORDING: ["recording", "live"],
  PAUSED: ["paused", "warn"],
  FINALIZING: ["finishing", "warn"],
  COMPLETE: ["complete", "good"],
  FAILED: ["failed", "bad"],
};
const BUSY = new Set(["RECORDING", "PAUSED", "FINALIZING"]);
let playing = null;

function tracksOf(file) {
  return (file.tracks ?? []).map((t) => [t.codec, t.width ? `${t.width}×${t.height}` : null].filter(Boolean).join(" ")).join(", ");
}

function total(recording, member) {
  return (recording.files ?? []).reduce((sum, file) => sum + (Number(file[member]) || 0), 0);
}

/** How long it ran: to its end, or to now. */
export function elapsed(recording) {
  const end = recording.endedAt ? Date.parse(recording.endedAt) : Date.now();
  return Math.max(0, (end - Date.parse(recording.startedAt)) / 1000);
}

export function renderLive(meeting, recording) {
  const state = recording?.state;
  const [text, tone] = TONES[state] ?? ["not recording", ""];
  pill(byTest("recording-state"), text, tone);
  byTest("recording").dataset.state = state ?? "NONE";
  setText(byTest("recording-elapsed"), BUSY.has(state) ? formatDuration(elapsed(recording)) : "–");
  $("record-start").disabled = !meeting || BUSY.has(state);
  $("record-pause").disabled = state !== "RECORDING";
  $("record-resume").disabled = state !== "PAUSED";
  $("record-stop").disabled = state !== "RECORDING" && state !== "PAUSED";
  keyed(
    $("live-files"),
    BUSY.has(state) ? (recording.files ?? []) : [],
    (file) => file.name,
    () => el("li", { "data-testid": "live-file" }, el("span"), el("span")),
    (row, file) => {
      row.dataset.bytes = String(file.bytes ?? 0);
      setText(row.firstElementChild, nameOf(meeting, file));
      setText(row.lastElementChild, `${formatDuration(file.durationSeconds)} · ${formatBytes(file.bytes)}`);
    },
  );
}

function nameOf(meeting, file) {
  return file.peerName ?? meeting?.peers?.find((peer) => peer.id === file.peer)?.name ?? file.peer ?? file.name;
}

function play(recording, file) {
  playing = recording.id;
  const video = $("player-video");
  video.src = api.fileUrl(recording.id, file.name);
  setText($("player-title"), `${file.peerName ?? file.name} – ${formatTime(recording.startedAt)}`);
  $("player").hidden = false;
  video.play().catch(() => {});
  $("player").scrollIntoView({ block: "nearest" });
}

export function stopPlaying() {
  const video = $("player-video");
  video.pause();
  video.removeAttribute("src");
  video.load();
  $("player").hidden = true;
  playing = null;
}

function confirmDelete(recording) {
  const dialog = $("confirm");
  setText($("confirm-text"), `Delete the recording of ${formatTime(recording.startedAt)} and its ${recording.files?.length ?? 0} file(s)? This cannot be undone.`);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

async function remove(recording, refresh) {
  if (!(await confirmDelete(recording))) return;
  try {
    if (playing === recording.id) stopPlaying();
    await api.deleteRecording(recording.id);
    refresh();
  } catch (error) {
    toast(error.message);
  }
}

function createRow() {
  const button = el("button", { type: "button", class: "small danger", "data-testid": "recording-delete" }, "Delete");
  return el("li", { "data-testid": "recording-row" },
    el("div", { class: "head" },
      el("div", { class: "grow" }, el("strong"), el("small", { "data-testid": "recording-facts" })),
      el("span", { class: "pill", "data-testid": "recording-row-state" }),
      button),
    el("ul", { class: "files", "aria-label": "Files" }));
}

function createFile() {
  return el("li", { class: "file", "data-testid": "recording-file" },
    el("p", {}, el("span", { "data-testid": "recording-file-name" }), el("small")),
    el("span", { class: "row" },
      el("button", { type: "button", class: "small", "data-testid": "recording-play" }, "Play"),
      el("a", { class: "button small", "data-testid": "recording-download" }, "Download")));
}

function updateFile(row, file, recording) {
  row.dataset.name = file.name;
  setText(row.querySelector('[data-testid="recording-file-name"]'), file.peerName ?? file.name);
  setText(row.querySelector("small"), [file.peerName ? file.name : null, formatDuration(file.durationSeconds), formatBytes(file.bytes), tracksOf(file)].filter(Boolean).join(" · "));
  const done = !BUSY.has(recording.state);
  const button = row.querySelector("button");
  button.hidden = !done;
  button.onclick = () => play(recording, file);
  button.setAttribute("aria-label", `Play ${file.name}`);
  const link = row.querySelector("a");
  link.hidden = !done;
  link.href = api.fileUrl(recording.id, file.name);
  link.setAttribute("download", file.name);
  link.setAttribute("aria-label", `Download ${file.name}`);
}

function updateRow(row, recording, refresh) {
  row.dataset.recordingId = recording.id;
  row.dataset.state = recording.state;
  setText(row.querySelector("strong"), `${recording.meetingName ?? recording.name ?? "Recording"} · ${formatTime(recording.startedAt)}`);
  const gaps = (recording.gaps?.length ?? 0) + (recording.unlistedGaps?.count ?? 0);
  const facts = [
    formatDuration(elapsed(recording)),
    formatBytes(total(recording, "bytes")),
    `${recording.files?.length ?? 0} file${recording.files?.length === 1 ? "" : "s"}`,
    gaps ? `${gaps} gap${gaps === 1 ? "" : "s"}` : null,
    recording.recovered ? "recovered" : null,
    recording.error ?? null,
  ];
  setText(row.querySelector('[data-testid="recording-facts"]'), facts.filter(Boolean).join(" · "));
  pill(row.querySelector('[data-testid="recording-row-state"]'), ...(TONES[recording.state] ?? [recording.state, ""]));
  const button = row.querySelector('[data-testid="recording-delete"]');
  button.disabled = BUSY.has(recording.state);
  button.onclick = () => remove(recording, refresh);
  button.setAttribute("aria-label", `Delete the recording of ${formatTime(recording.startedAt)}`);
  keyed(row.querySelector(".files"), recording.files ?? [], (f) => f.name, createFile, (r, f) => updateFile(r, f, recording));
}

export function renderRecordings(recordings, refresh) {
  keyed($("recordings"), recordings, (r) => r.id, createRow, (row, r) => updateRow(row, r, refresh), "Nothing was recorded yet.");
}
