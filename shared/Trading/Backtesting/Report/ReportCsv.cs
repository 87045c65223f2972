using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The tables of a report as CSV by RFC 4180: a header row, CR LF, amounts as decimal text, returns as fractions, empty for what does not exist.</summary>
public static class ReportCsv
{
    private static readonly char[] NeedsQuotes = ['"', ',', '\r', '\n'];

    /// <summary>Closed round trips, by exit time.</summary>
    public static void WriteTrades(TextWriter output, BacktestReport report)
    {
        Row(
            output,
            ["number", "instrument", "side", "entry_time", "exit_time", "quantity", "entry_price", "exit_price", "gross_pnl", "fees", "net_pnl", "return",
            "max_adverse_excursion", "max_favorable_excursion", "duration_seconds", "bars", "fills"]);
        foreach (var (index, trade) in report.Result.Trades.Index())
        {
            Row(
                output,
                [Text(index + 1), trade.Instrument.Text, trade.Side.Text(), trade.EntryTime.ToString(), trade.ExitTime.ToString(), Text(trade.Quantity), Text(trade.EntryPrice),
                Text(trade.ExitPrice), Text(trade.GrossPnl), Text(trade.Fees), Text(trade.NetPnl), Text((double)trade.Return),
                Text(trade.MaxAdverseExcursion), Text(trade.MaxFavorableExcursion), Text(trade.Duration.TotalSeconds), Text(trade.Bars), Text(trade.Fills)]);
        }
    }

    /// <summary>Every fill, in order.</summary>
    public static void WriteFills(TextWriter output, BacktestReport report)
    {
        Row(output, ["sequence", "time", "instrument", "side", "price", "quantity", "fee", "fee_currency", "liquidity", "position_after", "liquidation"]);
        foreach (var fill in report.Result.Fills)
        {
            Row(
                output,
                [Text(fill.Sequence), fill.Time.ToString(), fill.Instrument.Id.Text, fill.Side.Text(), fill.Instrument.Format(fill.Price), fill.Instrument.Format(fill.Quantity),
                Text(fill.Fee), fill.FeeCurrency.Code, fill.Liquidity.Text(), Text(fill.PositionAfter), fill.IsLiquidation ? "true" : "false"]);
        }
    }

    /// <summary>What a position in a perpetual paid, by time; negative where it was received.</summary>
    public static void WriteFunding(TextWriter output, BacktestReport report)
    {
        Row(output, ["time", "instrument", "rate", "price", "position", "paid"]);
        foreach (var payment in report.Result.FundingPayments)
            Row(output, [payment.Time.ToString(), payment.Instrument.Id.Text, Text(payment.Rate), Text(payment.Price), Text(payment.Position), Text(payment.Paid)]);
    }

    /// <summary>Equity and price at each 00:00 UTC.</summary>
    public static void WriteEquity(TextWriter output, BacktestReport report)
    {
        Row(output, ["time", "equity", "price"]);
        foreach (var day in report.Result.Daily)
            Row(output, [day.Time.ToString(), Text(day.Equity), Text(day.Price)]);
    }

    /// <summary>Returns by month, one row a month of the run.</summary>
    public static void WriteMonthly(TextWriter output, BacktestReport report)
    {
        Row(output, ["year", "month", "return"]);
        foreach (var year in report.Monthly.Years)
        {
            foreach (var (index, month) in year.Months.Index())
            {
                if (month is not null)
                    Row(output, [Text(year.Year), Text(index + 1), Text(month)]);
            }
        }
    }

    private static void Row(TextWriter output, ReadOnlySpan<string> fields)
    {
        for (var index = 0; index < fields.Length; index++)
        {
            if (index > 0)
                output.Write(',');
            output.Write(Quoted(fields[index]));
        }
        output.Write("\r\n");
    }

    private static string Quoted(string field) =>
        field.IndexOfAny(NeedsQuotes) < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(decimal value) => DecimalText.Trimmed(value);

    // The scale of a fraction is short of what a decimal holds, so that no exponent appears.
    private static string Text(double? value) => value is { } number ? DecimalText.Trimmed(decimal.Round((decimal)JsonValues.Rounded(number), 15)) : "";
}
