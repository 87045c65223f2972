using System.Buffers;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What the page's script draws from, as JSON. Numbers are for drawing only, rounded as they are shown; times are epoch milliseconds.</summary>
internal static class ReportData
{
    /// <summary>Most trades that the page carries; the CSV has all.</summary>
    public const int TradesMax = 5_000;

    /// <summary>The document; the default encoder escapes <c>&lt;</c>, so it cannot end the element it stands in.</summary>
    public static Html Of(BacktestResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteScales(json, result);
            WriteChart(json, result);
            json.WriteStartArray("trades");
            foreach (var trade in result.Trades.Take(TradesMax))
                WriteTrade(json, trade, result.Instrument);
            json.WriteEndArray();
            WriteOpenTrade(json, result);
            json.WriteEndObject();
        }
        return new Html(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteScales(Utf8JsonWriter json, BacktestResult result)
    {
        var instrument = result.Instrument;
        json.WriteString("quote", instrument.Id.Quote.Code);
        json.WriteString("base", instrument.Id.Base.Code);
        json.WriteNumber("priceScale", instrument.PriceScale);
        json.WriteNumber("quantityScale", instrument.QuantityScale);
        json.WriteNumber("amountScale", ReportFormat.ScaleOf(instrument.Id.Quote));
        json.WriteNumber("from", result.From.Milliseconds);
        json.WriteNumber("to", result.To.Milliseconds);
        json.WriteNumber("startEquity", result.StartEquity);
        json.WriteNumber("firstPrice", result.FirstPrice);
        json.WriteNumber("tradeCount", result.Trades.Count);
    }

    private static void WriteChart(Utf8JsonWriter json, BacktestResult result)
    {
        var (chart, scale) = (result.Chart, ReportFormat.ScaleOf(result.Instrument.Id.Quote));
        json.WriteStartObject("chart");
        Column(json, "openTime", chart, point => point.OpenTime.Milliseconds);
        Column(json, "closeTime", chart, point => point.CloseTime.Milliseconds);
        Column(json, "open", chart, point => point.Open);
        Column(json, "high", chart, point => point.High);
        Column(json, "low", chart, point => point.Low);
        Column(json, "close", chart, point => point.Close);
        Column(json, "equity", chart, point => ReportFormat.Shown(point.Equity, scale));
        Column(json, "drawdown", chart, point => decimal.Round(point.Drawdown, 6));
        json.WriteEndObject();
    }

    private static void Column(Utf8JsonWriter json, string name, IReadOnlyList<ChartPoint> chart, Func<ChartPoint, decimal> valueOf)
    {
        json.WriteStartArray(name);
        foreach (var point in chart)
            json.WriteNumberValue(valueOf(point));
        json.WriteEndArray();
    }

    // The order of the values is that of the columns in Assets/trades.js.
    private static void WriteTrade(Utf8JsonWriter json, RoundTrip trade, Instrument instrument)
    {
        var scale = ReportFormat.ScaleOf(instrument.Id.Quote);
        json.WriteStartArray();
        json.WriteNumberValue(trade.Side == OrderSide.Buy ? 1 : -1);
        json.WriteNumberValue(trade.EntryTime.Milliseconds);
        json.WriteNumberValue(trade.ExitTime.Milliseconds);
        json.WriteNumberValue(ReportFormat.Shown(trade.Quantity, instrument.QuantityScale));
        json.WriteNumberValue(ReportFormat.Shown(trade.EntryPrice, instrument.PriceScale));
        json.WriteNumberValue(ReportFormat.Shown(trade.ExitPrice, instrument.PriceScale));
        json.WriteNumberValue(ReportFormat.Shown(trade.NetPnl, scale));
        json.WriteNumberValue(ReportFormat.ShownPercent(trade.Return));
        json.WriteNumberValue(ReportFormat.Shown(trade.Fees, scale));
        json.WriteNumberValue(ReportFormat.Shown(trade.MaxAdverseExcursion, scale));
        json.WriteNumberValue(ReportFormat.Shown(trade.MaxFavorableExcursion, scale));
        json.WriteNumberValue((long)trade.Duration.TotalMilliseconds);
        json.WriteEndArray();
    }

    private static void WriteOpenTrade(Utf8JsonWriter json, BacktestResult result)
    {
        var entry = EntryOfOpenTrade(result.Fills);
        if (entry is not { } fill)
        {
            json.WriteNull("open");
            return;
        }
        json.WriteStartObject("open");
        json.WriteNumber("side", fill.Side == OrderSide.Buy ? 1 : -1);
        json.WriteNumber("time", fill.Time.Milliseconds);
        json.WriteNumber("price", fill.Price.Value);
        json.WriteEndObject();
    }

    private static BacktestFill? EntryOfOpenTrade(IReadOnlyList<BacktestFill> fills)
    {
        if (fills.Count == 0 || fills[^1].PositionAfter == 0)
            return null;
        var index = fills.Count - 1;
        while (index > 0 && Math.Sign(fills[index - 1].PositionAfter) == Math.Sign(fills[^1].PositionAfter))
            index--;
        return fills[index];
    }
}
