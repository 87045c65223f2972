using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// The callers' own texts of orders: each is used once in an account, so that who did not hear an answer may ask again without making a second order.
/// After a restart those of open orders, and of the closed ones that the account remembers, are known. Any thread may ask.
/// </summary>
internal sealed class ClientReferences
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _used;

    /// <param name="state">What recovery found, before the loop has it.</param>
    public ClientReferences(KernelState state) => _used =
    [
        .. state.OpenOrders.Concat(state.ClosedOrders).Select(order => order.Terms.ClientReference).Where(reference => reference.Length > 0),
    ];

    /// <summary>Takes it; false when another order has it.</summary>
    public bool TryTake(string reference)
    {
        lock (_gate)
            return _used.Add(reference);
    }

    /// <summary>The order that it was taken for was refused: nothing happened. One whose outcome is not known keeps it.</summary>
    public void GiveBack(string reference)
    {
        lock (_gate)
            _used.Remove(reference);
    }
}
