namespace VeloZ.Domain;

/// <summary>What must hold of the stored item for a write to take place. An expired item counts as none.</summary>
public abstract record ItemCondition
{
    private ItemCondition()
    {
    }

    /// <summary>Whatever there is, if anything.</summary>
    public static ItemCondition Any { get; } = new Nothing();

    /// <summary>There must be none of that key.</summary>
    public static ItemCondition New { get; } = new MustBeNew();

    /// <summary>It must be there with that version.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is below 1.</exception>
    public static ItemCondition Version(long version) => new MustBeVersion(version);

    /// <summary>Whether it holds.</summary>
    /// <param name="current">Version of the stored item; null when there is none.</param>
    public bool Holds(long? current) => this switch
    {
        Nothing => true,
        MustBeNew => current is null,
        MustBeVersion must => current == must.Expected,
        _ => throw new InvariantException("item condition was of an unknown kind"),
    };

    /// <summary>No condition.</summary>
    public sealed record Nothing : ItemCondition;

    /// <summary>There must be none.</summary>
    public sealed record MustBeNew : ItemCondition;

    /// <summary>There must be one of that version.</summary>
    public sealed record MustBeVersion : ItemCondition
    {
        /// <summary>Makes the condition.</summary>
        public MustBeVersion(long expected)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(expected, 1);
            Expected = expected;
        }

        /// <summary>1 or more.</summary>
        public long Expected { get; }
    }
}
