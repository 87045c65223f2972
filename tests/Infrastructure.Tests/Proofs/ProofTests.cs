namespace VeloZ.Infrastructure.Tests;

/// <summary>Every rule, on what the program makes for every tier.</summary>
public sealed class ProofTests
{
    public static MatrixTheoryData<string, string> Cases => new([.. AllProofs.List.Select(proof => proof.Name)], SampleStacks.Names);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_stack_holds_to(string proof, string tier)
    {
        var graph = await SampleStacks.OfAsync(tier);
        Assert.Empty(AllProofs.List.Single(one => one.Name == proof).Violations(graph));
    }
}
