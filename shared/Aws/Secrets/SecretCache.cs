using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>What was read or written a short while ago.</summary>
internal sealed class SecretCache(TimeSpan ageMax, TimeProvider timeProvider)
{
    // Far more than a process asks for.
    private const int EntriesMax = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(SecretName Name, string Stage), (StoredSecret? Secret, long ReadAt)> _entries = [];
    private long _writes;

    /// <summary>Counts what this store wrote.</summary>
    public long Writes
    {
        get
        {
            lock (_gate)
                return _writes;
        }
    }

    /// <summary>Finds what is young enough; of a secret that is not there too.</summary>
    public bool TryGet(SecretName name, string stage, out StoredSecret? secret)
    {
        lock (_gate)
        {
            var isYoung = _entries.TryGetValue((name, stage), out var entry) && timeProvider.GetElapsedTime(entry.ReadAt) < ageMax;
            secret = isYoung ? entry.Secret : null;
            return isYoung;
        }
    }

    /// <summary>Keeps what was read, unless this store wrote since the reading began.</summary>
    public void Keep(SecretName name, string stage, StoredSecret? secret, long writesBefore)
    {
        lock (_gate)
        {
            if (_writes != writesBefore)
                return;
            if (_entries.Count >= EntriesMax)
                _entries.Clear();
            _entries[(name, stage)] = (secret, timeProvider.GetTimestamp());
        }
    }

    /// <summary>Forgets a secret that this store wrote, or may have written.</summary>
    public void Forget(SecretName name)
    {
        lock (_gate)
        {
            _writes++;
            _entries.Remove((name, SecretsManagerStore.Current));
            _entries.Remove((name, SecretsManagerStore.Previous));
        }
    }

    /// <summary>Forgets a secret that this store wrote, and keeps what it wrote, unless another write of it ended meanwhile: of two at once nobody can tell here which came last.</summary>
    public void Replace(StoredSecret written, long writesBefore)
    {
        lock (_gate)
        {
            var isAlone = _writes == writesBefore;
            Forget(written.Name);
            if (isAlone)
                Keep(written.Name, SecretsManagerStore.Current, written, _writes);
        }
    }
}
