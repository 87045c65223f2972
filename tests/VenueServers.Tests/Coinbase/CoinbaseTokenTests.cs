using System.Security.Cryptography;
using static VeloZ.VenueServers.Tests.CoinbaseDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Who signed a request: https://docs.cdp.coinbase.com/get-started/authentication/jwt-authentication.</summary>
/// <remarks>That tokens which others sign are known, too, is seen in <see cref="CoinbaseClientTests"/>.</remarks>
public sealed class CoinbaseTokenTests
{
    private const string Path = "/api/v3/brokerage/accounts";

    private const string Header = """{"typ":"JWT","alg":"ES256","kid":"organizations/aa/apiKeys/ann","nonce":"5f2b"}""";

    [Theory(Timeout = 60_000)]
    [InlineData("GET api.coinbase.com/api/v3/brokerage/accounts")]
    [InlineData("GET HOST/api/v3/brokerage/accounts")]
    [InlineData("GET http://HOST/api/v3/brokerage/accounts")] // Of a client that takes away https:// only.
    public async Task A_request_is_signed_with_its_method_host_and_path(string uri)
    {
        await using var desk = await StartAsync();
        using var request = desk.Signed(HttpMethod.Get, "/accounts?limit=1", body: null, Ann, desk.TokenOf(Ann, uri.Replace("HOST", desk.Server.Address.Authority, StringComparison.Ordinal)));
        Assert.Equal(200, (await desk.SendAsync(request)).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_may_name_several_requests_and_the_older_issuer()
    {
        await using var desk = await StartAsync();
        var token = Sign(Ann, Header, Claims(desk).Replace("\"uri\":", "\"uris\":[\"GET api.coinbase.com/x\",", StringComparison.Ordinal).Replace("}", "]}", StringComparison.Ordinal)
            .Replace("\"cdp\"", "\"coinbase-cloud\"", StringComparison.Ordinal));
        Assert.Equal(200, await StatusAsync(desk, token));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("\"alg\":\"ES256\"", "\"alg\":\"EdDSA\"")] // Not known here.
    [InlineData("\"alg\":\"ES256\"", "\"alg\":\"none\"")]
    [InlineData("\"kid\":\"organizations/aa/apiKeys/ann\"", "\"kid\":\"organizations/bb/apiKeys/bob\"")]
    [InlineData("\"kid\":\"organizations/aa/apiKeys/ann\"", "\"kid\":\"nobody\"")]
    [InlineData("\"kid\":\"organizations/aa/apiKeys/ann\",", "")]
    [InlineData("\"iss\":\"cdp\"", "\"iss\":\"me\"")]
    [InlineData("\"sub\":\"organizations/aa/apiKeys/ann\"", "\"sub\":\"organizations/bb/apiKeys/bob\"")]
    [InlineData("GET api", "POST api")]
    [InlineData("api.coinbase.com", "api.example.com")]
    [InlineData("/accounts", "/orders")]
    [InlineData("\"uri\":\"GET api.coinbase.com/api/v3/brokerage/accounts\"", "\"x\":1")]
    [InlineData("\"nbf\":", "\"x\":")]
    [InlineData("\"exp\":", "\"x\":")]
    [InlineData("\"exp\":", "\"exp\":\"soon\",\"x\":")]
    public async Task Another_token_is_refused(string part, string changed)
    {
        await using var desk = await StartAsync();
        var (header, claims) = (Header.Replace(part, changed, StringComparison.Ordinal), Claims(desk).Replace(part, changed, StringComparison.Ordinal));
        Assert.NotEqual((Header, Claims(desk)), (header, claims));
        Assert.Equal(200, await StatusAsync(desk, Sign(Ann, Header, Claims(desk))));
        Assert.Equal(401, await StatusAsync(desk, Sign(Ann, header, claims)));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b")]
    [InlineData("e30.e30.e30")]
    [InlineData("W10.W10.W10")]
    [InlineData("!!!.e30.e30")]
    public async Task What_is_no_token_is_refused(string token)
    {
        await using var desk = await StartAsync();
        Assert.Equal(401, await StatusAsync(desk, token));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_signature_is_looked_at()
    {
        await using var desk = await StartAsync();
        var (good, other) = (Sign(Ann, Header, Claims(desk)), Sign(Bob, Header, Claims(desk)));
        Assert.Equal(401, await StatusAsync(desk, other)); // It says that it is Ann's.
        Assert.Equal(401, await StatusAsync(desk, good[..(good.LastIndexOf('.') + 1)]));
        Assert.Equal(401, await StatusAsync(desk, good[..^2]));
        var refused = await desk.GetAsync("/accounts");
        Assert.Equal((401, "Unauthorized\n"), (refused.Status, refused.Body));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0, 120, 0, 200)]
    [InlineData(0, 120, 119, 200)]
    [InlineData(0, 120, 120, 401)]
    [InlineData(0, 30, 30, 401)]
    [InlineData(0, 3600, 119, 200)]
    [InlineData(0, 3600, 120, 401)] // No token holds longer than two minutes.
    [InlineData(1, 121, 0, 401)]
    [InlineData(1, 121, 1, 200)]
    public async Task A_token_holds_from_its_begin_to_its_end_for_two_minutes_at_most(int begin, int end, int asked, int status)
    {
        await using var desk = await StartAsync();
        var claims = Claims(desk).Replace($"\"nbf\":{desk.Seconds}", $"\"nbf\":{desk.Seconds + begin}", StringComparison.Ordinal)
            .Replace($"\"exp\":{desk.Seconds + 120}", $"\"exp\":{desk.Seconds + end}", StringComparison.Ordinal);
        desk.Time.Advance(TimeSpan.FromSeconds(asked));
        Assert.Equal(status, await StatusAsync(desk, Sign(Ann, Header, claims)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_message_of_a_socket_is_signed_without_a_request()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/user");
        const string Refused = """{"type":"error","message":"authentication failure"}""";
        Assert.Equal(Refused, (await socket.AskAsync("""{"type":"subscribe","channel":"user"}""")).GetRawText());
        Assert.Equal(Refused, (await socket.AskAsync($$"""{"type":"subscribe","channel":"user","jwt":"{{desk.TokenOf(Ann, "GET api.coinbase.com/")}}"}""")).GetRawText());
        Assert.Equal(Refused, (await socket.AskAsync($$"""{"type":"subscribe","channel":"heartbeats","jwt":"{{Sign(Bob, Header, Claims(desk))}}"}""")).GetRawText());
        var done = await socket.AskAsync($$"""{"type":"subscribe","channel":"user","jwt":"{{desk.TokenOf(Ann)}}"}""");
        Assert.Equal("subscriptions", done.GetProperty("channel").GetString());
    }

    [Fact]
    public void A_secret_is_PEM_or_base64_of_the_curve_P256()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Null(CoinbaseSecret.FlawOf(key.ExportECPrivateKeyPem()));
        Assert.Null(CoinbaseSecret.FlawOf(key.ExportECPrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal)));
        Assert.Null(CoinbaseSecret.FlawOf(key.ExportPkcs8PrivateKeyPem()));
        Assert.Null(CoinbaseSecret.FlawOf(Convert.ToBase64String(key.ExportECPrivateKey())));
        Assert.Null(CoinbaseSecret.FlawOf(Convert.ToBase64String(key.ExportPkcs8PrivateKey())));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Equal("is on another curve than P-256", CoinbaseSecret.FlawOf(other.ExportECPrivateKeyPem()));
        Assert.Equal("is an Ed25519 key, whose signatures .NET does not know; make one for ES256, which Coinbase calls ECDSA", CoinbaseSecret.FlawOf(Convert.ToBase64String(new byte[64])));
        foreach (var none in new[] { "", "secret", "AAAA", "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----" })
            Assert.Equal("is no EC private key on curve P-256 as PEM or base64", CoinbaseSecret.FlawOf(none));
        Assert.Equal("is no EC private key on curve P-256 as PEM or base64", CoinbaseSecret.FlawOf(key.ExportSubjectPublicKeyInfoPem()));
    }

    [Fact]
    public async Task A_server_does_not_start_with_a_secret_that_is_none_and_does_not_tell_it()
    {
        var options = new VenueServerOptions { Protocol = VenueProtocolName.Coinbase, Accounts = [new VenueAccountOptions("me", "hidden")] };
        var refused = await Assert.ThrowsAsync<FormatException>(() => VenueServer.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal("the secret of key me is no EC private key on curve P-256 as PEM or base64", refused.Message);
    }

    private static string Claims(CoinbaseDesk desk) =>
        $$"""{"iss":"cdp","sub":"{{Ann}}","nbf":{{desk.Seconds}},"exp":{{desk.Seconds + 120}},"uri":"GET api.coinbase.com{{Path}}"}""";

    private static async Task<int> StatusAsync(CoinbaseDesk desk, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return (await desk.SendAsync(request)).Status;
    }
}
