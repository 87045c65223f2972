using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Hosting;

/// <summary>Which texts a setting takes.</summary>
public abstract record SettingForm
{
    private SettingForm()
    {
    }

    /// <summary>What is taken, as the end of "must be": <c>a whole number from 0 to 65535</c>.</summary>
    public abstract string Range { get; }

    /// <summary>Whether the text is taken.</summary>
    public abstract bool Takes(string text);

    /// <summary>A whole number.</summary>
    /// <param name="Min">Smallest taken.</param>
    /// <param name="Max">Greatest taken.</param>
    /// <param name="Step">Only multiples of it; 1 for all.</param>
    /// <param name="OrElse">A word that is taken as well; null for none.</param>
    public sealed record Whole(long Min, long Max, long Step = 1, string? OrElse = null) : SettingForm
    {
        /// <inheritdoc/>
        public override string Range => $"a {(Step == 1 ? "whole number" : $"multiple of {Step}")} from {Min} to {Max}{(OrElse is null ? "" : $", or {OrElse}")}";

        /// <inheritdoc/>
        public override bool Takes(string text) =>
            text == OrElse || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= Min && value <= Max && value % Step == 0);
    }

    /// <summary>A number above 0, with a point.</summary>
    /// <param name="Max">Greatest taken.</param>
    /// <param name="OrElse">A word that is taken as well; null for none.</param>
    public sealed record Positive(decimal Max, string? OrElse = null) : SettingForm
    {
        /// <inheritdoc/>
        public override string Range => $"a number above 0 and at most {DecimalText.Trimmed(Max)} with a point{(OrElse is null ? "" : $", or {OrElse}")}";

        /// <inheritdoc/>
        public override bool Takes(string text) => text == OrElse || (DecimalText.TryParse(text, out var value) && value > 0 && value <= Max);
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public sealed record Switch : SettingForm
    {
        /// <inheritdoc/>
        public override string Range => "true or false";

        /// <inheritdoc/>
        public override bool Takes(string text) => text is "true" or "false";
    }

    /// <summary>One of a few words.</summary>
    /// <param name="Words">At least one.</param>
    public sealed record Choice(params string[] Words) : SettingForm
    {
        /// <inheritdoc/>
        public override string Range => Words.Length == 1 ? Words[0] : $"{string.Join(", ", Words[..^1])} or {Words[^1]}";

        /// <inheritdoc/>
        public override bool Takes(string text) => Words.Contains(text, StringComparer.Ordinal);
    }

    /// <summary>An address of a service.</summary>
    /// <param name="Schemes">Such as <c>https</c>; the first is shown.</param>
    public sealed record Address(params string[] Schemes) : SettingForm
    {
        /// <inheritdoc/>
        public override string Range => $"an address such as {Schemes[0]}://host";

        /// <inheritdoc/>
        public override bool Takes(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && Schemes.Contains(address.Scheme, StringComparer.Ordinal);
    }

    /// <summary>Any text that is not empty; what it means is checked by who uses it.</summary>
    /// <param name="What">What it must be.</param>
    public sealed record Text(string What) : SettingForm
    {
        /// <inheritdoc/>
        public override string Range => What;

        /// <inheritdoc/>
        public override bool Takes(string text) => text.Length > 0;
    }
}
