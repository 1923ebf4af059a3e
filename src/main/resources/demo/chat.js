// The chat: one list of what came over the socket, the data channel and REST; a message is one, however often it comes.

import { $, el, keyed, setText } from "./dom.js";

const KEPT = 300;
const messages = new Map();

function timeOf(timestamp) {
  if (typeof timestamp === "number") return timestamp < 1e11 ? timestamp * 1000 : timestamp;
  return Date.parse(timestamp) || Date.now();
}

export function addMessage(message, facts = {}) {
  const known = messages.get(message.id);
  messages.set(message.id, {
    id: message.id,
    text: String(message.text),
    sender: message.sender || "somebody",
    at: known?.at ?? timeOf(message.timestamp),
    own: known?.own || facts.own || false,
    delivery: message.delivery ?? known?.delivery,
  });
  if (messages.size > KEPT) messages.delete([...messages.values()].sort((a, b) => a.at - b.at)[0].id);
}

/** Whether the agent still has a message to deliver, whose state will change. */
export function isAnyUnderWay() {
  return [...messages.values()].some((message) => message.delivery === "QUEUED");
}

export function renderChat() {
  const list = $("chat");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const before = list.children.length;
  keyed(
    list,
    [...messages.values()].sort((a, b) => a.at - b.at),
    (m) => m.id,
    () => el("li", { "data-testid": "chat-message" }, el("span", { "data-testid": "chat-message-text" }), el("small")),
    (row, m) => {
      row.classList.toggle("own", m.own);
      row.dataset.messageId = m.id;
      row.dataset.own = String(m.own);
      setText(row.firstElementChild, m.text);
      const time = new Date(m.at).toLocaleTimeString(undefined, { timeStyle: "short" });
      setText(row.lastElementChild, [m.sender, time, m.delivery && m.delivery !== "SENT" ? m.delivery.toLowerCase() : null].filter(Boolean).join(" · "));
    },
    "Nothing was said yet.",
  );
  if (atEnd && list.children.length !== before) list.scrollTop = list.scrollHeight;
}
