using System.Globalization;
using VeloZ.TestKit;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Who signed a request: https://www.okx.com/docs-v5/en/#overview-rest-authentication.</summary>
/// <remarks>
/// The documentation shows a secret and what is signed, but no signature of them. These were made by
/// <c>printf '%s' PAYLOAD | openssl dgst -sha256 -hmac 22582BD0CFF14C41EDBF1AB98506286D -binary | base64</c>.
/// </remarks>
public sealed class OkxSignatureTests
{
    private const string Key = "key";
    private const string Secret = "22582BD0CFF14C41EDBF1AB98506286D";
    private const string Passphrase = "phrase";
    private const string Time = "2020-12-08T09:08:57.715Z";
    private const string GetPath = "GET/api/v5/account/balance?ccy=BTC";
    private const string GetSign = "HiZhvSfMtWJA3uUIVXV3a/bSXNPCWvYFXoGCVS8V4zY=";
    private const string PostPath = """POST/api/v5/account/set-leverage{"instId":"BTC-USDT","lever":"5","mgnMode":"isolated"}""";
    private const string PostSign = "eCnnCgWLjlQ9XnpUkrcny3qNq3WW/81KNrDr/XR6Xv8=";
    private const string LoginSign = "+LdIr8lkkvhr5hoA3g9TMC0+uQJ849ftAcocA/ouu4M=";

    [Theory]
    [InlineData(GetPath, GetSign)]
    [InlineData(PostPath, PostSign)]
    public void A_request_is_signed_by_its_time_method_path_and_body(string request, string sign) =>
        Assert.Equal(Key, new OkxSignature(Key, sign, Time, Passphrase).ProveRequest(VenueAt(Time), request).Key);

    [Fact]
    public void A_login_is_signed_by_its_time_in_seconds() =>
        Assert.Equal(Key, new OkxSignature(Key, LoginSign, "1538054050", Passphrase).ProveLogin(VenueAt("2018-09-27T13:14:10.000Z")).Key);

    [Theory]
    [InlineData(null, GetSign, Time, Passphrase, "50103")]
    [InlineData(Key, null, Time, Passphrase, "50106")]
    [InlineData(Key, GetSign, null, Passphrase, "50107")]
    [InlineData(Key, GetSign, Time, null, "50104")]
    [InlineData(Key, GetSign, "1607418537", Passphrase, "50112")]
    [InlineData(Key, GetSign, "2020-12-08T09:08:27.714Z", Passphrase, "50102")] // More than 30 seconds ago.
    [InlineData(Key, GetSign, "2020-12-08T09:09:27.716Z", Passphrase, "50102")]
    [InlineData("nobody", GetSign, Time, Passphrase, "50111")]
    [InlineData(Key, GetSign, Time, "Phrase", "50105")]
    [InlineData(Key, PostSign, Time, Passphrase, "50113")]
    [InlineData(Key, "x", Time, Passphrase, "50113")]
    [InlineData(Key, GetSign, "2020-12-08T09:08:57.716Z", Passphrase, "50113")]
    public void Another_is_refused(string? key, string? sign, string? time, string? passphrase, string code)
    {
        var error = Assert.Throws<OkxError>(() => new OkxSignature(key, sign, time, passphrase).ProveRequest(VenueAt(Time), GetPath));
        Assert.Equal((code, 401), (error.Code, error.Status));
    }

    [Theory]
    [InlineData("nobody", LoginSign, "1538054050", Passphrase, "60005")]
    [InlineData(Key, LoginSign, "soon", Passphrase, "60004")]
    [InlineData(Key, LoginSign, "1538054019", Passphrase, "60006")]
    [InlineData(Key, LoginSign, "1538054050", "Phrase", "60024")]
    [InlineData(Key, GetSign, "1538054050", Passphrase, "60007")]
    public void Another_login_is_refused(string key, string sign, string time, string passphrase, string code) =>
        Assert.Equal(code, Assert.Throws<OkxError>(() => new OkxSignature(key, sign, time, passphrase).ProveLogin(VenueAt("2018-09-27T13:14:10.000Z"))).Code);

    [Fact(Timeout = 60_000)]
    public async Task A_query_is_signed_as_it_was_sent()
    {
        await using var desk = await OkxDesk.StartAsync();
        Assert.Equal("USDT", (await desk.AskAsync("/api/v5/account/balance?ccy=USDT%2CETH")).Row.GetProperty("details")[0].GetProperty("ccy").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_refusal_is_told_with_its_status()
    {
        await using var desk = await OkxDesk.StartAsync();
        Assert.Equal((401, "50103", "Request header \"OK-ACCESS-KEY\" cannot be empty."), (await desk.GetAsync("/api/v5/account/balance")).Error);
        using var early = desk.Signed(HttpMethod.Get, "/api/v5/account/balance", body: null, Ann, "2025-12-31T23:59:29.999Z");
        Assert.Equal((401, "50102", "Timestamp request expired."), (await desk.SendAsync(early)).Error);
        using var simulated = desk.Signed(HttpMethod.Get, "/api/v5/account/balance", body: null, Ann);
        simulated.Headers.Add("x-simulated-trading", "1");
        Assert.Equal((200, "0", ""), (await desk.SendAsync(simulated)).Error);
    }

    private static LoopbackVenue VenueAt(string time)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));
        var venue = new LoopbackVenue(new LoopbackRules(), clock, [new MatchingDesk().Spot]);
        venue.Open(new LoopbackAccount(Key, Secret) { Passphrase = Passphrase });
        return venue;
    }
}
