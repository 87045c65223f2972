using VeloZ.Domain;

namespace VeloZ.Hosting.Tests;

public sealed class SymbolTextTests
{
    // A mere symbol names a spot market and a perpetual: which is meant, who asks says. A whole id is what it is.
    [Theory]
    [InlineData("BTCUSDT", InstrumentKind.Spot, "BTC-USDT.OKX")]
    [InlineData("btcusdt", InstrumentKind.Perpetual, "BTC-USDT-PERP.OKX")]
    [InlineData("BTC/USDT", InstrumentKind.Perpetual, "BTC-USDT-PERP.OKX")]
    [InlineData("BTC-USDT", InstrumentKind.Perpetual, "BTC-USDT-PERP.OKX")]
    [InlineData("BTC-USDT-PERP", InstrumentKind.Perpetual, "BTC-USDT-PERP.OKX")]
    [InlineData("BTC-USDT-PERP", InstrumentKind.Spot, "BTC-USDT-PERP.OKX")]
    [InlineData("BTC-USDT.OKX", InstrumentKind.Perpetual, "BTC-USDT.OKX")]
    [InlineData("BTC-USDT-PERP.BYBIT", InstrumentKind.Spot, "BTC-USDT-PERP.BYBIT")]
    public void Symbol_is_of_the_venue_and_the_kind_in_force(string text, InstrumentKind kind, string expected) =>
        Assert.Equal(expected, SymbolText.Read(text, "--symbol", "OKX", kind).Text);

    [Theory]
    [InlineData("BTC-USDT-SWAP")]
    [InlineData("USDT")]
    public void What_names_no_market_is_refused(string text) =>
        Assert.Contains("must be an instrument such as", Assert.Throws<UsageException>(() => SymbolText.Read(text, "--symbol", "OKX", InstrumentKind.Perpetual)).Message, StringComparison.Ordinal);
}
