// Copies the third-party files the pages load into static/vendor, unchanged, writes Plotly's own
// rules as a static style sheet, and records name, version, licence and SHA-256 of every file.
// Usage: node vendor.mjs TARGET

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const target = process.argv[2];
const manifest = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));

// Plotly ships its rules only inside a script that adds them one by one at the front of a <style>,
// so that the last comes first. Under a strict Content-Security-Policy they must be a file.
function plotlyStyleSheet() {
  const source = readFileSync("node_modules/plotly.js/build/plotcss.js", "utf8");
  const literal = source.match(/var rules = (\{[\s\S]*?\n\});/)[1];
  const rules = new Function(`return ${literal}`)();
  const lines = Object.entries(rules).map(([selector, body]) => {
    const full = selector
      .replace(/^,/, " ,")
      .replace(/X/g, ".js-plotly-plot .plotly")
      .replace(/Y/g, ".plotly-notifier");
    return `${full}{${body}}`;
  });
  return lines.reverse().join("\n") + "\n";
}

function copy(from, to) {
  copyFileSync(join("node_modules", from), join(target, to));
  return to;
}

function write(to, text) {
  writeFileSync(join(target, to), text);
  return to;
}

function describe({ name, files, note }) {
  const { version, license } = manifest(name);
  const sums = files.map((file) => {
    const sum = createHash("sha256").update(readFileSync(join(target, file))).digest("hex");
    return `  ${sum}  ${file}`;
  });
  return [`${name} ${version}, licence ${license}: ${note}`, ...sums].join("\n");
}

rmSync(target, { recursive: true, force: true });
for (const folder of ["plotly", "govuk-frontend"]) mkdirSync(join(target, folder), { recursive: true });

const vendored = [
  {
    name: "plotly.js-cartesian-dist-min",
    note: "the charts; unchanged",
    files: [
      copy("plotly.js-cartesian-dist-min/plotly-cartesian.min.js", "plotly/plotly-cartesian.min.js"),
      copy("plotly.js-cartesian-dist-min/LICENSE", "plotly/LICENSE"),
    ],
  },
  {
    name: "plotly.js",
    note: "the Spanish locale, unchanged; the style rules, written out of build/plotcss.js",
    files: [
      copy("plotly.js/dist/plotly-locale-es.js", "plotly/plotly-locale-es.js"),
      write("plotly/plotly-style.css", plotlyStyleSheet()),
    ],
  },
  {
    name: "govuk-frontend",
    note: "form patterns, compiled with our own type and colours into css/assessment.css; no fonts, images or scripts",
    files: [
      write("govuk-frontend/LICENSE", readFileSync("licences/govuk-frontend.txt", "utf8")),
      "../css/assessment.css",
    ],
  },
];

write(
  "VENDORED.txt",
  "Files made by others that the pages load. Written by frontend/build.sh; the sums are SHA-256,\n" +
    "the paths relative to this folder.\n\n" + vendored.map(describe).join("\n\n") + "\n",
);
