using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>Appends frames to the journal on a thread of its own, so that the loop goes on deciding meanwhile. One frame at a time.</summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly IJournal _journal;
    private readonly Action _written;
    private readonly AutoResetEvent _given = new(initialState: false);
    private readonly Thread _thread;
    private SealedFrame _frame;
    private JournalPosition _position;
    private Exception? _failure;
    private int _state; // A Stage.
    private volatile bool _isStopping;

    /// <param name="journal">Opened; used by this thread alone from here on.</param>
    /// <param name="written">Called on the writer's thread when a frame is durable, or failed.</param>
    public JournalWriter(IJournal journal, Action written)
    {
        _journal = journal;
        _written = written;
        _thread = new Thread(Run) { Name = "veloz-journal", IsBackground = true };
    }

    private enum Stage
    {
        Idle,
        Writing,
        Written,
        Failed,
    }

    public void Start() => _thread.Start();

    /// <summary>Gives the frame to write; none may be on its way.</summary>
    public void Write(SealedFrame frame)
    {
        _frame = frame;
        Volatile.Write(ref _state, (int)Stage.Writing);
        _given.Set();
    }

    /// <summary>Takes the news that the frame is durable, once.</summary>
    /// <exception cref="JournalFailedException">It is not known to be, and never will be.</exception>
    public bool TryTake(out SealedFrame frame, out JournalPosition position)
    {
        var stage = (Stage)Volatile.Read(ref _state);
        (frame, position) = (_frame, _position);
        if (stage == Stage.Failed)
            throw _failure as JournalFailedException ?? new JournalFailedException($"frame {_frame.Id} was not written: {_failure!.Message}", _failure);
        if (stage != Stage.Written)
            return false;
        Volatile.Write(ref _state, (int)Stage.Idle);
        return true;
    }

    /// <summary>Ends the thread after the frame it is at.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _given.Set();
        if (_thread.IsAlive)
            _thread.Join();
        _given.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _given.WaitOne();
            if (Volatile.Read(ref _state) == (int)Stage.Writing)
                Append();
            else if (_isStopping)
                return;
        }
    }

    private void Append()
    {
        try
        {
            // The embedded journal comes back when the frame is durable; one over a network is waited for here.
            var append = _journal.AppendAsync(_frame, CancellationToken.None);
            _position = append.IsCompletedSuccessfully ? append.Result : append.AsTask().GetAwaiter().GetResult();
            Volatile.Write(ref _state, (int)Stage.Written);
        }
        catch (Exception exception)
        {
            _failure = exception;
            Volatile.Write(ref _state, (int)Stage.Failed);
        }
        _written();
        if (_isStopping)
            _given.Set();
    }
}
