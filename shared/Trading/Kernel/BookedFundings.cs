using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// The last fundings of venues that were booked, by reference: each is told again and again, and booked once. Also what all of them came to. Changed only by <see cref="KernelState.Fold"/>.
/// </summary>
internal sealed class BookedFundings
{
    private const int Kept = 10_000; // Of one perpetual that pays each hour, more than a year.

    private readonly Queue<string> _byAge = new();
    private readonly HashSet<string> _references = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, decimal> _sums = new(StringComparer.Ordinal); // By currency.

    public bool Contains(string reference) => _references.Contains(reference);

    public decimal SumOf(Currency currency) => _sums.GetValueOrDefault(currency.Code);

    public void Add(AccountUpdate update)
    {
        if (update.Reason != BalanceReason.Funding)
            return;
        _sums[update.Change.Currency.Code] = SumOf(update.Change.Currency) + update.Change.Amount;
        if (update.Reference.Length > 0)
            Add(update.Reference);
    }

    // The last part of a state, and nothing where there are none: states without are as they were before this was written.
    public void WriteTo(MessageWriter writer)
    {
        if (_sums.Count == 0)
            return;
        writer.Number(_byAge.Count);
        foreach (var reference in _byAge)
            writer.Text(reference);
        writer.Number(_sums.Count);
        foreach (var (currency, sum) in _sums)
        {
            writer.Text(currency);
            writer.Decimal(sum);
        }
    }

    public void Restore(ref MessageReader reader)
    {
        if (!reader.HasMore)
            return;
        for (var left = reader.Count(); left > 0; left--)
            Add(reader.Text());
        for (var left = reader.Count(); left > 0; left--)
            _sums.Add(reader.Text(), reader.Decimal());
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
