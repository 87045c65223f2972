using VeloZ.TestKit;

namespace VeloZ.VenueServers.Tests;

/// <summary>The examples of https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md and web-socket-api.md, "SIGNED request example (HMAC)".</summary>
public sealed class BinanceSignatureTests
{
    private const string Key = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
    private const string Secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    private const string Ascii = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
    private const string AsciiSignature = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71";
    private const string Wide = "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
    private const string WideSignature = "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3";
    private const long RestTime = 1499827319559;
    private const long SocketTime = 1645423376532;

    [Theory]
    [InlineData(Ascii, AsciiSignature)]
    [InlineData(Wide, WideSignature)]
    public void A_signature_of_the_documentation_is_right_in_the_query_and_in_the_body(string payload, string signature)
    {
        Assert.Equal(Key, ProvenBy(payload + "&signature=" + signature, ""));
        Assert.Equal(Key, ProvenBy("", payload + "&signature=" + signature));
        Assert.Equal(Key, ProvenBy("", payload + "&signature=" + signature.ToUpperInvariant())); // HMAC: not case-sensitive.
        Assert.Equal(Key, ProvenBy(payload, "signature=" + signature));
    }

    // The payload is the query and then the body, without a separator.
    [Fact]
    public void Of_a_request_in_query_and_body_both_are_signed_without_a_separator()
    {
        const string Query = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC";
        const string Body = "quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
        // Of an earlier edition of the same page, "Example 3: Mixed query string and request body".
        Assert.Equal(Key, ProvenBy(Query, Body + "&signature=0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77"));
        Assert.Equal(-1022, Refused(() => ProvenBy(Query, Body + "&signature=" + AsciiSignature)).Code);
    }

    [Fact]
    public void A_name_that_is_not_ascii_is_read_as_it_was_meant()
    {
        var request = BinanceRequest.Of(Wide, "");
        Assert.Equal("１２３４５６", request.Text("symbol"));
    }

    [Theory]
    [InlineData("BTCUSDT", "0.01000000", "52000.00", "100", "SELL", "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24")]
    [InlineData("１２３４５６", "1.00000000", "0.10000000", "5000", "BUY", "b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd")]
    public void A_signature_of_the_websocket_api_is_of_all_parameters_by_name(string symbol, string quantity, string price, string window, string side, string signature)
    {
        var request = BinanceRequest.Of(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["symbol"] = symbol,
            ["side"] = side,
            ["type"] = "LIMIT",
            ["timeInForce"] = "GTC",
            ["quantity"] = quantity,
            ["price"] = price,
            ["recvWindow"] = window,
            ["timestamp"] = "1645423376532",
            ["apiKey"] = Key,
            ["signature"] = signature,
        });
        request.Prove(VenueAt(SocketTime));
        Assert.Equal(Key, request.Account.Key);
    }

    [Theory]
    [InlineData(AsciiSignature + "0")]
    [InlineData("d8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71")]
    [InlineData("x")]
    public void Another_signature_is_refused(string signature) => Assert.Equal(-1022, Refused(() => ProvenBy(Ascii + "&signature=" + signature, "")).Code);

    private static BinanceError Refused(Action act) => Assert.Throws<BinanceError>(act);

    private static string ProvenBy(string query, string body)
    {
        var request = BinanceRequest.Of(query, body);
        request.Prove(VenueAt(RestTime), Key, query, body);
        return request.Account.Key;
    }

    private static LoopbackVenue VenueAt(long milliseconds)
    {
        var venue = new LoopbackVenue(new LoopbackRules(), new ManualTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)), [new MatchingDesk().Spot]);
        venue.Open(new LoopbackAccount(Key, Secret));
        return venue;
    }
}
