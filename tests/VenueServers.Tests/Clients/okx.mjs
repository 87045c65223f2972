// A person's session at OKX by ccxt, of which only the addresses are overridden: node okx.mjs HTTP-ADDRESS KEY SECRET PASSPHRASE.
// Writes one JSON object of what was seen.
import ccxt from 'ccxt';

const [address, apiKey, secret, password] = process.argv.slice(2);
const spot = 'BTC/USDT';
const swap = 'BTC/USDT:USDT';
const exchange = new ccxt.pro.okx({ apiKey, secret, password, options: { fetchMarkets: { types: ['spot', 'swap'] } } });
exchange.urls.api.rest = address;
exchange.urls.api.ws = `${address.replace('http', 'ws')}/ws/v5`;

await exchange.loadHttpProxyAgent(); // Of ccxt's own for addresses that are not encrypted: ws://.

const seen = {};
try {
  const markets = await exchange.loadMarkets();
  seen.market = {
    symbols: Object.keys(markets).sort(),
    least: markets[spot].limits.amount.min,
    price: markets[spot].precision.price,
    contract: markets[swap].contractSize,
    linear: markets[swap].linear,
  };
  seen.time = await exchange.fetchTime();
  const book = await exchange.fetchOrderBook(spot, 5);
  seen.book = { bids: book.bids.length, asks: book.asks.length, isOrdered: book.bids[0][0] < book.asks[0][0] };
  const candles = await exchange.fetchOHLCV(spot, '1m', undefined, 10);
  seen.candles = { count: candles.length, step: candles[1][0] - candles[0][0] };
  seen.ticker = (await exchange.fetchTicker(spot)).symbol;
  seen.tickers = Object.keys(await exchange.fetchTickers([spot, 'ETH/USDT'])).sort();
  seen.funding = (await exchange.fetchFundingRate(swap)).fundingRate;
  seen.mark = (await exchange.fetchMarkPrice(swap)).markPrice > 0;

  const rests = await exchange.createOrder(spot, 'limit', 'buy', 0.01, 50000);
  const open = await exchange.fetchOpenOrders(spot);
  await exchange.editOrder(rests.id, spot, 'limit', 'buy', 0.02, 50001);
  const edited = await exchange.fetchOrder(rests.id, spot);
  await exchange.cancelOrder(rests.id, spot);
  const gone = await exchange.fetchOrder(rests.id, spot);
  seen.limit = {
    open: open.map(order => [order.id === rests.id, order.status, order.amount, order.price]),
    edited: [edited.amount, edited.price],
    after: gone.status,
    left: (await exchange.fetchOpenOrders(spot)).length,
  };

  const before = await exchange.fetchBalance();
  const bought = await exchange.createOrder(spot, 'market', 'buy', 0.01);
  const after = await exchange.fetchBalance();
  const trades = await exchange.fetchMyTrades(spot);
  seen.market_order = {
    status: (await exchange.fetchOrder(bought.id, spot)).status,
    gained: Number((after.BTC.total - before.BTC.total).toFixed(10)),
    traded: Number(trades.reduce((sum, trade) => sum + trade.amount, 0).toFixed(8)),
    fee: trades[0].fee.currency,
    closed: (await exchange.fetchClosedOrders(spot)).map(order => order.id === bought.id),
    canceled: (await exchange.fetchCanceledOrders(spot)).map(order => order.id === rests.id),
  };
  seen.refused = await exchange.createOrder(spot, 'limit', 'buy', 1000, 60000).then(() => 'taken', error => error.constructor.name);
  seen.trades = (await exchange.fetchTrades(spot)).every(trade => trade.price > 0 && trade.symbol === spot);

  const stop = await exchange.createOrder(swap, 'market', 'buy', 3, undefined, { triggerPrice: 90000 });
  seen.algo = { open: (await exchange.fetchOpenOrders(swap, undefined, undefined, { trigger: true })).map(order => [order.id === stop.id, order.triggerPrice]) };
  await exchange.cancelOrder(stop.id, swap, { trigger: true });
  seen.algo.left = (await exchange.fetchOpenOrders(swap, undefined, undefined, { trigger: true })).length;

  await exchange.setLeverage(10, swap, { mgnMode: 'cross' });
  await exchange.createOrder(swap, 'market', 'sell', 5);
  const [position] = await exchange.fetchPositions([swap]);
  await exchange.createOrder(swap, 'market', 'buy', 5, undefined, { reduceOnly: true });
  seen.swap = { contracts: position.contracts, side: position.side, leverage: position.leverage, size: position.contractSize, left: (await exchange.fetchPositions([swap])).filter(one => one.contracts > 0).length };

  const printed = await exchange.watchTrades(spot);
  seen.watched_trades = printed.every(trade => trade.symbol === spot && trade.amount > 0);
  let watched = await exchange.watchOrderBook(spot);
  for (let update = 0; update < 20; update += 1)
    watched = await exchange.watchOrderBook(spot);
  seen.watched_book = { isOrdered: watched.bids[0][0] < watched.asks[0][0], isDeep: watched.bids.length > 5 && watched.asks.length > 5 };
  seen.watched_ticker = (await exchange.watchTicker(spot)).symbol;
  seen.watched_candles = (await exchange.watchOHLCV(spot, '1m')).length > 0;
  seen.watched_balance = (await exchange.watchBalance()).USDT.total > 0;

  // What is reported while nobody awaits it is not told again: loops await it all the time.
  const [reports, fills, positions] = [[], [], []];
  let wake = () => {};
  const follow = async (watch, into) => {
    for (;;) {
      into.push(...await watch());
      wake();
    }
  };
  const following = Promise.all([
    follow(() => exchange.watchOrders(spot), reports),
    follow(() => exchange.watchMyTrades(spot), fills),
    follow(() => exchange.watchPositions([swap]), positions),
  ]);
  following.catch(() => {}); // They end when the exchange is closed.
  // The subscription is on its way: orders are placed until one of them is reported.
  while (reports.length === 0) {
    const order = await exchange.createOrder(spot, 'limit', 'buy', 0.01, 50000);
    await exchange.cancelOrder(order.id, spot);
  }
  const sold = await exchange.createOrder(spot, 'market', 'sell', 0.01);
  await exchange.createOrder(swap, 'market', 'buy', 2);
  const isDone = () => reports.some(order => order.id === sold.id && order.status === 'closed') && fills.some(fill => fill.order === sold.id) && positions.some(one => one.contracts === 2);
  while (!isDone())
    await Promise.race([following, new Promise(resolve => { wake = resolve; })]);
  seen.watched_orders = { last: reports.findLast(order => order.id === sold.id).status, isSold: fills.every(fill => fill.order !== sold.id || fill.side === 'sell') };

  const byId = await exchange.createOrderWs(spot, 'limit', 'buy', 0.01, 50000);
  const cancel = await exchange.cancelOrderWs(byId.id, spot);
  seen.by_socket = [byId.id === cancel.id, (await exchange.fetchOrder(byId.id, spot)).status];
  console.log(JSON.stringify(seen));
} catch (error) {
  console.error(error, JSON.stringify(seen));
  process.exitCode = 1;
} finally {
  await exchange.close();
}
