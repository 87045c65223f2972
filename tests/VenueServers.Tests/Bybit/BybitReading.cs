using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>Reads what Bybit tells: nearly all of it is text.</summary>
internal static class BybitReading
{
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    /// <summary>Several properties of an object.</summary>
    public static string[] Texts(this JsonElement json, params string[] names) => [.. names.Select(name => json.Text(name))];

    /// <summary>A property of each object of a list.</summary>
    public static string[] Each(this JsonElement list, string name) => [.. list.EnumerateArray().Select(one => one.Text(name))];

    public static int Code(this JsonElement json) => json.GetProperty("retCode").GetInt32();
}
