// Compares an account at a venue, read by ccxt over the venue's REST alone, with what `veloz verify --json` tells of the engine's journal:
// node audit.mjs PROTOCOL HTTP-ADDRESS KEY SECRET[:PASSPHRASE] JOURNAL-LINES. Writes what it compared; ends with 1 where something differs.
import { readFileSync } from 'node:fs';
import ccxt from 'ccxt';

const [protocol, address, apiKey, proof, file] = process.argv.slice(2);
const [secret, password] = protocol.startsWith('okx') ? proof.split(':') : [proof];

const differences = [];
const differ = text => differences.push(text);
const amountOf = entry => Number(entry.change.amount);
const isOurs = id => /^vl[0-9a-z]{22}$/.test(id ?? '');
const sum = numbers => Number(numbers.reduce((all, one) => all + one, 0).toFixed(8));

// The venue goes wrong on purpose while it is read, too: what it had no time for is asked again.
async function patiently(ask) {
  const [tries, pause] = [20, 3000];
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tried === tries || !(error instanceof ccxt.NetworkError))
        throw error;
      await new Promise(resolve => { setTimeout(resolve, pause); });
    }
  }
}

// All rows of a list: a page is asked for with what comes behind the last, until one brings nothing new.
async function all(read, idOf) {
  const found = new Map();
  for (let last; ;) {
    const before = found.size;
    const rows = await patiently(() => read(last));
    rows.forEach(row => found.set(idOf(row), row));
    if (found.size === before)
      return [...found.values()];
    last = rows.at(-1);
  }
}

async function allPages(read, idOf) {
  const found = new Map();
  for (let cursor; ;) {
    const [rows, next] = await patiently(() => read(cursor === undefined ? {} : { cursor }));
    rows.forEach(row => found.set(idOf(row), row));
    if (rows.length === 0 || !next)
      return [...found.values()];
    cursor = next;
  }
}

// Each gives orders { clientId, filled }, how many are open, trades { id, clientId, price, amount, isBuy, feeInBase }, and balances by currency; of perpetuals also the position,
// fundings { id, change, time }, and with each trade what it brought as pnl.
const venues = {
  async binance() {
    const exchange = new ccxt.binance({ apiKey, secret, options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] } } });
    exchange.setSandboxMode(true);
    exchange.urls.api.public = `${address}/api/v3`;
    exchange.urls.api.private = `${address}/api/v3`;
    const [symbol, limit] = ['BTCUSDT', 1000];
    const orders = await all(last => exchange.privateGetAllOrders({ symbol, limit, orderId: last === undefined ? 1 : Number(last.orderId) + 1 }), row => row.orderId);
    // Of a trade with oneself both sides have the same id.
    const trades = await all(last => exchange.privateGetMyTrades({ symbol, limit, fromId: last === undefined ? 0 : Number(last.id) }), row => `${row.id} ${row.orderId}`);
    const clientIds = new Map(orders.map(row => [row.orderId, row.clientOrderId]));
    return {
      orders: orders.map(row => ({ clientId: row.clientOrderId, filled: Number(row.executedQty) })),
      open: (await patiently(() => exchange.privateGetOpenOrders({ symbol }))).length,
      trades: trades.map(row => ({
        id: String(row.id), clientId: clientIds.get(row.orderId), price: Number(row.price), amount: Number(row.qty), isBuy: row.isBuyer, feeInBase: row.commissionAsset === 'BTC' ? Number(row.commission) : 0,
      })),
      balances: (await patiently(() => exchange.fetchBalance())).total,
    };
  },
  async bybit() {
    const exchange = new ccxt.bybit({ apiKey, secret });
    exchange.urls.api = Object.fromEntries(Object.keys(exchange.urls.api).map(name => [name, address]));
    const spot = { category: 'spot', symbol: 'BTCUSDT' };
    const page = answer => [answer.result.list, answer.result.nextPageCursor];
    const open = await allPages(async cursor => page(await exchange.privateGetV5OrderRealtime({ ...spot, openOnly: 0, limit: 50, ...cursor })), row => row.orderId);
    const ended = await allPages(async cursor => page(await exchange.privateGetV5OrderHistory({ ...spot, limit: 50, ...cursor })), row => row.orderId);
    const trades = await allPages(async cursor => page(await exchange.privateGetV5ExecutionList({ ...spot, limit: 100, ...cursor })), row => row.execId);
    const orders = [...new Map([...open, ...ended].map(row => [row.orderId, row])).values()];
    return {
      orders: orders.map(row => ({ clientId: row.orderLinkId, filled: Number(row.cumExecQty) })),
      open: open.filter(row => ['New', 'PartiallyFilled', 'Untriggered'].includes(row.orderStatus)).length,
      trades: trades.map(row => ({
        id: row.execId, clientId: row.orderLinkId, price: Number(row.execPrice), amount: Number(row.execQty), isBuy: row.side === 'Buy', feeInBase: row.feeCurrency === 'BTC' ? Number(row.execFee) : 0,
      })),
      balances: (await patiently(() => exchange.fetchBalance())).total,
    };
  },
  async coinbase() {
    const exchange = new ccxt.coinbase({ apiKey, secret });
    exchange.urls.api.rest = address;
    const spot = { product_ids: 'BTC-USD', limit: 100 };
    const orders = await allPages(async cursor => {
      const { orders: rows, cursor: next } = await exchange.v3PrivateGetBrokerageOrdersHistoricalBatch({ ...spot, ...cursor });
      return [rows, next];
    }, row => row.order_id);
    const trades = await allPages(async cursor => {
      const { fills, cursor: next } = await exchange.v3PrivateGetBrokerageOrdersHistoricalFills({ ...spot, ...cursor });
      return [fills, next];
    }, row => row.trade_id);
    const clientIds = new Map(orders.map(row => [row.order_id, row.client_order_id]));
    return {
      orders: orders.map(row => ({ clientId: row.client_order_id, filled: Number(row.filled_size) })),
      open: orders.filter(row => ['OPEN', 'PENDING', 'QUEUED', 'CANCEL_QUEUED'].includes(row.status)).length,
      trades: trades.map(row => ({
        id: row.trade_id, clientId: clientIds.get(row.order_id), price: Number(row.price), amount: Number(row.size), isBuy: row.side === 'BUY', feeInBase: 0,
      })),
      balances: (await patiently(() => exchange.fetchBalance({ v3: true }))).total,
    };
  },
  okx: () => askOkx('SPOT', 'BTC-USDT', 1),
  'okx-perp': () => askOkx('SWAP', 'BTC-USDT-SWAP', 0.01),
};

// A swap is counted in contracts there.
async function askOkx(instType, instId, contractSize) {
  const exchange = new ccxt.okx({ apiKey, secret, password });
  exchange.setSandboxMode(true);
  exchange.urls.api.rest = address;
  const market = { instType, instId, limit: 100 };
  const quantity = size => sum([Number(size) * contractSize]);
  const after = (last, name) => (last === undefined ? {} : { after: last[name] });
  const open = await all(async last => (await exchange.privateGetTradeOrdersPending({ ...market, ...after(last, 'ordId') })).data, row => row.ordId);
  const ended = await all(async last => (await exchange.privateGetTradeOrdersHistory({ ...market, ...after(last, 'ordId') })).data, row => row.ordId);
  const trades = await all(async last => (await exchange.privateGetTradeFillsHistory({ ...market, ...after(last, 'billId') })).data, row => row.billId);
  const algo = { ...market, ordType: 'conditional' };
  const waiting = await all(async last => (await exchange.privateGetTradeOrdersAlgoPending({ ...algo, ...after(last, 'algoId') })).data, row => row.algoId);
  const waited = [];
  for (const state of ['effective', 'canceled', 'order_failed'])
    waited.push(...await all(async last => (await exchange.privateGetTradeOrdersAlgoHistory({ ...algo, state, ...after(last, 'algoId') })).data, row => row.algoId));
  // What a trigger made is the order that waited for it.
  const rows = [...new Map([...open, ...ended].map(row => [row.ordId, row])).values()];
  const algos = [...new Map([...waiting, ...waited].map(row => [row.algoId, row])).values()];
  const clientIds = new Map(rows.map(row => [row.ordId, row.algoClOrdId || row.clOrdId]));
  const seen = {
    orders: [
      ...rows.filter(row => !row.algoClOrdId).map(row => ({ clientId: row.clOrdId, filled: quantity(row.accFillSz) })),
      ...algos.map(row => ({ clientId: row.algoClOrdId, filled: sum(rows.filter(child => child.algoClOrdId === row.algoClOrdId).map(child => quantity(child.accFillSz))) })),
    ],
    open: open.length + waiting.length,
    trades: trades.map(row => ({
      id: row.tradeId, clientId: clientIds.get(row.ordId), price: Number(row.fillPx), amount: quantity(row.fillSz), isBuy: row.side === 'buy', feeInBase: row.feeCcy === 'BTC' ? -Number(row.fee) : 0,
      pnl: row.fillPnl,
    })),
  };
  if (instType === 'SPOT')
    return { ...seen, balances: (await patiently(() => exchange.fetchBalance())).total };
  // None must be paid while the balance is read.
  const readBills = () => all(async last => (await exchange.privateGetAccountBillsArchive({ ...market, type: 8, ...after(last, 'billId') })).data, row => row.billId);
  let [bills, details] = [await readBills()];
  for (let before; before !== bills.length;) {
    before = bills.length;
    details = (await patiently(() => exchange.privateGetAccountBalance())).data[0].details;
    bills = await readBills();
  }
  return {
    ...seen,
    position: sum((await patiently(() => exchange.privateGetAccountPositions({ instId }))).data.map(row => quantity(row.pos))),
    fundings: bills.map(row => ({ id: row.billId, change: Number(row.balChg), time: Number(row.ts) })),
    balances: Object.fromEntries(details.map(row => [row.ccy, Number(row.cashBal)])),
  };
}

// The venue goes wrong on purpose while it is asked, too, as by taking no requests for a while: then all of it is asked for anew.
async function ask() {
  for (let tried = 1; ; tried++) {
    try {
      return await venues[protocol]();
    } catch (error) {
      if (!(error instanceof ccxt.NetworkError) || tried === 6)
        throw error;
      await new Promise(done => setTimeout(done, 10_000));
    }
  }
}

const { orders, open, trades, balances, position, fundings } = await ask();

const entries = readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line));
const end = entries.at(-1);
const made = new Set(entries.filter(entry => ['order_new', 'order_adopt'].includes(entry.type)).map(entry => entry.id));
const accepted = new Set(entries.filter(entry => entry.type === 'order_update' && entry.happened === 'accepted').map(entry => entry.id));
const fills = entries.filter(entry => entry.type === 'order_fill');

// Orders: none twice, none that is not ours, none that we hold for accepted and the venue has not.
const times = new Map();
orders.forEach(order => times.set(order.clientId, (times.get(order.clientId) ?? 0) + 1));
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
if (open > 0 || end.open_orders.length > 0)
  differ(`${open} orders are open at the venue, ${end.open_orders.length} in the journal; must be none`);

// Fills: the same trades, each once, at the same price, in the same size.
const sideOf = (trade, order) => `${trade} ${order}`; // Who trades with himself has both sides of a trade.
const byTrade = new Map(trades.map(trade => [sideOf(trade.id, trade.clientId), trade]));
for (const fill of fills) {
  const trade = byTrade.get(sideOf(fill.trade_id, fill.id));
  if (trade === undefined || Number(fill.price) !== trade.price || Number(fill.quantity) !== trade.amount)
    differ(`fill ${fill.trade_id} of order ${fill.id} is not at the venue as it is in the journal`);
}
if (fills.length !== trades.length || new Set(fills.map(fill => sideOf(fill.trade_id, fill.id))).size !== fills.length)
  differ(`${trades.length} fills are at the venue, ${fills.length} in the journal`);
for (const order of orders) {
  const filled = sum(fills.filter(fill => fill.id === order.clientId).map(fill => Number(fill.quantity)));
  if (filled !== order.filled)
    differ(`order ${order.clientId} filled ${order.filled} at the venue, ${filled} in the journal`);
}

// Funding: each once, as the venue booked it. What it booked since the engine last looked cannot be there.
const unseen = {};
if (fundings !== undefined) {
  const booked = entries.filter(entry => entry.type === 'account_update' && entry.reason === 'funding');
  const agreed = entries.filter(entry => entry.type === 'reconcile_result' && entry.differences.length === 0).at(-1);
  for (const funding of fundings) {
    const found = booked.filter(entry => entry.reference.endsWith(` ${funding.id}`));
    if (found.length === 0 && funding.time > Date.parse(agreed.time) - 15_000)
      unseen.USDT = sum([unseen.USDT ?? 0, funding.change]);
    else if (found.length !== 1 || amountOf(found[0]) !== funding.change)
      differ(`funding ${funding.id} of ${funding.change} is in the journal ${found.length} times`);
  }
  if (booked.some(entry => !fundings.some(funding => entry.reference.endsWith(` ${funding.id}`))))
    differ('a funding is in the journal and not at the venue');
  for (const fill of fills) {
    if (Number(fill.realized_pnl) !== Number(byTrade.get(sideOf(fill.trade_id, fill.id))?.pnl))
      differ(`fill ${fill.trade_id} brought ${byTrade.get(sideOf(fill.trade_id, fill.id))?.pnl} at the venue, ${fill.realized_pnl} in the journal`);
  }
}

// Balances, and the position that the fills make.
for (const { currency, total, locked } of end.balances) {
  if (sum([Number(total), unseen[currency] ?? 0]) !== sum([balances[currency] ?? 0]) || Number(locked) !== 0)
    differ(`${currency} is ${balances[currency]} at the venue, ${total} (${locked} held back) in the journal`);
}
const net = sum(trades.map(trade => (trade.isBuy ? trade.amount : -trade.amount) - trade.feeInBase));
if (net !== Number(end.positions[0].quantity))
  differ(`the position is ${net} by the venue's fills, ${end.positions[0].quantity} in the journal`);
if (position !== undefined && position !== net)
  differ(`the position is ${position} at the venue, ${net} by its fills`);

console.log(`${orders.length} orders, ${trades.length} fills, position ${net}, ${fundings === undefined ? '' : `${fundings.length} fundings, `}${end.balances.map(one => `${one.total} ${one.currency}`).join(', ')}, ${end.epochs} starts`);
differences.forEach(text => console.log(`  DIFFERS: ${text}`));
process.exit(differences.length === 0 ? 0 : 1);
