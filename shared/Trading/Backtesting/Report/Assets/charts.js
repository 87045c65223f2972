// The charts of equity, drawdown and price. They share one range of time and one crosshair.

const AXIS_WIDTH = 68;
const AXIS_HEIGHT = 24;
const PIXELS_A_TRADE_WITH_LINE = 6;
const PIXELS_A_TRADE = 1;

function makeCharts(data) {
  const source = data.chart;
  // Curves begin at the first open with the start equity, then one point at each close.
  const times = [data.from, ...source.closeTime];
  const equity = [data.startEquity, ...source.equity];
  const prices = [data.firstPrice, ...source.close];
  const drawdown = [0, ...source.drawdown];
  const market = data.firstPrice > 0 ? prices.map(price => data.startEquity * price / data.firstPrice) : null;
  const full = [times[0], Math.max(times[times.length - 1], times[0] + 1)];
  const state = { range: full.slice(), at: null, drag: null, full, times, equity, prices, drawdown, market, data };
  state.shortest = Math.max(1, (full[1] - full[0]) / Math.max(1, times.length - 1) * 5);

  const charts = [...document.querySelectorAll('[data-chart]')].map(host => ({ host, name: host.dataset.chart, draw: host.dataset.chart === 'equity' ? drawEquity : drawPrice }));
  const redraw = () => charts.forEach(chart => drawChart(chart, state));
  const setRange = (from, to) => {
    const length = Math.min(full[1] - full[0], Math.max(to - from, Math.min(state.shortest, full[1] - full[0])));
    const start = Math.min(Math.max(full[0], (from + to - length) / 2), full[1] - length);
    state.range = [start, start + length];
    redraw();
  };
  const zoom = action => {
    const [from, to] = state.range, length = to - from;
    if (action === 'in') setRange(from + length / 4, to - length / 4);
    if (action === 'out') setRange(from - length / 2, to + length / 2);
    if (action === 'left') setRange(from - length / 2, to - length / 2);
    if (action === 'right') setRange(from + length / 2, to + length / 2);
    if (action === 'reset') setRange(full[0], full[1]);
  };
  for (const button of document.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => zoom(button.dataset.zoom));
  for (const chart of charts) listen(chart, state, charts, { setRange, zoom });
  let width = 0;
  new ResizeObserver(() => {
    if (charts[0].host.clientWidth === width) return;
    width = charts[0].host.clientWidth;
    redraw();
  }).observe(charts[0].host);
  redraw();
  return { setRange };
}

function drawChart(chart, state) {
  const width = Math.max(280, chart.host.clientWidth);
  const narrow = width < 560;
  const [from, to] = state.range;
  const right = width - AXIS_WIDTH;
  const x = time => (time - from) / (to - from) * right;
  // One point beyond each edge, so that lines run out of the picture and do not end in it.
  const first = Math.max(0, lowerBound(state.times, from) - 1);
  const last = Math.min(state.times.length - 1, lowerBound(state.times, to));
  const view = { ...state, x, first, last, right, narrow, width };
  const { panes, height, body } = chart.draw(view);
  chart.view = { ...view, panes, height };
  const axis = timeTicks(from, to, Math.max(2, Math.floor(right / 90))).map(tick => {
    const at = px(x(tick.time));
    const anchor = at < 24 ? 'start' : at > right - 24 ? 'end' : 'middle';
    return `<text x="${at}" y="${height - 6}" text-anchor="${anchor}">${tick.label}</text>`;
  }).join('');
  const label = chart.host.getAttribute('aria-label');
  chart.host.innerHTML = `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"><title></title>
    <defs><clipPath id="clip-${chart.name}"><rect x="0" y="0" width="${right}" height="${height - AXIS_HEIGHT}"/></clipPath></defs>
    ${body}${axis}<g class="overlay"></g></svg>`;
  chart.host.querySelector('title').textContent = label;
  chart.overlay = chart.host.querySelector('.overlay');
  drawOverlay(chart, state);
}

// A pane is a part of a chart with its own scale of values.
function makePane(view, top, height, low, high, isDown) {
  const y = isDown ? value => top + (value - low) / (high - low) * height : value => top + (high - value) / (high - low) * height;
  return { top, height, low, high, y };
}

function valueAxis(view, pane, format, count, base) {
  const { step, ticks } = valueTicks(pane.low, pane.high, count);
  return ticks.map(tick => {
    const at = Math.round(pane.y(tick)) + 0.5;
    return `<line class="grid${tick === base ? ' base' : ''}" x1="0" x2="${view.right}" y1="${at}" y2="${at}"/><text x="${view.right + 8}" y="${at + 4}">${format(tick, step)}</text>`;
  }).join('');
}

function extremes(lists, first, last) {
  let low = Infinity, high = -Infinity;
  for (const list of lists) {
    for (let index = first; list && index <= last; index++) {
      if (list[index] < low) low = list[index];
      if (list[index] > high) high = list[index];
    }
  }
  return [low, high];
}

function drawEquity(view) {
  const { times, equity, market, drawdown, first, last, x, right, narrow } = view;
  const topHeight = narrow ? 190 : 280, bottomHeight = narrow ? 70 : 100, gap = 32;
  const top = makePane(view, 4, topHeight, ...padded(...extremes([equity, market], first, last)));
  const deepest = extremes([drawdown], first, last)[1];
  const bottom = makePane(view, top.top + topHeight + gap, bottomHeight, 0, deepest > 0 ? deepest * 1.08 : 0.01, true);
  const height = bottom.top + bottomHeight + AXIS_HEIGHT + 4;
  const fallText = (value, step) => value === 0 ? '0 %' : MINUS + decimals(value * 100, step * 100 < 1 ? Math.min(4, -Math.floor(Math.log10(step * 100) + 1e-9)) : 0) + ' %';
  const body = valueAxis(view, top, axisNumber, narrow ? 4 : 6, view.data.startEquity)
    + valueAxis(view, bottom, fallText, 3, 0)
    + `<text class="pane-title" x="0" y="${bottom.top - 10}">Drawdown</text>
    <g clip-path="url(#clip-equity)">
    <path class="area equity" d="${areaPath(times, equity, first, last, x, top.y, top.top + topHeight)}"/>
    ${market ? `<path class="line market" d="${linePath(times, market, first, last, x, top.y)}"/>` : ''}
    <path class="line equity" d="${linePath(times, equity, first, last, x, top.y)}"/>
    <path class="area drawdown" d="${areaPath(times, drawdown, first, last, x, bottom.y, bottom.top)}"/>
    <path class="line drawdown" d="${linePath(times, drawdown, first, last, x, bottom.y)}"/></g>`;
  return { panes: { top, bottom }, height, body };
}

function drawPrice(view) {
  const { data, first, last, x, right, narrow, times, prices } = view;
  const { open, high, low, close, openTime, closeTime } = data.chart;
  const paneHeight = narrow ? 240 : 340;
  // Curves have one point more than there are candles: candle i ends at point i + 1.
  const firstCandle = Math.max(0, first - 1), lastCandle = Math.max(0, last - 1);
  const bounds = close.length ? [extremes([low], firstCandle, lastCandle)[0], extremes([high], firstCandle, lastCandle)[1]] : [data.firstPrice, data.firstPrice];
  const pane = makePane(view, 12, paneHeight, ...padded(...bounds));
  const height = pane.top + paneHeight + AXIS_HEIGHT + 4;
  const candleWidth = close.length ? (x(closeTime[lastCandle]) - x(openTime[lastCandle])) : 0;
  let body = valueAxis(view, pane, axisNumber, narrow ? 5 : 8);
  body += '<g clip-path="url(#clip-price)">';
  if (candleWidth >= 4) {
    const paths = { rise: '', fall: '' };
    const half = Math.max(1, Math.floor(Math.min(candleWidth * 0.7, 14) / 2));
    for (let index = firstCandle; index <= lastCandle && index < close.length; index++) {
      const middle = Math.round(x((openTime[index] + closeTime[index]) / 2)) + 0.5;
      const [upper, lower] = [pane.y(Math.max(open[index], close[index])), pane.y(Math.min(open[index], close[index]))].map(px);
      const body = `M${middle} ${px(pane.y(high[index]))}V${upper}M${middle} ${lower}V${px(pane.y(low[index]))}M${middle - half} ${upper}H${middle + half}V${Math.max(lower, upper + 1)}H${middle - half}Z`;
      paths[close[index] >= open[index] ? 'rise' : 'fall'] += body;
    }
    body += `<path class="candle rise" d="${paths.rise}"/><path class="candle fall" d="${paths.fall}"/>`;
  } else if (close.length) {
    let band = linePath(closeTime, high, firstCandle, lastCandle, x, pane.y);
    for (let index = lastCandle; index >= firstCandle; index--) band += 'L' + px(x(closeTime[index])) + ' ' + px(pane.y(low[index]));
    body += `<path class="area range" d="${band}Z"/><path class="line" d="${linePath(times, prices, first, last, x, pane.y)}"/>`;
  }
  body += drawTrades(view, pane) + '</g>';
  return { panes: { price: pane }, height, body };
}

function drawTrades(view, pane) {
  const { data, x } = view;
  const [from, to] = view.range;
  const visible = data.trades.filter(trade => trade[TRADE.exit] >= from && trade[TRADE.entry] <= to);
  // The more trades there are, the smaller their marks: from arrows to specks.
  const room = view.right / Math.max(1, visible.length);
  if (room < PIXELS_A_TRADE) return `<text x="8" y="${pane.top + 12}">${decimals(visible.length, 0)} trades in view: zoom in to see them</text>`;
  const size = Math.min(5.5, Math.max(1.4, room / 2));
  const marks = { buy: '', sell: '' }, lines = { won: '', lost: '' };
  const mark = (time, price, isBuy) => {
    const [left, tip] = [px(x(time)), px(pane.y(price))];
    marks[isBuy ? 'buy' : 'sell'] += isBuy ? `M${left} ${tip}l${size} ${size * 1.7}h${-2 * size}Z` : `M${left} ${tip}l${size} ${-size * 1.7}h${-2 * size}Z`;
  };
  for (const trade of visible) {
    const isLong = trade[TRADE.side] > 0;
    if (room >= PIXELS_A_TRADE_WITH_LINE) {
      lines[trade[TRADE.net] > 0 ? 'won' : 'lost'] += `M${px(x(trade[TRADE.entry]))} ${px(pane.y(trade[TRADE.entryPrice]))}L${px(x(trade[TRADE.exit]))} ${px(pane.y(trade[TRADE.exitPrice]))}`;
    }
    mark(trade[TRADE.entry], trade[TRADE.entryPrice], isLong);
    mark(trade[TRADE.exit], trade[TRADE.exitPrice], !isLong);
  }
  if (data.open) mark(data.open.time, data.open.price, data.open.side > 0);
  const outline = size >= 4 ? ' outlined' : '';
  return `<path class="trade won" d="${lines.won}"/><path class="trade lost" d="${lines.lost}"/><path class="marker buy${outline}" d="${marks.buy}"/><path class="marker sell${outline}" d="${marks.sell}"/>`;
}

function drawOverlay(chart, state) {
  const view = chart.view;
  let markup = '';
  if (state.at !== null && state.times[state.at] >= state.range[0] && state.times[state.at] <= state.range[1]) {
    const at = px(view.x(state.times[state.at]));
    const dot = (pane, value, kind) => `<circle class="dot ${kind}" cx="${at}" cy="${px(pane.y(value))}" r="4"/>`;
    markup += `<line class="cross" x1="${at}" x2="${at}" y1="0" y2="${view.height - AXIS_HEIGHT}"/>`;
    if (chart.name === 'equity') {
      if (state.market) markup += dot(view.panes.top, state.market[state.at], 'market');
      markup += dot(view.panes.top, state.equity[state.at], '') + dot(view.panes.bottom, state.drawdown[state.at], 'drawdown');
    } else {
      markup += dot(view.panes.price, state.prices[state.at], 'price');
    }
  }
  if (state.drag) {
    const [left, right] = state.drag.map(view.x).sort((one, other) => one - other);
    markup += `<rect class="drag" x="${px(left)}" y="0" width="${px(Math.max(1, right - left))}" height="${view.height - AXIS_HEIGHT}"/>`;
  }
  chart.overlay.innerHTML = markup;
}
