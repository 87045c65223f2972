using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace VeloZ.Hosting;

/// <summary>A response kept in memory: it starts with its first byte, or at its end, and from then on its headers stand.</summary>
internal sealed class BufferedResponse : IHttpResponseFeature, IHttpResponseBodyFeature, IDisposable
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();
    private readonly MemoryStream _bytes = new();
    private readonly StartingStream _stream;
    private PipeWriter? _writer;

    public BufferedResponse() => _stream = new StartingStream(this);

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);

    /// <inheritdoc/>
    public int StatusCode
    {
        get;
        set
        {
            ThrowIfStarted();
            field = value;
        }
    } = StatusCodes.Status200OK;

    /// <inheritdoc/>
    public string? ReasonPhrase { get; set; }

    /// <inheritdoc/>
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    /// <inheritdoc/>
    public bool HasStarted { get; private set; }

    /// <inheritdoc/>
    public Stream Stream => _stream;

    /// <inheritdoc/>
    public PipeWriter Writer => _writer ??= PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));

    [Obsolete("The framework's interface has it; the body is the other feature's.")]
    Stream IHttpResponseFeature.Body
    {
        get => _stream;
        set => throw new NotSupportedException("the body of a response in memory cannot be replaced here");
    }

    /// <inheritdoc/>
    public void OnStarting(Func<object, Task> callback, object state)
    {
        ThrowIfStarted();
        _starting.Push((callback, state));
    }

    /// <inheritdoc/>
    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <inheritdoc/>
    public void DisableBuffering()
    {
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted)
            return;
        while (_starting.TryPop(out var one))
            await one.Callback(one.State);
        HasStarted = true;
        if (Headers is HeaderDictionary headers)
            headers.IsReadOnly = true;
    }

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => SendFileFallback.SendFileAsync(_stream, path, offset, count, cancellationToken);

    /// <inheritdoc/>
    public async Task CompleteAsync()
    {
        if (_writer is not null)
            await _writer.FlushAsync(CancellationToken.None);
        await StartAsync(CancellationToken.None);
        while (_completed.TryPop(out var one))
            await one.Callback(one.State);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _bytes.Dispose();
    }

    private void ThrowIfStarted()
    {
        if (HasStarted)
            throw new InvalidOperationException("the response has started, must be changed before its first byte");
    }

    private sealed class StartingStream(BufferedResponse response) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await response.StartAsync(cancellationToken);
            await response._bytes.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => response.StartAsync(cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("a response is written asynchronously");

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
