namespace VeloZ.Domain;

/// <summary>Which way an order trades.</summary>
public enum OrderSide
{
    /// <summary>Base units come in, quote currency goes out.</summary>
    Buy,

    /// <summary>Base units go out, quote currency comes in.</summary>
    Sell,
}

/// <summary>Which part an order had in a fill.</summary>
public enum Liquidity
{
    /// <summary>It rested.</summary>
    Maker,

    /// <summary>It met a resting order.</summary>
    Taker,
}
