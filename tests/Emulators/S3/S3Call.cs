using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace VeloZ.Emulators;

/// <summary>A request for a bucket or an object, proved.</summary>
internal sealed record S3Call(HttpRequest Request, string BucketName, string Key, S3Body Body, AwsIdentity Identity, DateTimeOffset Now)
{
    public static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public string? Query(string name) => Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    public bool Has(string name) => Request.Query.ContainsKey(name);

    /// <summary>Null when it is not there or empty.</summary>
    public string? Header(string name) => Request.Headers[name].ToString() is { Length: > 0 } value ? value : null;

    public int Number(string name, int otherwise) => Query(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : throw new S3Exception(400, "InvalidArgument", $"Argument {name} must be an integer");

    public XElement Xml()
    {
        try
        {
            return XElement.Parse(Encoding.UTF8.GetString(Body.Content));
        }
        catch (System.Xml.XmlException)
        {
            throw new S3Exception(400, "MalformedXML", "The XML you provided was not well-formed");
        }
    }

    /// <summary>Text of the element of that name, whatever its namespace; null when there is none.</summary>
    public static string? Text(XElement parent, string name) => parent.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

    public void Must(string action)
    {
        if (!Identity.May(action))
            throw S3Exception.AccessDenied();
    }

    public void Must(string action, string name)
    {
        if (!Identity.May(action, name))
            throw S3Exception.AccessDenied();
    }

    public static string Quoted(string etag) => $"\"{etag}\"";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'.000Z'", CultureInfo.InvariantCulture);
}

/// <summary>What is answered.</summary>
internal sealed record S3Answer(int Status)
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public byte[] Body { get; init; } = [];

    public static S3Answer Xml(XElement root, int status = 200) => new(status)
    {
        Body = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.ToString(SaveOptions.DisableFormatting)),
        Headers = { ["Content-Type"] = "application/xml" },
    };

    public S3Answer With(string name, string? value)
    {
        if (value is not null)
            Headers[name] = value;
        return this;
    }
}
