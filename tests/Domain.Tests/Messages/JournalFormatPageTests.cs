using System.Collections;
using System.Globalization;

namespace VeloZ.Domain.Tests;

public sealed class JournalFormatPageTests
{
    private static readonly JournalFormatPage Page = JournalFormatPage.Load();

    public static TheoryData<EntryKind> Kinds => [.. Enum.GetValues<EntryKind>()];

    public static TheoryData<Type> Enums =>
    [
        typeof(OrderSide), typeof(OrderType), typeof(TimeInForce), typeof(OrderRole), typeof(OrderEvent), typeof(UpdateSource), typeof(Liquidity),
        typeof(Contingency), typeof(TradingState), typeof(KillSwitchScope), typeof(StrategyAction), typeof(BalanceReason),
    ];

    [Fact]
    public void The_page_names_every_kind_with_its_number() =>
        Assert.Equal(
            string.Join('\n', Enum.GetValues<EntryKind>().Select(kind => $"{(int)kind} `{kind}`")),
            string.Join('\n', Page.Sections.Where(section => char.IsAsciiDigit(section[0]))));

    [Theory]
    [MemberData(nameof(Enums))]
    public void The_page_names_every_value_with_its_number(Type type)
    {
        var values = Enum.GetValues(type).Cast<object>().Select(value => (Convert.ToInt32(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), value.ToString()!));
        Assert.Equal(values, Page.Values(type.Name));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Golden_bytes_are_what_the_page_says(EntryKind kind)
    {
        var entry = Samples.Full.Single(sample => sample.Kind == kind);
        var body = JournalGoldenTests.Read(kind)[7..];
        var (fields, size) = Page.Decode(kind, body);
        Assert.Equal(body.Length, size);
        Assert.All(fields, field => Assert.Equal(Text(Follow(entry, field.Path)), field.Text));
        // Every property of the record has a field.
        var told = fields.Select(field => field.Path.Split('.', '[')[0]).ToHashSet(StringComparer.Ordinal);
        var properties = entry.GetType().GetProperties().Select(property => SnakeCase.From(property.Name)).Where(name => name is not "kind");
        Assert.Equal(string.Join(' ', properties.Order(StringComparer.Ordinal)), string.Join(' ', told.Order(StringComparer.Ordinal)));
    }

    // limits.order_notional_max is entry.Limits.OrderNotionalMax; members[1] is the second of entry.Members.
    private static object? Follow(object entry, string path)
    {
        object? value = entry;
        foreach (var step in path.Split('.'))
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            var name = string.Concat((bracket < 0 ? step : step[..bracket]).Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
            value = value!.GetType().GetProperty(name)!.GetValue(value);
            if (bracket >= 0)
                value = ((IEnumerable)value!).Cast<object>().ElementAt(int.Parse(step[(bracket + 1)..^1], CultureInfo.InvariantCulture));
        }
        return value;
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        UnixNanos time => time.Value.ToString(CultureInfo.InvariantCulture),
        TimeSpan span => span.Ticks.ToString(CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexString(bytes),
        decimal number => DecimalText.Trimmed(number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
