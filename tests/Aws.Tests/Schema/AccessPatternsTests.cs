using VeloZ.Domain;

namespace VeloZ.Aws.Tests;

/// <summary>Forms are those of the cloud page (4), in whole words. That they find what they say is told by the engine's tests.</summary>
public sealed class AccessPatternsTests
{
    private static readonly CloudEnvironment Environment = new("test", EnvironmentTier.Development);

    private static readonly Dictionary<string, string> Ids = new(StringComparer.Ordinal)
    {
        ["account"] = "main",
        ["order"] = "0001#a",
        ["status"] = "accepted",
        ["strategy"] = "stg_test",
        ["venue"] = "SIM",
        ["instrument"] = "BTC-USDT.SIM",
        ["from"] = ItemKeyPart.IdOf(5),
        ["until"] = ItemKeyPart.IdOf(70),
    };

    [Fact]
    public void Each_names_a_table_of_the_schema_and_an_index_that_it_has()
    {
        var tables = CloudSchema.Of(Environment).Tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
        Assert.All(AccessPatterns.All, pattern =>
        {
            var table = Assert.Contains(Environment.NameOf(pattern.Table), tables);
            Assert.True(pattern.Index is null || table.Indexes.Any(index => index.Name == pattern.Index), $"{pattern.Name}: {table.Name} has no index {pattern.Index}");
        });
    }

    [Fact]
    public void Every_index_of_the_state_table_answers_one() =>
        Assert.Equal(
            CloudSchema.Of(Environment).State.Indexes.Select(index => index.Name),
            AccessPatterns.All.Select(pattern => pattern.Index).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_has_a_name_of_its_own_and_can_be_asked()
    {
        Assert.Equal(AccessPatterns.All.Count, AccessPatterns.All.Select(pattern => pattern.Name).Distinct(StringComparer.Ordinal).Count());
        foreach (var pattern in AccessPatterns.All)
        {
            Assert.Same(pattern, AccessPatterns.Of(pattern.Name));
            if (pattern.Range is AccessRange.One)
                Assert.DoesNotContain('{', pattern.ToKey(Ids).ToString());
            else
                Assert.DoesNotContain('{', pattern.ToQuery(Ids, limit: 1).PartitionKey);
        }
        Assert.Contains("must be one of all items of an account, order by id", Assert.Throws<ArgumentException>(() => AccessPatterns.Of("none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_put_into_the_forms_escaped_as_keys_are()
    {
        Assert.Equal(new ItemKey("ACCOUNT#main", "ORDER#0001%23a"), AccessPatterns.Of("order by id").ToKey(Ids));
        Assert.Equal(
            new ItemQuery("ACCOUNT#main", new ItemRange.Between("TIME#0000000000000000005", "TIME#0000000000000000070"), limit: 7, isDescending: true, "gsi1"),
            AccessPatterns.Of("orders of an account by time").ToQuery(Ids, limit: 7, isDescending: true));
        Assert.Equal(new ItemQuery("ACCOUNT#main#OPEN#", ItemRange.All, limit: 1, isDescending: false, "gsi2"), AccessPatterns.Of("open orders of an account").ToQuery(Ids, limit: 1));
        Assert.Equal(
            new ItemRange.Prefix("STATUS#accepted#TIME#"),
            AccessPatterns.Of("open orders of an account and status by time").ToQuery(Ids, limit: 1).Range);
        Assert.Equal(new ItemQuery("ORDER#0001%23a", new ItemRange.Prefix("FILL#"), limit: 1, isDescending: false, "gsi1"), AccessPatterns.Of("fills of an order by time").ToQuery(Ids, limit: 1));
    }

    [Fact]
    public void What_is_asked_in_the_wrong_way_or_without_an_id_is_told()
    {
        Assert.Equal("access pattern 'order by id' means one item, must be asked by its key", Assert.Throws<ArgumentException>(() => AccessPatterns.Of("order by id").ToQuery(Ids, limit: 1)).Message);
        Assert.Equal("access pattern 'balances of an account' means several items, must be asked as a query", Assert.Throws<ArgumentException>(() => AccessPatterns.Of("balances of an account").ToKey(Ids)).Message);
        var none = new Dictionary<string, string>(StringComparer.Ordinal) { ["account"] = "main" };
        Assert.Equal("access pattern 'order by id' had no id for 'order', must have one", Assert.Throws<ArgumentException>(() => AccessPatterns.Of("order by id").ToKey(none)).Message);
    }
}
