using System.Runtime.CompilerServices;

namespace VeloZ.Engine.Tests;

/// <summary>Waits for what other threads do.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Ends once it holds.</summary>
    /// <param name="holds">Looked at again and again.</param>
    /// <param name="condition">Its text.</param>
    public static async Task HoldsAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string condition = "") =>
        Assert.True(await Task.Run(() => SpinWait.SpinUntil(holds, Patience), TestContext.Current.CancellationToken), $"it did not come to hold within {Patience.TotalSeconds} s: {condition}");
}
