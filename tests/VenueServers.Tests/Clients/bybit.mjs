// A person's session at Bybit by ccxt, of which only the addresses are overridden: node bybit.mjs HTTP-ADDRESS KEY SECRET.
// Writes one JSON object of what was seen.
import ccxt from 'ccxt';

const [address, apiKey, secret] = process.argv.slice(2);
const sockets = address.replace('http', 'ws');
const symbol = 'BTC/USDT';
const perpetual = 'BTC/USDT:USDT';
const exchange = new ccxt.pro.bybit({ apiKey, secret });
exchange.setSandboxMode(true);
for (const name of Object.keys(exchange.urls.api)) {
  if (name !== 'ws')
    exchange.urls.api[name] = address;
}
exchange.urls.api.ws.public = { spot: `${sockets}/v5/public/spot`, linear: `${sockets}/v5/public/linear` };
exchange.urls.api.ws.private = { contract: `${sockets}/v5/private`, trade: `${sockets}/v5/trade` };

await exchange.loadHttpProxyAgent(); // Of ccxt's own for addresses that are not encrypted: ws://.

const round = value => Number(value.toFixed(8));
const seen = {};
try {
  const markets = await exchange.loadMarkets();
  seen.markets = Object.keys(markets).sort();
  seen.spot = { price: markets[symbol].precision.price, amount: markets[symbol].precision.amount, least: markets[symbol].limits.cost.min };
  seen.linear = { price: markets[perpetual].precision.price, amount: markets[perpetual].precision.amount, leverage: markets[perpetual].limits.leverage.max };
  seen.time = await exchange.fetchTime();
  const book = await exchange.fetchOrderBook(symbol, 5);
  seen.book = { bids: book.bids.length, asks: book.asks.length, isOrdered: book.bids[0][0] < book.asks[0][0] };
  const candles = await exchange.fetchOHLCV(perpetual, '1m', undefined, 10);
  seen.candles = { count: candles.length, step: candles[1][0] - candles[0][0] };
  seen.tickers = [(await exchange.fetchTicker(symbol)).symbol, (await exchange.fetchTicker(perpetual)).symbol];
  seen.funding = (await exchange.fetchFundingRateHistory(perpetual)).every(rate => rate.fundingRate === 0);

  const rests = await exchange.createOrder(symbol, 'limit', 'buy', 0.01, 50000);
  const open = await exchange.fetchOpenOrders(symbol);
  await exchange.editOrder(rests.id, symbol, 'limit', 'buy', 0.02, 51000);
  const changed = await exchange.fetchOpenOrder(rests.id, symbol);
  await exchange.cancelOrder(rests.id, symbol);
  const gone = (await exchange.fetchCanceledOrders(symbol)).find(order => order.id === rests.id);
  seen.limit = { open: open.map(order => order.id === rests.id), changed: [changed.amount, changed.price], after: gone.status, left: (await exchange.fetchOpenOrders(symbol)).length };

  const before = await exchange.fetchBalance();
  const bought = await exchange.createOrder(symbol, 'market', 'buy', 0.01, undefined, { marketUnit: 'baseCoin', createMarketBuyOrderRequiresPrice: false });
  const after = await exchange.fetchBalance();
  const trades = await exchange.fetchMyTrades(symbol);
  seen.market_order = {
    orders: (await exchange.fetchClosedOrders(symbol)).filter(order => order.id === bought.id).map(order => order.status),
    gained_and_paid: round(after.BTC.total - before.BTC.total + trades.reduce((sum, trade) => sum + trade.fee.cost, 0)),
    traded: round(trades.reduce((sum, trade) => sum + trade.amount, 0)),
    // Of each part it may be rounded.
    pays_a_thousandth: trades.every(trade => trade.fee.currency === 'BTC' && Math.abs(trade.fee.cost - trade.amount / 1000) < 1.5e-8),
  };
  seen.trades = (await exchange.fetchTrades(symbol)).every(trade => trade.price > 0 && trade.symbol === symbol);

  await exchange.setLeverage(20, perpetual);
  await exchange.createOrder(perpetual, 'market', 'sell', 0.05);
  const [held] = await exchange.fetchPositions([perpetual]);
  seen.position = { side: held.side, contracts: held.contracts, leverage: held.leverage };
  const stop = await exchange.createOrder(perpetual, 'market', 'buy', 0.05, undefined, { triggerPrice: 90000, triggerDirection: 'ascending', reduceOnly: true });
  seen.stops = (await exchange.fetchOpenOrders(perpetual)).map(order => [order.id === stop.id, order.triggerPrice, order.reduceOnly]);
  await exchange.cancelOrder(stop.id, perpetual);

  const printed = await exchange.watchTrades(symbol);
  seen.watched_trades = printed.every(trade => trade.symbol === symbol && trade.amount > 0);
  const watchedBooks = [];
  for (const which of [symbol, perpetual]) {
    let watched = await exchange.watchOrderBook(which);
    for (let update = 0; update < 20; update += 1)
      watched = await exchange.watchOrderBook(which);
    watchedBooks.push({ isOrdered: watched.bids[0][0] < watched.asks[0][0], isDeep: watched.bids.length > 5 && watched.asks.length > 5 });
  }
  seen.watched_books = watchedBooks;
  seen.watched_ticker = (await exchange.watchTicker(perpetual)).symbol;

  // What is reported while nobody awaits it is not told again: loops await it all the time.
  const [reports, fills, balances] = [[], [], []];
  let wake = () => {};
  const follow = async (watch, into) => {
    for (;;) {
      into.push(...[await watch()].flat());
      wake();
    }
  };
  const following = Promise.all([follow(() => exchange.watchOrders(), reports), follow(() => exchange.watchMyTrades(), fills), follow(() => exchange.watchBalance(), balances)]);
  following.catch(() => {}); // They end when the exchange is closed.
  // The subscription is on its way: orders are placed until one of them is reported.
  while (reports.length === 0 || balances.length === 0) {
    const order = await exchange.createOrderWs(symbol, 'limit', 'buy', 0.01, 50000);
    await exchange.cancelOrderWs(order.id, symbol);
  }
  const closed = await exchange.createOrderWs(perpetual, 'market', 'buy', 0.05, undefined, { reduceOnly: true });
  while (!reports.some(order => order.id === closed.id && order.status === 'closed') || !fills.some(fill => fill.order === closed.id))
    await Promise.race([following, new Promise(resolve => { wake = resolve; })]);
  seen.watched_orders = { last: reports.findLast(order => order.id === closed.id).status, symbols: [...new Set(reports.map(order => order.symbol))].sort() };
  seen.left = (await exchange.fetchPositions([perpetual]))[0].contracts;
  seen.watched_balance = balances[balances.length - 1].USDT.total > 0;
  console.log(JSON.stringify(seen));
} catch (error) {
  console.error(error, JSON.stringify(seen));
  process.exitCode = 1;
} finally {
  await exchange.close();
}
