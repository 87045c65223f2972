using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// The callers' own texts of orders: each is used once in an account, so that who did not hear an answer may ask again without making a second order.
/// Those of open orders, and of the closed ones that the account remembers, are known, after a restart too; what the account forgets is forgotten here.
/// Any thread may ask.
/// </summary>
internal sealed class ClientReferences : IProjection
{
    private const int LookAtLeast = 1_024;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<ClientOrderId, string> _ofOrders = []; // The projector's alone, once it runs.
    private int _lookAt = LookAtLeast;

    /// <param name="state">What recovery found, before the loop has it.</param>
    public ClientReferences(KernelState state)
    {
        foreach (var order in state.OpenOrders.Concat(state.ClosedOrders))
        {
            Note(order.Id, order.Terms);
            if (order.Terms.ClientReference.Length > 0)
                _used.Add(order.Terms.ClientReference);
        }
    }

    /// <summary>How many are known.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _used.Count;
        }
    }

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

    public ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Take(Durable.Frame frame, IReadOnlyList<FoldedEntry> entries)
    {
        foreach (var entry in frame.Entries)
        {
            if (entry is OrderNew made)
                Note(made.Id, made.Terms);
        }
    }

    public ValueTask FlushAsync(KernelState state, FrameId frame, CancellationToken cancellationToken)
    {
        // To look once they may have doubled, and not at each order that ends, costs next to nothing an order.
        if (_ofOrders.Count >= _lookAt)
        {
            ForgetWith(state);
            _lookAt = Math.Max(LookAtLeast, _ofOrders.Count * 2);
        }
        return ValueTask.CompletedTask;
    }

    private void Note(ClientOrderId id, OrderTerms terms)
    {
        if (terms.ClientReference.Length > 0)
            _ofOrders[id] = terms.ClientReference;
    }

    private void ForgetWith(KernelState state)
    {
        foreach (var (id, reference) in _ofOrders)
        {
            if (state.FindOrder(id) is not null)
                continue;
            _ofOrders.Remove(id);
            GiveBack(reference);
        }
    }
}
