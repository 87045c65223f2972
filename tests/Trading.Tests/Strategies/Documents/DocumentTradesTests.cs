using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

/// <summary>Strategies of the catalogue that are also written as documents make the same trades both ways.</summary>
public sealed class DocumentTradesTests
{
    public static TheoryData<string, string[], string> Cases => new()
    {
        { "macd", [], "default" },
        { "macd", ["fast=3", "slow=6", "signal=3"], "thin" },
        { "macd", ["fast=5", "slow=20", "signal=4", "zero_line_filter=true", "quantity=0.3"], "latency" },
        { "rsi2", [], "default" },
        { "rsi2", ["trend=20", "exit=3", "enter=20"], "thin" },
        { "rsi2", ["rsi=3", "trend=50", "exit=7", "enter=12.5", "size_fraction=0.4"], "latency" },
        { "ma-cross", [], "default" },
        { "ma-cross", ["fast=3", "slow=8"], "thin" },
        { "ma-cross", ["fast=3", "slow=8", "allow_short=true", "size_fraction=0.5"], "margin" },
        { "ma-cross", ["fast=4", "slow=9", "quantity=0.1"], "close" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_document_makes_the_trades_of_the_strategy_that_it_writes_down(string strategy, string[] parameters, string market)
    {
        var seen = 0;
        for (ulong seed = 1; seed <= 2; seed++)
        {
            var settings = PaperAccounts.Settings(strategy, parameters, bars: 3_000, seed, Markets.Of(market));
            var code = Run(settings);
            var document = Run(As(settings, strategy, parameters));
            Assert.Equal((seed, code.TradeHash), (seed, document.TradeHash));
            Assert.Equal(code.EndEquity, document.EndEquity);
            Assert.Equal(code.Denials, document.Denials);
            seen += code.Fills.Count;
        }
        Assert.True(seen > 60, $"only {seen} fills");
    }

    [Fact]
    public void With_bars_before_that_warm_it_up_the_trades_are_the_same_too()
    {
        foreach (var strategy in new[] { "macd", "rsi2", "ma-cross" })
        {
            var settings = PaperAccounts.Settings(strategy, [], bars: 6_000, seed: 9) with { Range = 1_234.. };
            Assert.Equal(Run(settings).TradeHash, Run(As(settings, strategy, [])).TradeHash);
        }
    }

    [Fact]
    public void Over_recorded_bars_the_trades_are_the_same_too()
    {
        Assert.SkipWhen(Corpus.Folder is null, Corpus.SkipReason);
        var fills = 0;
        foreach (var path in Corpus.BarFiles())
        {
            var bars = BarTable.ReadCsv(path).Bind(ReferenceCases.Market);
            foreach (var strategy in new[] { "macd", "rsi2", "ma-cross" })
            {
                var settings = PaperAccounts.Settings(strategy, ["size_fraction=0.5"], bars: 10, seed: 1) with { Bars = bars };
                var code = Run(settings);
                Assert.Equal((path, strategy, code.TradeHash), (path, strategy, Run(As(settings, strategy, ["size_fraction=0.5"])).TradeHash));
                fills += code.Fills.Count;
            }
        }
        Assert.True(fills > 100, $"only {fills} fills");
    }

    [Fact]
    public void Its_warm_up_is_that_of_the_strategy()
    {
        foreach (var strategy in new[] { "macd", "rsi2", "ma-cross" })
        {
            var (code, document) = (StrategyCatalog.Get(strategy), Documents.Example(strategy + "-json").Definition);
            Assert.Equal(code.WarmUpBars(code.Read([])), document.WarmUpBars(document.Read([])));
        }
    }

    private static BacktestSettings As(BacktestSettings settings, string strategy, string[] parameters)
    {
        var definition = Documents.Example(strategy + "-json").Definition;
        return settings with { Strategy = definition, Parameters = PaperAccounts.Read(definition, parameters) };
    }

    private static BacktestResult Run(BacktestSettings settings) => Backtest.Run(settings, journal: null, progress: null, TestContext.Current.CancellationToken);
}
