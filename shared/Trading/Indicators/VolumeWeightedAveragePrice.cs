using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Volume-weighted average price since 00:00 UTC, and bands of weighted standard deviations around it.</summary>
/// <remarks>
/// The price of a bar is its typical price, the mean of high, low and close. A bar belongs to the day it opens in. Before the first volume of a day it is the last
/// typical price and the bands lie on it. The deviation is that of the typical prices weighted by volume, around the average of now.
/// Source: S. A. Berkowitz, D. E. Logue and E. A. Noser, "The Total Cost of Transactions on the NYSE", 1988; StockCharts ChartSchool, "Volume-Weighted Average Price".
/// The variance is brought up to date as in D. H. D. West, "Updating Mean and Variance Estimates", 1979, which does not lose digits.
/// </remarks>
public sealed class VolumeWeightedAveragePrice : Indicator
{
    private readonly double _deviations;
    private long? _day; // When it began.
    private decimal _volume;
    private decimal _money; // Three times price times volume.
    private decimal _price; // Three times the last typical price.
    private double _mean;
    private double _squares; // Volume times squared distance from the mean.

    /// <summary>Makes one.</summary>
    /// <param name="deviations">Standard deviations from the average to a band, above 0.</param>
    public VolumeWeightedAveragePrice(decimal deviations)
        : base(warmUpBars: 1, outputCount: 3)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviations);
        _deviations = (double)deviations;
    }

    /// <inheritdoc/>
    public override bool IsReady => _day is not null;

    /// <summary>The average. Without meaning before <see cref="Indicator.IsReady"/>, as the bands.</summary>
    public double Value => (double)(_volume == 0 ? _price / 3 : _money / (3 * _volume));

    /// <summary>The upper band.</summary>
    public double Upper => Value + Distance;

    /// <summary>The lower band.</summary>
    public double Lower => Value - Distance;

    private double Distance => _volume == 0 ? 0 : _deviations * Math.Sqrt(_squares / (double)_volume);

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        var day = bar.OpenTime.StartOfDay.Value;
        if (day != _day)
            (_day, _volume, _money, _mean, _squares) = (day, 0, 0, 0, 0);
        _price = bar.High.Value + bar.Low.Value + bar.Close.Value;
        if (bar.Volume == 0)
            return;
        _money += _price * bar.Volume;
        _volume += bar.Volume;
        Spread((double)(_price / 3), (double)bar.Volume, (double)_volume);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Flag(_day is not null);
        writer.Number(_day ?? 0);
        DecimalBits.Write(writer, _volume);
        DecimalBits.Write(writer, _money);
        DecimalBits.Write(writer, _price);
        writer.Real(_mean);
        writer.Real(_squares);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        var hasDay = reader.Flag();
        var day = reader.Number();
        _day = hasDay ? day : null;
        (_volume, _money, _price) = (DecimalBits.Read(ref reader), DecimalBits.Read(ref reader), DecimalBits.Read(ref reader));
        (_mean, _squares) = (reader.Real(), reader.Real());
    }

    private protected override double Read(int index) => !IsReady ? double.NaN : index switch
    {
        0 => Value,
        1 => Upper,
        _ => Lower,
    };

    private void Spread(double price, double volume, double total)
    {
        var distance = price - _mean;
        // The first bar of a day is the mean itself, exactly.
        _mean = volume == total ? price : _mean + (distance * volume / total);
        _squares += volume == total ? 0 : volume * distance * (price - _mean);
    }
}
