// Compares an account at a venue, read by ccxt over the venue's REST alone, with what `veloz verify --json` tells of the engine's journal:
// node audit.mjs PROTOCOL HTTP-ADDRESS KEY SECRET JOURNAL-LINES. Writes what it compared; ends with 1 where something differs.
import { readFileSync } from 'node:fs';
import ccxt from 'ccxt';

const [protocol, address, apiKey, secret, file] = process.argv.slice(2);
const symbol = 'BTC/USDT';
const page = 1000;

const venues = {
  binance() {
    const exchange = new ccxt.binance({ apiKey, secret, options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] } } });
    exchange.setSandboxMode(true);
    exchange.urls.api.public = `${address}/api/v3`;
    exchange.urls.api.private = `${address}/api/v3`;
    return exchange;
  },
};

const differences = [];
const differ = text => differences.push(text);
const isOurs = id => /^vl[0-9a-z]{22}$/.test(id ?? '');
const sum = numbers => Number(numbers.reduce((all, one) => all + one, 0).toFixed(8));

async function all(read, id) {
  const found = new Map();
  for (let from; ;) {
    const rows = await read(from);
    const before = found.size;
    rows.forEach(row => found.set(row.id, row));
    if (rows.length < page || found.size === before)
      return [...found.values()];
    from = id(rows.at(-1));
  }
}

const exchange = venues[protocol]();
const orders = await all(from => exchange.fetchOrders(symbol, undefined, page, from === undefined ? { orderId: 1 } : { orderId: from }), order => order.id);
const trades = await all(from => exchange.fetchMyTrades(symbol, undefined, page, { fromId: from ?? 0 }), trade => trade.id);
const open = await exchange.fetchOpenOrders(symbol);
const balance = await exchange.fetchBalance();

const entries = readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line));
const end = entries.at(-1);
const made = new Set(entries.filter(entry => ['order_new', 'order_adopt'].includes(entry.type)).map(entry => entry.id));
const accepted = new Set(entries.filter(entry => entry.type === 'order_update' && entry.happened === 'accepted').map(entry => entry.id));
const fills = entries.filter(entry => entry.type === 'order_fill');

// Orders: none twice, none that is not ours, none that we hold for accepted and the venue has not.
const times = new Map();
orders.forEach(order => times.set(order.clientOrderId, (times.get(order.clientOrderId) ?? 0) + 1));
for (const [id, count] of times) {
  if (!isOurs(id) || !made.has(id))
    differ(`order ${id} is at the venue and not in the journal`);
  if (count > 1)
    differ(`order ${id} was accepted ${count} times`);
}
for (const id of accepted) {
  if (!times.has(id))
    differ(`order ${id} is accepted in the journal and not at the venue`);
}
if (open.length > 0 || end.open_orders.length > 0)
  differ(`${open.length} orders are open at the venue, ${end.open_orders.length} in the journal; must be none`);

// Fills: the same trades, each once, at the same price, in the same size.
const clientIds = new Map(orders.map(order => [order.id, order.clientOrderId]));
const byTrade = new Map(trades.map(trade => [trade.id, trade]));
for (const fill of fills) {
  const trade = byTrade.get(fill.trade_id);
  if (trade === undefined || Number(fill.price) !== trade.price || Number(fill.quantity) !== trade.amount || clientIds.get(trade.order) !== fill.id)
    differ(`fill ${fill.trade_id} of order ${fill.id} is not at the venue as it is in the journal`);
}
if (fills.length !== trades.length || new Set(fills.map(fill => fill.trade_id)).size !== fills.length)
  differ(`${trades.length} fills are at the venue, ${fills.length} in the journal`);
for (const order of orders) {
  const filled = sum(fills.filter(fill => fill.id === order.clientOrderId).map(fill => Number(fill.quantity)));
  if (filled !== order.filled)
    differ(`order ${order.clientOrderId} filled ${order.filled} at the venue, ${filled} in the journal`);
}

// Balances, and the position that the fills make.
for (const { currency, total, locked } of end.balances) {
  if (Number(total) !== (balance.total[currency] ?? 0) || Number(locked) !== 0)
    differ(`${currency} is ${balance.total[currency]} at the venue, ${total} (${locked} held back) in the journal`);
}
const net = sum(trades.map(trade => (trade.side === 'buy' ? trade.amount - (trade.fee.currency === 'BTC' ? trade.fee.cost : 0) : -trade.amount)));
if (net !== Number(end.positions[0].quantity))
  differ(`the position is ${net} by the venue's fills, ${end.positions[0].quantity} in the journal`);

console.log(`${orders.length} orders, ${trades.length} fills, position ${net}, ${end.balances.map(one => `${one.total} ${one.currency}`).join(', ')}, ${end.epochs} starts`);
differences.forEach(text => console.log(`  DIFFERS: ${text}`));
process.exit(differences.length === 0 ? 0 : 1);
