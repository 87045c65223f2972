using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The settings of a run as they would be typed, so that a result tells what it assumed.</summary>
internal static class SettingsText
{
    public static IReadOnlyList<NamedValue> Of(BacktestSettings settings, int warmUpBars)
    {
        var simulation = settings.Simulation;
        var instrument = settings.Bars.Instrument;
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
            new("warm-up-bars", warmUpBars.ToString(CultureInfo.InvariantCulture)),
        ];
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
