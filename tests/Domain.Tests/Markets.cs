using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

/// <summary>Instruments and decimals that tests share.</summary>
internal static class Markets
{
    public static readonly InstrumentId Btc = InstrumentId.Parse("BTC-USDT.SIM");

    /// <summary>Any decimal there is: every mantissa of 96 bits, both signs, every scale; short mantissas as often as long ones.</summary>
    public static readonly Gen<decimal> Decimals =
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from middle in Gen.Frequency((1, Gen.Constant(0)), (1, Gen.Choose(int.MinValue, int.MaxValue)))
        from high in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(int.MinValue, int.MaxValue)))
        from isNegative in Gen.Elements(true, false)
        from scale in Gen.Choose(0, 28)
        select new decimal(low, middle, high, isNegative, (byte)scale);

    /// <summary>Any 64 bits, small numbers as often as great ones.</summary>
    public static readonly Gen<long> Longs =
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from shift in Gen.Choose(0, 63)
        select (((long)high << 32) | (long)low) >> shift;

    public static Instrument Of(decimal priceIncrement = 0.01m, decimal quantityIncrement = 0.001m, string id = "BTC-USDT.SIM") =>
        new(InstrumentId.Parse(id), priceIncrement, quantityIncrement, FeeSchedule.Flat(0.001m, 0.001m));

    public static decimal Read(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    public static Price Price(decimal value) => new(value);

    public static Quantity Quantity(decimal value) => new(value);
}
