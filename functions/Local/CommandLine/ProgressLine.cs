using Spectre.Console;

namespace VeloZ.Local;

/// <summary>A progress bar on standard error while a person watches; nothing when piped.</summary>
internal static class ProgressLine
{
    /// <summary>Runs work with a bar.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="total">The value at which it is done; 0 when that is not known.</param>
    /// <param name="work">Reports the value reached.</param>
    public static T Show<T>(string title, long total, Func<IProgress<long>, T> work)
    {
        if (Console.IsErrorRedirected || Console.IsOutputRedirected || total == 0)
            return work(new Silent());
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(enabled: true).HideCompleted(enabled: true).Start(context => work(new Bar(context.AddTask(title, maxValue: total))));
    }

    private sealed class Silent : IProgress<long>
    {
        public void Report(long value)
        {
            // Nobody watches.
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }
}
