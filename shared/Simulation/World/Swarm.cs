using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>What a seed expands to: which venue, which faults and how often. Each fault is off in some seeds, so that none hides another.</summary>
public sealed record Swarm
{
    private const int OffIn = 10; // Of so many seeds a fault is off in four.
    private const int OffCount = 4;

    // How often a fault happens when it could, of 10,000, in seeds that have it.
    private static readonly int[] Rates = RatesOf(kind => kind switch
    {
        FaultKind.ProcessKill => 15,
        FaultKind.PowerLoss => 15,
        FaultKind.PowerLossInAppend => 60,
        FaultKind.PowerLossInRotation => 1_500,
        FaultKind.PowerLossInRecovery => 1_000,
        FaultKind.DeviceError => 30,
        FaultKind.NoSpace => 60,
        FaultKind.ShortTransfer => 200,
        FaultKind.JournalStall => 100,
        FaultKind.DuplicateFrame => 300,
        FaultKind.SnapshotMissing => 1_500,
        FaultKind.SnapshotDamaged => 1_500,
        FaultKind.WallJump => 500,
        FaultKind.RequestLost or FaultKind.RequestLate or FaultKind.AnswerLost => 600,
        FaultKind.ServerErrorExecuted or FaultKind.ServerErrorNotExecuted => 400,
        FaultKind.SlowMatching => 600,
        FaultKind.LateVisibility => 4_000,
        FaultKind.QueryLost or FaultKind.QueryFailed => 800,
        FaultKind.QueryLate => 1_000,
        FaultKind.ReportLost or FaultKind.ReportRepeated or FaultKind.ReportReordered => 1_000,
        FaultKind.StreamCut => 300,
        FaultKind.VenueCancel => 200,
        FaultKind.MarketHalt => 100,
        FaultKind.ExternalOrder => 100,
        FaultKind.CommandRepeated or FaultKind.CommandLost => 1_000,
        _ => 0,
    });

    /// <summary>How the venue treats ids and answers.</summary>
    public required VenueClass Venue { get; init; }

    /// <summary>Virtual time with faults.</summary>
    public required int Seconds { get; init; }

    /// <summary>Commands of the client.</summary>
    public required int Commands { get; init; }

    /// <summary>Whether the client engages the kill switch, and later releases it.</summary>
    public required bool IsKilled { get; init; }

    /// <summary>Whether orders by hand are sent a second time.</summary>
    public required bool ResubmitsByHand { get; init; }

    /// <summary>Whether the venue takes its fee for a buy in what is bought.</summary>
    public required bool TakesFeeInBase { get; init; }

    /// <summary>Bytes of a journal file.</summary>
    public required int SegmentBytes { get; init; }

    /// <summary>By kind, of 10,000.</summary>
    public required IReadOnlyList<int> FaultRates { get; init; }

    /// <summary>Expands a seed.</summary>
    public static Swarm Of(ulong seed)
    {
        var random = SplitMix64.Stream(seed, "swarm", 0);
        var venues = Enum.GetValues<VenueClass>();
        return new Swarm
        {
            Venue = venues[(int)random.NextBelow((ulong)venues.Length)],
            Seconds = 20 + (int)random.NextBelow(41),
            Commands = 10 + (int)random.NextBelow(31),
            IsKilled = random.NextBelow(4) == 0,
            ResubmitsByHand = random.NextBelow(2) == 0,
            TakesFeeInBase = random.NextBelow(2) == 0,
            SegmentBytes = 4_096 * (3 + (int)random.NextBelow(6)),
            FaultRates = RatesOf(kind => RateOf(seed, kind)),
        };
    }

    /// <summary>In one line, for people.</summary>
    public override string ToString()
    {
        var faults = Enum.GetValues<FaultKind>().Where(kind => FaultRates[(int)kind] > 0).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{SnakeCase.From(kind.ToString())} {FaultRates[(int)kind] / 100m}%"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"venue {SnakeCase.From(Venue.ToString())}, {Seconds} s, {Commands} commands{(IsKilled ? " with a kill switch" : "")}, {(ResubmitsByHand ? "resubmits" : "does not resubmit")}, fees in {(TakesFeeInBase ? "base" : "quote")}, files of {SegmentBytes} bytes; {string.Join(", ", faults)}");
    }

    private static int RateOf(ulong seed, FaultKind kind)
    {
        var random = SplitMix64.Stream(seed, "swarm.faults", (ulong)kind);
        return random.NextBelow(OffIn) < OffCount ? 0 : Rates[(int)kind] * (25 + (int)random.NextBelow(176)) / 100; // A quarter of it to twice as often.
    }

    private static int[] RatesOf(Func<FaultKind, int> rate) => [.. Enum.GetValues<FaultKind>().Select(rate)];
}
