namespace VeloZ.Domain;

/// <summary>A secret as the store has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">1 when it is new, 1 more with each put or rotation.</param>
/// <param name="WrittenTime">When it was put.</param>
/// <param name="Value">What nobody prints.</param>
public sealed record StoredSecret(SecretName Name, long Version, UnixNanos WrittenTime, Secret Value);

/// <summary>Keeps keys of venues, signing keys and the like.</summary>
/// <remarks>
/// Safe for use by several threads. Values are in no message, log or exception. Any member throws <see cref="StoreException"/>
/// when the store fails; one that cannot be written refuses with <see cref="StoreFault.Denied"/>.
/// </remarks>
public interface ISecretStore
{
    /// <summary>The current version, as it was at most a few minutes ago; what this store wrote itself is seen at once.</summary>
    /// <returns>Null when there is none.</returns>
    ValueTask<StoredSecret?> GetAsync(SecretName name, CancellationToken cancellationToken);

    /// <summary>The current version as it is now. For who was refused with the one he had.</summary>
    /// <returns>Null when there is none.</returns>
    ValueTask<StoredSecret?> RefreshAsync(SecretName name, CancellationToken cancellationToken);

    /// <summary>The version before the current one, which a rotation kept.</summary>
    /// <returns>Null when there is none.</returns>
    ValueTask<StoredSecret?> GetPreviousAsync(SecretName name, CancellationToken cancellationToken);

    /// <summary>Sets the value. No version before it can be read any more.</summary>
    /// <returns>The new version.</returns>
    ValueTask<long> PutAsync(SecretName name, Secret value, CancellationToken cancellationToken);

    /// <summary>Sets the value and keeps the one before readable until it is retired. Of two rotations only the last one's is kept.</summary>
    /// <returns>The new version.</returns>
    ValueTask<long> RotateAsync(SecretName name, Secret value, CancellationToken cancellationToken);

    /// <summary>Forgets the version before the current one, if there is one.</summary>
    ValueTask RetirePreviousAsync(SecretName name, CancellationToken cancellationToken);

    /// <summary>Forgets the secret with all its versions, if there is one.</summary>
    ValueTask DeleteAsync(SecretName name, CancellationToken cancellationToken);

    /// <summary>All names in the order of their bytes.</summary>
    ValueTask<IReadOnlyList<SecretName>> ListAsync(CancellationToken cancellationToken);
}
