// Small helpers to build and keep up the page; text always goes in as text, never as markup.

export function $(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

export function byTest(id) {
  return document.querySelector(`[data-testid="${id}"]`);
}

/** Makes an element; attributes as given, `on` holds listeners, children are nodes or text. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets text only where it changed, so that screen readers and selections are left alone. */
export function setText(element, text) {
  const value = String(text ?? "");
  if (element.textContent !== value) element.textContent = value;
}

/** Brings the children of a list in line with items; elements are kept by key, so focus and state stay. */
export function keyed(list, items, key, create, update, empty) {
  const old = new Map([...list.children].filter((c) => c.dataset.key).map((c) => [c.dataset.key, c]));
  const wanted = items.map((item) => {
    const id = String(key(item));
    const element = old.get(id) ?? create(item);
    element.dataset.key = id;
    update(element, item);
    return element;
  });
  if (wanted.length === 0 && empty) {
    if (list.children.length !== 1 || list.firstElementChild.textContent !== empty) {
      list.replaceChildren(el("li", { class: "empty" }, empty));
    }
    return;
  }
  wanted.forEach((element, at) => {
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  });
  while (list.children.length > wanted.length) list.lastElementChild.remove();
}

export function setLevel(meter, level) {
  const clean = Math.max(0, Math.min(1, Number(level) || 0));
  // ears hear by ratio: -60 dB is the left end
  const shown = clean > 0 ? Math.max(0, 1 + Math.log10(clean) / 3) : 0;
  meter.firstElementChild.style.transform = `scaleX(${shown.toFixed(3)})`;
  meter.setAttribute("aria-valuenow", String(Math.round(shown * 100)));
}

export function pill(element, text, tone = "") {
  setText(element, text);
  const wanted = `pill ${tone}`.trim();
  if (element.className !== wanted) element.className = wanted;
}

/** Shows a message that goes by itself; a repeated one only stays longer. */
export function toast(message) {
  const area = $("toasts");
  const present = [...area.children].find((t) => t.dataset.message === message);
  if (present) {
    present.keepLonger();
    return;
  }
  const element = el("div", { class: "toast", "data-testid": "toast", "data-message": message }, el("span", {}, message));
  element.append(el("button", { type: "button", "aria-label": "Dismiss", on: { click: () => element.remove() } }, "✕"));
  let timer;
  element.keepLonger = () => {
    clearTimeout(timer);
    timer = setTimeout(() => element.remove(), 8000);
  };
  element.keepLonger();
  area.append(element);
  while (area.children.length > 4) area.firstElementChild.remove();
}

export function formatDuration(seconds) {
  const whole = Math.max(0, Math.floor(Number(seconds) || 0));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return `${hours > 0 ? `${hours}:` : ""}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

export function formatBytes(bytes) {
  const value = Number(bytes) || 0;
  if (value < 1000) return `${value} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let scaled = value / 1000;
  let unit = 0;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${scaled.toFixed(scaled < 10 ? 1 : 0)} ${units[unit]}`;
}

export function formatTime(iso) {
  const time = new Date(iso);
  return Number.isNaN(time.getTime())
    ? ""
    : time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}
