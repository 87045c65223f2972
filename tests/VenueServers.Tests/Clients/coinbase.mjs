// A person's session at Coinbase by ccxt, of which only the addresses are overridden: node coinbase.mjs HTTP-ADDRESS KEY-NAME PRIVATE-KEY.
// Writes one JSON object of what was seen.
import ccxt from 'ccxt';

const [address, apiKey, secret] = process.argv.slice(2);
const spot = 'BTC/USD';
const open = credentials => {
  const exchange = new ccxt.pro.coinbase(credentials);
  exchange.urls.api.rest = address;
  exchange.urls.api.ws = address.replace('http', 'ws');
  return exchange;
};
const exchange = open({ apiKey, secret });

await exchange.loadHttpProxyAgent(); // Of ccxt's own for addresses that are not encrypted: ws://.

const seen = {};
try {
  const markets = await exchange.loadMarkets();
  seen.market = {
    symbols: Object.keys(markets).sort(),
    least: markets[spot].limits.amount.min,
    price: markets[spot].precision.price,
    taker: markets[spot].taker,
    spot: markets[spot].spot,
  };
  seen.time = await exchange.fetchTime();
  const book = await exchange.fetchOrderBook(spot, 5);
  seen.book = { bids: book.bids.length, asks: book.asks.length, isOrdered: book.bids[0][0] < book.asks[0][0] };
  const candles = await exchange.fetchOHLCV(spot, '1m', Date.now() - 12 * 60000, 10);
  seen.candles = { count: candles.length, step: candles[1][0] - candles[0][0] };
  seen.trades = (await exchange.fetchTrades(spot)).every(trade => trade.price > 0 && trade.symbol === spot);
  const ticker = await exchange.fetchTicker(spot);
  seen.ticker = ticker.bid < ticker.ask && ticker.last > 0;
  seen.tickers = Object.keys(await exchange.fetchTickers([spot, 'ETH/USD'])).sort();
  seen.best = Object.keys(await exchange.fetchBidsAsks([spot]));
  seen.fees = (await exchange.fetchTradingFees())[spot].maker;
  seen.accounts = (await exchange.fetchAccounts()).map(account => account.code).sort();

  const rests = await exchange.createOrder(spot, 'limit', 'buy', 0.01, 50000, { client_order_id: 'resting', postOnly: true });
  const working = await exchange.fetchOpenOrders(spot);
  await exchange.editOrder(rests.id, spot, 'limit', 'buy', 0.02, 50001);
  const edited = await exchange.fetchOrder(rests.id, spot);
  await exchange.cancelOrder(rests.id, spot);
  const gone = await exchange.fetchOrder(rests.id, spot);
  seen.limit = {
    open: working.map(order => [order.id === rests.id, order.status, order.amount, order.price, order.postOnly]),
    edited: [edited.amount, edited.price],
    after: gone.status,
    left: (await exchange.fetchOpenOrders(spot)).length,
    canceled: (await exchange.fetchCanceledOrders(spot)).map(order => order.id === rests.id),
  };
  const again = await exchange.createOrder(spot, 'limit', 'buy', 0.01, 50000, { client_order_id: 'resting' });
  seen.again = again.id === rests.id;

  const stops = await exchange.createOrder(spot, 'limit', 'buy', 0.01, 71000, { stopLossPrice: 70000 });
  const waits = await exchange.fetchOrder(stops.id, spot);
  await exchange.cancelOrder(stops.id, spot);
  seen.stop = { trigger: waits.triggerPrice, price: waits.price, isOpen: waits.status === 'open' };

  const before = await exchange.fetchBalance({ v3: true });
  const bought = await exchange.createOrder(spot, 'market', 'buy', 0.01, 70000, { createMarketBuyOrderRequiresPrice: true })
    .then(order => exchange.fetchOrder(order.id, spot));
  const after = await exchange.fetchBalance({ v3: true });
  seen.cost = bought.cost * 1.012 <= 700.01 && bought.cost * 1.012 > 699.9; // 0.01 at 70,000 at most, the fee among it.
  await exchange.createOrder(spot, 'market', 'sell', Number((after.BTC.total - before.BTC.total).toFixed(8)));
  const start = await exchange.fetchBalance({ v3: true });
  await exchange.createOrder(spot, 'limit', 'buy', 0.01, 70000);
  const end = await exchange.fetchBalance({ v3: true });
  const trades = await exchange.fetchMyTrades(spot);
  const last = trades.at(-1).order;
  const mine = trades.filter(trade => trade.order === last);
  seen.market_order = {
    status: (await exchange.fetchOrder(last, spot)).status,
    gained: Number((end.BTC.total - start.BTC.total).toFixed(8)),
    traded: Number(mine.reduce((sum, trade) => sum + trade.amount, 0).toFixed(8)),
    fee: mine[0].fee.currency,
    isPaid: Math.abs(start.USD.total - end.USD.total - mine.reduce((sum, trade) => sum + trade.cost + trade.fee.cost, 0)) < 0.0001,
    closed: (await exchange.fetchClosedOrders(spot)).map(order => order.id === last).slice(-1),
  };
  seen.refused = await exchange.createOrder(spot, 'limit', 'buy', 1000, 60000).then(() => 'taken', error => error.constructor.name);
  const stranger = open({ apiKey: apiKey + 'x', secret });
  seen.unauthorized = await stranger.v3PrivateGetBrokerageAccounts().then(() => 'taken', error => error.constructor.name);

  const printed = await exchange.watchTrades(spot);
  seen.watched_trades = printed.every(trade => trade.symbol === spot && trade.amount > 0);
  let watched = await exchange.watchOrderBook(spot);
  for (let update = 0; update < 20; update += 1)
    watched = await exchange.watchOrderBook(spot);
  seen.watched_book = { isOrdered: watched.bids[0][0] < watched.asks[0][0], isDeep: watched.bids.length > 5 && watched.asks.length > 5 };
  seen.watched_ticker = (await exchange.watchTicker(spot)).symbol;
  seen.watched_tickers = Object.keys(await exchange.watchTickers([spot]));

  // What is reported while nobody awaits it is not told again: a loop awaits it all the time.
  const reports = [];
  let wake = () => {};
  const following = (async () => {
    for (;;) {
      reports.push(...await exchange.watchOrders(spot));
      wake();
    }
  })();
  following.catch(() => {}); // It ends when the exchange is closed.
  // The subscription is on its way: orders are placed until one of them is reported.
  while (reports.length === 0) {
    const order = await exchange.createOrder(spot, 'limit', 'buy', 0.01, 50000);
    await exchange.cancelOrder(order.id, spot);
  }
  const sold = await exchange.createOrder(spot, 'market', 'sell', 0.01);
  while (!reports.some(order => order.id === sold.id && order.status === 'closed'))
    await Promise.race([following, new Promise(resolve => { wake = resolve; })]);
  const report = reports.findLast(order => order.id === sold.id);
  seen.watched_orders = { last: report.status, filled: report.filled, side: report.side };
  console.log(JSON.stringify(seen));
} catch (error) {
  console.error(error, JSON.stringify(seen));
  process.exitCode = 1;
} finally {
  await exchange.close();
}
