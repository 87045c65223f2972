using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Api;

/// <summary>The instruments that are known: those of the item store, and those of the simulated venue that it does not have.</summary>
internal sealed class InstrumentCatalog(IItemStore items, IReadOnlyList<Instrument> simulated)
{
    private readonly Instrument[] _simulated = [.. simulated.OrderBy(instrument => instrument.Id)];

    /// <summary>The instrument of that id; null when it is not known.</summary>
    public async ValueTask<Instrument?> FindAsync(InstrumentId id, CancellationToken cancellationToken) =>
        await items.GetAsync(InstrumentItem.KeyOf(id), cancellationToken) is { } stored ? InstrumentItem.Read(stored.Item) : Array.Find(_simulated, instrument => instrument.Id == id);

    /// <summary>The instruments of a venue in the order of their ids.</summary>
    /// <param name="venue">Its id.</param>
    /// <param name="after">Begins after this id; null for the first.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<Instrument> ReadAsync(string venue, InstrumentId? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var own = new Queue<Instrument>(_simulated.Where(instrument => instrument.Id.Venue == venue && IsAfter(instrument.Id, after)));
        await foreach (var stored in ReadStoredAsync(venue, after, cancellationToken))
        {
            while (own.TryPeek(out var next) && next.Id.CompareTo(stored.Id) < 0)
                yield return own.Dequeue();
            if (own.TryPeek(out var same) && same.Id == stored.Id)
                own.Dequeue();
            yield return stored;
        }
        while (own.TryDequeue(out var rest))
            yield return rest;
    }

    private async IAsyncEnumerable<Instrument> ReadStoredAsync(string venue, InstrumentId? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ItemRange range = after is { } id ? new ItemRange.Between(InstrumentItem.SortKey(id), null) : new ItemRange.Prefix(InstrumentItem.SortKeyPrefix);
        var query = new ItemQuery(InstrumentItem.PartitionKey(venue), range, ItemQuery.LimitMax);
        string? cursor = null;
        do
        {
            var page = await items.QueryAsync(query, cursor, cancellationToken);
            foreach (var stored in page.Items)
            {
                // The partition may hold more of the venue than its instruments.
                if (!stored.Item.Key.SortKey.StartsWith(InstrumentItem.SortKeyPrefix, StringComparison.Ordinal))
                    continue;
                var instrument = InstrumentItem.Read(stored.Item);
                if (IsAfter(instrument.Id, after))
                    yield return instrument;
            }
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private static bool IsAfter(InstrumentId id, InstrumentId? after) => after is not { } last || id.CompareTo(last) > 0;
}
