namespace VeloZ.Contract;

/// <summary>Gives some bytes and then breaks.</summary>
internal sealed class BreakingStream(long bytes = 1) : Stream
{
    private long _left = bytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_left == 0)
            throw new EndOfStreamException("connection broke");
        var given = (int)Math.Min(count, _left);
        _left -= given;
        buffer.AsSpan(offset, given).Fill(1);
        return given;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
