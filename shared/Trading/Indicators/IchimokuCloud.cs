using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Hosoda's Ichimoku: conversion and base line, the cloud between two leading spans, and the close that the lagging span is held against.</summary>
/// <remarks>
/// A line is halfway between the highest high and the lowest low of its bars. The spans are drawn <c>displacement</c> bars ahead: those of a bar were worked out that many bars
/// before it, so nothing here looks into the future. The lagging span is this bar's close drawn that many bars back; to tell whether it is above the price
/// there, hold the close against the output <c>lagging_price</c>, the close of that bar. Source: H. Sasaki, "Ichimoku Kinko Studies", 1996; StockCharts ChartSchool, "Ichimoku Cloud".
/// </remarks>
public sealed class IchimokuCloud : Indicator
{
    private readonly PriceRange _conversion;
    private readonly PriceRange _base;
    private readonly PriceRange _wide;
    private readonly DecimalWindow _firstSpans; // The last displacement + 1 of each, the oldest being those of this bar.
    private readonly DecimalWindow _secondSpans;
    private readonly DecimalWindow _closes;

    /// <summary>Makes one.</summary>
    /// <param name="conversion">Bars of the conversion line (tenkan-sen), 1 or more.</param>
    /// <param name="base">Bars of the base line (kijun-sen), 1 or more.</param>
    /// <param name="wide">Bars of the second leading span (senkou span B), 1 or more.</param>
    /// <param name="displacement">Bars that spans are drawn ahead and back, 1 or more.</param>
    public IchimokuCloud(int conversion, int @base, int wide, int displacement)
        : base(warmUpBars: Math.Max(Math.Max(conversion, @base), wide) + displacement, outputCount: 7)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(displacement);
        _conversion = new PriceRange(conversion);
        _base = new PriceRange(@base);
        _wide = new PriceRange(wide);
        _firstSpans = new DecimalWindow(displacement + 1);
        _secondSpans = new DecimalWindow(displacement + 1);
        _closes = new DecimalWindow(displacement + 1);
    }

    /// <inheritdoc/>
    public override bool IsReady => _firstSpans.IsFull && _secondSpans.IsFull;

    /// <summary>Conversion line, tenkan-sen. Without meaning while its output is NaN, as the others.</summary>
    public decimal Conversion => _conversion.Middle;

    /// <summary>Base line, kijun-sen.</summary>
    public decimal Base => _base.Middle;

    /// <summary>First leading span, senkou span A, at this bar.</summary>
    public decimal LeadingA => Oldest(_firstSpans);

    /// <summary>Second leading span, senkou span B, at this bar.</summary>
    public decimal LeadingB => Oldest(_secondSpans);

    /// <summary>First leading span that this bar draws ahead.</summary>
    public decimal AheadA => (Conversion + Base) / 2;

    /// <summary>Second leading span that this bar draws ahead.</summary>
    public decimal AheadB => _wide.Middle;

    /// <summary>The close that the lagging span, chikou span, is drawn over.</summary>
    public decimal LaggingPrice => Oldest(_closes);

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        _conversion.Add(bar);
        _base.Add(bar);
        _wide.Add(bar);
        _closes.Add(bar.Close.Value);
        if (_conversion.IsFull && _base.IsFull)
            _firstSpans.Add(AheadA);
        if (_wide.IsFull)
            _secondSpans.Add(AheadB);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _conversion.Save(writer);
        _base.Save(writer);
        _wide.Save(writer);
        _firstSpans.Save(writer);
        _secondSpans.Save(writer);
        _closes.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _conversion.Restore(ref reader);
        _base.Restore(ref reader);
        _wide.Restore(ref reader);
        _firstSpans.Restore(ref reader);
        _secondSpans.Restore(ref reader);
        _closes.Restore(ref reader);
    }

    private protected override double Read(int index) => index switch
    {
        0 => _conversion.IsFull ? (double)Conversion : double.NaN,
        1 => _base.IsFull ? (double)Base : double.NaN,
        2 => _firstSpans.IsFull ? (double)LeadingA : double.NaN,
        3 => _secondSpans.IsFull ? (double)LeadingB : double.NaN,
        4 => _firstSpans.Count > 0 ? (double)AheadA : double.NaN,
        5 => _wide.IsFull ? (double)AheadB : double.NaN,
        _ => _closes.IsFull ? (double)LaggingPrice : double.NaN,
    };

    private static decimal Oldest(DecimalWindow window) => window.Back(window.Period - 1);
}
