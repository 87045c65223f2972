using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>A request that Coinbase refuses as a whole, with a status of HTTP.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/api-architecture/status-codes and the pages of the calls.</remarks>
/// <param name="status">Of HTTP.</param>
/// <param name="code">Its name.</param>
/// <param name="message">Its words.</param>
internal sealed class CoinbaseError(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Of a token that proves nothing: told as plain text.</summary>
    public static CoinbaseError Unauthorized => new(StatusCodes.Status401Unauthorized, "Unauthorized", "Unauthorized");

    public static CoinbaseError TooMany => new(StatusCodes.Status429TooManyRequests, "rate_limit_exceeded", "Too many requests");

    public static CoinbaseError NoProduct => Invalid("ProductID is invalid");

    public static CoinbaseError NoOrder => NotFound("order with this orderID was not found");

    public static CoinbaseError Invalid(string message) => new(StatusCodes.Status400BadRequest, "INVALID_ARGUMENT", message);

    public static CoinbaseError NotFound(string message) => new(StatusCodes.Status404NotFound, "NOT_FOUND", message);

    /// <summary>As the body of an answer.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Status == StatusCodes.Status429TooManyRequests)
        {
            json.WriteStartArray("errors");
            json.WriteStartObject();
            json.WriteString("id", Code);
            json.WriteString("message", Message);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("error", Code);
            json.WriteString("error_details", Message);
            json.WriteString("message", Message);
        }
        json.WriteEndObject();
    }
}
