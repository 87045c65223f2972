using System.Globalization;

namespace VeloZ.Domain;

/// <summary>A sweep as it is kept.</summary>
internal sealed record SweepDocument(
    int Schema,
    string Strategy,
    IReadOnlyList<ParameterDocument> Grid,
    BarsDocument Bars,
    string PriceIncrement,
    string QuantityIncrement,
    string Cash,
    string MakerRate,
    string TakerRate,
    string SlippageBps,
    string? Leverage,
    int PointsPerBatch,
    int ConcurrencyMax,
    string ToleratedShare)
{
    public static SweepDocument Of(BacktestSweep sweep) => new(
        BacktestDocuments.SchemaVersion,
        sweep.Strategy,
        [.. sweep.Grid.Select(one => new ParameterDocument(one.Name, one.Values))],
        BarsDocument.Of(sweep.Bars),
        DecimalText.Trimmed(sweep.PriceIncrement),
        DecimalText.Trimmed(sweep.QuantityIncrement),
        DecimalText.Trimmed(sweep.Cash),
        DecimalText.Trimmed(sweep.MakerRate),
        DecimalText.Trimmed(sweep.TakerRate),
        DecimalText.Trimmed(sweep.SlippageBps),
        sweep.Leverage is { } leverage ? DecimalText.Trimmed(leverage) : null,
        sweep.PointsPerBatch,
        sweep.ConcurrencyMax,
        DecimalText.Trimmed(sweep.ToleratedShare));

    public BacktestSweep ToSweep() => new()
    {
        Strategy = Strategy,
        Grid = [.. Grid.Select(one => new SweepParameter(one.Name, one.Values))],
        Bars = Bars.ToBars(),
        PriceIncrement = Amount.Read("price_increment", PriceIncrement),
        QuantityIncrement = Amount.Read("quantity_increment", QuantityIncrement),
        Cash = Amount.Read("cash", Cash),
        MakerRate = Amount.Read("maker_rate", MakerRate),
        TakerRate = Amount.Read("taker_rate", TakerRate),
        SlippageBps = Amount.Read("slippage_bps", SlippageBps),
        Leverage = Leverage is { } leverage ? Amount.Read("leverage", leverage) : null,
        PointsPerBatch = PointsPerBatch,
        ConcurrencyMax = ConcurrencyMax,
        ToleratedShare = Amount.Read("tolerated_share", ToleratedShare),
    };
}

/// <summary>A plan as it is kept: the sweep that was cut, and which content of its blob of bars it runs over.</summary>
internal sealed record PlanDocument(int Schema, SweepDocument Sweep, string BarsEtag, long BarsSizeBytes)
{
    public static PlanDocument Of(PinnedBacktestPlan plan) => new(BacktestDocuments.SchemaVersion, SweepDocument.Of(plan.Plan.Sweep), plan.Bars.ETag, plan.Bars.SizeBytes);

    public PinnedBacktestPlan ToPlan(BacktestJobId job)
    {
        if (Sweep.Schema != BacktestDocuments.SchemaVersion)
            throw new FormatException($"the sweep in it had schema {Sweep.Schema}, must be {BacktestDocuments.SchemaVersion}");
        if (BarsEtag.Length == 0)
            throw new FormatException("bars_etag was empty, must be the tag of a blob");
        if (BarsSizeBytes < 0)
            throw new FormatException($"bars_size_bytes was {BarsSizeBytes}, must be 0 or more");
        return new PinnedBacktestPlan(BacktestPlan.Of(job, Sweep.ToSweep()), new BarsPin(BarsEtag, BarsSizeBytes));
    }
}

/// <summary>A parameter of a grid as it is kept.</summary>
internal sealed record ParameterDocument(string Name, IReadOnlyList<string> Values);

/// <summary>Where bars are, as it is kept.</summary>
internal sealed record BarsDocument(string Blob, string Instrument, string Interval, string? From, string? To)
{
    public static BarsDocument Of(SweepBars bars) => new(bars.Blob.Text, bars.Instrument.Text, bars.Interval.Text, bars.From?.ToString(), bars.To?.ToString());

    public SweepBars ToBars() => new(BlobKey.Parse(Blob), InstrumentId.Parse(Instrument), BarInterval.Parse(Interval), Time(From), Time(To));

    private static UnixNanos? Time(string? text) => text is null ? null : UnixNanos.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
}

/// <summary>What became of a point, as it is kept: all but <c>point</c> and <c>parameters</c> is of one of the two outcomes.</summary>
internal sealed record PointDocument(
    int Point,
    IReadOnlyList<NamedText> Parameters,
    string? Code,
    string? Message,
    string? TradeHash,
    string? StateHash,
    int? Fills,
    int? Trades,
    string? EndEquity,
    string? Fees,
    string? MaxDrawdown)
{
    public static PointDocument Of(PointResult point)
    {
        var given = point.Parameters.Select(one => new NamedText(one.Key, one.Value)).ToArray();
        return point switch
        {
            PointResult.Done done => new(
                done.Point,
                given,
                Code: null,
                Message: null,
                done.TradeHash,
                done.StateHash,
                done.Fills,
                done.Trades,
                DecimalText.Trimmed(done.EndEquity),
                DecimalText.Trimmed(done.Fees),
                DecimalText.Trimmed(done.MaxDrawdown)),
            PointResult.Failed failed => new(failed.Point, given, failed.Code, failed.Message, TradeHash: null, StateHash: null, Fills: null, Trades: null, EndEquity: null, Fees: null, MaxDrawdown: null),
            _ => throw new InvariantException("point result was of an unknown kind"),
        };
    }

    public PointResult ToResult()
    {
        var given = Parameters.Select(one => KeyValuePair.Create(one.Name, one.Value)).ToArray();
        return Code is null
            ? new PointResult.Done(
                Point,
                given,
                Needed(TradeHash, "trade_hash"),
                Needed(StateHash, "state_hash"),
                Fills ?? throw new FormatException($"point {Point} had no fills"),
                Trades ?? throw new FormatException($"point {Point} had no trades"),
                Amount.Read("end_equity", Needed(EndEquity, "end_equity")),
                Amount.Read("fees", Needed(Fees, "fees")),
                Amount.Read("max_drawdown", Needed(MaxDrawdown, "max_drawdown")))
            : new PointResult.Failed(Point, given, Code, Message ?? "");
    }

    private string Needed(string? value, string name) => value ?? throw new FormatException($"point {Point} had no {name}");
}

/// <summary>A name and its text.</summary>
internal sealed record NamedText(string Name, string Value);

/// <summary>Amounts as text, with a sign where there is one.</summary>
internal static class Amount
{
    public static decimal Read(string name, string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"{name} was '{text}', must be a decimal number with a point, such as 0.5");
}
