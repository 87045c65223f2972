namespace VeloZ.Infrastructure.Tests;

/// <summary>A rule that finds nothing might look at nothing: each thing made wrong is told by its rule, and by that alone.</summary>
public sealed class MutationTests
{
    public static TheoryData<string> Names => [.. AllMutations.List.Select(mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Its_rule_tells_and_no_other(string name)
    {
        var mutation = AllMutations.List.Single(one => one.Name == name);
        var graph = mutation.Change(await SampleStacks.OfAsync("production"));
        var told = AllProofs.List.Select(proof => (proof.Name, Violations: proof.Violations(graph).ToArray())).Where(one => one.Violations.Length > 0).ToArray();
        Assert.Equal(mutation.Proofs.Order(StringComparer.Ordinal), told.Select(one => one.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_rule_has_a_mutation() =>
        Assert.Empty(AllProofs.List.Select(proof => proof.Name).Except(AllMutations.List.SelectMany(mutation => mutation.Proofs), StringComparer.Ordinal));
}
