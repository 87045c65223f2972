namespace VeloZ.Emulators;

/// <summary>What goes wrong with one request.</summary>
public abstract record HttpFault
{
    private HttpFault()
    {
    }

    /// <summary>The connection breaks before anything is done.</summary>
    public static HttpFault DropBefore { get; } = new Dropped(IsDone: false);

    /// <summary>All is done, and then the connection breaks instead of an answer.</summary>
    public static HttpFault DropAfter { get; } = new Dropped(IsDone: true);

    /// <summary>All is done twice, as where a network doubles a request; the second answer is given.</summary>
    public static HttpFault DoTwice { get; } = new Doubled();

    /// <summary>The connection breaks.</summary>
    /// <param name="IsDone">Whether the work was done.</param>
    public sealed record Dropped(bool IsDone) : HttpFault;

    /// <summary>The work is done twice.</summary>
    public sealed record Doubled : HttpFault;

    /// <summary>The connection breaks, and the request arrives after all, before one of those that follow.</summary>
    /// <param name="Requests">Before which of them, from 1.</param>
    public sealed record Late(int Requests) : HttpFault
    {
        private readonly TaskCompletionSource _due = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = Requests;

        // A later request has come, and waits where it is the one.
        internal async Task PassAsync()
        {
            if (Interlocked.Decrement(ref _left) != 0)
                return;
            _due.SetResult();
            await _ended.Task;
        }

        internal async Task ArriveAsync(Func<Task> work)
        {
            await _due.Task;
            try
            {
                await work();
            }
            finally
            {
                _ended.SetResult();
            }
        }
    }

    /// <summary>Another answer than the one that there would have been.</summary>
    /// <param name="Status">Of HTTP.</param>
    /// <param name="ContentType">Of the body.</param>
    /// <param name="Body">Text.</param>
    /// <param name="IsDone">Whether the work was done nevertheless.</param>
    public sealed record Answer(int Status, string ContentType, string Body, bool IsDone = false) : HttpFault
    {
        /// <summary>An error as JSON services tell it.</summary>
        public static Answer Json(int status, string code, string message, bool isDone = false) =>
            new(status, "application/x-amz-json-1.1", $$"""{"__type":"{{code}}","message":"{{message}}"}""", isDone);

        /// <summary>An error as S3 tells it.</summary>
        public static Answer Xml(int status, string code, string message, bool isDone = false) =>
            new(status, "application/xml", $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>", isDone);
    }

    /// <summary>The answer breaks off behind some of its bytes, once it is let: a connection that breaks takes with it what was not read.</summary>
    /// <param name="Bytes">How many are sent.</param>
    public sealed record Cut(int Bytes) : HttpFault
    {
        private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when they are sent, and nothing more comes.</summary>
        public Task Sent => _sent.Task;

        /// <summary>Lets it break.</summary>
        public void Break() => _broken.TrySetResult();

        internal Task WaitAsync(CancellationToken cancellationToken)
        {
            _sent.TrySetResult();
            return _broken.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A byte of the answer's body is another one, as nobody on the way notices.</summary>
    /// <param name="At">Which, from 0.</param>
    public sealed record Flip(int At) : HttpFault;

    /// <summary>Another request is done than the one that was sent. Of servers that prove no signatures.</summary>
    /// <param name="Body">Makes its body of what was sent.</param>
    public sealed record OtherRequest(Func<byte[], byte[]> Body) : HttpFault;

    /// <summary>The work is done, and its answer is another one.</summary>
    /// <param name="Body">Makes its body of what there would have been.</param>
    public sealed record OtherAnswer(Func<byte[], byte[]> Body) : HttpFault;

    /// <summary>The request waits until it is let go, or its caller has left.</summary>
    /// <param name="IsDone">Whether its work is done before, and only the answer waits.</param>
    /// <param name="OutlivesCaller">Whether it waits on when its caller has left, as what is on its way in a network does.</param>
    public sealed record Held(bool IsDone = false, bool OutlivesCaller = false) : HttpFault
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when a request is held.</summary>
        public Task Arrived => _arrived.Task;

        /// <summary>Ends when a request that was held is through, be it done or given up.</summary>
        public Task Ended => _ended.Task;

        /// <summary>Lets it go.</summary>
        public void Release() => _released.TrySetResult();

        internal void End() => _ended.TrySetResult();

        internal async Task WaitAsync(CancellationToken cancellationToken)
        {
            _arrived.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
        }
    }
}
