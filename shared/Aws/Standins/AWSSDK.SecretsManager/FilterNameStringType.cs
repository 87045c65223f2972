using Amazon.Runtime;

namespace Amazon.SecretsManager;

/// <summary>What lists are filtered by.</summary>
public class FilterNameStringType : ConstantClass
{
    /// <summary>Anything of them.</summary>
    public static readonly FilterNameStringType All = new("all");

    /// <summary>Their description.</summary>
    public static readonly FilterNameStringType Description = new("description");

    /// <summary>Their name.</summary>
    public static readonly FilterNameStringType Name = new("name");

    /// <summary>Key of a tag.</summary>
    public static readonly FilterNameStringType TagKey = new("tag-key");

    /// <summary>Value of a tag.</summary>
    public static readonly FilterNameStringType TagValue = new("tag-value");

    /// <summary>Makes one by its text.</summary>
    public FilterNameStringType(string value)
        : base(value)
    {
    }

    /// <summary>The one of that text.</summary>
    public static FilterNameStringType FindValue(string value) => FindValue<FilterNameStringType>(value);

    /// <summary>The one of that text.</summary>
    public static implicit operator FilterNameStringType(string value) => FindValue(value);
}
