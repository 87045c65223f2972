using System.Buffers;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Stores the blocks of a capture: the segment that is open is put anew with each, so that a crash loses no block that was closed.</summary>
/// <remarks>For one thread. A segment that is put anew takes the place of what was there at once; its end comes with its last block.</remarks>
public sealed class MarketCaptureUpload(IBlobStore blobs, MarketCaptureWriter writer)
{
    private readonly ArrayBufferWriter<byte> _content = new();

    private BlobKey _segment;
    private bool _isUnwritten;

    /// <summary>Stores all that was closed by now.</summary>
    /// <returns>Bytes of blocks that were stored.</returns>
    /// <exception cref="StoreException">The store failed. Nothing is lost: call it again.</exception>
    public async ValueTask<long> WriteAsync(CancellationToken cancellationToken)
    {
        var written = 0L;
        // Of a call that failed.
        if (_isUnwritten)
            await PutAsync(cancellationToken);
        while (writer.Take() is { } block)
        {
            if (block.IsFirst)
                _content.ResetWrittenCount();
            _content.Write(block.Bytes.Span);
            (_segment, _isUnwritten) = (block.Segment, true);
            written += block.Bytes.Length;
            await PutAsync(cancellationToken);
        }
        return written;
    }

    private async ValueTask PutAsync(CancellationToken cancellationToken)
    {
        await blobs.PutAsync(_segment, _content.WrittenMemory, BlobCondition.Any, cancellationToken);
        _isUnwritten = false;
    }
}
