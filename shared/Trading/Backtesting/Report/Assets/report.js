// Pointer and keys of the charts, tooltips, theme, and the start.

function listen(chart, state, charts, actions) {
  const { host, name } = chart;
  const timeAt = event => {
    const box = host.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width * chart.view.width / chart.view.right));
    return state.range[0] + share * (state.range[1] - state.range[0]);
  };
  const pointTo = (index, place) => {
    state.at = index;
    charts.forEach(other => drawOverlay(other, state));
    showTooltip(place, index === null ? null : rowsAt(name, state, index, place));
  };
  let dragFrom = null;
  host.addEventListener('pointermove', event => {
    const time = timeAt(event);
    if (dragFrom !== null && Math.abs(event.clientX - dragFrom.x) > 6) state.drag = [dragFrom.time, time];
    pointTo(nearest(state.times, time), { x: event.clientX, y: event.clientY, time, host, chart });
  });
  host.addEventListener('pointerdown', event => {
    if (event.pointerType === 'mouse' && event.button === 0) {
      dragFrom = { x: event.clientX, time: timeAt(event) };
      host.setPointerCapture(event.pointerId);
    }
  });
  host.addEventListener('pointerup', () => {
    const range = state.drag;
    dragFrom = state.drag = null;
    if (range) actions.setRange(Math.min(...range), Math.max(...range));
  });
  host.addEventListener('pointercancel', () => { dragFrom = state.drag = null; pointTo(null); });
  host.addEventListener('pointerleave', () => { if (dragFrom === null) pointTo(null); });
  host.addEventListener('dblclick', () => actions.zoom('reset'));
  host.addEventListener('blur', () => pointTo(null));
  host.addEventListener('keydown', event => {
    const zooms = { '+': 'in', '=': 'in', '-': 'out', '0': 'reset', Escape: 'reset' };
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (zooms[event.key]) actions.zoom(zooms[event.key]);
    else if (steps[event.key]) moveBy(steps[event.key]);
    else return;
    event.preventDefault();
  });

  function moveBy(step) {
    const start = state.at === null ? nearest(state.times, (state.range[0] + state.range[1]) / 2) - step : state.at;
    const index = Math.min(state.times.length - 1, Math.max(0, start + step));
    const time = state.times[index];
    if (time < state.range[0] || time > state.range[1]) actions.setRange(time - (state.range[1] - state.range[0]) / 2, time + (state.range[1] - state.range[0]) / 2);
    const box = host.getBoundingClientRect();
    pointTo(index, { x: box.left + chart.view.x(time) / chart.view.width * box.width, y: box.top + 24, time, host, chart });
    const readout = document.querySelector(`[data-readout="${name}"]`);
    readout.textContent = rowsAt(name, state, index, null).map(row => row.join(' ')).join(', ');
  }
}

function nearest(times, time) {
  const after = Math.min(times.length - 1, lowerBound(times, time));
  return after > 0 && time - times[after - 1] < times[after] - time ? after - 1 : after;
}

function rowsAt(name, state, index, place) {
  const { data } = state;
  const rows = [[timeText(state.times[index]) + ' UTC']];
  if (name === 'equity') {
    rows.push(['Equity', decimals(state.equity[index], data.amountScale) + ' ' + data.quote]);
    rows.push(['Return', signedPercent(state.equity[index] / data.startEquity - 1)]);
    if (state.market) rows.push(['Buy and hold', signedPercent(state.market[index] / data.startEquity - 1)]);
    rows.push(['Drawdown', percent(state.drawdown[index])]);
    return rows;
  }
  const candle = Math.max(0, index - 1), chart = data.chart;
  if (chart.close.length) {
    for (const [label, list] of [['Open', chart.open], ['High', chart.high], ['Low', chart.low], ['Close', chart.close]]) rows.push([label, decimals(list[candle], data.priceScale)]);
  }
  const found = place && tradeNear(state, place);
  if (found) {
    const trade = found.trade;
    rows.push([`Trade ${found.number}, ${trade[TRADE.side] > 0 ? 'long' : 'short'}`, `${signed(trade[TRADE.net], data.amountScale)} ${data.quote}`]);
    rows.push([`${decimals(trade[TRADE.entryPrice], data.priceScale)} → ${decimals(trade[TRADE.exitPrice], data.priceScale)}`, signedPercent(trade[TRADE.return])]);
  }
  return rows;
}

// The trade whose entry or exit is under the pointer; failing that the shortest that is open at that time.
function tradeNear(state, place) {
  const view = place.chart.view, box = place.host.getBoundingClientRect(), scale = view.width / box.width;
  const [pointerX, pointerY] = [(place.x - box.left) * scale, (place.y - box.top) * scale];
  let best = null, bestDistance = 14, around = null;
  state.data.trades.forEach((trade, index) => {
    for (const [time, price] of [[trade[TRADE.entry], trade[TRADE.entryPrice]], [trade[TRADE.exit], trade[TRADE.exitPrice]]]) {
      const distance = Math.hypot(view.x(time) - pointerX, view.panes.price.y(price) - pointerY);
      if (distance < bestDistance) [best, bestDistance] = [{ trade, number: index + 1 }, distance];
    }
    if (trade[TRADE.entry] <= place.time && place.time <= trade[TRADE.exit] && (!around || trade[TRADE.duration] < around.trade[TRADE.duration])) around = { trade, number: index + 1 };
  });
  return best || around;
}

function showTooltip(place, rows) {
  const tooltip = document.getElementById('tooltip');
  tooltip.hidden = !rows;
  if (!rows) return;
  tooltip.replaceChildren(...rows.map(row => {
    const line = document.createElement('div');
    line.className = row.length === 1 ? 'when' : 'row';
    line.append(row[0]);
    if (row.length > 1) {
      const value = document.createElement('b');
      value.textContent = row[1];
      line.append(value);
    }
    return line;
  }));
  const { offsetWidth: width, offsetHeight: height } = tooltip;
  const left = place.x + 16 + width > innerWidth ? place.x - 16 - width : place.x + 16;
  tooltip.style.left = Math.max(8, left) + 'px';
  tooltip.style.top = Math.max(8, Math.min(innerHeight - height - 8, place.y + 16)) + 'px';
}

function makeTheme() {
  const button = document.getElementById('theme');
  const themes = ['system', 'light', 'dark'];
  let theme = 'system';
  // A page opened from a file may have no storage.
  try { theme = localStorage.getItem('veloz-report-theme') || theme; } catch { /* The theme is then not kept. */ }
  const apply = () => {
    if (theme === 'system') delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = theme;
    button.textContent = 'Theme: ' + theme;
  };
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    try { localStorage.setItem('veloz-report-theme', theme); } catch { /* As above. */ }
    apply();
  });
  apply();
}

function makeHistogram() {
  for (const bin of document.querySelectorAll('[data-tip]')) {
    const show = () => {
      const box = bin.getBoundingClientRect();
      showTooltip({ x: box.left + box.width / 2, y: box.top }, [[bin.dataset.tip]]);
    };
    bin.addEventListener('pointerenter', show);
    bin.addEventListener('focus', show);
    bin.addEventListener('pointerleave', () => showTooltip(null, null));
    bin.addEventListener('blur', () => showTooltip(null, null));
  }
}

document.documentElement.classList.add('script');
makeTheme();
makeHistogram();
{
  const data = JSON.parse(document.getElementById('data').textContent);
  const charts = makeCharts(data);
  makeTrades(data, trade => {
    const room = Math.max(trade[TRADE.duration] * 1.5, (data.to - data.from) / 200);
    charts.setRange(trade[TRADE.entry] - room, trade[TRADE.exit] + room);
    document.getElementById('price').scrollIntoView();
  });
}
