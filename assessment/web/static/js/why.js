// Opens "why it is asked" below its indicator instead of in a new tab, fetched from the page of the questionnaire.
// Where that fails, the link stays what it is without a script.

async function explanation(link) {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(".document__facts");
}

async function toggle(link) {
  const opened = document.getElementById(link.getAttribute("aria-controls"));
  if (opened) {
    opened.hidden = !opened.hidden;
  } else {
    const facts = await explanation(link);
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
