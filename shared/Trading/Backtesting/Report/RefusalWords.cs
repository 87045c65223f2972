namespace VeloZ.Trading;

/// <summary>Codes of refused orders and of warnings in plain words, with what can be done.</summary>
internal static class RefusalWords
{
    /// <summary>A sentence for a code; the code itself in words when it is not known here.</summary>
    /// <param name="code">Lower snake-case.</param>
    public static string Of(string code) => code switch
    {
        "balance_insufficient" => "Not enough free balance when the order was made. Use a smaller size, or leave room for fees.",
        "margin_insufficient" => "Not enough equity for the exposure the order would have made. Use a smaller size.",
        "quantity_below_minimum" => "The quantity was below the instrument's minimum. Use a larger size or more equity.",
        "quantity_above_maximum" => "The quantity was above the instrument's maximum. Use a smaller size.",
        "quantity_not_positive" => "The quantity was 0 after rounding down to the grid. Use a larger size or more equity.",
        "quantity_off_grid" => "The quantity was not a multiple of the quantity increment.",
        "notional_below_minimum" => "Price times quantity was below the instrument's minimum. Use a larger size or more equity.",
        "notional_above_maximum" => "Price times quantity was above the limit of the instrument or the account. Use a smaller size.",
        "price_off_grid" => "The price was not a multiple of the price increment.",
        "price_not_positive" => "The price was 0 or below.",
        "price_outside_collar" => "The limit price was too far from the last price.",
        "post_only_would_take" => "A post-only order would have taken liquidity at once.",
        "reduce_only_would_increase" => "A reduce-only order would have made a position larger, or there was none.",
        "order_rate_exceeded" => "Too many orders in one second.",
        "market_price_missing" => "There was no price yet to check the order against.",
        "market_stale" => "The last price was too old to trade on.",
        "kill_switch_engaged" => "A kill switch was engaged.",
        "trading_halted" => "Trading was halted by a risk limit.",
        "trading_reducing" => "Only orders that make the position smaller were taken.",
        "price_missing" => "A price that the strategy works out had no value, as after a division by 0.",
        "trigger_price_missing" => "A stop price that the strategy works out had no value, as after a division by 0.",
        "trailing_offset_invalid" => "The distance of a trailing stop had no value, was 0 or below, or not below the price.",
        "order_list_invalid" => "An entry, its target and its stop did not go together, such as a target that is not beyond the entry or a stop on its wrong side.",
        "protection_ended" => "An order that protects a position was refused or ended by the venue.",
        "protection_denied" => "An order that protects a position was not sent.",
        "protection_short" => "An order that protects or closes a position is smaller than it should be, and its venue makes it no larger.",
        "exit_too_large" => "The venue refused to make an exit smaller.",
        "exit_too_small" => "A rest of the position was less than an order can have, and no order worked for it.",
        "entry_filled_late" => "An entry filled after all its exits had ended, and was closed at the market.",
        _ => InWords(code),
    };

    private static string InWords(string code)
    {
        var words = code.Replace('_', ' ').Trim();
        return words.Length == 0 ? "No reason was given." : char.ToUpperInvariant(words[0]) + words[1..] + ".";
    }
}
