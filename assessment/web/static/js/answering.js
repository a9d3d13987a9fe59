// What a script adds to a section page: questions shown when they are asked, reasons when they are
// needed, rows for more countries, and a word about what is not saved yet. Without it
// the page works.
// `holds` and `readNumber` are the rules of core/conditions.py and core/validation.py, held to the same tables.

const STATE_TESTS = { answered: "answered", dont_know: "dont_know", not_applicable: "not_applicable" };

const asList = (value) => (Array.isArray(value) ? value : [value]);

const codes = (value) => {
  if (value !== null && typeof value === "object") return new Set(value.chosen ?? Object.keys(value));
  return new Set([value]);
};

const numberOf = (value) => (value !== null && typeof value === "object" ? value.total : value);

const VALUE_TESTS = {
  equals: (value, wanted) => value === wanted,
  any_of: (value, wanted) => asList(wanted).some((code) => codes(value).has(code)),
  all_of: (value, wanted) => asList(wanted).every((code) => codes(value).has(code)),
  at_least: (value, wanted) => numberOf(value) >= wanted,
  at_most: (value, wanted) => numberOf(value) <= wanted,
  count_at_least: (value, wanted) => [...codes(value)].filter((code) => code !== "none_of_these").length >= wanted,
};

// Whether a condition (or its negation) holds; `answers` maps question ids to {state, value}.
export function holds(condition, answers, negated = false) {
  if (condition.not) return holds(condition.not, answers, !negated);
  const parts = condition.all ?? condition.any;
  if (parts) {
    const every = Boolean(condition.all) !== negated;
    return every ? parts.every((part) => holds(part, answers, negated)) : parts.some((part) => holds(part, answers, negated));
  }
  const answer = answers[condition.q] ?? { state: "blank", value: null };
  if (condition.is in STATE_TESTS) return (answer.state === STATE_TESTS[condition.is]) !== negated;
  if (answer.state !== "answered") return false;
  return VALUE_TESTS[condition.is](answer.value, condition.value) !== negated;
}

// The number typed, or null where there is none or it can be read in two ways.
export function readNumber(text) {
  let written = text.trim().replace("\u2212", "-");
  if (/^-?[1-9]\d{0,2}(?:[ \u00a0\u2007\u2009\u202f]\d{3})+(?:[.,]\d+)?$/.test(written)) {
    written = written.replace(/[ \u00a0\u2007\u2009\u202f]/g, "");
    return Number(written.replace(",", "."));
  }
  const single = /^-?(\d*)[.,](\d+)$/.exec(written);
  if (single) {
    const ambiguous = single[2].length === 3 && /^[1-9]\d{0,2}$/.test(single[1]);
    return ambiguous ? null : Number(written.replace(",", "."));
  }
  if (/^-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/.test(written)) return Number(written.replaceAll(".", "").replace(",", "."));
  if (/^-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(written)) return Number(written.replaceAll(",", ""));
  return /^-?\d+$/.test(written) ? Number(written) : null;
}

// --- What the form says now ---------------------------------------------------

const answered = (value) => (value === null ? { state: "blank", value } : { state: "answered", value });

// The countries by their names in small letters, once they are fetched.
const countries = new Map();
const countryCode = (text) => countries.get(text.trim().toLowerCase()) ?? text;

const READ = {
  several: (id, form) => {
    const chosen = form.getAll(id);
    return chosen.length ? { chosen } : null;
  },
  number: (id, form) => {
    const total = form.get(`${id}.total`);
    const number = readNumber(total ?? form.get(id) ?? "");
    return number === null || total === null ? number : { total: number };
  },
  percent: (id, form) => readNumber((form.get(id) ?? "").replace(/%\s*$/, "")),
  year: (id, form) => readNumber(form.get(id) ?? ""),
  countries: (id, form) => {
    const added = [...form].filter(([name, text]) => text && name.startsWith(`${id}.add-`) && !name.endsWith(".attribute"));
    const listed = [...form.getAll(id), ...added.map(([, text]) => countryCode(text))];
    return listed.length || form.get(`${id}.none`) ? Object.fromEntries(listed.map((code) => [code, null])) : null;
  },
};

function answerOf(question, form) {
  const { question: id, kind } = question.dataset;
  const value = form.get(id) ?? "";
  const state = ["ladder", "yes_no", "one"].includes(kind) ? value : form.get(`${id}.state`);
  if (state === "dont_know" || state === "not_applicable") return { state, value: null };
  if (kind in READ) return answered(READ[kind](id, form));
  if (value.trim() === "") return answered(null);
  return answered(kind === "ladder" ? Number(value) : value.trim());
}

// --- What the page does ---------------------------------------------------------

export function refresh(page) {
  const form = new FormData(page);
  const answers = JSON.parse(page.dataset.elsewhere);
  for (const question of page.querySelectorAll("[data-question]")) {
    const answer = answerOf(question, form);
    const asked = !question.dataset.showWhen || holds(JSON.parse(question.dataset.showWhen), answers);
    // A question with something wrong stays in view, so that the error summary leads somewhere.
    question.hidden = !asked && !question.classList.contains("govuk-form-group--error");
    answers[question.dataset.question] = asked ? answer : { state: "blank", value: null };
    showReason(question, answer.state === "not_applicable");
  }
}

// A reason is asked for, and sent, only with "not applicable".
function showReason(question, needed) {
  const reason = question.querySelector("[data-reason]");
  if (!reason || reason.classList.contains("govuk-form-group--error")) return;
  reason.hidden = !needed;
  reason.querySelector("textarea").disabled = !needed;
}

// "None of these" and the other options put each other out.
function keepExclusive(box) {
  if (box.type !== "checkbox" || !box.checked) return;
  const group = [...box.form.elements].filter((other) => other.name === box.name && other !== box);
  if (box.name.endsWith(".state") || box.value === "none_of_these") group.forEach((other) => (other.checked = false));
  else group.filter((other) => other.value === "none_of_these").forEach((other) => (other.checked = false));
}

// One more empty row, numbered after the last one.
export function addRow(button) {
  const rows = button.closest("[data-question]").querySelector("[data-rows]");
  const row = rows.lastElementChild.cloneNode(true);
  const place = rows.children.length + 1;
  for (const field of row.querySelectorAll("input, select")) {
    field.value = "";
    field.removeAttribute("aria-describedby");
    field.name = field.name.replace(/\.add-(\d+)/, (_, number) => `.add-${Number(number) + 1}`);
    if (field.ariaLabel) field.ariaLabel = field.ariaLabel.replace(/\d+/, place);
  }
  const [country, label] = [row.querySelector("input, select"), row.querySelector("label")];
  label.htmlFor = country.id = country.name.replace(".add-", "-add-");
  label.textContent = label.textContent.replace(/\d+/, place);
  rows.append(row);
  country.focus();
}

// Names to choose from below the fields for countries. Without them the fields work the same.
async function offerCountries(page) {
  const answer = await fetch(page.dataset.countries);
  const list = document.createElement("datalist");
  list.id = "world";
  for (const item of new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("#world li")) {
    const name = item.firstChild.textContent.trim();
    countries.set(name.toLowerCase(), item.dataset.code);
    list.append(new Option("", name));
  }
  page.append(list);
}

// A question, or the whole page, made ready to be used with a script.
export function prepare(part, page) {
  for (const button of part.querySelectorAll("[data-add]")) {
    button.type = "button";
    button.textContent = page.dataset.addLabel;
    button.addEventListener("click", () => addRow(button));
  }
}

function start(page) {
  const state = page.querySelector("[data-state]");
  let unsaved = document.querySelector(".govuk-error-summary, [data-filled]") !== null;
  const sayState = () => {
    state.textContent = unsaved ? page.dataset.unsaved : page.dataset.saved;
    state.classList.toggle("save-bar__state--unsaved", unsaved);
  };
  page.addEventListener("input", (event) => {
    keepExclusive(event.target);
    refresh(page);
    if ("autosave" in page.dataset) return;
    unsaved = true;
    sayState();
  });
  page.addEventListener("submit", () => (unsaved = false));
  window.addEventListener("beforeunload", (event) => unsaved && !("autosave" in page.dataset) && event.preventDefault());
  prepare(page, page);
  refresh(page);
  sayState();
  // Fetched when a country is about to be typed, or was typed before.
  let wanted = false;
  const offer = () => {
    if (!wanted) offerCountries(page).catch(() => (wanted = false));
    wanted = true;
  };
  page.addEventListener("focusin", (event) => event.target.matches("[list=world]") && offer());
  if ([...page.querySelectorAll("[list=world]")].some((field) => field.value)) offer();
}

if (typeof document !== "undefined") {
  const page = document.getElementById("answers");
  if (page) start(page);
}
