using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>Tokens as https://docs.cdp.coinbase.com/get-started/authentication/jwt-authentication has them.</summary>
public sealed class CoinbaseTokensTests : IDisposable
{
    private const string Key = "organizations/aa/apiKeys/bb";
    private const string Request = "GET api.coinbase.com/api/v3/brokerage/accounts";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly MonotonicClock _clock = new(new ManualTimeProvider());

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_token_names_key_and_request_and_is_signed()
    {
        using var tokens = Make();
        var parts = tokens.Of(Request).Split('.');
        var (head, claims) = (Json(parts[0]), Json(parts[1]));
        Assert.Equal(("ES256", "JWT", Key), (head.Text("alg"), head.Text("typ"), head.Text("kid")));
        Assert.Matches("^[0-9a-f]{32}$", head.Text("nonce"));
        Assert.Equal(("cdp", Key, Request), (claims.Text("iss"), claims.Text("sub"), claims.Text("uri")));
        Assert.Equal(120, claims.Whole("exp") - claims.Whole("nbf"));
        Assert.InRange(Seconds - claims.Whole("nbf"), 1, 60);
        Assert.True(_key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    [Fact]
    public void A_token_of_a_message_names_no_request_and_each_has_another_nonce()
    {
        using var tokens = Make();
        var (one, other) = (tokens.Of(request: null).Split('.'), tokens.Of(request: null).Split('.'));
        Assert.Null(Json(one[1]).Find("uri"));
        Assert.NotEqual(Json(one[0]).Text("nonce"), Json(other[0]).Text("nonce"));
    }

    // A token ends with the whole second that the deadline is in, so never after it.
    [Theory]
    [InlineData(2_999, 2)]
    [InlineData(2_000, 2)]
    [InlineData(1_000, 1)]
    public void A_deadline_is_the_tokens_end(int milliseconds, int seconds)
    {
        using var tokens = Make();
        var begin = new UnixNanos(Seconds * UnixNanos.PerSecond);
        var token = tokens.Of(Request, begin + TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(Seconds + seconds, Json(token!.Split('.')[1]).Whole("exp"));
    }

    [Theory]
    [InlineData(999)]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_token_is_made_where_no_whole_second_is_left(int milliseconds)
    {
        using var tokens = Make();
        Assert.Null(tokens.Of(Request, new UnixNanos(Seconds * UnixNanos.PerSecond) + TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Fact]
    public void No_deadline_makes_a_token_hold_longer_than_two_minutes()
    {
        using var tokens = Make();
        var claims = Json(tokens.Of(Request, _clock.Now + TimeSpan.FromHours(1))!.Split('.')[1]);
        Assert.Equal(120, claims.Whole("exp") - claims.Whole("nbf"));
    }

    [Fact]
    public void A_secret_may_have_its_lines_ends_written_out_and_be_of_both_forms_of_PEM()
    {
        Assert.Null(CoinbaseOptions.FlawOf(_key.ExportECPrivateKeyPem().ReplaceLineEndings("\\n")));
        Assert.Null(CoinbaseOptions.FlawOf(_key.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void What_is_no_such_key_is_refused_and_not_told()
    {
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (var secret in new[] { "", "another-secret", _key.ExportSubjectPublicKeyInfoPem(), large.ExportECPrivateKeyPem() })
        {
            var flaw = CoinbaseOptions.FlawOf(secret);
            Assert.NotNull(flaw);
            Assert.True(secret.Length == 0 || !flaw.Contains(secret, StringComparison.Ordinal));
        }
    }

    private long Seconds => _clock.Now.Value / UnixNanos.PerSecond;

    private CoinbaseTokens Make() => new(Key, _key.ExportECPrivateKeyPem(), new VenueClock(_clock));

    private static JsonElement Json(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;
}
