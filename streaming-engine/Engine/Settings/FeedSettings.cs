using System.Globalization;
using System.Security.Cryptography;
using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>Makes the feed that settings ask for.</summary>
internal static class FeedSettings
{
    private const decimal StartPrice = 60_000;

    /// <summary>Makes it once the account's own is known: on its grid, whatever was given.</summary>
    public static Func<AccountHead?, BarFeed> Read(SettingValues settings, StoreOptions stores, Instrument instrument, BarStamp stamp, TimeProvider time, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var isFile = VenueSettings.SourceOf(settings) == "file";
        var interval = BarInterval.Parse(settings.TextOrNull(SettingTable.MarketInterval) ?? (isFile ? "1m" : "1s"));
        if (isFile)
            return Recorded(settings, stores, instrument, new BarFileOptions { Interval = interval, Stamp = stamp }, progress, cancellationToken);
        var isSeedGiven = settings.Find(SettingTable.MarketSeed) is not null;
        return Generated(instrument, interval, (ulong)settings.Whole(SettingTable.MarketSeed), isSeedGiven, time);
    }

    // The account's own feed goes on where it was, whatever the clock says now; a new one begins now.
    private static Func<AccountHead?, BarFeed> Generated(Instrument instrument, BarInterval interval, ulong seed, bool isSeedGiven, TimeProvider time) => account =>
    {
        if (account is not null && GeneratedBarFeed.TryParse(account.FeedSource, account.Keep(instrument)) is { } before && before.Interval == interval && (!isSeedGiven || before.Seed == seed))
            return before;
        var now = UnixNanos.From(time.GetUtcNow());
        var start = new UnixNanos(now.Value - (now.Value % interval.Nanos));
        while (!interval.IsAligned(start))
            start = new UnixNanos(start.Value - UnixNanos.PerDay);
        return new GeneratedBarFeed(instrument, interval, start, seed, StartPrice);
    };

    private static Func<AccountHead?, BarFeed> Recorded(SettingValues settings, StoreOptions stores, Instrument instrument, BarFileOptions options, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var path = settings.TextOrNull(SettingTable.MarketFile)
            ?? throw new UsageException($"the market source was file without {SettingTable.MarketFile.Name}, must have the path of a file of bars there, or by --market file:PATH");
        var series = BarFileReader.Read(path, options, progress, cancellationToken).Bars;
        if (series.Count == 0)
            throw new UsageException($"{path} had no bars, must have at least one");
        // Where no account can be, what is off the grid is told before anything is opened.
        var bars = EngineStores.MayHaveAccount(settings.DataDirectory, settings.TextOrNull(SettingTable.JournalDirectory), stores) ? null : BarBinding.Bind(series, instrument);
        var source = SourceOf(path, options);
        return account => new RecordedBarFeed(source, account is null && bars is not null ? bars : BarBinding.Bind(series, account?.Keep(instrument) ?? instrument));
    }

    // What a restart goes on with must be the very same bars: the name is made of the file's content, and not of where it is.
    private static string SourceOf(string path, BarFileOptions options)
    {
        using var file = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(file))[..16];
        return string.Create(CultureInfo.InvariantCulture, $"file:{options.Interval}:{options.Stamp.ToString().ToLowerInvariant()}:{hash}");
    }
}
