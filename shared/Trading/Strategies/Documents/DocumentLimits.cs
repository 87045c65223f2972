namespace VeloZ.Trading;

/// <summary>What a declarative strategy may have. The schema says the same where a schema can.</summary>
public static class DocumentLimits
{
    /// <summary>Most bytes of a document, as it is given.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>Deepest nesting of objects and lists; the document itself is the first.</summary>
    public const int DepthMax = 32;

    /// <summary>Most letters of an id.</summary>
    public const int IdLengthMax = 32;

    /// <summary>Most letters of the name of a parameter or value.</summary>
    public const int NameLengthMax = 32;

    /// <summary>Most UTF-16 units of a title.</summary>
    public const int TitleLengthMax = 80;

    /// <summary>Most UTF-16 units of a description.</summary>
    public const int DescriptionLengthMax = 1_000;

    /// <summary>Most UTF-16 units of what a parameter does.</summary>
    public const int HelpLengthMax = 200;

    /// <summary>Most parameters.</summary>
    public const int ParametersMax = 32;

    /// <summary>Most requirements between parameters.</summary>
    public const int RequirementsMax = 16;

    /// <summary>Most named values.</summary>
    public const int ValuesMax = 64;

    /// <summary>Most conditions, those within others counted each.</summary>
    public const int ConditionsMax = 256;

    /// <summary>Most bars that a previous value is back.</summary>
    public const int PreviousBarsMax = 1_000;

    /// <summary>Most bars that all indicators and previous values of a document look back together.</summary>
    public const int LookBackBarsMax = 10_000;

    /// <summary>Greatest whole number of a parameter.</summary>
    public const int WholeMax = 1_000_000_000;
}
