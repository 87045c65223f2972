using System.CommandLine;
using System.CommandLine.Parsing;

namespace VeloZ.Local;

/// <summary>The commands of <c>veloz</c>, and the one place where what went wrong becomes a line and an exit code.</summary>
internal static class VeloZCommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            LocalSettings.RefuseReplaced();
            return await RunParsedAsync(Root().Parse(args));
        }
        catch (OperationCanceledException)
        {
            return Fail("interrupted", ExitCode.Interrupted);
        }
        catch (Exception exception) when (ExitCode.Of(exception) is { } code)
        {
            return Fail(exception.Message, code);
        }
        catch (Exception exception)
        {
            // The edge of the process: what nobody foresaw is a bug of ours, told in one line unless a developer looks.
            var where = LocalSettings.IsDebug ? Environment.NewLine + exception : "";
            return Fail($"unexpected {exception.GetType().Name}: {exception.Message}; this is a bug: please report it with the command (VELOZ_LOG_LEVEL=debug shows where){where}", ExitCode.Failed);
        }
    }

    private static async Task<int> RunParsedAsync(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0)
            throw new UsageException($"{parsed.Errors[0].Message.TrimEnd('.')}; see '{PathOf(parsed.CommandResult)} --help'");
        // What runs until it is stopped takes signals itself: its stop in order may take longer than a command's.
        var takesSignals = parsed.CommandResult.Command is RootCommand or { Name: UpCommand.Name or VenueCommand.Name };
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        if (takesSignals)
            configuration.ProcessTerminationTimeout = null;
        return await parsed.InvokeAsync(configuration);
    }

    // As typed: veloz strategies check.
    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : command.Command.Name;

    private static RootCommand Root()
    {
        var root = new RootCommand("VeloZ: a trading platform that runs whole on this machine. Without a command it does what 'veloz up' does: a paper account on generated bars, with a page.")
        {
            UpCommand.Make(),
            BacktestCommand.Make(),
            ImportCommand.Make(),
            DataCommand.Make(),
            StrategiesCommand.Make(),
            SettingsCommand.Make(),
            SecretsCommand.Make(),
            VerifyCommand.Make(),
            SimulateCommand.Make(),
            VenueCommand.Make(),
            BookCommand.Make(),
            BenchCommand.Make(),
            DemonstrationCommand.Make(),
        };
        UpCommand.AddTo(root);
        return root;
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine("veloz: " + (LocalSettings.IsDebug ? message : message.ReplaceLineEndings(" ")));
        return code;
    }
}
