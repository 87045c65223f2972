using System.Text.Json.Serialization;
using VeloZ.Domain;

namespace VeloZ.Api;

/// <summary>That the API answers.</summary>
internal sealed record HealthView(string Status, string Version, string Environment);

/// <summary>An instrument. Amounts are text; those on a grid have its digits.</summary>
internal sealed record InstrumentView(
    string Id,
    string Venue,
    string Kind,
    string Base,
    string Quote,
    string PriceIncrement,
    string QuantityIncrement,
    string QuantityMin,
    string? QuantityMax,
    string NotionalMin,
    string? NotionalMax,
    IReadOnlyList<FeeTierView> FeeTiers)
{
    public static InstrumentView Of(Instrument instrument) => new(
        instrument.Id.Text,
        instrument.Id.Venue,
        KindText(instrument.Id.Kind),
        instrument.Id.Base.Code,
        instrument.Id.Quote.Code,
        DecimalText.Trimmed(instrument.PriceIncrement),
        DecimalText.Trimmed(instrument.QuantityIncrement),
        DecimalText.Trimmed(instrument.QuantityMin),
        Text(instrument.QuantityMax),
        DecimalText.Trimmed(instrument.NotionalMin),
        Text(instrument.NotionalMax),
        [.. instrument.Fees.Tiers.Select(tier => new FeeTierView(DecimalText.Trimmed(tier.VolumeMin), DecimalText.Trimmed(tier.MakerRate), DecimalText.Trimmed(tier.TakerRate)))]);

    public static string KindText(InstrumentKind kind) => kind == InstrumentKind.Perpetual ? "perp" : "spot";

    private static string? Text(decimal? value) => value is { } amount ? DecimalText.Trimmed(amount) : null;
}

/// <summary>A step of the fees.</summary>
internal sealed record FeeTierView(string VolumeMin, string MakerRate, string TakerRate);

/// <summary>A page of instruments.</summary>
internal sealed record InstrumentPage(IReadOnlyList<InstrumentView> Items, string? NextCursor);

[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(InstrumentView))]
[JsonSerializable(typeof(InstrumentPage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class ApiJson : JsonSerializerContext;
