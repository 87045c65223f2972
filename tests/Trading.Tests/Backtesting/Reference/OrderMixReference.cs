using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// The simulated venue as plain lists: any mix of market and limit orders and cancels, sent at the closes of bars, with latency and slippage.
/// Nothing is ever refused for want of money.
/// </summary>
internal sealed class OrderMixReference
{
    private readonly BarTable _table;
    private readonly SimulationOptions _options;
    private readonly FeeTier _fees;
    private readonly List<MixOrder> _waiting = [];
    private readonly List<MixOrder> _resting = [];
    private readonly List<ReferenceFill> _fills = [];
    private decimal _left;
    private decimal _cash;
    private decimal _position;

    private OrderMixReference(BarTable table, SimulationOptions options, FeeTier fees, decimal cash)
    {
        _table = table;
        _options = options;
        _fees = fees;
        _cash = cash;
    }

    // Steps are in the order of their bars.
    public static ReferenceRun Run(BarTable table, IReadOnlyList<ScriptedStep> steps, SimulationOptions options, FeeTier fees, decimal cash)
    {
        var run = new OrderMixReference(table, options, fees, cash);
        var orders = steps.Where(step => step.Request is not null).Select(step => new MixOrder(step.Request!)).ToArray();
        var (sent, made) = (0, 0);
        var onTheWay = new Queue<(long Time, MixOrder Order, bool IsCancel)>();
        for (var index = 0; index < table.Rows.Count; index++)
        {
            run.Match(table.Rows[index], onTheWay);
            for (; sent < steps.Count && steps[sent].Bar == index; sent++)
            {
                var isCancel = steps[sent].Request is null;
                var (close, latency) = (table.Rows[index].OpenTime + table.Interval.Nanos, options.Latency.Ticks * 100);
                var order = isCancel ? orders[steps[sent].Canceled] : orders[made++];
                if (!isCancel || order.IsToBeCanceled(close - latency))
                    onTheWay.Enqueue((close + latency, order, isCancel));
            }
        }
        return new ReferenceRun(run._fills, made, run._cash + (run._position * table.Rows[^1].Close));
    }

    private void Match(BarRow bar, Queue<(long Time, MixOrder Order, bool IsCancel)> onTheWay)
    {
        var interval = _table.Interval.Nanos;
        _left = _options.Participation is { } share ? decimal.Floor(bar.Volume * share / 0.00001m) * 0.00001m : decimal.MaxValue;
        var isHighFirst = _options.Path == BarPathRule.HighFirst || (_options.Path == BarPathRule.Adaptive && bar.High - bar.Open < bar.Open - bar.Low);
        decimal[] prices = [bar.Open, isHighFirst ? bar.High : bar.Low, isHighFirst ? bar.Low : bar.High, bar.Close];
        long[] times = [bar.OpenTime, bar.OpenTime + (interval / 3), bar.OpenTime + (interval / 3 * 2), bar.OpenTime + interval];
        var price = bar.Open;
        for (var point = 0; point < 4; point++)
        {
            while (onTheWay.TryPeek(out var request) && (point == 3 ? request.Time < times[3] : request.Time <= times[point]))
            {
                var (time, order, isCancel) = onTheWay.Dequeue();
                price = Expire(price, time, prices, times, point);
                if (point > 0)
                {
                    // What rests sees the line up to there first.
                    var there = PriceAt(time, prices, times, point);
                    FillResting(price, there, time);
                    price = there;
                }
                if (isCancel)
                {
                    _waiting.Remove(order);
                    _resting.Remove(order);
                    order.End(time);
                }
                else if (order.Expires <= time)
                {
                    order.End(time);
                }
                else if (point == 0)
                {
                    _waiting.Add(order);
                }
                else
                {
                    Meet(order, price, time);
                }
            }
            price = Expire(price, times[point], prices, times, point);
            FillResting(price, prices[point], times[point]);
            price = prices[point];
            if (point > 0)
                continue;
            var met = _waiting.ToArray();
            _waiting.Clear();
            foreach (var order in met)
                Meet(order, price, times[0]);
        }
    }

    // Those due by a moment end one date after the other, after what the line does before it; answers where the price is then.
    private decimal Expire(decimal price, long time, decimal[] prices, long[] times, int point)
    {
        while (_waiting.Concat(_resting).Select(order => order.Expires).Where(date => date <= time).DefaultIfEmpty(long.MaxValue).Min() is < long.MaxValue and var date)
        {
            if (point > 0)
            {
                var there = PriceAt(date - 1, prices, times, point);
                FillResting(price, there, date);
                price = there;
            }
            foreach (var order in _waiting.Concat(_resting).Where(order => order.Expires == date))
                order.End(date);
            _waiting.RemoveAll(order => order.Expires == date);
            _resting.RemoveAll(order => order.Expires == date);
        }
        return price;
    }

    private static decimal PriceAt(long time, decimal[] prices, long[] times, int point) =>
        prices[point - 1] + ((prices[point] - prices[point - 1]) * (time - times[point - 1]) / (times[point] - times[point - 1]));

    private void FillResting(decimal from, decimal to, long time)
    {
        while (_left > 0)
        {
            var reached = _resting.Where(order => IsGoneThrough(order, order.IsBuy ? Math.Min(from, to) : Math.Max(from, to))).ToArray();
            if (reached.Length == 0)
                return;
            // The side of the oldest goes first; within it the best price, then the oldest.
            var side = reached.Where(order => order.IsBuy == reached[0].IsBuy);
            var best = side.OrderBy(order => order.IsBuy ? -order.Limit : order.Limit).First();
            Fill(best, best.Limit, Liquidity.Maker, time);
            if (best.Rest == 0)
                _resting.Remove(best);
        }
    }

    private void Meet(MixOrder order, decimal price, long time)
    {
        var takes = !order.IsLimit || IsReached(order, price);
        var isRefused = (takes && order.Request.IsPostOnly) || (order.Request.TimeInForce == TimeInForce.Fok && (!takes || _left < order.Rest));
        if (takes && !isRefused)
            Fill(order, TakerPrice(order, price), Liquidity.Taker, time);
        if (isRefused || order.Request.TimeInForce == TimeInForce.Ioc)
            order.End(time);
        else if (order.Rest > 0)
            (order.IsLimit ? _resting : _waiting).Add(order);
    }

    private decimal TakerPrice(MixOrder order, decimal price)
    {
        if (order.IsBuy)
        {
            var bought = decimal.Ceiling(price * (1 + (_options.SlippageBps / 10_000)) * 100) / 100;
            return order.IsLimit ? Math.Min(bought, order.Limit) : bought;
        }
        var sold = decimal.Floor(price * (1 - (_options.SlippageBps / 10_000)) * 100) / 100;
        return order.IsLimit ? Math.Max(sold, order.Limit) : sold;
    }

    // By a whole increment, where a touch does not count.
    private bool IsGoneThrough(MixOrder order, decimal price) => _options.LimitFill == LimitFill.Touch
        ? IsReached(order, price)
        : (order.IsBuy ? price <= order.Limit - 0.01m : price >= order.Limit + 0.01m);

    private bool IsReached(MixOrder order, decimal price) => _options.LimitFill == LimitFill.Touch
        ? (order.IsBuy ? price <= order.Limit : price >= order.Limit)
        : (order.IsBuy ? price < order.Limit : price > order.Limit);

    private void Fill(MixOrder order, decimal price, Liquidity liquidity, long time)
    {
        var quantity = Math.Min(order.Rest, _left);
        if (quantity == 0)
            return;
        var fee = decimal.Round(price * quantity * (liquidity == Liquidity.Maker ? _fees.MakerRate : _fees.TakerRate), 8, MidpointRounding.ToEven);
        var sign = order.IsBuy ? 1 : -1;
        order.Rest -= quantity;
        if (order.Rest == 0)
            order.End(time);
        _left -= _options.Participation is null ? 0 : quantity;
        _cash -= (sign * price * quantity) + fee;
        _position += sign * quantity;
        _fills.Add(new ReferenceFill(time, order.Request.Side, price, quantity, fee, liquidity));
    }

    private sealed class MixOrder(OrderRequest request)
    {
        private long _ended = long.MaxValue;
        private bool _isCanceled;

        public OrderRequest Request => request;

        public bool IsBuy => request.Side == OrderSide.Buy;

        public bool IsLimit => request.Type == OrderType.Limit;

        public decimal Limit => request.Price!.Value;

        public long Expires => request.ExpireTime?.Value ?? long.MaxValue;

        public decimal Rest { get; set; } = request.Quantity;

        public void End(long time) => _ended = Math.Min(_ended, time);

        // Once, and not when it is known to have ended: at the venue by that moment.
        public bool IsToBeCanceled(long known)
        {
            var isFirst = !_isCanceled && _ended > known;
            _isCanceled |= isFirst;
            return isFirst;
        }
    }
}
