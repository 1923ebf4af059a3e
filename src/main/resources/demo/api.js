// The agent's REST interface: every failure becomes an error with a sentence that can be shown.

const BASE = "/api/v1";

export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function describe(response) {
  try {
    const problem = await response.json();
    const fields = (problem.errors ?? []).map((e) => `${e.field}: ${e.rule}`).join("; ");
    return [problem.detail ?? problem.title ?? `Answer ${response.status}`, fields].filter(Boolean).join(" – ");
  } catch {
    return `The agent answered ${response.status}.`;
  }
}

export async function call(method, path, body) {
  const url = path.startsWith("/demo/") ? path : BASE + path;
  let response;
  try {
    response = await fetch(url, {
      method,
      headers: body === undefined ? { Accept: "application/json" } : { Accept: "application/json", "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  } catch {
    throw new ApiError("The agent cannot be reached.", 0);
  }
  if (!response.ok) throw new ApiError(await describe(response), response.status);
  if (response.status === 204) return null;
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

/** Lists come bare or under a name; both are understood. */
function list(answer, name) {
  return Array.isArray(answer) ? answer : (answer?.[name] ?? answer?.items ?? []);
}

export const api = {
  config: () => call("GET", "/demo/config"),
  status: () => call("GET", "/status"),
  meetings: async () => list(await call("GET", "/meetings"), "meetings"),
  meeting: (id) => call("GET", `/meetings/${encodeURIComponent(id)}`),
  setRecording: (id, state) => call("PUT", `/meetings/${encodeURIComponent(id)}/recording`, { state }),
  recordings: async () => list(await call("GET", "/recordings"), "recordings"),
  recording: (id) => call("GET", `/recordings/${encodeURIComponent(id)}`),
  deleteRecording: (id) => call("DELETE", `/recordings/${encodeURIComponent(id)}`),
  chat: async (id) => list(await call("GET", `/meetings/${encodeURIComponent(id)}/chat?limit=200`), "messages"),
  sendChat: (id, text) => call("POST", `/meetings/${encodeURIComponent(id)}/chat`, { text }),
  invite: (body) => call("POST", "/demo/guests", body),
  fileUrl: (id, name) => `${BASE}/recordings/${encodeURIComponent(id)}/files/${encodeURIComponent(name)}`,
};

/** Calls back soon after anything happened; the source reconnects by itself, and polling covers what it misses. */
export function onAnyEvent(callback) {
  const source = new EventSource(`${BASE}/events`);
  let timer = 0;
  const soon = () => {
    if (!timer) timer = setTimeout(() => { timer = 0; callback(); }, 150);
  };
  source.onmessage = soon;
  for (const group of [
    "meeting.joined", "meeting.left", "meeting.state", "meeting.signaling", "peer.joined", "peer.left", "peer.state",
    "peer.trust", "peer.waiting", "peer.refused", "peer.key-changed", "agent.key",
    "track.opened", "track.closed", "chat.received", "chat.sent", "chat.delivery",
    "recording.started", "recording.state", "recording.finished", "recording.deleted", "signaling.state", "agent.state",
  ]) source.addEventListener(group, soon);
  return source;
}
