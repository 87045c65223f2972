using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Settings of the embedded secret store.</summary>
public sealed record FileSecretStoreOptions
{
    /// <summary>Of the store alone; made where there is none.</summary>
    public required string Folder { get; init; }

    /// <summary>What <c>VELOZ_SECRETS_KEY</c> says: 32 bytes in base 64, or a passphrase; null for the key file.</summary>
    public Secret? Key { get; init; }

    /// <summary>Rounds of PBKDF2 for a new file, 1,000 to 10,000,000.</summary>
    public int Rounds { get; init; } = 600_000; // OWASP, Password Storage Cheat Sheet, for PBKDF2-HMAC-SHA-256.

    /// <summary>How long a value may be served without a look at the file.</summary>
    public TimeSpan AgeMax { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>Secrets in one encrypted file. Layout and key: <c>SECRETS-FORMAT.md</c>.</summary>
/// <remarks>Writes of two processes at once are not ordered: the lock of the data folder keeps the second one out.</remarks>
public sealed class FileSecretStore : ISecretStore
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly SecretsKey _key;
    private readonly FileSecretStoreOptions _options;
    private readonly TimeProvider _timeProvider;
    private SecretsHeader? _header;
    private IReadOnlyList<SecretRecord> _records = [];
    private long _readAt;

    private FileSecretStore(string path, SecretsKey key, FileSecretStoreOptions options, TimeProvider timeProvider)
    {
        _path = path;
        _key = key;
        _options = options;
        _timeProvider = timeProvider;
        Reload();
    }

    /// <summary>Opens the store and proves that the key opens its file.</summary>
    /// <exception cref="StoreException">The key is another one or can be read by others; the file is damaged or of another version. Nothing was changed.</exception>
    /// <exception cref="ArgumentException">The rounds are out of range.</exception>
    public static FileSecretStore Open(FileSecretStoreOptions options, TimeProvider timeProvider)
    {
        if (options.Rounds is < SecretsHeader.RoundsMin or > SecretsHeader.RoundsMax)
            throw new ArgumentException($"rounds were {options.Rounds}, must be {SecretsHeader.RoundsMin} to {SecretsHeader.RoundsMax}");
        var (path, keyPath) = (Path.Combine(options.Folder, "secrets.vzs"), Path.Combine(options.Folder, "key"));
        return Guarded(path, () =>
        {
            DurableFile.CreateFolder(options.Folder);
            var key = options.Key is { } given ? SecretsKey.OfText(given.RevealText()) : SecretsKeyFile.Load(keyPath, path);
            return new FileSecretStore(path, key, options, timeProvider);
        });
    }

    /// <inheritdoc/>
    public ValueTask<StoredSecret?> GetAsync(SecretName name, CancellationToken cancellationToken) => ValueTask.FromResult(Find(name, isCurrent: true, isFresh: false, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<StoredSecret?> RefreshAsync(SecretName name, CancellationToken cancellationToken) => ValueTask.FromResult(Find(name, isCurrent: true, isFresh: true, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<StoredSecret?> GetPreviousAsync(SecretName name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(name, isCurrent: false, isFresh: false, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<long> PutAsync(SecretName name, Secret value, CancellationToken cancellationToken) => ValueTask.FromResult(Set(name, value, keepsPrevious: false, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<long> RotateAsync(SecretName name, Secret value, CancellationToken cancellationToken) => ValueTask.FromResult(Set(name, value, keepsPrevious: true, cancellationToken));

    /// <inheritdoc/>
    public ValueTask RetirePreviousAsync(SecretName name, CancellationToken cancellationToken) =>
        RemoveAsync(record => record.Stored.Name == name && !record.IsCurrent, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(SecretName name, CancellationToken cancellationToken) => RemoveAsync(record => record.Stored.Name == name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SecretName>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ReloadWhenOld();
            return ValueTask.FromResult<IReadOnlyList<SecretName>>([.. _records.Where(record => record.IsCurrent).Select(record => record.Stored.Name).Order()]);
        }
    }

    private StoredSecret? Find(SecretName name, bool isCurrent, bool isFresh, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (isFresh)
                Reload();
            else
                ReloadWhenOld();
            return Find(name, isCurrent);
        }
    }

    private StoredSecret? Find(SecretName name, bool isCurrent) => _records.FirstOrDefault(record => record.Stored.Name == name && record.IsCurrent == isCurrent)?.Stored;

    private long Set(SecretName name, Secret value, bool keepsPrevious, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Reload();
            var current = Find(name, isCurrent: true);
            var version = (current?.Version ?? 0) + 1;
            var records = _records.Where(record => record.Stored.Name != name).ToList();
            if (keepsPrevious && current is not null)
                records.Add(new SecretRecord(current, IsCurrent: false));
            records.Add(new SecretRecord(new StoredSecret(name, version, UnixNanos.From(_timeProvider.GetUtcNow()), value), IsCurrent: true));
            Save(records);
            return version;
        }
    }

    private ValueTask RemoveAsync(Func<SecretRecord, bool> isRemoved, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Reload();
            if (_records.Any(isRemoved))
                Save([.. _records.Where(record => !isRemoved(record))]);
            return ValueTask.CompletedTask;
        }
    }

    private void Save(List<SecretRecord> records)
    {
        var header = _header ?? SecretsHeader.New(_key.IsPassphrase, _options.Rounds);
        var sorted = records.OrderBy(record => record.Stored.Name).ThenBy(record => record.Stored.Version).ToList();
        var file = SecretsFile.Write(header, _key.Of(_path, header), sorted);
        Guarded(_path, () =>
        {
            DurableFile.Replace(_path, file);
            return true;
        });
        (_header, _records) = (header, sorted);
    }

    private void ReloadWhenOld()
    {
        if (_timeProvider.GetElapsedTime(_readAt) >= _options.AgeMax)
            Reload();
    }

    private void Reload()
    {
        if (Guarded(_path, () => File.Exists(_path) ? File.ReadAllBytes(_path) : null) is { } file)
            (_header, _records) = SecretsFile.Read(_path, file, _key);
        else if (_header is not null)
            throw new StoreException(StoreFault.Damaged, $"{_path}: file was missing, must be there as it was before; restore a backup");
        _readAt = _timeProvider.GetTimestamp();
    }

    private static T Guarded<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new StoreException(StoreFault.Denied, $"{path}: file could not be opened, file and folder must be the user's own: {fault.Message}", fault);
        }
        catch (IOException fault)
        {
            throw new StoreException(StoreFault.Unavailable, $"{path}: disk failed: {fault.Message}", fault);
        }
    }
}
