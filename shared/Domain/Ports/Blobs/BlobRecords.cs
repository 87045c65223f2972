namespace VeloZ.Domain;

/// <summary>What is known of a blob without reading it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="SizeBytes">Of its content.</param>
/// <param name="ETag">Another one when the content is another; opaque.</param>
/// <param name="WrittenTime">When it was put.</param>
public sealed record BlobHead(BlobKey Key, long SizeBytes, string ETag, UnixNanos WrittenTime);

/// <summary>Part of a blob.</summary>
/// <param name="Head">Of the whole blob: parts of one reading have one <see cref="BlobHead.ETag"/>.</param>
/// <param name="Bytes">Fewer than asked for when the blob ends before, none when it ends before the offset.</param>
public sealed record BlobRange(BlobHead Head, ReadOnlyMemory<byte> Bytes);

/// <summary>Part of a list.</summary>
/// <param name="Blobs">In the order of the bytes of their keys. May be fewer than the limit though more follow.</param>
/// <param name="NextCursor">Gives the next page of the same prefix; null when there is no more.</param>
public sealed record BlobPage(IReadOnlyList<BlobHead> Blobs, string? NextCursor);

/// <summary>A blob being read; dispose it to let it go.</summary>
/// <param name="Head">What is known of it.</param>
/// <param name="Content">
/// From the first byte. Its end throws <see cref="StoreException"/> when what was read is not what was put: use nothing of it before.
/// </param>
public sealed record BlobContent(BlobHead Head, Stream Content) : IAsyncDisposable
{
    /// <summary>Closes the stream.</summary>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>What must hold of the stored blob for a put to take place.</summary>
public abstract record BlobCondition
{
    private BlobCondition()
    {
    }

    /// <summary>Whatever there is, if anything.</summary>
    public static BlobCondition Any { get; } = new Nothing();

    /// <summary>There must be none of that key.</summary>
    public static BlobCondition New { get; } = new MustBeNew();

    /// <summary>It must be there with that tag.</summary>
    public static BlobCondition Matches(string eTag) => new MustMatch(eTag);

    /// <summary>Whether it holds.</summary>
    /// <param name="current">Tag of the stored blob; null when there is none.</param>
    public bool Holds(string? current) => this switch
    {
        Nothing => true,
        MustBeNew => current is null,
        MustMatch must => current == must.ETag,
        _ => throw new InvariantException("blob condition was of an unknown kind"),
    };

    /// <summary>No condition.</summary>
    public sealed record Nothing : BlobCondition;

    /// <summary>There must be none.</summary>
    public sealed record MustBeNew : BlobCondition;

    /// <summary>There must be one of that tag.</summary>
    /// <param name="ETag">As a put or a head gave it.</param>
    public sealed record MustMatch(string ETag) : BlobCondition;
}

/// <summary>What became of a put.</summary>
public abstract record BlobPutOutcome
{
    private BlobPutOutcome()
    {
    }

    /// <summary>It is durable.</summary>
    /// <param name="Head">What is known of it now.</param>
    public sealed record Written(BlobHead Head) : BlobPutOutcome;

    /// <summary>The condition did not hold; nothing was changed.</summary>
    public sealed record Conflict : BlobPutOutcome;
}
