using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Engine.Tests;

public sealed class NewsJsonTests
{
    private static readonly UnixNanos Time = UnixNanos.From(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));
    private static readonly InstrumentId Perp = InstrumentId.Parse("BTC-USDT-PERP.OKX");

    [Fact]
    public void Funding_is_told_as_what_it_changed_and_which_it_is() => AssertTold(
        new AccountUpdate(Time, new Money(-1.20m, Currency.Parse("USDT")), BalanceReason.Funding, $"{Perp} 71"),
        "balances",
        """{"type":"account_update","time":"2026-11-30T08:00:00Z","currency":"USDT","change":"-1.2","reason":"funding","reference":"BTC-USDT-PERP.OKX 71"}""");

    [Fact]
    public void Position_that_was_brought_to_the_venues_is_told() => AssertTold(
        new PositionUpdate(Time, Perp, -0.30m, -18_000, "liquidated"),
        "positions",
        """{"type":"position_update","time":"2026-11-30T08:00:00Z","instrument":"BTC-USDT-PERP.OKX","quantity":"-0.3","reason":"liquidated"}""");

    private static void AssertTold(JournalEntry entry, string topic, string expected)
    {
        var news = new EngineNews.Journaled(entry, Order: null);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            NewsJson.Write(json, news);
        Assert.Equal((topic, expected, true), (NewsJson.TopicOf(news), Encoding.UTF8.GetString(stream.ToArray()), NewsJson.IsTold(news)));
    }
}
