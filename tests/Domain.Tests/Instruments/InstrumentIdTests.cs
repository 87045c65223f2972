namespace VeloZ.Domain.Tests;

public sealed class InstrumentIdTests
{
    [Theory]
    [InlineData("BTC-USDT.BINANCE", "BTC", "USDT", InstrumentKind.Spot, "BINANCE")]
    [InlineData("BTC-USDT-PERP.BYBIT", "BTC", "USDT", InstrumentKind.Perpetual, "BYBIT")]
    [InlineData("1INCH-USD.COINBASE", "1INCH", "USD", InstrumentKind.Spot, "COINBASE")]
    [InlineData("PERP-USDT.SIM", "PERP", "USDT", InstrumentKind.Spot, "SIM")]
    [InlineData("PERP-USDT-PERP.SIM", "PERP", "USDT", InstrumentKind.Perpetual, "SIM")]
    public void Parts_are_read(string text, string baseCode, string quoteCode, InstrumentKind kind, string venue)
    {
        var id = InstrumentId.Parse(text);
        Assert.Equal((baseCode, quoteCode, kind, venue), (id.Base.Code, id.Quote.Code, id.Kind, id.Venue));
        Assert.Equal(text, id.Text);
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("BTCUSDT")]
    [InlineData("BTCUSDT.BINANCE")]
    [InlineData("BTC-USDT")]
    [InlineData("BTC-USDT.")]
    [InlineData(".BINANCE")]
    [InlineData("BTC-.BINANCE")]
    [InlineData("-USDT.BINANCE")]
    [InlineData("btc-usdt.BINANCE")]
    [InlineData("BTC-USDT.binance")]
    [InlineData("BTC-USDT-SWAP.OKX")]
    [InlineData("BTC-USDT-perp.OKX")]
    [InlineData("BTC-USDT-PERP-PERP.OKX")]
    [InlineData("BTC-USDT.BINANCE.US")]
    [InlineData("BTC-USDT.BINANCE\n")]
    [InlineData(" BTC-USDT.BINANCE")]
    [InlineData("BTC/USDT.BINANCE")]
    [InlineData("ABCDEFGHIJKLM-USDT.SIM")]
    public void Other_forms_are_refused(string text)
    {
        Assert.False(InstrumentId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.StartsWith($"instrument was '{text}', must be BASE-QUOTE.VENUE", Assert.Throws<FormatException>(() => InstrumentId.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_equal_and_ordered_by_their_text()
    {
        string[] texts = ["ETH-USDT.SIM", "BTC-USDT.SIM", "BTC-USDT-PERP.SIM", "BTC-USDT.BYBIT"];
        Assert.Equal("BTC-USDT-PERP.SIM BTC-USDT.BYBIT BTC-USDT.SIM ETH-USDT.SIM", string.Join(' ', texts.Select(InstrumentId.Parse).Order()));
        Assert.Equal(InstrumentId.Parse("BTC-USDT.SIM"), InstrumentId.Parse(string.Concat("BTC-", "USDT", ".SIM")));
        Assert.Equal(InstrumentId.Parse("BTC-USDT.SIM").GetHashCode(), InstrumentId.Parse(string.Concat("BTC-", "USDT", ".SIM")).GetHashCode());
        Assert.NotEqual(InstrumentId.Parse("BTC-USDT.SIM"), InstrumentId.Parse("BTC-USDT.OKX"));
    }

    [Fact]
    public void No_instrument_has_empty_texts()
    {
        var none = default(InstrumentId);
        Assert.Equal(("", "", "", "", ""), (none.Text, none.ToString(), none.Base.Code, none.Quote.Code, none.Venue));
        Assert.Equal(none, default);
    }
}
