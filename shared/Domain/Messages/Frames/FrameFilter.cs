namespace VeloZ.Domain;

/// <summary>What a reader does with a frame.</summary>
public enum FrameVerdict
{
    /// <summary>It counts: its entries are folded.</summary>
    Accepted,

    /// <summary>Dropped: a late write of an older epoch's leader.</summary>
    Zombie,

    /// <summary>Dropped: a copy of a frame that was seen, by a retry.</summary>
    Duplicate,
}

/// <summary>Which frames of a partition count. Every reader applies the same rules R1 to R8, so all see the same prefix.</summary>
/// <remarks>Deterministic; the rules are told in <c>JOURNAL-FORMAT.md</c>. After it halted it takes no more.</remarks>
public sealed class FrameFilter
{
    /// <summary>Of so many frames of the current epoch the hash is kept, to tell a copy from a second writer.</summary>
    public const int HashesKept = 1024;

    private readonly int _partition;
    private readonly Guards _guards;
    private readonly FrameHash[] _hashes = new FrameHash[HashesKept];
    private long _hashesFrom; // Sequence of the oldest hash known.
    private bool _isHalted;

    /// <summary>A filter that begins with the journal.</summary>
    public FrameFilter(int partition)
        : this(partition, FramePrefix.Empty)
    {
    }

    /// <summary>A filter that goes on after a prefix, such as a snapshot's.</summary>
    /// <param name="partition">The only one whose frames are taken.</param>
    /// <param name="prefix">What was accepted before.</param>
    public FrameFilter(int partition, FramePrefix prefix)
        : this(partition, prefix, Guards.All)
    {
    }

    /// <summary>As before; with guards taken out, where a simulation does that.</summary>
    public FrameFilter(int partition, FramePrefix prefix, Guards guards)
    {
        _partition = partition;
        _guards = guards;
        Prefix = prefix;
        _hashesFrom = prefix.NextSequence;
        if (prefix.NextSequence > 0)
            Keep(--_hashesFrom, prefix.LastHash);
    }

    /// <summary>What was accepted so far.</summary>
    public FramePrefix Prefix { get; private set; }

    /// <summary>Frames of older epochs, and of candidates that came second, that were dropped.</summary>
    public long ZombieFrames { get; private set; }

    /// <summary>Copies that were dropped.</summary>
    public long DuplicateFrames { get; private set; }

    /// <summary>Judges the next frame in the order of the medium.</summary>
    /// <exception cref="JournalHaltException">The journal must not be read on.</exception>
    public FrameVerdict Take(Frame frame)
    {
        if (_isHalted)
            throw new InvariantException($"frame {frame.Id} came after the journal had halted");
        try
        {
            return Judge(frame);
        }
        catch (MessageFormatException fault)
        {
            throw Halt(FrameRule.R1, frame, fault.Message);
        }
    }

    private FrameVerdict Judge(Frame frame)
    {
        if (frame.Header.Partition != _partition)
            throw Halt(FrameRule.R1, frame, $"its partition was {frame.Header.Partition}, must be {_partition}");
        if (frame.Header.Flags != 0)
            throw Halt(FrameRule.R1, frame, $"its flags were {frame.Header.Flags}, must be 0");
        if (frame.Header.Epoch > Prefix.Epoch)
            return BeginEpoch(frame);
        if (frame.Header.Epoch < Prefix.Epoch)
        {
            ZombieFrames++;
            return FrameVerdict.Zombie;
        }
        if (frame.Header.Sequence < Prefix.NextSequence)
            return Repeat(frame);
        if (frame.Header.Sequence > Prefix.NextSequence)
            throw Halt(FrameRule.R7, frame, $"its sequence must be {Prefix.NextSequence}: frames are missing");
        if (frame.Header.PreviousHash != Prefix.LastHash && _guards.Has(Guard.HashChain))
            throw Halt(FrameRule.R7, frame, $"the hash of the frame before it was to be {frame.Header.PreviousHash}, it is {Prefix.LastHash}");
        return Accept(frame);
    }

    private FrameVerdict BeginEpoch(Frame frame)
    {
        if (frame.FirstKind != EntryKind.LeaderEpoch)
            throw Halt(FrameRule.R3, frame, $"its epoch is above {Prefix.Epoch} and its first entry was {frame.FirstKind}, must be {EntryKind.LeaderEpoch}");
        if (frame.Header.Sequence != 0)
            throw Halt(FrameRule.R7, frame, "an epoch must begin with sequence 0: frames are missing");
        var marker = (LeaderEpoch)frame.FindFirst(EntryKind.LeaderEpoch)!;
        if (marker.Epoch != frame.Header.Epoch)
            throw Halt(FrameRule.R2, frame, $"its entry {EntryKind.LeaderEpoch} was of epoch {marker.Epoch}, must be of its own");
        _hashesFrom = 0;
        return Accept(frame);
    }

    private FrameVerdict Repeat(Frame frame)
    {
        var sequence = frame.Header.Sequence;
        var isKnown = sequence >= _hashesFrom && sequence >= Prefix.NextSequence - HashesKept;
        var isOther = isKnown && _hashes[sequence % HashesKept] != frame.Hash;
        if (isOther && IsMarkerAlone(frame))
        {
            ZombieFrames++;
            return FrameVerdict.Zombie;
        }
        if (isOther)
            throw Halt(FrameRule.R6, frame, $"its hash was {frame.Hash}, the frame accepted under that number has {_hashes[sequence % HashesKept]}: two writers in one epoch");
        DuplicateFrames++;
        return _guards.Has(Guard.DuplicateFrame) ? FrameVerdict.Duplicate : FrameVerdict.Accepted;
    }

    // Of two candidates for an epoch the first one in the journal has it; the other decided nothing yet.
    private static bool IsMarkerAlone(Frame frame) => frame.Header is { Sequence: 0, EntryCount: 1 } && frame.FirstKind == EntryKind.LeaderEpoch;

    private FrameVerdict Accept(Frame frame)
    {
        // The sum over the prefix is what joins the epochs, whose first frames are not chained.
        if (frame.FindFirst(EntryKind.Noop) is Noop { PrefixHash.Length: > 0 } noop && !noop.PrefixHash.AsSpan().SequenceEqual(Prefix.PrefixHash.ToArray()))
            throw Halt(FrameRule.R2, frame, $"it was written after the prefix {Convert.ToHexStringLower(noop.PrefixHash)}, what was read has {Prefix.PrefixHash}");
        Keep(frame.Header.Sequence, frame.Hash);
        Prefix = new FramePrefix(frame.Header.Epoch, frame.Header.Sequence + 1, frame.Hash, Prefix.PrefixHash.Extend(frame.Hash));
        return FrameVerdict.Accepted;
    }

    private void Keep(long sequence, FrameHash hash) => _hashes[sequence % HashesKept] = hash;

    private JournalHaltException Halt(FrameRule rule, Frame frame, string reason)
    {
        _isHalted = true;
        return new JournalHaltException(rule, _partition, frame.Id, reason);
    }
}
