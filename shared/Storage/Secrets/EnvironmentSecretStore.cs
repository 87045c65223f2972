using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>
/// Keys of venues from the environment, for development: <c>exchange/binance/api_key</c> is <c>VELOZ_BINANCE_API_KEY</c>, and so
/// <c>api_secret</c> and <c>api_passphrase</c>. Cannot be written. A variable that is empty is none.
/// </summary>
/// <param name="readVariable">Gives the value of a variable; null when it is not set.</param>
public sealed class EnvironmentSecretStore(Func<string, string?> readVariable) : ISecretStore
{
    private static readonly string[] Venues = ["binance", "bybit", "coinbase", "okx"];
    private static readonly string[] Kinds = ["api_key", "api_passphrase", "api_secret"];

    /// <inheritdoc/>
    public ValueTask<StoredSecret?> GetAsync(SecretName name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var value = VariableOf(name) is { } variable ? readVariable(variable) : null;
        return ValueTask.FromResult(string.IsNullOrEmpty(value) ? null : new StoredSecret(name, 1, new UnixNanos(0), Secret.OfText(value)));
    }

    /// <inheritdoc/>
    public ValueTask<StoredSecret?> RefreshAsync(SecretName name, CancellationToken cancellationToken) => GetAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredSecret?> GetPreviousAsync(SecretName name, CancellationToken cancellationToken) => ValueTask.FromResult<StoredSecret?>(null);

    /// <inheritdoc/>
    public ValueTask<long> PutAsync(SecretName name, Secret value, CancellationToken cancellationToken) => throw Refused(name);

    /// <inheritdoc/>
    public ValueTask<long> RotateAsync(SecretName name, Secret value, CancellationToken cancellationToken) => throw Refused(name);

    /// <inheritdoc/>
    public ValueTask RetirePreviousAsync(SecretName name, CancellationToken cancellationToken) => throw Refused(name);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(SecretName name, CancellationToken cancellationToken) => throw Refused(name);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SecretName>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<SecretName>();
        foreach (var name in Venues.SelectMany(venue => Kinds.Select(kind => SecretName.Parse($"exchange/{venue}/{kind}"))))
        {
            if (await GetAsync(name, cancellationToken) is not null)
                names.Add(name);
        }
        return names;
    }

    private static string? VariableOf(SecretName name) =>
        name.Text.Split('/') is ["exchange", var venue, var kind] && Venues.Contains(venue, StringComparer.Ordinal) && Kinds.Contains(kind, StringComparer.Ordinal)
            ? $"VELOZ_{venue.ToUpperInvariant()}_{kind.ToUpperInvariant()}"
            : null;

    private static StoreException Refused(SecretName name) => new(StoreFault.Denied, $"secret {name} was to be written to the environment, which can only be read; write it to the secret store");
}
