using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Aws.Tests;

public sealed class KinesisJournalContract : JournalContract
{
    private string? _stream;

    protected override int ManyFrames => 15;

    protected override async ValueTask<IJournal> OpenAsync()
    {
        _stream ??= await KinesisStreams.MakeAsync();
        var options = new KinesisJournalOptions { Stream = _stream, Clock = TimeProvider.System, RecordsPerRead = 4, ReadPeriod = TimeSpan.Zero, AttemptTimeout = TimeSpan.FromSeconds(10) };
        return await KinesisJournal.OpenAsync(options, KinesisStreams.At(await KinesisStreams.AddressAsync()), Stop);
    }
}
