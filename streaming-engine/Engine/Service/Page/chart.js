"use strict";

// Candles of the last bars, with our fills as triangles: up for a buy, down for a sell.
function drawChart(canvas, bars, fills) {
  const resolved = name => { canvas.style.color = `var(${name})`; return getComputedStyle(canvas).color; };
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.font = "11px system-ui, sans-serif";
  const colors = { up: resolved("--up"), down: resolved("--down"), line: resolved("--line"), muted: resolved("--muted"), text: resolved("--text") };
  const count = bars.t.length;
  if (count === 0) {
    pen.fillStyle = colors.muted;
    pen.fillText("Waiting for the first bar", 10, 20);
    return;
  }
  const highs = bars.high.map(Number), lows = bars.low.map(Number), opens = bars.open.map(Number), closes = bars.close.map(Number);
  let low = Math.min(...lows), high = Math.max(...highs);
  if (high === low) { high += 1; low -= 1; }
  const margin = { top: 10, right: 74, bottom: 20, left: 4 };
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const x = index => margin.left + (index + .5) * inner.width / count;
  const y = price => margin.top + (high - price) / (high - low) * inner.height;

  pen.strokeStyle = colors.line;
  pen.fillStyle = colors.muted;
  pen.textBaseline = "middle";
  for (let step = 0; step <= 4; step++) {
    const price = low + (high - low) * step / 4;
    pen.beginPath();
    pen.moveTo(margin.left, y(price));
    pen.lineTo(width - margin.right, y(price));
    pen.stroke();
    pen.fillText(price.toFixed(2), width - margin.right + 6, y(price));
  }
  pen.textBaseline = "alphabetic";
  for (const share of [0, .5, 1]) {
    const index = Math.round(share * (count - 1));
    const text = new Date(bars.t[index]).toISOString().slice(11, 19);
    const size = pen.measureText(text).width;
    pen.fillText(text, Math.min(Math.max(x(index) - size / 2, margin.left), width - margin.right - size), height - 5);
  }

  const body = Math.max(1, Math.min(9, inner.width / count * .7));
  for (let index = 0; index < count; index++) {
    pen.strokeStyle = pen.fillStyle = closes[index] >= opens[index] ? colors.up : colors.down;
    pen.beginPath();
    pen.moveTo(x(index), y(highs[index]));
    pen.lineTo(x(index), y(lows[index]));
    pen.stroke();
    const top = y(Math.max(opens[index], closes[index]));
    pen.fillRect(x(index) - body / 2, top, body, Math.max(1, y(Math.min(opens[index], closes[index])) - top));
  }

  const interval = count > 1 ? bars.t[1] - bars.t[0] : 1;
  for (const fill of fills) {
    const index = Math.floor((fill.t - bars.t[0]) / interval);
    if (index < 0 || index >= count) continue;
    const isBuy = fill.side === "buy", at = y(Number(fill.price)), tip = isBuy ? 5 : -5;
    pen.fillStyle = isBuy ? colors.up : colors.down;
    pen.strokeStyle = colors.text;
    pen.beginPath();
    pen.moveTo(x(index), at + tip);
    pen.lineTo(x(index) - 5, at + tip * 3);
    pen.lineTo(x(index) + 5, at + tip * 3);
    pen.closePath();
    pen.fill();
    pen.stroke();
  }

  const last = closes[count - 1];
  pen.fillStyle = last >= opens[count - 1] ? colors.up : colors.down;
  pen.textBaseline = "middle";
  pen.fillRect(width - margin.right + 2, y(last) - 8, margin.right - 4, 16);
  canvas.style.color = "var(--card)";
  pen.fillStyle = getComputedStyle(canvas).color;
  pen.fillText(last.toFixed(2), width - margin.right + 6, y(last));
}
