using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What is wrong with a declarative strategy. As text it is in lower snake-case: <c>value_cycle</c>.</summary>
public enum DocumentFault
{
    /// <summary>More bytes than are read.</summary>
    DocumentTooLarge,

    /// <summary>No JSON, or a text in it is no Unicode.</summary>
    JsonInvalid,

    /// <summary>Nested deeper than is read.</summary>
    DepthExceeded,

    /// <summary>Written for another version of the format.</summary>
    FormatUnknown,

    /// <summary>A member that has no meaning there.</summary>
    MemberUnknown,

    /// <summary>A member that must be there.</summary>
    MemberMissing,

    /// <summary>A member that is there twice.</summary>
    MemberRepeated,

    /// <summary>An object where a text must be, and the like.</summary>
    TypeWrong,

    /// <summary>A text that is too long, or has what cannot be shown.</summary>
    TextInvalid,

    /// <summary>A name of another form.</summary>
    NameInvalid,

    /// <summary>A name that stands for something else already.</summary>
    NameTaken,

    /// <summary>A name that stands for nothing, or for nothing that may stand there.</summary>
    NameUnknown,

    /// <summary>A number of another form.</summary>
    NumberInvalid,

    /// <summary>A number that is too small or too great.</summary>
    NumberOutOfRange,

    /// <summary>More of something than is allowed, or fewer.</summary>
    CountInvalid,

    /// <summary>Values that are made of each other.</summary>
    ValueCycle,

    /// <summary>An indicator that is not in the catalogue.</summary>
    IndicatorUnknown,

    /// <summary>An output that the indicator does not have.</summary>
    OutputUnknown,

    /// <summary>More bars are needed before the first decision than are given.</summary>
    LookBackExceeded,

    /// <summary>Things that hold alone and not together.</summary>
    SettingInvalid,
}

/// <summary>A declarative strategy does not hold: where, what was, what is needed, and a code that stays.</summary>
public sealed class StrategyDocumentException(DocumentFault fault, string path, string what)
    : StrategySettingException($"strategy document: {path} {what} ({SnakeCase.From(fault.ToString())})")
{
    private const int ShownMax = 60;

    /// <summary>What is wrong.</summary>
    public DocumentFault Fault { get; } = fault;

    /// <summary>The code of that: lower snake-case.</summary>
    public string Code => SnakeCase.From(Fault.ToString());

    /// <summary>Where: <c>entry.long.when.all[1].above[0]</c>.</summary>
    public string Path { get; } = path;

    // What somebody wrote, in one short line.
    internal static string Shown(string text)
    {
        var line = string.Create(text.Length, text, static (span, from) =>
        {
            for (var index = 0; index < span.Length; index++)
                span[index] = char.IsControl(from[index]) || from[index] is '\u2028' or '\u2029' ? '?' : from[index];
        });
        return JournalText.Bound(line, ShownMax);
    }
}
