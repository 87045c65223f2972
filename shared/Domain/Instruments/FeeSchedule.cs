namespace VeloZ.Domain;

/// <summary>One step of a venue's fee table.</summary>
/// <param name="VolumeMin">Traded in the 30 days before, in quote currency, from which the step holds; 0 or more.</param>
/// <param name="MakerRate">Fraction of the notional paid when our order rested; negative is a rebate.</param>
/// <param name="TakerRate">Fraction of the notional paid when our order took.</param>
public sealed record FeeTier(decimal VolumeMin, decimal MakerRate, decimal TakerRate);

/// <summary>A venue's fees by the volume traded in the 30 days before.</summary>
public sealed class FeeSchedule
{
    private readonly FeeTier[] _tiers;

    /// <summary>Makes a schedule.</summary>
    /// <param name="tiers">At least one, the first from volume 0, volumes rising; rates between -1 and 1.</param>
    /// <exception cref="ArgumentException">The tiers have another form.</exception>
    public FeeSchedule(IReadOnlyList<FeeTier> tiers)
    {
        if (tiers.Count == 0 || tiers[0].VolumeMin != 0)
            throw new ArgumentException("fee tiers must start with one from volume 0");
        for (var index = 0; index < tiers.Count; index++)
        {
            var tier = tiers[index];
            if (index > 0 && tier.VolumeMin <= tiers[index - 1].VolumeMin)
                throw new ArgumentException($"fee tier from volume {DecimalText.Trimmed(tier.VolumeMin)} must come after the one from {DecimalText.Trimmed(tiers[index - 1].VolumeMin)}");
            if (Math.Abs(tier.MakerRate) >= 1 || Math.Abs(tier.TakerRate) >= 1)
                throw new ArgumentException($"fee rates were {DecimalText.Trimmed(tier.MakerRate)} and {DecimalText.Trimmed(tier.TakerRate)}, must be fractions between -1 and 1");
        }
        _tiers = [.. tiers];
    }

    /// <summary>The steps, volumes rising.</summary>
    public IReadOnlyList<FeeTier> Tiers => _tiers;

    /// <summary>One rate for everybody.</summary>
    /// <param name="makerRate">Fraction of the notional.</param>
    /// <param name="takerRate">Fraction of the notional.</param>
    public static FeeSchedule Flat(decimal makerRate, decimal takerRate) => new([new FeeTier(0, makerRate, takerRate)]);

    /// <summary>The step that holds for a volume.</summary>
    /// <param name="volume">Traded in the 30 days before, in quote currency; 0 or more.</param>
    public FeeTier For(decimal volume)
    {
        var found = _tiers[0];
        foreach (var tier in _tiers)
        {
            if (tier.VolumeMin <= volume)
                found = tier;
        }
        return found;
    }
}
