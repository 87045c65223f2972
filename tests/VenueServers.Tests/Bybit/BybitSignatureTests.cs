using System.Globalization;
using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>
/// Who may call: https://bybit-exchange.github.io/docs/v5/guide. The page's two example signatures have no secret with them, so these are made by
/// <c>printf '%s' TEXT | openssl dgst -sha256 -hmac SECRET</c> of the texts that the page describes.
/// </summary>
public sealed class BybitSignatureTests
{
    private const string Query = "category=spot&symbol=BTCUSDT";

    [Theory(Timeout = 60_000)]
    [InlineData("GET", "/v5/order/realtime?" + Query, null, "52c55563bc090dbff0fba615518884c383619690a2349ef2f993c4bcd4790943")]
    [InlineData("POST", "/v5/order/cancel-all", "{\"category\":\"spot\"}", "3b024d81a92027cf9933c077c9b937eff63501e588c760b10ba7a4294911c0a8")]
    public async Task A_request_is_signed_by_its_time_key_window_and_query_or_body(string method, string path, string? body, string signature)
    {
        await using var desk = await StartAsync();
        Assert.Equal(1_767_225_600_000, desk.Now); // 2026-01-01.
        Assert.Equal((0, "OK"), (await desk.SendAsync(HttpMethod.Parse(method), path, body, Signed("1767225600000", "5000", signature))).Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_signature_is_refused_with_what_should_have_been_signed()
    {
        await using var desk = await StartAsync();
        var path = "/v5/order/realtime?" + Query;
        var reply = await desk.SendAsync(HttpMethod.Get, path, null, Signed("1767225600000", "5000", "ab"));
        Assert.Equal((10004, $"error sign! origin_string[1767225600000ann-key5000{Query}]"), reply.Error);
        var headers = desk.Headers(Ann, Query);
        headers["X-BAPI-SIGN"] = Sign(Bob, $"{desk.Now}{Ann}5000{Query}");
        Assert.Equal(10004, (await desk.SendAsync(HttpMethod.Get, path, null, headers)).Code);
        headers.Remove("X-BAPI-SIGN");
        Assert.Equal(10004, (await desk.SendAsync(HttpMethod.Get, path, null, headers)).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_key_must_be_sent_and_known()
    {
        await using var desk = await StartAsync();
        Assert.Equal((10003, "API key is invalid."), (await desk.SendAsync(HttpMethod.Get, "/v5/account/info", null)).Error);
        Assert.Equal(10003, (await desk.GetAsync("/v5/account/info", key: "nobody")).Code);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0, "5000", true)]
    [InlineData(-5_000, "5000", true)]
    [InlineData(-5_001, "5000", false)]
    [InlineData(-5_000, "", true)] // 5,000 where nothing is said.
    [InlineData(-5_001, "", false)]
    [InlineData(-8_000, "8000", true)]
    [InlineData(999, "5000", true)]
    [InlineData(1_000, "5000", false)]
    [InlineData(0, "x", false)]
    public async Task A_time_is_within_the_window_before_now_or_less_than_a_second_ahead(int milliseconds, string window, bool isTaken)
    {
        await using var desk = await StartAsync();
        var time = (desk.Now + milliseconds).ToString(CultureInfo.InvariantCulture);
        var reply = await desk.SendAsync(HttpMethod.Get, "/v5/account/info", null, Signed(time, window, Sign(Ann, time + Ann + window)));
        Assert.Equal(isTaken ? 0 : 10002, reply.Code);
        if (!isTaken)
            Assert.EndsWith($" req_timestamp[{time}],server_timestamp[{desk.Now}],recv_window[{window}]", reply.Error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/v5/private", "\"success\":true")]
    [InlineData("/v5/trade", "\"retCode\":0")]
    public async Task A_socket_is_opened_by_a_signed_time_that_is_still_to_come(string path, string taken)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync(path);
        await socket.SendAsync("""{"op":"auth","args":["ann-key",1767225610000,"d6c65c142efa70f72a5b30e82562c434aff7c278de3f21a0b1544c9cc9096e70"]}""");
        Assert.Contains(taken, (await socket.NextAsync()).GetRawText(), StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("""["ann-key",1767225600000,"ab"]""", "Params Error: expires is in the past", 10004)]
    [InlineData("""["ann-key",1767225610000,"ab"]""", "Request not authorized: invalid key or sign", 10004)]
    [InlineData("""["nobody",1767225610000,"ab"]""", "Request not authorized: invalid key or sign", 10004)]
    [InlineData("""["ann-key"]""", "Params Error: args must be a key, a time and a signature", 10001)]
    [InlineData("""["ann-key",[],"ab"]""", "Params Error: args must be a key, a time and a signature", 10001)]
    public async Task A_socket_of_nobody_is_not(string args, string words, int code)
    {
        await using var desk = await StartAsync();
        using (var socket = await desk.OpenAsync("/v5/private"))
        {
            await socket.SendAsync($$"""{"op":"auth","args":{{args}}}""");
            var answer = await socket.NextAsync();
            Assert.Equal((false, words), (answer.GetProperty("success").GetBoolean(), answer.GetProperty("ret_msg").GetString()));
            answer = await socket.AskAsync("subscribe", "order");
            Assert.Equal((false, "Request not authorized"), (answer.GetProperty("success").GetBoolean(), answer.GetProperty("ret_msg").GetString()));
        }
        using var trade = await desk.OpenAsync("/v5/trade");
        await trade.SendAsync($$"""{"op":"auth","args":{{args}}}""");
        Assert.Equal(code, (await trade.NextAsync()).GetProperty("retCode").GetInt32());
        Assert.Equal(10007, (await trade.OrderAsync(desk, "order.create", Order("spot", "Buy", "Limit", "0.1", "50000"))).GetProperty("retCode").GetInt32());
        Assert.Empty(desk.AccountOf(Ann).Orders);
    }

    private static Dictionary<string, string> Signed(string time, string window, string signature) => new()
    {
        ["X-BAPI-API-KEY"] = Ann,
        ["X-BAPI-TIMESTAMP"] = time,
        ["X-BAPI-RECV-WINDOW"] = window,
        ["X-BAPI-SIGN"] = signature,
    };
}
