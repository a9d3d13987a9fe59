// What a script adds to all pages about a questionnaire: reasons opened in place, keyboard shortcuts, and the
// measure of the time spent. Each works alone, and without them the pages do the same by links.

// --- "Why it is asked", below its indicator instead of in a new tab ------------------
// Fetched from the page of the questionnaire; where that fails, the link stays what it is without a script.

async function part(address, selector) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(selector);
  if (!found) throw new Error(selector);
  return document.adoptNode(found);
}

async function toggle(link) {
  const opened = document.getElementById(link.getAttribute("aria-controls"));
  if (opened) {
    opened.hidden = !opened.hidden;
  } else {
    const facts = await part(link.href, ".document__facts");
    facts.id = `why-${new URL(link.href).searchParams.get("indicator")}`;
    link.parentElement.after(facts);
    link.setAttribute("aria-controls", facts.id);
  }
  link.ariaExpanded = String(!(opened?.hidden ?? false));
}

for (const link of document.querySelectorAll("[data-why]")) {
  link.role = "button";
  link.ariaExpanded = "false";
  link.querySelector("[data-tab]").remove();
  link.addEventListener("click", (event) => {
    event.preventDefault();
    toggle(link).catch(() => window.open(link.href, "_blank", "noopener"));
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      link.click();
    }
  });
}

// --- Keyboard shortcuts ------------------------------------------------------------
// Single keys, since every combination is taken by some keyboard, browser or screen reader. As WCAG 2.1.4 asks,
// they can be turned off; they also rest while a field that takes letters has the focus.

const KEYS = {
  n: ".comfort a[href*='/next']",
  j: ".section-links [rel=next]",
  k: ".section-links [rel=prev]",
  s: ".save-bar [name=action][value=save]",
  b: "#q, .comfort a[href*='/questions']",
  "?": ".comfort a[href$='/shortcuts']",
};
const TAKES_LETTERS = "textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable], dialog";
const OFF = "shortcuts-off";

function follow(target, key) {
  if (target.matches("input")) return target.focus();
  if (key === "n") {
    // From the question in use on, so that one which is left for later is passed over.
    const here = document.activeElement.closest("[data-question]")?.id ?? decodeURIComponent(location.hash.slice(1));
    const address = new URL(target.href);
    address.searchParams.set("after", here);
    target.href = address;
  }
  target.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing || event.defaultPrevented) return;
  if (localStorage.getItem(OFF) || event.target.closest(TAKES_LETTERS)) return;
  const key = event.key.toLowerCase();
  const target = Object.hasOwn(KEYS, key) && document.querySelector(KEYS[key]);
  if (!target) return;
  event.preventDefault();
  follow(target, key);
});

function offerSwitch(help) {
  const box = help.querySelector("input");
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  box.closest("[data-switch]").hidden = false;
}

async function openHelp(link) {
  let dialog = document.querySelector("dialog");
  if (!dialog) {
    const help = await part(link.href, ".shortcuts");
    help.querySelector("noscript").remove();
    dialog = document.createElement("dialog");
    dialog.setAttribute("aria-labelledby", "shortcuts-heading");
    const close = document.createElement("button");
    close.className = "govuk-button govuk-button--secondary";
    close.textContent = help.dataset.close;
    close.addEventListener("click", () => dialog.close());
    dialog.append(help, close);
    document.body.append(dialog);
    offerSwitch(help);
  }
  dialog.showModal();
}

for (const link of document.querySelectorAll(KEYS["?"])) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openHelp(link).catch(() => location.assign(link.href));
  });
}
const help = document.querySelector("main .shortcuts");
if (help) offerSwitch(help);
if (location.hash === "#q") document.getElementById("q")?.focus();

// --- Time spent ---------------------------------------------------------------------
// How long, no more: seconds in which the page is in view and something is done at it. See core/burden.py.

const IDLE = 60_000;
const OFTEN = 300_000;
const SIGNS = ["input", "keydown", "pointerdown", "pointermove", "scroll"];

function measure(form, address) {
  let active = 0;
  let last = Date.now();
  const report = () => {
    const seconds = Math.floor(active / 1000);
    const token = form.querySelector("[name=csrf_token]").value;
    const sent = seconds > 0 && navigator.sendBeacon(address, new URLSearchParams({ csrf_token: token, seconds }));
    if (sent) active -= seconds * 1000;
  };
  // The time since the last sign of activity counts, unless it is so long that somebody was away.
  const note = () => {
    const now = Date.now();
    if (now - last <= IDLE) active += now - last;
    last = now;
    if (active >= OFTEN) report();
  };
  const leave = () => {
    note();
    report();
  };
  for (const sign of SIGNS) document.addEventListener(sign, note, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : (last = Date.now())));
  window.addEventListener("pagehide", () => document.hidden || leave());
}

const section = /^\/[^/]+\/rounds\/[^/]+\/[^/]+\/answers\/[^/]+/.exec(location.pathname);
const form = document.getElementById("answers");
if (section && form) measure(form, `${section[0]}/time`);
