namespace VeloZ.Domain;

/// <summary>Risk state in binary form, shared by entries and snapshots.</summary>
internal static class RiskCodec
{
    public static void Write(MessageWriter writer, TradingState state, IReadOnlyList<KillSwitch> switches, RiskLimits limits)
    {
        writer.Byte((byte)state);
        writer.Short((ushort)switches.Count);
        foreach (var one in switches)
        {
            writer.Byte((byte)one.Scope);
            writer.Text(one.Target);
            writer.Time(one.EngagedTime);
            writer.Text(one.Actor);
            writer.Text(one.Reason);
        }
        writer.Number(limits.Version);
        writer.Optional(limits.OrderNotionalMax);
        writer.Optional(limits.OrdersPerSecond);
        writer.Optional(limits.PriceCollar);
        writer.Optional(limits.MarketAgeMax is { } age ? age.Ticks : null);
    }

    public static (TradingState State, KillSwitch[] Switches, RiskLimits Limits) Read(ref MessageReader reader)
    {
        var state = reader.Choice<TradingState>();
        var switches = new KillSwitch[reader.Length(bytesMin: 15)];
        for (var index = 0; index < switches.Length; index++)
            switches[index] = new KillSwitch(reader.Choice<KillSwitchScope>(), reader.Text(), reader.Time(), reader.Text(), reader.Text());
        var limits = new RiskLimits
        {
            Version = reader.Number(),
            OrderNotionalMax = reader.OptionalDecimal(),
            OrdersPerSecond = (int?)ReadWhole(ref reader, "orders per second", int.MinValue, int.MaxValue),
            PriceCollar = reader.OptionalDecimal(),
            MarketAgeMax = ReadWhole(ref reader, "age of the last price", long.MinValue, long.MaxValue) is { } ticks ? TimeSpan.FromTicks(ticks) : null,
        };
        return (state, switches, limits);
    }

    private static long? ReadWhole(ref MessageReader reader, string name, long min, long max)
    {
        if (reader.OptionalDecimal() is not { } value)
            return null;
        return decimal.Truncate(value) == value && value >= min && value <= max
            ? (long)value
            : throw reader.Fault($"{name} was {DecimalText.Trimmed(value)}, must be a whole number from {min} to {max}");
    }
}
