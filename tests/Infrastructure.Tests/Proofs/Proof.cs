namespace VeloZ.Infrastructure.Tests;

/// <summary>A rule that every stack must hold to.</summary>
/// <param name="Name">Says the rule.</param>
/// <param name="Violations">What a graph does against it; nothing where it holds.</param>
internal sealed record Proof(string Name, Func<StackGraph, IEnumerable<string>> Violations);

/// <summary>All rules.</summary>
internal static class AllProofs
{
    public static IReadOnlyList<Proof> List { get; } =
    [
        .. NameProofs.List,
        .. PolicyProofs.List,
        .. CallProofs.List,
        .. StorageProofs.List,
        .. FunctionProofs.List,
        .. ApiProofs.List,
        .. MachineProofs.List,
        .. AlarmProofs.List,
        .. GraphProofs.List,
    ];
}
