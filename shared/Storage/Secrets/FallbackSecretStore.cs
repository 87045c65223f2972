using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>A secret store with another one behind it that is only read.</summary>
/// <remarks>
/// The first one wins, for all names of one folder together: when it has a key of a venue, the venue's other credentials come from
/// it too, and never half from each.
/// </remarks>
public sealed class FallbackSecretStore(ISecretStore primary, ISecretStore fallback) : ISecretStore
{
    /// <inheritdoc/>
    public async ValueTask<StoredSecret?> GetAsync(SecretName name, CancellationToken cancellationToken) =>
        await primary.GetAsync(name, cancellationToken) ?? (await HasFolderAsync(name, cancellationToken) ? null : await fallback.GetAsync(name, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<StoredSecret?> RefreshAsync(SecretName name, CancellationToken cancellationToken) =>
        await primary.RefreshAsync(name, cancellationToken) ?? (await HasFolderAsync(name, cancellationToken) ? null : await fallback.RefreshAsync(name, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<StoredSecret?> GetPreviousAsync(SecretName name, CancellationToken cancellationToken) =>
        await HasFolderAsync(name, cancellationToken) ? await primary.GetPreviousAsync(name, cancellationToken) : await fallback.GetPreviousAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> PutAsync(SecretName name, Secret value, CancellationToken cancellationToken) => primary.PutAsync(name, value, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> RotateAsync(SecretName name, Secret value, CancellationToken cancellationToken) => primary.RotateAsync(name, value, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RetirePreviousAsync(SecretName name, CancellationToken cancellationToken) => primary.RetirePreviousAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(SecretName name, CancellationToken cancellationToken) => primary.DeleteAsync(name, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SecretName>> ListAsync(CancellationToken cancellationToken)
    {
        var first = await primary.ListAsync(cancellationToken);
        var folders = first.Select(FolderOf).ToHashSet(StringComparer.Ordinal);
        var behind = (await fallback.ListAsync(cancellationToken)).Where(name => !folders.Contains(FolderOf(name)));
        return [.. first.Concat(behind).Order()];
    }

    private async ValueTask<bool> HasFolderAsync(SecretName name, CancellationToken cancellationToken) =>
        (await primary.ListAsync(cancellationToken)).Any(other => FolderOf(other) == FolderOf(name));

    private static string FolderOf(SecretName name) => name.Text[..(name.Text.LastIndexOf('/') + 1)];
}
