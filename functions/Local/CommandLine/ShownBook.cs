using System.Globalization;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Local;

/// <summary>What a book over several venues was at one moment.</summary>
internal sealed record ShownBook(UnixNanos Time, UnifiedPrice? Bid, UnifiedPrice? Ask, IReadOnlyList<VenueLevel> Bids, IReadOnlyList<VenueLevel> Asks, IReadOnlyList<bool> IsRead)
{
    public static ShownBook Of(UnifiedBook book, UnixNanos now, int depth) => new(
        now,
        book.Best(OrderSide.Buy, now),
        book.Best(OrderSide.Sell, now),
        Levels(book, OrderSide.Buy, now, depth),
        Levels(book, OrderSide.Sell, now, depth),
        [.. book.Books.Select((_, index) => book.IsRead(index, now))]);

    public string ToTable(IReadOnlyList<InstrumentId> markets)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{markets[0].Base}-{markets[0].Quote} at {Time}: bid {PriceText(Bid, markets)}, ask {PriceText(Ask, markets)}");
        foreach (var market in markets.Where((_, index) => !IsRead[index]))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {market.Venue} is left out: its book is being read anew, or nothing was heard of it");
        text.AppendLine();
        for (var index = Asks.Count - 1; index >= 0; index--)
            Append(text, "ask", Asks[index], markets);
        for (var index = 0; index < Bids.Count; index++)
            Append(text, "bid", Bids[index], markets);
        return text.ToString();
    }

    public string ToJson(IReadOnlyList<InstrumentId> markets)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("time", Time.ToString());
            Write(json, "best_bid", Bid, markets);
            Write(json, "best_ask", Ask, markets);
            Write(json, "bids", Bids, markets);
            Write(json, "asks", Asks, markets);
            json.WriteStartArray("left_out");
            foreach (var market in markets.Where((_, index) => !IsRead[index]))
                json.WriteStringValue(market.Text);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static VenueLevel[] Levels(UnifiedBook book, OrderSide side, UnixNanos now, int depth)
    {
        var levels = new VenueLevel[depth];
        return levels[..book.Read(side, now, levels)];
    }

    private static string PriceText(UnifiedPrice? price, IReadOnlyList<InstrumentId> markets) =>
        price is { } best ? $"{DecimalText.Trimmed(best.Price.Value)} ({DecimalText.Trimmed(best.Quantity)} at {markets[best.Market].Venue})" : "none";

    private static void Append(StringBuilder text, string side, VenueLevel level, IReadOnlyList<InstrumentId> markets) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"  {side} {DecimalText.Trimmed(level.Price.Value),14} {DecimalText.Trimmed(level.Quantity.Value),16}  {markets[level.Market].Venue}");

    private static void Write(Utf8JsonWriter json, string name, UnifiedPrice? price, IReadOnlyList<InstrumentId> markets)
    {
        if (price is not { } best)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("price", DecimalText.Trimmed(best.Price.Value));
        json.WriteString("quantity", DecimalText.Trimmed(best.Quantity));
        json.WriteString("market", markets[best.Market].Text);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<VenueLevel> levels, IReadOnlyList<InstrumentId> markets)
    {
        json.WriteStartArray(name);
        foreach (var level in levels)
        {
            json.WriteStartObject();
            json.WriteString("price", DecimalText.Trimmed(level.Price.Value));
            json.WriteString("quantity", DecimalText.Trimmed(level.Quantity.Value));
            json.WriteString("market", markets[level.Market].Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
