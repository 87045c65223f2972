using System.Text;
using System.Threading.Channels;

namespace VeloZ.Engine;

/// <summary>Takes lines from an input that cannot be waited for, such as a console, on a thread of its own. Bounded: who sends faster than is taken, waits.</summary>
internal sealed class StdioLines
{
    /// <summary>Most characters of a line; of a longer one that many are kept.</summary>
    public const int LengthMax = 4_096;

    private const int Waiting = 64;

    private readonly TextReader _input;
    private readonly Channel<Line> _lines = Channel.CreateBounded<Line>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });

    public StdioLines(TextReader input)
    {
        _input = input;
        new Thread(Run) { Name = "veloz-stdin", IsBackground = true }.Start();
    }

    /// <summary>The lines in order; ends with the input.</summary>
    public ChannelReader<Line> Reader => _lines.Reader;

    private void Run()
    {
        try
        {
            while (Read() is { } line)
            {
                while (!_lines.Writer.TryWrite(line))
                {
                    var room = _lines.Writer.WaitToWriteAsync();
                    if (!(room.IsCompleted ? room.Result : room.AsTask().GetAwaiter().GetResult()))
                        return;
                }
            }
            _lines.Writer.TryComplete();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            _lines.Writer.TryComplete(); // An input that broke is one that has ended.
        }
    }

    private Line? Read()
    {
        var text = new StringBuilder();
        var fault = LineFault.None;
        int letter;
        while ((letter = _input.Read()) is not (-1 or '\n'))
        {
            if (text.Length < LengthMax)
                text.Append((char)letter);
            else
                fault = LineFault.TooLong;
        }
        if (letter == -1 && text.Length == 0)
            return null;
        return new Line(text.ToString().TrimEnd('\r'), letter == -1 ? LineFault.Cut : fault);
    }

    /// <param name="Text">Without its end.</param>
    /// <param name="Fault">Why it must not be carried out.</param>
    internal readonly record struct Line(string Text, LineFault Fault);
}

/// <summary>What is wrong with a line before it is read.</summary>
internal enum LineFault
{
    None,

    /// <summary>It has more characters than are kept.</summary>
    TooLong,

    /// <summary>The input ended within it: half a command is none.</summary>
    Cut,
}
