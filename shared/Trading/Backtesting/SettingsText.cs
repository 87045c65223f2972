using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The settings of a run as they would be typed, so that a result tells what it assumed.</summary>
internal static class SettingsText
{
    public static IReadOnlyList<NamedValue> Of(BacktestTerms settings, Instrument instrument, string data, int warmUpBars)
    {
        var simulation = settings.Simulation;
        return
        [
            new("cash", DecimalText.Trimmed(settings.Cash)),
            new("account", SnakeCase.From(simulation.AccountKind.ToString())),
            new("leverage", DecimalText.Trimmed(simulation.AccountKind == AccountKind.Cash ? 1 : simulation.Leverage)),
            new("fill", Kebab(simulation.Fill.ToString())),
            new("limit-fill", Kebab(simulation.LimitFill.ToString())),
            new("bar-path", Kebab(simulation.Path.ToString())),
            new("participation", simulation.Participation is { } share ? DecimalText.Trimmed(share) : "off"),
            new("slippage-bps", DecimalText.Trimmed(simulation.SlippageBps)),
            new("impact-bps", DecimalText.Trimmed(simulation.ImpactBps)),
            new("latency-ms", simulation.Latency.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)),
            .. Fees(instrument.Fees),
            new("price-increment", DecimalText.Trimmed(instrument.PriceIncrement)),
            new("quantity-increment", DecimalText.Trimmed(instrument.QuantityIncrement)),
            .. Limits(settings.Limits),
            .. Extras(simulation, instrument, data),
            new("warm-up-bars", warmUpBars.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    // What is not as it is for bars and by default.
    private static IEnumerable<NamedValue> Extras(SimulationOptions simulation, Instrument instrument, string data)
    {
        if (data != "bars")
            yield return new("over", data);
        if (instrument.Id.Kind == InstrumentKind.Perpetual)
            yield return new("maintenance-rate", DecimalText.Trimmed(simulation.MaintenanceRate));
        foreach (var (name, latency) in new[] { ("submit-latency-ms", simulation.SubmitLatency), ("amend-latency-ms", simulation.AmendLatency), ("cancel-latency-ms", simulation.CancelLatency) })
        {
            if (latency is { } time)
                yield return new(name, time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }
        if (simulation.FeeCurrency != FeeCurrency.Quote)
            yield return new("fee-currency", Kebab(simulation.FeeCurrency.ToString()));
        if (!simulation.Features.HasConditionalOrders)
            yield return new("triggers", "emulated");
    }

    private static IEnumerable<NamedValue> Fees(FeeSchedule fees)
    {
        if (fees.Tiers.Count > 1)
            return [new("fee-tiers", string.Join(',', fees.Tiers.Select(tier => $"{DecimalText.Trimmed(tier.VolumeMin)}={Bps(tier.MakerRate)}/{Bps(tier.TakerRate)}")))];
        return [new("maker-bps", Bps(fees.Tiers[0].MakerRate)), new("taker-bps", Bps(fees.Tiers[0].TakerRate))];
    }

    private static IEnumerable<NamedValue> Limits(RiskLimits limits) =>
    [
        new("order-rate-limit", limits.OrdersPerSecond is { } rate ? rate.ToString(CultureInfo.InvariantCulture) : "off"),
        new("price-collar", limits.PriceCollar is { } collar ? DecimalText.Trimmed(collar) : "off"),
        new("order-notional-max", limits.OrderNotionalMax is { } notional ? DecimalText.Trimmed(notional) : "off"),
    ];

    private static string Bps(decimal rate) => DecimalText.Trimmed(rate * 10_000);

    private static string Kebab(string name) => SnakeCase.From(name).Replace('_', '-');
}
