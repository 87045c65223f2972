using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary><c>veloz verify</c>: reads a journal, checks it, and tells what it amounts to.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var data = OptionText.Make("--data", "Data folder (VELOZ_DATA_DIR) [./data]", "DIR");
        var journal = OptionText.Make("--journal", "Folder of the journal (VELOZ_WAL_DIR) [wal in the data folder], or kinesis (VELOZ_JOURNAL)", "DIR|kinesis");
        var blobs = OptionText.Make("--blobs", "Where snapshots are kept (VELOZ_BLOBS) [file]", "file|s3");
        var json = new Option<bool>("--json") { Description = "Print every entry as a line of JSON, and the result as the last" };
        var command = new Command("verify", "Read a journal from its first frame, check it, and print counts and the state it yields. Changes nothing.") { data, journal, blobs, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            var given = parsed.GetValue(journal);
            var isStream = given == StoreSettings.Kinesis;
            return RunAsync(
                OptionText.Settings(
                    (SettingTable.DataDirectory, "--data", parsed.GetValue(data)),
                    (SettingTable.Journal, "--journal", given is null || isStream ? given : StoreSettings.File),
                    (SettingTable.JournalDirectory, "--journal", isStream ? null : given),
                    (SettingTable.Blobs, "--blobs", parsed.GetValue(blobs))),
                parsed.GetValue(json),
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(SettingValues settings, bool isJson, CancellationToken cancellationToken)
    {
        var stores = StoreSettings.Read(settings, Environment.GetEnvironmentVariable);
        using var folder = OpenFolder(settings, stores);
        var place = stores.Journal is null ? settings.TextOrNull(SettingTable.JournalDirectory) ?? folder!.Journal : $"stream {stores.Schema.Journal.Name}";
        await using var journal = await OpenJournalAsync(stores, place, cancellationToken);
        await using var output = Console.OpenStandardOutput();
        await using var buffered = new BufferedStream(output, 1 << 16);
        using var audit = await JournalAudit.ReadAsync(journal, isJson ? (frame, entry) => WriteLine(buffered, line => EntryJson.Write(line, frame, entry)) : null, cancellationToken)
            ?? throw new UsageException($"{place} has no account yet; 'veloz up' begins one, or name the journal's folder by --journal or VELOZ_WAL_DIR");
        var blobs = await OpenBlobsAsync(stores, folder, cancellationToken);
        using var client = blobs as IDisposable;
        var snapshot = await CheckSnapshotAsync(journal, blobs, audit, cancellationToken);
        if (isJson)
            WriteLine(buffered, line => WriteResult(line, audit, snapshot));
        else
            Tell(audit, (journal as SegmentJournal)?.End.ToString() ?? place, snapshot);
        return ExitCode.Done;
    }

    // Null where nothing is in it.
    private static DataFolder? OpenFolder(SettingValues settings, StoreOptions stores)
    {
        if (stores.Journal is not null && !Directory.Exists(settings.DataDirectory))
            return null;
        return Directory.Exists(settings.DataDirectory)
            ? DataFolder.OpenToRead(settings.DataDirectory, SystemDisk.Instance)
            : throw new UsageException($"{settings.DataDirectory}: there is no such folder; name the data folder with --data");
    }

    private static async Task<IJournal> OpenJournalAsync(StoreOptions stores, string place, CancellationToken cancellationToken) => stores.Journal is null
        ? SegmentJournal.OpenToRead(new SegmentJournalOptions { Folder = place, Clock = TimeProvider.System }, SystemDisk.Instance)
        : await CloudStores.OpenJournalAsync(stores, PaperOptions.Partition, TimeProvider.System, cancellationToken);

    private static async Task<IBlobStore?> OpenBlobsAsync(StoreOptions stores, DataFolder? folder, CancellationToken cancellationToken)
    {
        if (stores.Blobs is not null)
            return await CloudStores.OpenBlobsAsync(stores, Snapshot.KeyPrefix(PaperOptions.Partition), TimeProvider.System, cancellationToken);
        return folder is not null && Directory.Exists(folder.Blobs) ? FileBlobStore.OpenToRead(folder.Blobs, TimeProvider.System) : null;
    }

    // A start from the newest snapshot must give what all frames give.
    private static async Task<string?> CheckSnapshotAsync(IJournal journal, IBlobStore? blobs, JournalAudit audit, CancellationToken cancellationToken)
    {
        if (blobs is null)
            return null;
        var recovery = await Recovery.ReadAsync(journal, blobs, audit.Options, observer: null, cancellationToken);
        if (recovery.State.Hash() != audit.State.Hash())
            throw new InvariantException($"snapshot {recovery.SnapshotKey} and the frames after it gave state {recovery.State.Hash()}, all frames gave {audit.State.Hash()}");
        return recovery.SnapshotKey?.Text;
    }

    private static void WriteLine(Stream output, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(output))
            write(json);
        output.WriteByte((byte)'\n');
    }

    private static void WriteResult(Utf8JsonWriter json, JournalAudit audit, string? snapshot)
    {
        var state = audit.State;
        json.WriteStartObject();
        json.WriteString("type", "verified");
        json.WriteNumber("frames", audit.Frames);
        json.WriteNumber("entries", audit.Entries);
        json.WriteNumber("epochs", audit.Epochs);
        json.WriteNumber("zombie_frames", audit.Filter.ZombieFrames);
        json.WriteNumber("duplicate_frames", audit.Filter.DuplicateFrames);
        json.WriteStartObject("counts");
        foreach (var (kind, count) in audit.Counts)
            json.WriteNumber(SnakeCase.From(kind.ToString()), count);
        json.WriteEndObject();
        json.WriteString("feed_source", audit.Head.FeedSource);
        json.WriteNumber("fills", audit.Trades.Count);
        json.WriteString("trade_hash", audit.Trades.ToString());
        json.WriteString("state_hash", state.Hash());
        json.WriteString("snapshot", snapshot);
        json.WriteStartArray("strategies");
        foreach (var strategy in state.Strategies)
            WriteStrategy(json, strategy, state.Portfolio);
        json.WriteEndArray();
        AccountJson.Write(json, state);
        json.WriteEndObject();
    }

    private static void WriteStrategy(Utf8JsonWriter json, StrategyRecord strategy, Portfolio portfolio)
    {
        json.WriteStartObject();
        json.WriteString("id", strategy.Id.Text);
        json.WriteString("definition", strategy.Definition);
        json.WriteString("document_sha256", DocumentOf(strategy));
        json.WriteString("status", SnakeCase.From(strategy.Status.ToString()));
        json.WriteString("feed_position", strategy.FeedPosition.ToString());
        json.WriteString("state_hash", HashOf(strategy));
        json.WriteStartArray("positions");
        foreach (var instrument in strategy.Instruments)
            AccountJson.WritePosition(json, instrument, portfolio.PositionOf(strategy.Id, instrument));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? DocumentOf(StrategyRecord strategy) => strategy.Document.IsEmpty ? null : Convert.ToHexStringLower(SHA256.HashData(strategy.Document.Span));

    private static string HashOf(StrategyRecord strategy) => Convert.ToHexStringLower(SHA256.HashData(strategy.State.Span));

    private static void Tell(JournalAudit audit, string end, string? snapshot)
    {
        var output = Console.Out;
        var state = audit.State;
        output.WriteLine($"The journal is sound: {Count(audit.Frames)} frames, {Count(audit.Entries)} entries, {Count(audit.Epochs)} starts; it goes on at {end}");
        output.WriteLine($"  dropped            {Count(audit.Filter.ZombieFrames)} frames of older leaders, {Count(audit.Filter.DuplicateFrames)} copies");
        foreach (var (kind, count) in audit.Counts)
            output.WriteLine($"  {SnakeCase.From(kind.ToString()),-20} {Count(count),12}");
        output.WriteLine($"  feed                 {audit.Head.FeedSource}");
        foreach (var strategy in state.Strategies)
            output.WriteLine($"  strategy             {strategy.Id} {strategy.Definition}{(DocumentOf(strategy) is { } document ? $" (document {document[..12]})" : "")}, {SnakeCase.From(strategy.Status.ToString())}, at {strategy.FeedPosition}, state {HashOf(strategy)}");
        foreach (var holding in state.Portfolio.Holdings)
            output.WriteLine($"  position             {holding.Instrument.Id} {DecimalText.Trimmed(holding.Position.SignedQuantity)}, realized {DecimalText.Trimmed(holding.Position.RealizedPnl)}, fees {DecimalText.Trimmed(holding.Position.FeesInQuote)}");
        foreach (var balance in state.Portfolio.Balances)
            output.WriteLine($"  balance              {DecimalText.Trimmed(balance.Total)} {balance.Currency}, {DecimalText.Trimmed(balance.Locked)} held back");
        output.WriteLine($"  open orders          {state.OpenOrders.Count}");
        output.WriteLine($"  snapshot             {(snapshot is null ? "none" : snapshot + ", gives the same state")}");
        output.WriteLine($"  trade hash           {audit.Trades} of {Count(audit.Trades.Count)} fills");
        output.WriteLine($"  state hash           {state.Hash()}");
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
