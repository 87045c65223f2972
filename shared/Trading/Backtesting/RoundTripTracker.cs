using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Makes round trips of fills, flat to flat, with their excursions.</summary>
/// <remarks>
/// Excursions go by the extremes of every bar that closes while the trip is open, the entry's whole bar included, which is the careful reading
/// where the entry came within it; and by the fills' own prices. Fees in base currency leave the position at their fill's price; flat is less than a quantity increment.
/// </remarks>
internal sealed class RoundTripTracker
{
    private readonly List<RoundTrip> _closed = [];
    private Trip? _open;

    public IReadOnlyList<RoundTrip> Closed => _closed;

    public bool HasOpen => _open is not null;

    public void Add(in Bar bar)
    {
        if (_open is { } trip && trip.EntryTime < bar.CloseTime)
            trip.Add(in bar);
    }

    public void Add(Instrument instrument, OrderSide side, VenueReport.Filled fill, decimal feeInBase)
    {
        var rest = fill.Quantity;
        var fees = feeInBase == 0 ? fill.Fee.Amount : feeInBase * fill.Price.Value;
        if (_open is { } trip && trip.Side != side && rest.Value - Math.Abs(trip.Quantity) >= instrument.QuantityIncrement)
        {
            // It turns the position: a part of it, and of its fee, closes this trip.
            var closing = instrument.ToQuantity(Math.Abs(trip.Quantity), GridRounding.Up);
            var share = Currency.Round(fees * closing.Value / rest.Value);
            trip.Add(side, fill.Price, closing, share, feeInBase: 0);
            Close(fill.VenueTime);
            rest -= closing;
            fees -= share;
        }
        _open ??= new Trip(instrument.Id, instrument.QuantityIncrement, side, fill.VenueTime);
        _open.Add(side, fill.Price, rest, fees, feeInBase);
        if (_open.Quantity == 0)
            Close(fill.VenueTime);
    }

    private void Close(UnixNanos time)
    {
        _closed.Add(_open!.Close(time));
        _open = null;
    }

    private sealed class Trip(InstrumentId instrument, decimal quantityIncrement, OrderSide side, UnixNanos entryTime)
    {
        private readonly Position _position = new();
        private decimal _largest;
        private decimal _openedQuantity;
        private decimal _openedNotional;
        private decimal _closedQuantity;
        private decimal _closedNotional;
        private decimal _worst;
        private decimal _best;
        private decimal _lowest = decimal.MaxValue; // Of the bars since the last fill: between fills, profit goes with the price.
        private decimal _highest = decimal.MinValue;
        private int _bars;
        private int _fills;

        public OrderSide Side { get; } = side;

        public UnixNanos EntryTime { get; } = entryTime;

        public decimal Quantity => _position.SignedQuantity;

        public void Add(in Bar bar)
        {
            _bars++;
            if (bar.Low.Value < _lowest)
                _lowest = bar.Low.Value;
            if (bar.High.Value > _highest)
                _highest = bar.High.Value;
        }

        public void Add(OrderSide fillSide, Price price, Quantity quantity, decimal fee, decimal feeInBase)
        {
            _fills++;
            SeeBars();
            _position.Apply(fillSide, price, quantity, fee, feeInBase, restMax: quantityIncrement);
            _largest = Math.Max(_largest, Math.Abs(Quantity));
            if (fillSide == Side)
            {
                _openedQuantity += quantity.Value;
                _openedNotional += (price * quantity).Value;
            }
            else
            {
                _closedQuantity += quantity.Value;
                _closedNotional += (price * quantity).Value;
            }
            See(price.Value);
        }

        public RoundTrip Close(UnixNanos time) => new()
        {
            Instrument = instrument,
            Side = Side,
            EntryTime = EntryTime,
            ExitTime = time,
            Quantity = _largest,
            EntryPrice = _openedNotional / _openedQuantity,
            ExitPrice = _closedNotional / _closedQuantity,
            GrossPnl = _position.RealizedPnl,
            Fees = _position.FeesInQuote,
            Return = (_position.RealizedPnl - _position.FeesInQuote) / _openedNotional,
            MaxAdverseExcursion = -_worst,
            MaxFavorableExcursion = _best,
            Bars = _bars,
            Fills = _fills,
        };

        private void SeeBars()
        {
            if (_lowest <= _highest)
            {
                See(_lowest);
                See(_highest);
            }
            (_lowest, _highest) = (decimal.MaxValue, decimal.MinValue);
        }

        private void See(decimal price)
        {
            var profit = _position.RealizedPnl + _position.UnrealizedPnl(price);
            if (profit < _worst)
                _worst = profit;
            else if (profit > _best)
                _best = profit;
        }
    }
}
