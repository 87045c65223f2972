using System.Text;
using System.Text.RegularExpressions;

namespace VeloZ.ProviderTypes;

/// <summary>Reads members from TypeScript definitions, in the one form in which the provider's are generated.</summary>
internal sealed partial class DefinitionReader(string file, string text)
{
    private static readonly string[] Unused = ["constructor(", "static "];

    /// <summary>Members of a type.</summary>
    /// <param name="header">What its declaration begins with, up to its name: <c>export interface TableArgs</c>.</param>
    /// <param name="space">Namespace that it is in; null for none.</param>
    /// <exception cref="DefinitionException">There is no such type, or a member is written in a way that is not known.</exception>
    public IReadOnlyList<Member> MembersOf(string header, string? space = null)
    {
        var from = 0;
        var to = text.Length;
        if (space is not null)
        {
            from = text.IndexOf($"export declare namespace {space} {{", StringComparison.Ordinal);
            if (from < 0)
                throw new DefinitionException($"{file} has no namespace {space}");
            to = text.IndexOf("\n}", from, StringComparison.Ordinal);
        }
        var match = new Regex($@"\b{Regex.Escape(header)} (?:extends [A-Za-z.]+ )?\{{", RegexOptions.NonBacktracking).Match(text, from, to - from);
        if (!match.Success)
            throw new DefinitionException($"{file} has no '{header}'{(space is null ? "" : $" in namespace {space}")}");
        return ReadBody(match.Index + match.Length, header);
    }

    /// <summary>Values of an enumeration by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ValuesOf(string name, string space)
    {
        var start = text.IndexOf($"export declare const {name}: {{", StringComparison.Ordinal);
        if (start < 0)
            throw new DefinitionException($"{file} has no enumeration {name} of {space}");
        var end = text.IndexOf("};", start, StringComparison.Ordinal);
        return [.. EnumerationValue().Matches(text[start..end]).Select(match => KeyValuePair.Create(match.Groups["name"].Value, match.Groups["value"].Value))];
    }

    private List<Member> ReadBody(int at, string header)
    {
        var members = new List<Member>();
        while (true)
        {
            var comment = SkipBlank(ref at);
            if (text[at] == '}')
                return members;
            var match = MemberStart().Match(text, at);
            if (match.Success && match.Index == at)
            {
                at = match.Index + match.Length;
                var type = ReadType(ref at, $"{header}.{match.Groups["name"].Value}");
                var isOptional = match.Groups["optional"].Success || type is TypeText.Union { IsOptional: true };
                members.Add(new Member(match.Groups["name"].Value, type, isOptional, comment.Contains("@deprecated", StringComparison.Ordinal)));
                Expect(';', ref at, header);
            }
            else
            {
                // Constructor and static methods are of no use here; anything else might be an input.
                if (!Unused.Any(start => string.CompareOrdinal(text, at, start, 0, start.Length) == 0))
                    throw new DefinitionException($"{file}: a member of {header} is written in a way that is not known: {text.Substring(at, Math.Min(60, text.Length - at)).ReplaceLineEndings(" ")}");
                at = text.IndexOf(";\n", at, StringComparison.Ordinal) + 2;
            }
        }
    }

    private string SkipBlank(ref int at)
    {
        var comment = new StringBuilder();
        while (true)
        {
            while (char.IsWhiteSpace(text[at]))
                at++;
            if (string.CompareOrdinal(text, at, "/*", 0, 2) != 0)
                return comment.ToString();
            var end = text.IndexOf("*/", at, StringComparison.Ordinal) + 2;
            comment.Append(text, at, end - at);
            at = end;
        }
    }

    private TypeText ReadType(ref int at, string where)
    {
        var cases = new List<TypeText>();
        var isOptional = false;
        do
        {
            var one = ReadOne(ref at, where);
            if (one is TypeText.Name { Text: "undefined" })
                isOptional = true;
            else
                cases.Add(one);
        }
        while (Take('|', ref at));
        return cases is [var only] && !isOptional ? only : new TypeText.Union(cases, isOptional);
    }

    private TypeText ReadOne(ref int at, string where)
    {
        SkipBlank(ref at);
        TypeText type;
        if (Take('{', ref at))
        {
            SkipBlank(ref at);
            const string Key = "[key: string]:";
            if (string.CompareOrdinal(text, at, Key, 0, Key.Length) != 0)
                throw new DefinitionException($"{file}: the type of {where} is written in a way that is not known: {text.Substring(at, Math.Min(60, text.Length - at))}");
            at += Key.Length;
            type = new TypeText.Map(ReadType(ref at, where));
            Expect(';', ref at, where);
            SkipBlank(ref at);
            Expect('}', ref at, where);
        }
        else
        {
            var start = at;
            while (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or '_')
                at++;
            if (at == start)
                throw new DefinitionException($"{file}: the type of {where} is written in a way that is not known: {text.Substring(at, Math.Min(60, text.Length - at))}");
            var name = text[start..at];
            if (Take('<', ref at))
            {
                if (name is not ("pulumi.Input" or "pulumi.Output"))
                    throw new DefinitionException($"{file}: the type of {where} was {name}<...>, must be pulumi.Input or pulumi.Output");
                type = new TypeText.Eventual(ReadType(ref at, where));
                Expect('>', ref at, where);
            }
            else
            {
                type = new TypeText.Name(name);
            }
        }
        while (string.CompareOrdinal(text, at, "[]", 0, 2) == 0)
        {
            at += 2;
            type = new TypeText.List(type);
        }
        return type;
    }

    private bool Take(char wanted, ref int at)
    {
        var from = at;
        while (char.IsWhiteSpace(text[from]))
            from++;
        if (text[from] != wanted)
            return false;
        at = from + 1;
        return true;
    }

    private void Expect(char wanted, ref int at, string where)
    {
        if (!Take(wanted, ref at))
            throw new DefinitionException($"{file}: after the type of {where} stood '{text[at]}', must be '{wanted}'");
    }

    [GeneratedRegex(@"\G(?:readonly )?(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<optional>\?)?: ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex MemberStart();

    [GeneratedRegex("""readonly (?<name>[A-Za-z0-9_]+): "(?<value>[^"]*)";""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex EnumerationValue();
}
