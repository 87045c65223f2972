using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The last fundings of venues that were booked, by reference: each is told again and again, and booked once. Changed only by <see cref="KernelState.Fold"/>.</summary>
internal sealed class BookedFundings
{
    private const int Kept = 10_000; // Of one perpetual that pays each hour, more than a year.

    private readonly Queue<string> _byAge = new();
    private readonly HashSet<string> _references = new(StringComparer.Ordinal);

    public bool Contains(string reference) => _references.Contains(reference);

    public void Add(AccountUpdate update)
    {
        if (update is { Reason: BalanceReason.Funding, Reference.Length: > 0 })
            Add(update.Reference);
    }

    // The last part of a state, and nothing where there are none: states without are as they were before this was written.
    public void WriteTo(MessageWriter writer)
    {
        if (_byAge.Count == 0)
            return;
        writer.Number(_byAge.Count);
        foreach (var reference in _byAge)
            writer.Text(reference);
    }

    public void Restore(ref MessageReader reader)
    {
        if (!reader.HasMore)
            return;
        for (var left = reader.Count(); left > 0; left--)
            Add(reader.Text());
    }

    private void Add(string reference)
    {
        if (!_references.Add(reference))
            return;
        _byAge.Enqueue(reference);
        if (_byAge.Count > Kept)
            _references.Remove(_byAge.Dequeue());
    }
}
