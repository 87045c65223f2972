using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Cancels the open orders of an account that has not said in time that it is still there. Used under the venue's lock.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-cancel-all-after.</remarks>
internal sealed class OkxDeadMan(LoopbackVenue venue)
{
    /// <summary>Why an order ended that was canceled so.</summary>
    public const string Reason = "cancel_all_after";

    private const int SecondsMin = 10;
    private const int SecondsMax = 120;
    private const int TagsMax = 20;

    private readonly Dictionary<(LoopbackAccount Account, string Tag), UnixNanos> _deadlines = []; // An empty tag is for all orders.

    /// <summary>Sets when orders are canceled, or that they are not.</summary>
    public void Set(Utf8JsonWriter json, OkxCall call)
    {
        var seconds = call.One.NumberOrNull("timeOut") ?? throw OkxError.Empty("timeOut");
        if (seconds != 0 && seconds is < SecondsMin or > SecondsMax)
            throw OkxError.Wrong("timeOut");
        var timer = (call.Account, Tag: call.One.Name("tag", OkxOrderForm.TagMax));
        var now = venue.Now;
        if (seconds == 0)
            _deadlines.Remove(timer);
        else if (timer.Tag.Length > 0 && !_deadlines.ContainsKey(timer)
            && _deadlines.Keys.Count(one => one.Account == call.Account && one.Tag.Length > 0) >= TagsMax)
            throw new OkxError("51071", "You've reached the maximum limit for tag level cancel all after timers.");
        else
            _deadlines[timer] = now + TimeSpan.FromSeconds(seconds);
        json.WriteStartObject();
        json.WriteString("triggerTime", seconds == 0 ? "0" : OkxJson.Text(_deadlines[timer].Milliseconds));
        json.WriteString("tag", timer.Tag);
        json.Moment("ts", now);
        json.WriteEndObject();
    }

    /// <summary>Cancels what is due.</summary>
    public void Look()
    {
        var now = venue.Now;
        var due = _deadlines.Where(one => one.Value <= now).OrderBy(static one => one.Value).ThenBy(static one => one.Key.Tag, StringComparer.Ordinal).ToList();
        foreach (var (timer, _) in due)
        {
            _deadlines.Remove(timer);
            foreach (var order in timer.Account.OpenOrders.Values.Where(order => timer.Tag.Length == 0 || OkxOrderForm.Of(order).Tag == timer.Tag).ToList())
                venue.Cancel(order, Reason);
        }
    }
}
