"""A strict reading of a page: what every page of the tool must have, whatever it is about."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNLABELLED = {"hidden", "submit", "button"}


@dataclass
class Form:
    """A form with its method and the names and values it would send."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """One page, read once; ``faults`` lists what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.lang = ""
        self.title = ""
        self.headings: list[str] = []
        self.ids: Counter[str] = Counter()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.faults: list[str] = []
        self.text: list[str] = []
        self._stack: list[str] = []
        self._labels: set[str] = set()
        self._controls: list[tuple[str, dict[str, str]]] = []
        self._select: str | None = None
        self._textarea: str | None = None
        self.feed(html)
        self.close()
        self._judge()

    @property
    def words(self) -> str:
        """All text of the page, white space folded."""
        return re.sub(r"\s+", " ", " ".join(self.text)).strip()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take note of what the rules are about."""
        values = {name: value or "" for name, value in attributes}
        if tag not in VOID:
            self._stack.append(tag)
        if "id" in values:
            self.ids[values["id"]] += 1
        if "style" in values or any(name.startswith("on") for name in values):
            self.faults.append(f"inline style or script in <{tag}>")
        if tag == "html":
            self.lang = values.get("lang", "")
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "label":
            self._labels.add(values.get("for", ""))
        if tag == "form":
            self.forms.append(Form(values.get("action", ""), values.get("method", "get").lower()))
        if tag == "script" and not values.get("src") and values.get("type") != "application/json":
            self.faults.append("inline script")
        if tag in ("script", "link", "img") and values.get("src", values.get("href", "/")).startswith(("http", "//")):
            self.faults.append(f"<{tag}> from another host")
        self._control(tag, values)

    def _control(self, tag: str, values: dict[str, str]) -> None:
        if tag not in ("input", "select", "textarea", "option"):
            return
        if tag != "option" and values.get("type") not in UNLABELLED and "label" not in self._stack:
            self._controls.append((tag, values))
        if not self.forms or "form" not in self._stack:
            return
        fields = self.forms[-1].fields
        name = values.get("name", "")
        if tag == "input" and name and (values.get("type") not in ("radio", "checkbox") or "checked" in values):
            fields.append((name, values.get("value", "on" if values.get("type") == "checkbox" else "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in values:
            fields.append((self._select, values.get("value", "")))
        elif tag == "textarea":
            self._textarea = name
            fields.append((name, ""))

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag in self._stack:
            while self._stack.pop() != tag:
                pass
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        """Collect texts where they belong."""
        inside = self._stack[-1] if self._stack else ""
        if inside in ("script", "style"):
            return
        self.text.append(data)
        if inside == "title":
            self.title += data
        if "h1" in self._stack:
            self.headings.append(data)
        if self._textarea and self.forms:
            name, text = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, text + data)

    def _judge(self) -> None:
        if self.html.count("<h1") != 1:
            self.faults.append(f"{self.html.count('<h1')} h1 headings")
        if not self.title.strip() or self.title.strip().startswith("–"):
            self.faults.append("no title")
        self.faults += [f"id {name} {count} times" for name, count in self.ids.items() if count > 1]
        for tag, values in self._controls:
            if (
                values.get("id") not in self._labels
                and not values.get("aria-label")
                and not values.get("aria-labelledby")
            ):
                self.faults.append(f"{tag} {values.get('name')} has no label")
        for form in self.forms:
            if form.method == "post" and not any(name == "csrf_token" and text for name, text in form.fields):
                self.faults.append(f"form {form.action} has no token")
