// The table of trades: sorted and paged here, over the rows that stand in the page.

// Places of the values in a row of data.trades; the writer of the page has the same order.
const TRADE = { side: 0, entry: 1, exit: 2, quantity: 3, entryPrice: 4, exitPrice: 5, net: 6, return: 7, fees: 8, adverse: 9, favorable: 10, duration: 11 };
const ROWS_A_PAGE = 100;

function makeTrades(data, showTrade) {
  const table = document.getElementById('trade-table');
  if (!table) return;
  const rows = data.trades.map((trade, index) => ({ number: index + 1, trade }));
  const state = { key: -1, isDescending: false, page: 0 };
  const headers = [...table.querySelectorAll('th')];

  for (const header of headers) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = header.textContent;
    header.replaceChildren(button);
    button.addEventListener('click', () => {
      const key = Number(header.dataset.key);
      // Figures are first wanted from the greatest down, numbers and times from the least up.
      state.isDescending = state.key === key ? !state.isDescending : key > TRADE.exit;
      state.key = key;
      state.page = 0;
      draw();
    });
  }
  table.addEventListener('click', event => {
    const button = event.target.closest('tbody button');
    if (button) showTrade(data.trades[Number(button.value) - 1]);
  });

  const pager = document.getElementById('pager');
  const earlier = pagerButton('Previous', () => state.page--);
  const later = pagerButton('Next', () => state.page++);
  const place = document.createElement('span');
  place.setAttribute('aria-live', 'polite');
  pager.append(earlier, later, place);
  draw();

  function pagerButton(text, move) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = text;
    button.addEventListener('click', () => { move(); draw(); });
    return button;
  }

  function draw() {
    const valueOf = row => state.key < 0 ? row.number : row.trade[state.key];
    const sign = state.isDescending ? -1 : 1;
    rows.sort((one, other) => sign * (valueOf(one) - valueOf(other)) || one.number - other.number);
    const shown = rows.slice(state.page * ROWS_A_PAGE, (state.page + 1) * ROWS_A_PAGE);
    table.tBodies[0].replaceChildren(...shown.map(row => rowOf(row, data)));
    for (const header of headers) {
      const isSorted = Number(header.dataset.key) === state.key;
      if (isSorted) header.setAttribute('aria-sort', state.isDescending ? 'descending' : 'ascending'); else header.removeAttribute('aria-sort');
      const button = header.firstChild;
      button.textContent = button.textContent.replace(/ [\u2191\u2193]$/, '') + (isSorted ? (state.isDescending ? ' \u2193' : ' \u2191') : '');
    }
    earlier.disabled = state.page === 0;
    later.disabled = (state.page + 1) * ROWS_A_PAGE >= rows.length;
    pager.hidden = rows.length <= ROWS_A_PAGE;
    place.textContent = `${decimals(state.page * ROWS_A_PAGE + 1, 0)} to ${decimals(Math.min(rows.length, (state.page + 1) * ROWS_A_PAGE), 0)} of ${decimals(rows.length, 0)}`;
  }
}

function rowOf(row, data) {
  const { trade, number } = row;
  const isLong = trade[TRADE.side] > 0;
  const line = document.createElement('tr');
  const cell = (text, className) => {
    const made = line.insertCell();
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const show = document.createElement('button');
  show.type = 'button';
  show.value = number;
  show.textContent = number;
  show.title = 'Show in the chart';
  cell('').append(show);
  cell(isLong ? 'Long' : 'Short', isLong ? 'up' : 'down');
  cell(timeText(trade[TRADE.entry]));
  cell(decimals(trade[TRADE.entryPrice], data.priceScale));
  cell(timeText(trade[TRADE.exit]));
  cell(decimals(trade[TRADE.exitPrice], data.priceScale));
  cell(decimals(trade[TRADE.quantity], data.quantityScale));
  cell(signed(trade[TRADE.net], data.amountScale), tone(trade[TRADE.net]));
  cell(signedPercent(trade[TRADE.return]), tone(trade[TRADE.return]));
  cell(decimals(trade[TRADE.fees], data.amountScale));
  cell(decimals(trade[TRADE.adverse], data.amountScale));
  cell(decimals(trade[TRADE.favorable], data.amountScale));
  cell(duration(trade[TRADE.duration]));
  return line;
}
