// Saving while it is typed: every change of a question is kept in this browser at once (waiting.js), sent a
// moment later, and what the tool says of it is shown: when it was saved, what is not accepted, and both
// answers where a colleague saved another one meanwhile, as the tool itself prints them.

const here = (name) => document.querySelector(`script[src*='/${name}.js']`).src;
const queue = await import(here("waiting"));
const { addRow, prepare, refresh } = await import(here("answering"));

const TYPING = 800;
const AT_MOST = 1500;
const page = document.getElementById("answers");
const place = queue.placeOf(page.getAttribute("action"));
const state = page.querySelector("[data-state]");
const shown = new Set(); // the changes this page shows, by seq
const wrong = new Map(); // what the tool says of questions in which somebody is still typing
let said = "";

// --- A question and its fields ------------------------------------------------------

const versionOf = (question) => page.elements[`${question}.version`];
const blockOf = (question) => versionOf(question).closest("[data-question], td");

function questionOf(field) {
  const within = field.closest("[data-question]");
  const id = within ? within.dataset.question : field.name.replace(/\.conflict$/, "");
  return id && versionOf(id) ? id : null;
}

const fieldsOf = (question) =>
  [...new FormData(page)].filter(
    ([name]) => (name === question || name.startsWith(`${question}.`)) && name !== `${question}.version`,
  );

// Show in the fields of a question what waits for it.
function fillIn({ question, fields }) {
  const block = blockOf(question);
  const missing = () => fields.some(([name]) => /\.add-\d+$/.test(name) && !page.elements[name]);
  for (let button = block.querySelector("[data-add]"); button && missing(); ) addRow(button);
  for (const field of page.elements) {
    if (field.name !== question && !field.name.startsWith(`${question}.`)) continue;
    const texts = fields.filter(([name]) => name === field.name).map(([, text]) => text);
    if (["radio", "checkbox"].includes(field.type)) field.checked = texts.includes(field.value);
    else if (field.type !== "hidden" && texts.length) field.value = texts[0];
  }
  const details = block.querySelector("details");
  if (details) details.open ||= fields.some(([name, text]) => text && /\.(comment|evidence)/.test(name));
}

// --- What the tool says ---------------------------------------------------------------

// Whether somebody was about to choose between two answers; the choice itself goes.
function endConflict(question) {
  const choices = [document.getElementById(`${question}-where`), blockOf(question).querySelector(".conflict")].filter(Boolean);
  const chosen = choices.some((choice) => choice.contains(document.activeElement));
  choices.forEach((choice) => choice.remove());
  return chosen;
}

const firstField = (block) =>
  block.querySelector("input:checked") ?? block.querySelector("input:not([type=hidden]), select, textarea");

// Put a question as the tool printed it in the place of the one shown, and keep the focus; `typed` is kept as well.
function replace(question, printed, typed) {
  const find = (within) => within.querySelector(`[name="${CSS.escape(question)}.version"]`)?.closest("[data-question], td");
  const [before, after] = [blockOf(question), find(printed)];
  if (!after) return;
  const focus = before.contains(document.activeElement) ? document.activeElement : null;
  const chosen = endConflict(question);
  const height = focus?.getBoundingClientRect().top;
  const [start, end] = [focus?.selectionStart, focus?.selectionEnd];
  before.replaceWith(after);
  const conflict = printed.getElementById(`${question}-where`);
  if (conflict) page.querySelector("table").before(conflict);
  prepare(after, page);
  if (typed) fillIn({ question, fields: typed });
  if (chosen) {
    firstField(after).focus();
  } else if (focus) {
    const same = [...after.querySelectorAll("input, select, textarea, button")].filter((f) => f.name === focus.name);
    const target = same.find((field) => field.value === focus.value) ?? same[0] ?? firstField(after);
    target.focus({ preventScroll: true });
    window.scrollBy(0, target.getBoundingClientRect().top - height); // what is typed stays where it was
    if (start !== null && start !== undefined && target.setSelectionRange) target.setSelectionRange(start, end);
  }
  refresh(page);
}

const typedIn = (question) => fieldsOf(question).filter(([name]) => !name.endsWith(".conflict"));

// Something wrong is said once the person has left the question; a conflict at once.
function showWrong(question, printed) {
  const block = blockOf(question);
  wrong.set(question, printed);
  const show = () => wrong.get(question) === printed && (wrong.delete(question), replace(question, printed, typedIn(question)));
  if (!block.contains(document.activeElement)) return show();
  const left = ({ relatedTarget }) => {
    if (block.contains(relatedTarget)) return;
    block.removeEventListener("focusout", left);
    setTimeout(show);
  };
  block.addEventListener("focusout", left);
}

// A question that stands as sent: nothing is wrong with it any more, nothing is offered any more.
function showSaved(question, mark, line) {
  const block = blockOf(question);
  wrong.delete(question);
  if (endConflict(question)) firstField(block).focus();
  if (mark) versionOf(question).value = mark;
  block.classList.remove("govuk-form-group--error", "partners__wrong");
  block.querySelectorAll(".govuk-error-message, [data-filled], input[name$='.offered']").forEach((part) => part.remove());
  block.querySelectorAll("[name=use]").forEach((button) => button.closest(".govuk-inset-text").remove());
  block.querySelectorAll("[class*='--error']").forEach((part) => (part.className = part.className.replace(/ ?\S+--error/, "")));
  for (const link of document.querySelectorAll(`.govuk-error-summary a[href^='#${CSS.escape(question)}-']`)) {
    const summary = link.closest(".govuk-error-summary");
    link.closest("li").remove();
    if (!summary.querySelector("li")) summary.remove();
  }
  const saved = block.querySelector(".question__saved");
  if (saved && mark) saved.firstChild.textContent = saved.children.length ? `${line} ` : line;
}

const alike = (change) => JSON.stringify(fieldsOf(change.question)) === JSON.stringify(change.fields);

function hear({ answer, batch }) {
  const printed = answer.page ? new DOMParser().parseFromString(answer.page, "text/html") : null;
  for (const change of batch) {
    const { question } = change;
    if (change.place !== place || !versionOf(question) || !(shown.has(change.seq) || alike(change))) continue;
    if (answer.refused[question] === "wrong") showWrong(question, printed);
    else if (answer.refused[question]) replace(question, printed, typedIn(question));
    else if (answer.shown.includes(question)) replace(question, printed, null);
    else showSaved(question, answer.saved[question], answer.line);
  }
  if (batch.some(({ question }) => !answer.refused[question])) said = answer.said;
  refresh(page);
}

// --- Is it saved? ------------------------------------------------------------------

let told = "";

async function sayState() {
  const all = await queue.waiting();
  const open = all.filter((change) => !change.held);
  const held = all.filter((change) => change.held);
  const untouched = page.querySelector("[data-filled]");
  const sentences = queue.keeper.words;
  if (!sentences && all.length) queue.words().then((found) => found && sayState());
  const parts = [];
  const count = (texts, number) => texts[number === 1 ? 0 : 1].replace("{n}", number);
  if (queue.keeper.trouble) parts.push(queue.keeper.trouble);
  if (open.length && queue.keeper.down && !queue.keeper.stopped && !queue.keeper.link) {
    parts.push(sentences ? count(sentences.waiting, open.length) : page.dataset.unsaved);
    if (sentences && queue.keeper.memory) parts.push(sentences.memory);
  }
  if (held.length) parts.push(sentences ? count(sentences.refused, held.length) : page.dataset.unsaved);
  if (untouched && parts.length === 0) parts.push(page.dataset.unsaved);
  const concern = parts.length > 0;
  if (!concern && (open.length || storing)) return; // it is on its way
  delete state.dataset.open;
  const text = concern ? parts.join(" ") : said || page.dataset.saved;
  const elsewhere = held.find((change) => change.place !== place);
  const away = elsewhere && `/${document.documentElement.lang}${elsewhere.place}#${elsewhere.question}`;
  const link = queue.keeper.link ?? (away && sentences ? { address: away, words: sentences.elsewhere } : null);
  if (text + link?.address === told) return;
  told = text + link?.address;
  state.textContent = text;
  state.classList.toggle("save-bar__state--unsaved", concern);
  if (link) state.append(" ", linkTo(link));
}

function linkTo({ address, words }) {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = address;
  link.textContent = words;
  if (queue.keeper.memory) link.target = "_blank"; // what waits in this page would be lost with it
  return link;
}

// --- What the person does -----------------------------------------------------------

let storing = 0;
let due = 0;
let timer = 0;

function sendSoon(delay) {
  due = due ? Math.min(due, Date.now() + AT_MOST) : Date.now() + AT_MOST;
  clearTimeout(timer);
  timer = setTimeout(
    () => {
      due = 0;
      queue.flush();
    },
    Math.max(0, Math.min(delay, due - Date.now())),
  );
}

async function changed(question, delay) {
  storing += 1;
  state.dataset.open = ""; // what it says of an earlier moment is out of sight until it is true again
  const change = { place, question, fields: fieldsOf(question), version: versionOf(question).value };
  const kept = await queue.keep(change).finally(() => (storing -= 1));
  shown.add(kept.seq);
  sendSoon(delay);
  if (queue.keeper.down) sayState();
}

function onInput({ target }) {
  const question = target.name && questionOf(target);
  if (!question) return;
  const typing = target.matches("textarea, input:not([type=radio], [type=checkbox])");
  changed(question, typing ? TYPING : 0);
}

// A form is sent after what waits, so that it meets the versions of what has just been saved.
let ready = false;
async function onSubmit(event) {
  if (ready || queue.keeper.stopped) return;
  event.preventDefault();
  const { submitter } = event;
  await queue.flushBefore();
  ready = true;
  page.requestSubmit(submitter);
  ready = false;
}

// On a shared computer what waits goes out before the page is left.
async function onLeave(event) {
  const link = event.target.closest("a[href]");
  const leaves = link && !link.target && !link.role && !link.getAttribute("href").startsWith("#");
  if (!leaves || !queue.keeper.memory || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  await queue.flushBefore();
  location.assign(link.href);
}

let inMemory = 0;

async function start() {
  await queue.begun;
  const mine = (await queue.waiting()).filter((change) => change.place === place && versionOf(change.question));
  for (const change of mine) {
    shown.add(change.seq);
    fillIn(change);
  }
  refresh(page);
  await queue.release(mine);
  for (const block of page.querySelectorAll("[data-question].govuk-form-group--error")) {
    const { question } = block.dataset;
    if (!mine.some((change) => change.question === question)) changed(question, TYPING);
  }
  queue.listen(async (result) => {
    if (result) hear(result);
    inMemory = queue.keeper.memory ? (await queue.waiting()).length : 0;
    await sayState();
  });
  page.addEventListener("input", onInput);
  page.addEventListener("submit", onSubmit);
  document.addEventListener("click", onLeave);
  window.addEventListener("beforeunload", (event) => {
    const lost = storing || (!ready && (inMemory || page.querySelector("[data-filled]")));
    if (lost) event.preventDefault();
  });
  // The sentences about a line that is down are here before it is, and not among what the page needs at first.
  for (const sign of ["focusin", "pointerdown", "scroll"]) window.addEventListener(sign, queue.words, { once: true });
  setTimeout(queue.words, 5000);
  page.dataset.autosave = "";
  queue.flush();
}

await start();
