using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Pulumi.Standins;

/// <summary>Writes inputs as the engine would get them, and which outputs they come from.</summary>
internal static class InputWriter
{
    /// <summary>All inputs that were given.</summary>
    /// <exception cref="ArgumentNullException">One that is required was not.</exception>
    public static async Task<(JsonObject Inputs, ImmutableArray<RecordedReference> References)> WriteAsync(ResourceArgs args, string resource)
    {
        var references = new List<RecordedReference>();
        var inputs = (JsonObject)(await WriteArgsAsync(args, "", resource, references))!;
        return (inputs, [.. references.Distinct()]);
    }

    private static async Task<JsonNode?> WriteArgsAsync(ResourceArgs args, string path, string resource, List<RecordedReference> references)
    {
        var written = new JsonObject();
        foreach (var property in args.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<InputAttribute>() is not { } input)
                continue;
            var inside = path.Length == 0 ? input.Name : $"{path}.{input.Name}";
            var value = await WriteAsync(property.GetValue(args), inside, resource, references);
            if (value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 })
            {
                if (input.IsRequired)
                    throw new ArgumentNullException(input.Name, $"[Input] {inside} of {resource} is required but was not given a value");
                continue;
            }
            written[input.Name] = value;
        }
        return written;
    }

    private static async Task<JsonNode?> WriteAsync(object? value, string path, string resource, List<RecordedReference> references)
    {
        switch (value)
        {
            case null:
                return null;
            case IInput input:
                return await WriteAsync(input.Output, path, resource, references);
            case IOutput output:
                var known = await output.ReadAsync();
                references.AddRange(known.References.OrderBy(one => one.Resource, StringComparer.Ordinal).ThenBy(one => one.Property, StringComparer.Ordinal)
                    .Select(one => new RecordedReference(path, one.Resource, one.Property)));
                return await WriteAsync(known.Value, path, resource, references);
            case IUnion union:
                return await WriteAsync(union.Value, path, resource, references);
            case ResourceArgs args:
                return await WriteArgsAsync(args, path, resource, references);
            case string text:
                return JsonValue.Create(text);
            case bool truth:
                return JsonValue.Create(truth);
            case int whole:
                return JsonValue.Create(whole);
            case double number:
                return JsonValue.Create(number);
            case not null when value.GetType().GetCustomAttribute<EnumTypeAttribute>() is not null:
                return JsonValue.Create(value.ToString());
            case IDictionary map:
                var entries = new JsonObject();
                foreach (var key in map.Keys.Cast<string>().Order(StringComparer.Ordinal))
                    entries[key] = await WriteAsync(map[key], $"{path}.{key}", resource, references);
                return entries;
            case IEnumerable list:
                var elements = new JsonArray();
                foreach (var element in list)
                    elements.Add(await WriteAsync(element, path, resource, references));
                return elements;
            default:
                throw new InvalidOperationException($"input {path} of {resource} was of type {value.GetType().Name}, which no provider takes");
        }
    }
}
