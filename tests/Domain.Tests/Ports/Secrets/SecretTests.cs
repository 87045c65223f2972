using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace VeloZ.Domain.Tests;

public sealed class SecretTests
{
    private const string Canary = "canary-5f1d";

    [Fact]
    public void Secret_prints_nothing_of_its_value()
    {
        var secret = Secret.OfText(Canary);
        var stored = new StoredSecret(SecretName.Parse("a/b"), 1, new UnixNanos(1), secret);
        string[] texts =
        [
            secret.ToString(), stored.ToString(), $"{secret}", string.Format(CultureInfo.InvariantCulture, "{0}", secret),
            Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(secret)).ToString(),
            Assert.Throws<FormatException>(() => new Secret([.. "canary-5f1d"u8, 0xFF]).RevealText()).ToString(),
            Assert.Throws<ArgumentException>(() => Secret.OfText(Canary + "\ud83d")).ToString(),
        ];
        Assert.All(texts, text => Assert.DoesNotContain("canary", text, StringComparison.Ordinal));
        Assert.Equal("[redacted]", secret.ToString());
    }

    [Fact]
    public void Secret_has_no_public_property_that_a_logger_could_read() =>
        Assert.Empty(typeof(Secret).GetProperties(BindingFlags.Public | BindingFlags.Instance));

    [Fact]
    public void Secret_reveals_its_value_when_asked()
    {
        byte[] value = [1, 2, 255];
        var secret = new Secret(value);
        value[0] = 9;
        Assert.Equal([1, 2, 255], secret.Reveal().ToArray());
        Assert.Equal(Canary, Secret.OfText(Canary).RevealText());
    }

    [Fact]
    public void Secrets_are_equal_by_value_and_hash_alike()
    {
        Assert.Equal(Secret.OfText("a"), Secret.OfText("a"));
        Assert.NotEqual(Secret.OfText("a"), Secret.OfText("b"));
        Assert.NotEqual(Secret.OfText("a"), Secret.OfText("aa"));
        Assert.Equal(Secret.OfText("a").GetHashCode(), Secret.OfText("b").GetHashCode());
    }

    [Fact]
    public void Size_is_bounded()
    {
        Assert.Throws<ArgumentException>(() => Secret.OfText(""));
        Assert.Throws<ArgumentException>(() => new Secret(new byte[65_537]));
        Assert.Equal(65_536, new Secret(new byte[65_536]).Reveal().Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Exchange/a")]
    [InlineData("a//b")]
    [InlineData("../a")]
    public void Text_that_is_no_name_is_refused(string text) => Assert.Throws<FormatException>(() => SecretName.Parse(text));
}
