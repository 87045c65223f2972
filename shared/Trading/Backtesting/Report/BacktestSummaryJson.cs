using System.Buffers;
using System.Text;
using System.Text.Json;

namespace VeloZ.Trading;

/// <summary>The summary of a run as one JSON object: what a script reads, and the first part of <c>report.json</c>.</summary>
public static class BacktestSummaryJson
{
    /// <summary>The object on one line, without a line end.</summary>
    public static string Line(BacktestReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, report);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the object. The order of its names is stable.</summary>
    public static void Write(Utf8JsonWriter json, BacktestReport report)
    {
        var result = report.Result;
        var (portfolio, trades) = (report.Statistics.Portfolio, report.Statistics.Trades);
        json.WriteStartObject();
        json.WriteString("strategy", result.Strategy);
        json.WriteString("instrument", result.Instrument.Id.Text);
        json.WriteNumber("bars", result.Bars);
        json.WriteTime("from", result.From);
        json.WriteTime("to", result.To);
        json.WriteNumber("orders", result.Orders);
        json.WriteNumber("fills", result.Fills.Count);
        json.WriteNumber("trades", result.Trades.Count);
        json.WriteAmount("start_equity", result.StartEquity);
        json.WriteAmount("end_equity", result.EndEquity);
        json.WriteAmount("fees", result.Fees);
        json.WriteAmount("net_profit", portfolio.NetProfit);
        json.WriteRatio("total_return", portfolio.TotalReturn);
        json.WriteRatio("max_drawdown", portfolio.MaxDrawdown);
        json.WriteRatio("sharpe", portfolio.Sharpe);
        json.WriteRatio("sortino", portfolio.Sortino);
        json.WriteRatio("calmar", portfolio.Calmar);
        json.WriteRatio("profit_factor", trades.ProfitFactor);
        json.WriteRatio("win_rate", trades.WinRate);
        json.WriteRatio("exposure", portfolio.Exposure);
        json.WriteString("trade_hash", result.TradeHash);
        json.WriteRatio("elapsed_seconds", report.ElapsedSeconds);
        json.WriteRatio("bars_per_second", report.BarsPerSecond);
        json.WriteString("interval", result.Interval.Text);
        json.WriteNumber("missing_bars", result.MissingBars);
        json.WriteNumber("open_trades", result.OpenTrades);
        json.WriteCounts("denials", result.Denials);
        json.WriteCounts("rejections", result.Rejections);
        json.WriteCounts("warnings", result.Warnings);
        json.WriteNamed("parameters", result.Parameters);
        json.WriteNamed("settings", result.Settings);
        json.WriteString("state_hash", result.StateHash);
        json.WriteString("ruin_time", result.RuinTime?.ToString());
        json.WriteAmount("funding_paid", result.FundingPaid);
        json.WriteAmount("funding_received", result.FundingReceived);
        json.WriteNumber("funding_payments", result.FundingPayments.Count);
        json.WriteNumber("missing_funding", result.FundingCoverage?.Missing ?? 0);
        json.WriteString("funding_from", result.FundingCoverage?.From.ToString());
        json.WriteString("funding_to", result.FundingCoverage?.To.ToString());
        json.WriteNumber("liquidations", result.Liquidations);
        json.WriteEndObject();
    }
}
