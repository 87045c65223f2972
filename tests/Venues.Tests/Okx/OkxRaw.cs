using System.Globalization;
using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>An account at a venue that answers word for word, whose clock is ahead of ours.</summary>
internal static class OkxRaw
{
    public const string Owner = "dev/main/BTC-USDT.OKX";

    // Of printf 'dev/main/BTC-USDT.OKX' | sha256sum.
    public const string WorkingTag = "velozwce93ed8c58";

    public static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(1_500);

    public static readonly Instrument Bitcoin = new(InstrumentId.Parse("BTC-USDT.OKX"), 0.1m, 0.00000001m, FeeSchedule.Flat(0, 0));

    public static OkxOptions Options(RawVenue venue, bool isDemo) => new() { Rest = venue.Address, Key = "key", Secret = "secret", Passphrase = "open sesame", IsDemo = isDemo, Owner = Owner };

    public static OkxExecution Open(OkxOptions options, ManualTimeProvider time, VenueNotices? notices = null)
    {
        var clock = new VenueClock(new MonotonicClock(time));
        clock.Take(time.GetTimestamp(), time.GetTimestamp(), clock.LocalNow + Ahead);
        var budget = new RateBudget(clock, [.. OkxLimits.All, .. OkxLimits.Of("BTC-USDT")]);
        var rest = new OkxRest(options, new VenueSender(clock, budget, new SenderOptions(), time, static () => true), clock, budget);
        var markets = new VenueMarkets([new VenueMarket("BTC-USDT", Bitcoin)]);
        var children = new OkxChildren();
        return new OkxExecution(options, rest, new OkxAccountStream(options, clock, markets, children, time), clock, markets, children, notices ?? new VenueNotices("OKX", time), time);
    }

    public static string Answer(int status, string body) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
}
