namespace VeloZ.Storage.Tests;

/// <summary>Files as damage, accidents and carelessness leave them.</summary>
internal static class Mutants
{
    /// <summary>Every byte changed, in four ways.</summary>
    public static IEnumerable<(string What, byte[] File)> Flipped(byte[] whole)
    {
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var mask in (byte[])[0x01, 0x10, 0x80, 0xFF])
                yield return ($"byte {at} xor {mask:x2}", With(whole, at, (byte)(whole[at] ^ mask)));
        }
    }

    /// <summary>Cut at every length, and with a byte more.</summary>
    public static IEnumerable<(string What, byte[] File)> Cut(byte[] whole)
    {
        for (var length = 0; length < whole.Length; length++)
            yield return ($"cut at {length}", whole[..length]);
        yield return ("a byte more", [.. whole, 0]);
    }

    /// <summary>With one byte that was another.</summary>
    public static byte[] With(byte[] whole, int at, byte value)
    {
        var changed = (byte[])whole.Clone();
        Assert.NotEqual(value, changed[at]);
        changed[at] = value;
        return changed;
    }

    /// <summary>A text with one to three changes: bytes replaced, put in, left out or doubled; half of the new ones mean something in such a text.</summary>
    public static byte[] OfText(byte[] original, byte[] telling, Random random)
    {
        var bytes = original.ToList();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = telling[random.Next(telling.Length)];
                    break;
                case 2:
                    bytes.Insert(at, telling[random.Next(telling.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 80), bytes.Count - at)));
                    break;
            }
        }
        return [.. bytes];
    }
}
