// Draws every figure of the page with Plotly. The table twin beside each one says the same, so a
// figure that can't be drawn costs nothing but the picture: its table is opened instead.

const CONFIG = {
  responsive: true,
  displaylogo: false,
  showSendToCloud: false,
  scrollZoom: false,
  modeBarButtons: [["toImage", "resetScale2d"]],
  locale: document.documentElement.lang,
};

function openTable(drawing) {
  drawing.dataset.drawn = "false";
  drawing.closest("figure").querySelector("details").open = true;
}

async function draw(drawing) {
  try {
    const { data, layout } = JSON.parse(document.getElementById(drawing.dataset.figure).textContent);
    await window.Plotly.newPlot(drawing, data, layout, CONFIG);
    drawing.dataset.drawn = "true";
  } catch (problem) {
    console.error(problem);
    openTable(drawing);
  }
}

const drawings = document.querySelectorAll("[data-figure]");
for (const drawing of drawings) {
  await draw(drawing);
}
