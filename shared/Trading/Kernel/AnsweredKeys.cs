using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Which order each idempotency key of the last 24 hours made. Changed only by <see cref="KernelState.Fold"/>.</summary>
internal sealed class AnsweredKeys
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private readonly Queue<(UnixNanos Time, string UserId, string Key, ClientOrderId Id)> _byAge = new();
    private readonly Dictionary<(string UserId, string Key), ClientOrderId> _ids = [];

    public bool TryFind(string userId, string key, out ClientOrderId id) => _ids.TryGetValue((userId, key), out id);

    public void Add(OrderNew order)
    {
        while (_byAge.TryPeek(out var oldest) && order.Time - oldest.Time > Kept)
        {
            _byAge.Dequeue();
            _ids.Remove((oldest.UserId, oldest.Key));
        }
        if (order.IdempotencyKey.Length > 0)
            Add((order.Time, order.UserId, order.IdempotencyKey, order.Id));
    }

    public void WriteTo(MessageWriter writer)
    {
        writer.Number(_byAge.Count);
        foreach (var (time, userId, key, id) in _byAge)
        {
            writer.Time(time);
            writer.Text(userId);
            writer.Text(key);
            writer.Text(id.Text);
        }
    }

    public void Restore(ref MessageReader reader)
    {
        for (var left = reader.Count(); left > 0; left--)
            Add((reader.Time(), reader.Text(), reader.Text(), OrderCodec.ReadId(ref reader)));
    }

    private void Add((UnixNanos Time, string UserId, string Key, ClientOrderId Id) one)
    {
        _byAge.Enqueue(one);
        _ids[(one.UserId, one.Key)] = one.Id;
    }
}
