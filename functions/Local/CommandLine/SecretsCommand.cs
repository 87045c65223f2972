using System.CommandLine;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Local;

/// <summary><c>veloz secrets</c>: the names of what is kept sealed; a value goes in by standard input and is never printed.</summary>
internal static class SecretsCommand
{
    private static readonly Option<string?> Data = OptionText.Make("--data", "Data folder (VELOZ_DATA_DIR) [./data]", "DIR");

    public static Command Make()
    {
        var command = new Command("secrets", "List the names of the secrets that are kept sealed in the data folder; set, rotate or remove one.") { Data };
        command.Subcommands.Add(Set("set", "Keep a value, read from standard input, under a name.", (store, name, value, cancellationToken) => store.PutAsync(name, value, cancellationToken)));
        command.Subcommands.Add(Set("rotate", "As set, and the value before stays readable as the previous one.", (store, name, value, cancellationToken) => store.RotateAsync(name, value, cancellationToken)));
        command.Subcommands.Add(Remove());
        command.SetAction(async (parsed, cancellationToken) =>
        {
            foreach (var name in await Open(parsed).ListAsync(cancellationToken))
                await Console.Out.WriteLineAsync(name.Text.AsMemory(), cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Set(string verb, string help, Func<ISecretStore, SecretName, Secret, CancellationToken, ValueTask<long>> write)
    {
        var name = NameArgument();
        var command = new Command(verb, help) { Data, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var secretName = SecretName.Parse(parsed.GetRequiredValue(name));
            if (!Console.IsInputRedirected)
                await Console.Error.WriteLineAsync("The value, then a line feed and the end of input (Ctrl+D):".AsMemory(), cancellationToken);
            // One line feed at the end is the shell's, not the value's.
            var text = await Console.In.ReadToEndAsync(cancellationToken);
            var version = await write(Open(parsed), secretName, Read(text.EndsWith('\n') ? text[..^1] : text), cancellationToken);
            await Console.Out.WriteLineAsync($"{secretName}: version {version} is kept".AsMemory(), cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Secret Read(string text)
    {
        try
        {
            return Secret.OfText(text);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message + ", given by standard input");
        }
    }

    private static Command Remove()
    {
        var name = NameArgument();
        var command = new Command("remove", "Remove a secret and the one before it.") { Data, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var secretName = SecretName.Parse(parsed.GetRequiredValue(name));
            var store = Open(parsed);
            if (await store.GetAsync(secretName, cancellationToken) is null)
                throw new UsageException($"there is no secret {secretName}; 'veloz secrets' lists them");
            await store.DeleteAsync(secretName, cancellationToken);
            await Console.Out.WriteLineAsync($"{secretName}: removed".AsMemory(), cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> NameArgument() => new("NAME") { Description = "Such as exchange/binance/api_key" };

    private static FileSecretStore Open(ParseResult parsed) => FileSecretStore.Open(
        new FileSecretStoreOptions
        {
            Folder = Path.Combine(parsed.GetValue(Data) ?? LocalSettings.DataDirectory, "secrets"),
            Key = Environment.GetEnvironmentVariable("VELOZ_SECRETS_KEY") is { Length: > 0 } key ? Secret.OfText(key) : null,
        },
        TimeProvider.System);
}
