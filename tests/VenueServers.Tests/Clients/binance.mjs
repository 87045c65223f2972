// A person's session at Binance by ccxt, of which only the addresses are overridden: node binance.mjs HTTP-ADDRESS KEY SECRET.
// Writes one JSON object of what was seen.
import ccxt from 'ccxt';

const [address, apiKey, secret] = process.argv.slice(2);
const sockets = address.replace('http', 'ws');
const symbol = 'BTC/USDT';
const exchange = new ccxt.pro.binance({ apiKey, secret, options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] } } });
exchange.setSandboxMode(true);
exchange.urls.api.public = `${address}/api/v3`;
exchange.urls.api.private = `${address}/api/v3`;
exchange.urls.api.ws.spot = `${sockets}/ws`;
exchange.urls.api.ws['ws-api'].spot = `${sockets}/ws-api/v3`;

await exchange.loadHttpProxyAgent(); // Of ccxt's own for addresses that are not encrypted: ws://.

const seen = {};
try {
  const markets = await exchange.loadMarkets();
  seen.market = { symbols: Object.keys(markets).sort(), limits: markets[symbol].limits.cost.min, price: markets[symbol].precision.price, amount: markets[symbol].precision.amount };
  seen.time = await exchange.fetchTime();
  const book = await exchange.fetchOrderBook(symbol, 5);
  seen.book = { bids: book.bids.length, asks: book.asks.length, isOrdered: book.bids[0][0] < book.asks[0][0] };
  const candles = await exchange.fetchOHLCV(symbol, '1m', undefined, 10);
  seen.candles = { count: candles.length, step: candles[1][0] - candles[0][0] };
  seen.ticker = (await exchange.fetchTicker(symbol)).symbol;

  const rests = await exchange.createOrder(symbol, 'limit', 'buy', 0.01, 50000);
  const open = await exchange.fetchOpenOrders(symbol);
  const gone = await exchange.cancelOrder(rests.id, symbol);
  seen.limit = { status: rests.status, open: open.map(order => order.id === rests.id), after: gone.status, left: (await exchange.fetchOpenOrders(symbol)).length };

  const before = await exchange.fetchBalance();
  const bought = await exchange.createOrder(symbol, 'market', 'buy', 0.01);
  const after = await exchange.fetchBalance();
  const trades = await exchange.fetchMyTrades(symbol);
  const orders = await exchange.fetchOrders(symbol);
  seen.market_order = {
    status: bought.status,
    filled: bought.filled,
    gained: Number((after.BTC.total - before.BTC.total).toFixed(8)),
    traded: Number(trades.reduce((sum, trade) => sum + trade.amount, 0).toFixed(8)),
    orders: orders.map(order => order.status),
  };
  seen.trades = (await exchange.fetchTrades(symbol)).every(trade => trade.price > 0 && trade.symbol === symbol);

  const printed = await exchange.watchTrades(symbol);
  seen.watched_trades = printed.every(trade => trade.symbol === symbol && trade.amount > 0);
  let watched = await exchange.watchOrderBook(symbol);
  for (let update = 0; update < 20; update += 1)
    watched = await exchange.watchOrderBook(symbol);
  seen.watched_book = { isOrdered: watched.bids[0][0] < watched.asks[0][0], isDeep: watched.bids.length > 5 && watched.asks.length > 5 };

  // What is reported while nobody awaits it is not told again: two loops await it all the time.
  const [reports, fills] = [[], []];
  let wake = () => {};
  const follow = async (watch, into) => {
    for (;;) {
      into.push(...await watch());
      wake();
    }
  };
  const following = Promise.all([follow(() => exchange.watchOrders(symbol), reports), follow(() => exchange.watchMyTrades(symbol), fills)]);
  following.catch(() => {}); // They end when the exchange is closed.
  // The subscription is on its way: orders are placed until one of them is reported.
  while (reports.length === 0) {
    const order = await exchange.createOrder(symbol, 'limit', 'buy', 0.01, 50000);
    await exchange.cancelOrder(order.id, symbol);
  }
  const sold = await exchange.createOrder(symbol, 'market', 'sell', 0.01);
  while (!reports.some(order => order.id === sold.id && order.status === 'closed') || !fills.some(fill => fill.order === sold.id))
    await Promise.race([following, new Promise(resolve => { wake = resolve; })]);
  seen.watched_orders = { last: reports.findLast(order => order.id === sold.id).status, isSold: fills.every(fill => fill.order !== sold.id || fill.side === 'sell') };
  console.log(JSON.stringify(seen));
} catch (error) {
  console.error(error, JSON.stringify(seen));
  process.exitCode = 1;
} finally {
  await exchange.close();
}
