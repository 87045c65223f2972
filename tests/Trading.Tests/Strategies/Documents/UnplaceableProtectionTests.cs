namespace VeloZ.Trading.Tests;

/// <summary>A level that only the market shows to be none makes no entry, and is counted: else it could not be told from a document that never wants to enter.</summary>
public sealed class UnplaceableProtectionTests
{
    [Theory]
    [InlineData("""{ "divide": ["close", 0] }""", """ "stop": { "price": "gap" } """, "trigger_price_missing")]
    [InlineData("""{ "divide": ["close", 0] }""", """ "stop": { "distance": "gap" } """, "trigger_price_missing")]
    [InlineData("""{ "divide": ["close", 0] }""", """ "take_profit": { "price": "gap" } """, "price_missing")]
    [InlineData("""{ "divide": ["close", 0] }""", """ "trailing": { "distance": "gap" } """, "trailing_offset_invalid")]
    [InlineData("""{ "multiply": ["close", 5] }""", """ "trailing": { "distance": "gap" } """, "trailing_offset_invalid")] // 500 behind 100.
    [InlineData("""{ "subtract": ["close", 100] }""", """ "trailing": { "distance": "gap" } """, "trailing_offset_invalid")] // 0 behind it.
    [InlineData("""{ "subtract": ["close", 1000] }""", """ "stop": { "price": "gap" } """, "price_not_positive")]
    [InlineData("""{ "multiply": ["close", 5] }""", """ "stop": { "distance": "gap" } """, "price_not_positive")]
    [InlineData("""{ "multiply": ["close", 1] }""", """ "stop": { "price": "gap" } """, "order_list_invalid")] // At the close, not below it.
    [InlineData("""{ "multiply": ["close", "0.9"] }""", """ "take_profit": { "price": "gap" } """, "order_list_invalid")]
    [InlineData("""{ "multiply": ["close", "0.9"] }""", """ "take_profit": { "price": "gap" }, "stop": { "price": 95 } """, "order_list_invalid")] // The target below the stop.
    public void It_is_refused_at_each_close_that_would_enter(string value, string protection, string code)
    {
        var text = Documents.With("\"sizing\"", $$""" "protection": { {{protection}} }, "sizing" """).Replace("""{ "subtract": ["close", "mean"] }""", value, StringComparison.Ordinal);
        var result = HandTable.Run(Documents.Read(text).Definition, HandTable.OfCloses([9, 100, 100, 100]), new SimulationOptions { Participation = null });
        Assert.Empty(result.Fills);
        Assert.Equal([new RefusalCount(code, 3)], result.Denials);
    }

    [Fact]
    public void A_document_that_never_wants_to_enter_is_refused_nothing() =>
        Assert.Empty(HandTable.Run(Documents.Read(Documents.Least).Definition, HandTable.OfCloses([9, 9, 9]), new SimulationOptions { Participation = null }).Denials);
}
