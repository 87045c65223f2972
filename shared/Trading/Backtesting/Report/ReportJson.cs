using System.Buffers;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// <c>report.json</c>: summary, all statistics, monthly returns, daily equity, trades, fills and funding payments. UTF-8, one record of a list a line.
/// </summary>
public static class ReportJson
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes the document with a line end.</summary>
    public static void Write(IBufferWriter<byte> output, BacktestReport report)
    {
        var result = report.Result;
        using var json = new Utf8JsonWriter(output, Layout);
        json.WriteStartObject();
        json.WritePropertyName("summary");
        BacktestSummaryJson.Write(json, report);
        json.WriteStartObject("statistics");
        WriteStatistics(json, "portfolio", StatisticCatalog.Portfolio, report.Statistics);
        WriteStatistics(json, "trades", StatisticCatalog.Trades, report.Statistics);
        json.WriteEndObject();
        WriteList(json, "monthly_returns", report.Monthly.Years, WriteYear);
        WriteList(json, "daily_equity", result.Daily, WriteDay);
        WriteList(json, "trades", result.Trades, WriteTrade);
        WriteList(json, "fills", result.Fills, WriteFill);
        WriteList(json, "funding", result.FundingPayments, WriteFunding);
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    private static void WriteStatistics(Utf8JsonWriter json, string name, IReadOnlyList<Statistic> statistics, PerformanceStatistics figures)
    {
        json.WriteStartObject(name);
        foreach (var statistic in statistics)
            json.WriteStatistic(statistic, figures);
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> records, Action<Utf8JsonWriter, T> write)
    {
        var line = new ArrayBufferWriter<byte>();
        using var lineJson = new Utf8JsonWriter(line);
        json.WriteStartArray(name);
        foreach (var record in records)
        {
            line.ResetWrittenCount();
            lineJson.Reset();
            lineJson.WriteStartObject();
            write(lineJson, record);
            lineJson.WriteEndObject();
            lineJson.Flush();
            json.WriteRawValue(line.WrittenSpan, skipInputValidation: true);
        }
        json.WriteEndArray();
    }

    private static void WriteYear(Utf8JsonWriter json, YearReturns year)
    {
        json.WriteNumber("year", year.Year);
        json.WriteStartArray("months");
        foreach (var month in year.Months)
            json.WriteRatioValue(month);
        json.WriteEndArray();
        json.WriteRatio("total", year.Total);
    }

    private static void WriteDay(Utf8JsonWriter json, DailyEquity day)
    {
        json.WriteTime("time", day.Time);
        json.WriteAmount("equity", day.Equity);
        json.WriteAmount("price", day.Price);
    }

    private static void WriteTrade(Utf8JsonWriter json, RoundTrip trade)
    {
        json.WriteString("instrument", trade.Instrument.Text);
        json.WriteString("side", trade.Side.Text());
        json.WriteTime("entry_time", trade.EntryTime);
        json.WriteTime("exit_time", trade.ExitTime);
        json.WriteAmount("quantity", trade.Quantity);
        json.WriteAmount("entry_price", trade.EntryPrice);
        json.WriteAmount("exit_price", trade.ExitPrice);
        json.WriteAmount("gross_pnl", trade.GrossPnl);
        json.WriteAmount("fees", trade.Fees);
        json.WriteAmount("net_pnl", trade.NetPnl);
        json.WriteRatio("return", (double)trade.Return);
        json.WriteAmount("max_adverse_excursion", trade.MaxAdverseExcursion);
        json.WriteAmount("max_favorable_excursion", trade.MaxFavorableExcursion);
        json.WriteRatio("duration_seconds", trade.Duration.TotalSeconds);
        json.WriteNumber("bars", trade.Bars);
        json.WriteNumber("fills", trade.Fills);
    }

    private static void WriteFill(Utf8JsonWriter json, BacktestFill fill)
    {
        json.WriteNumber("sequence", fill.Sequence);
        json.WriteTime("time", fill.Time);
        json.WriteString("instrument", fill.Instrument.Id.Text);
        json.WriteString("side", fill.Side.Text());
        json.WriteString("price", fill.Instrument.Format(fill.Price));
        json.WriteString("quantity", fill.Instrument.Format(fill.Quantity));
        json.WriteAmount("fee", fill.Fee);
        json.WriteString("fee_currency", fill.FeeCurrency.Code);
        json.WriteString("liquidity", fill.Liquidity.Text());
        json.WriteAmount("position_after", fill.PositionAfter);
        json.WriteBoolean("liquidation", fill.IsLiquidation);
    }

    private static void WriteFunding(Utf8JsonWriter json, FundingPayment payment)
    {
        json.WriteTime("time", payment.Time);
        json.WriteString("instrument", payment.Instrument.Id.Text);
        json.WriteAmount("rate", payment.Rate);
        json.WriteAmount("price", payment.Price);
        json.WriteAmount("position", payment.Position);
        json.WriteAmount("paid", payment.Paid);
    }
}
