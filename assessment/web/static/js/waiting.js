// Changes that wait for the tool. They belong to an account, are kept in this browser until the tool has
// acknowledged them, and go out in the order in which they were made. On a shared computer, or where the
// browser keeps nothing, they wait in the memory of the page.
//
// A change: {seq, account, place, question, fields, version, sent, held, page}. `place` is the address of its
// page without the language. `sent`: it went out once, and whether it arrived is unknown; it goes out again
// as it was, and the tool knows it again. `held`: the tool refused it ("wrong", "stale", or another reason);
// it goes out again once it is changed, or when its page is opened.

const STORE = "changes";
const PATIENCE = 20_000;
const SLOW = 2500; // after this long without an answer the page says that changes wait
const LONGEST_PAUSE = 60_000;

const door = document.querySelector("form[data-account]");
const account = door?.dataset.account;
export const keeper = { memory: door ? "shared" in door.dataset : true, trouble: "", link: null, words: null, down: false, stopped: false };
export const placeOf = (address) => new URL(address, location).pathname.replace(/^\/[^/]+/, "");
const listeners = [];
export const listen = (heard) => listeners.push(heard);
const tabs = new BroadcastChannel("waiting changes");

// --- Where they wait ---------------------------------------------------------------

const asPromise = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let disk = null;

function openDisk() {
  disk ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("answers", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "seq", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return disk;
}

// Reads all changes, lets `edit` say which of them are to be stored and which are to go, and does that as one step.
async function onDisk(edit) {
  const transaction = (await openDisk()).transaction(STORE, "readwrite", { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  done.catch(() => {}); // told below, unless something else is first
  const store = transaction.objectStore(STORE);
  const { put = [], remove = [], result } = edit(await asPromise(store.getAll()));
  remove.forEach((change) => store.delete(change.seq));
  const seqs = await Promise.all(put.map((change) => asPromise(store.put(change))));
  put.forEach((change, number) => (change.seq = seqs[number]));
  await done;
  return result;
}

let inMemory = [];
let next = 1e9;

function onlyInMemory(edit) {
  const { put = [], remove = [], result } = edit(structuredClone(inMemory));
  const gone = new Set([...remove, ...put].map((change) => change.seq));
  inMemory = inMemory.filter((change) => !gone.has(change.seq));
  put.forEach((change) => (change.seq ??= next++));
  inMemory = [...inMemory, ...structuredClone(put)].sort((one, other) => one.seq - other.seq);
  return result;
}

// A browser that keeps nothing (private window, no room) is said on the page, and no reason to lose anything.
async function edit(change) {
  if (!keeper.memory) {
    try {
      return await onDisk(change);
    } catch (problem) {
      console.warn(problem);
      keeper.memory = true;
    }
  }
  return onlyInMemory(change);
}

const own = (change) => change.account === account;

export const waiting = () => edit((all) => ({ result: all.filter(own) }));

const sameQuestion = (one, other) => own(one) && one.place === other.place && one.question === other.question;

// Keep what a question's fields hold now. It takes the place of a change that has not gone out; after one that
// has, it waits. What it was read at stays, until the tool or the person has settled that.
export function keep(change) {
  const decided = change.fields.some(([name]) => name === `${change.question}.conflict`);
  return edit((all) => {
    const before = all.filter((other) => sameQuestion(other, change)).at(-1);
    const made = { ...change, account, sent: false, held: "" };
    if (before && !decided) made.version = before.version;
    if (before && (!before.sent || before.held)) made.seq = before.seq;
    return { put: [made], result: made };
  });
}

// What the tool said of a change: it stands, with a new mark of its version, or it is held back.
function settle(change, mark, held) {
  return edit((all) => {
    const later = all.filter((other) => sameQuestion(other, change) && other.seq > change.seq);
    if (mark) later.forEach((other) => (other.version = mark));
    if (held && later.length === 0) return { put: [{ ...change, sent: true, held }] };
    return { put: later, remove: [change] };
  });
}

// Let changes go out again that were held back. One that met a colleague's answer asks for that answer only.
export const release = (changes) =>
  edit((all) => {
    const seqs = new Set(changes.map((change) => change.seq));
    const held = all.filter((change) => seqs.has(change.seq) && change.held);
    return { put: held.map((change) => ({ ...change, held: "", fields: [...change.fields, ...pending(change)] })) };
  });

const pending = ({ question, fields, held }) => {
  const name = `${question}.conflict`;
  return held === "stale" && !fields.some((field) => field[0] === name) ? [[name, "pending"]] : [];
};

const clear = (which) => edit((all) => ({ remove: all.filter(which) }));

// --- How they go out ---------------------------------------------------------------

// The oldest change and what else waits for the same page, one change a question.
function batchOf(changes, alone) {
  const open = changes.filter((change) => !change.held);
  if (alone) return open.slice(0, 1);
  const first = new Map();
  for (const change of open) {
    if (change.place === open[0].place && !first.has(change.question)) first.set(change.question, change);
  }
  return [...first.values()];
}

function send(changes) {
  const body = new URLSearchParams({ csrf_token: door.elements.csrf_token.value });
  for (const { question, fields, version, held } of changes) {
    fields.forEach(([name, text]) => body.append(name, text));
    body.append(`${question}.version`, version);
  }
  return fetch(`/${document.documentElement.lang}${changes[0].place}`, {
    method: "POST",
    body,
    headers: { "X-Autosave": "1", "X-Account": account },
    signal: AbortSignal.timeout(PATIENCE),
  });
}

const readJson = (response) => response.json().catch(() => ({}));

async function acknowledge(batch, answer) {
  for (const change of batch) await settle(change, answer.saved[change.question], answer.refused[change.question]);
  const result = { answer, batch };
  tabs.postMessage({ account, result });
  await tell(result);
}

// Tells the page what became of changes, or (null) that something about the sending has changed.
async function tell(result) {
  for (const heard of listeners) await heard(result);
}

const trouble = (down, said = {}) => {
  keeper.down = down;
  keeper.trouble = [said.error, said.advice].filter(Boolean).join(". ");
  keeper.link = said.sign_in ? { address: said.sign_in, words: said.sign_in_words } : null;
};

// Send until nothing is left that can go out; true when that is so.
async function empty() {
  let alone = false;
  for (let token = 0; !keeper.stopped; ) {
    const batch = batchOf(await waiting(), alone);
    if (batch.length === 0) return true;
    await edit(() => ({ put: batch.map((change) => ({ ...change, sent: true })) }));
    const slow = setTimeout(() => (trouble(true), tell(null)), SLOW);
    const response = await send(batch).catch(() => null);
    clearTimeout(slow);
    if (response === null) return trouble(true);
    const answer = await readJson(response);
    if (response.ok && answer.saved) {
      trouble(false);
      await acknowledge(batch, answer);
    } else if (answer.token && token++ < 2) {
      document.querySelectorAll("[name=csrf_token]").forEach((field) => (field.value = answer.token));
    } else if (response.status === 403) {
      trouble(true, answer);
      keeper.stopped = true;
    } else if ([400, 404, 405, 409, 413].includes(response.status)) {
      trouble(false, answer);
      if (batch.length === 1) await settle(batch[0], "", answer.error || String(response.status));
      alone = true;
    } else {
      return trouble(true, answer);
    }
  }
}

let running = null;
let wanted = false;
let again = 0;
let pause = 2000;

// Send what waits; one tab at a time. Later once more, by itself, when it did not get through.
export function flush() {
  wanted = true;
  running ??= run();
  return running;
}

async function run() {
  clearTimeout(again);
  let through = true;
  while (wanted && through) {
    wanted = false;
    through = await (navigator.locks ? navigator.locks.request("waiting changes", empty) : empty());
  }
  running = null;
  pause = through ? 2000 : Math.min(2 * pause, LONGEST_PAUSE);
  if (!through && !keeper.stopped) again = setTimeout(flush, pause);
  await tell(null);
}

const within = (limit, promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, limit))]);

// Send what waits before the page is left; not for ever.
export const flushBefore = async () => {
  await within(4000, running ?? Promise.resolve());
  if ((await waiting()).some((change) => !change.held)) await within(4000, flush());
};

let texts = null;

// The sentences of this room, fetched when they are wanted.
export function words() {
  texts ??= fetch(door.dataset.words, { signal: AbortSignal.timeout(PATIENCE) })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((found) => (keeper.words = found))
    .catch(() => (texts = null));
  return texts;
}

// --- Signing out, and who comes next ---------------------------------------------------

async function signOut(event) {
  event.preventDefault();
  await flushBefore();
  const left = await waiting();
  const sentences = left.length ? await words() : null;
  if (left.length && !sentences) return door.submit(); // the tool is out of reach: nothing to sign out of
  if (left.length && !confirm(sentences.leaving)) return;
  keeper.stopped = true;
  tabs.postMessage({ account, signedOut: true });
  await clear(own);
  door.submit();
}

// Another tab sent a change of this page, or signed out.
tabs.addEventListener("message", async ({ data }) => {
  if (data.account !== account) return;
  if (data.signedOut) {
    keeper.stopped = true;
    inMemory = [];
  } else {
    await tell(data.result);
  }
});

async function begin() {
  if (keeper.memory) {
    // Nothing may stay on a shared computer: what waits on its disk from before moves to the memory.
    const found = await onDisk((all) => ({ remove: all, result: all.filter(own) })).catch(() => []);
    found.forEach((change) => onlyInMemory(() => ({ put: [change] })));
  } else {
    await clear((change) => !own(change));
  }
  door.addEventListener("submit", signOut);
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", async () => {
    if (!document.hidden && (await waiting()).some((change) => !change.held)) flush();
  });
  if ((await waiting()).length) words();
}

export const begun = door ? begin() : Promise.resolve();
if (door && !document.querySelector("script[src*='/autosave.js']")) begun.then(flush);
