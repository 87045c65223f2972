using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// <c>bollinger-reversion</c> with limit entries, a share of a tenth of each bar's volume, strict limit fills and no latency, as one plain loop.
/// It has one order at most at the venue: a working entry is canceled before the exit is sent.
/// </summary>
internal sealed class BollingerReversionReference
{
    private const decimal FeeRate = 0.001m;
    private const decimal QuantityIncrement = 0.00001m;
    private const int Period = 20;

    private readonly List<BarRow> _bars;
    private readonly long _interval;
    private readonly List<ReferenceFill> _fills = [];
    private decimal _cash;
    private decimal _position;
    private decimal _volumeLeft;
    private decimal _limit;
    private decimal _buyRest;
    private bool _isBuyNew;
    private decimal _sellRest;
    private int _orders;

    private BollingerReversionReference(BarTable table, decimal cash)
    {
        _bars = table.Rows;
        _interval = table.Interval.Nanos;
        _cash = cash;
    }

    // Bars before the start are only seen; the quantity 0 takes the fraction of equity.
    public static ReferenceRun Run(BarTable table, int start, decimal cash, decimal quantity, decimal fraction)
    {
        var run = new BollingerReversionReference(table, cash);
        for (var index = start; index < run._bars.Count; index++)
        {
            run.Match(run._bars[index]);
            if (index >= Period - 1)
                run.Decide(index, quantity, fraction);
        }
        return new ReferenceRun(run._fills, run._orders, run._cash + (run._position * run._bars[^1].Close));
    }

    private void Match(BarRow bar)
    {
        _volumeLeft = Floor(0.1m * bar.Volume);
        // At the open: the resting entry at its limit, or what meets the market for the first time, or the exit's rest.
        if (_buyRest > 0 && !_isBuyNew && bar.Open < _limit)
            Buy(bar.OpenTime, _limit, Liquidity.Maker);
        if (_buyRest > 0 && _isBuyNew && bar.Open < _limit)
            Buy(bar.OpenTime, bar.Open, Liquidity.Taker);
        if (_sellRest > 0)
            Sell(bar.OpenTime, bar.Open);
        _isBuyNew = false;

        var lowIsFirst = bar.Open - bar.Low <= bar.High - bar.Open;
        decimal[] path = [bar.Open, lowIsFirst ? bar.Low : bar.High, lowIsFirst ? bar.High : bar.Low, bar.Close];
        long[] times = [bar.OpenTime, bar.OpenTime + (_interval / 3), bar.OpenTime + (_interval / 3 * 2), bar.OpenTime + _interval];
        for (var end = 1; end <= 3; end++)
        {
            if (_buyRest > 0 && Math.Min(path[end - 1], path[end]) < _limit)
                Buy(times[end], _limit, Liquidity.Maker);
        }
    }

    private void Decide(int index, decimal quantity, decimal fraction)
    {
        var close = _bars[index].Close;
        var (sum, squares) = (0m, 0m);
        for (var at = index - Period + 1; at <= index; at++)
        {
            sum += _bars[at].Close;
            squares += _bars[at].Close * _bars[at].Close;
        }
        // With n closes: mean = sum / n and variance = (n x squares - sum²) / n², so all is compared times n, and squared for the root.
        var below = sum - (Period * close);
        var isBelowBand = below > 0 && below * below > 4 * ((Period * squares) - (sum * sum));

        if (_position == 0 && _buyRest == 0 && _sellRest == 0)
        {
            if (isBelowBand)
                Enter(close, quantity > 0 ? quantity : Floor((_cash + (_position * close)) * fraction / close));
        }
        else if (below <= 0)
        {
            _buyRest = 0;
            if (_position > 0 && _sellRest == 0)
            {
                _sellRest = _position;
                _orders++;
            }
        }
    }

    private void Enter(decimal limit, decimal quantity)
    {
        if (quantity == 0 || limit * quantity * (1 + FeeRate) > _cash)
            return;
        (_limit, _buyRest, _isBuyNew) = (limit, quantity, true);
        _orders++;
    }

    private void Buy(long time, decimal price, Liquidity liquidity)
    {
        var quantity = Math.Min(_buyRest, _volumeLeft);
        _buyRest -= quantity;
        Book(time, OrderSide.Buy, price, quantity, liquidity);
    }

    private void Sell(long time, decimal price)
    {
        var quantity = Math.Min(_sellRest, _volumeLeft);
        _sellRest -= quantity;
        Book(time, OrderSide.Sell, price, quantity, Liquidity.Taker);
    }

    private void Book(long time, OrderSide side, decimal price, decimal quantity, Liquidity liquidity)
    {
        if (quantity == 0)
            return;
        var sign = side == OrderSide.Buy ? 1 : -1;
        var fee = decimal.Round(price * quantity * FeeRate, 8, MidpointRounding.ToEven);
        _volumeLeft -= quantity;
        _cash -= (sign * price * quantity) + fee;
        _position += sign * quantity;
        _fills.Add(new ReferenceFill(time, side, price, quantity, fee, liquidity));
    }

    private static decimal Floor(decimal quantity) => decimal.Floor(quantity / QuantityIncrement) * QuantityIncrement;
}
