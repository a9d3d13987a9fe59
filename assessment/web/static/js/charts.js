// Draws every figure of the page with Plotly. The table twin beside each one says the same, so a
// figure that can't be drawn costs nothing but the picture: its table is opened instead.

const CONFIG = {
  responsive: true,
  displaylogo: false,
  showSendToCloud: false,
  locale: document.documentElement.lang,
};

function openTable(drawing) {
  drawing.dataset.drawn = "false";
  drawing.closest("figure").querySelector("details").open = true;
}

// The page prints the title as text, so the figure wears its own only in a downloaded image.
// No dragging: on a phone a finger on the chart must still scroll the page.
function onPage(layout) {
  const room = layout.meta?.title_room ?? 0;
  const margin = { ...layout.margin, t: layout.margin.t - room };
  return { ...layout, title: { text: "" }, margin, height: layout.height - room, dragmode: false };
}

function download(figure, drawing) {
  const size = { width: 900, height: figure.layout.height, scale: 2 };
  window.Plotly.downloadImage(figure, { format: "png", filename: drawing.closest("figure").id, ...size });
}

async function draw(drawing) {
  try {
    const figure = JSON.parse(document.getElementById(drawing.dataset.figure).textContent);
    const button = {
      name: "download",
      title: drawing.dataset.download,
      icon: window.Plotly.Icons.camera,
      click: () => download(figure, drawing),
    };
    await window.Plotly.newPlot(drawing, figure.data, onPage(figure.layout), { ...CONFIG, modeBarButtons: [[button]] });
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
