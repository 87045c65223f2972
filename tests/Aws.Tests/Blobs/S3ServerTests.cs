using System.Diagnostics;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using VeloZ.Emulators;

namespace VeloZ.Aws.Tests;

/// <summary>Our S3 server against Amazon's clients: the JavaScript one knows nothing of us.</summary>
public sealed class S3ServerTests : IAsyncLifetime
{
    private readonly S3Bench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _bench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Amazons_JavaScript_client_finds_what_the_reference_says()
    {
        await EmulatorPackages.NeedAsync();
        var script = EmulatorPackages.ScriptOf("S3/s3-check.mjs");
        var start = new ProcessStartInfo("node", [script, _bench.Server.Address.ToString(), TestAws.Region, TestAws.AccessKey, TestAws.SecretKey])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var node = Process.Start(start)!;
        var (output, error) = (node.StandardOutput.ReadToEndAsync(Stop), node.StandardError.ReadToEndAsync(Stop));
        await node.WaitForExitAsync(Stop);
        Assert.True(node.ExitCode == 0, await output + await error);
        Assert.Equal(11, (await output).Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(200_000)]
    public async Task Signed_chunks_with_a_trailer_are_proved_and_taken_apart(int size)
    {
        using var client = Client(_ => { });
        var content = new byte[size];
        Array.Fill(content, (byte)7);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = S3Bench.Bucket, Key = "a", InputStream = new MemoryStream(content) }, Stop);
        using var got = await client.GetObjectAsync(S3Bench.Bucket, "a", Stop);
        using var read = new MemoryStream();
        await got.ResponseStream.CopyToAsync(read, Stop);
        Assert.True(content.AsSpan().SequenceEqual(read.ToArray()));
    }

    [Theory]
    [InlineData("content", "SignatureDoesNotMatch")]
    [InlineData("chunk-signature", "SignatureDoesNotMatch")]
    [InlineData("trailer", "SignatureDoesNotMatch")]
    public async Task Chunks_that_were_changed_on_the_way_are_refused(string what, string expected)
    {
        using var client = Client(body =>
        {
            var at = Encoding.Latin1.GetString(body).IndexOf(what switch { "content" => "hello", "trailer" => "x-amz-checksum-crc32:", _ => "chunk-signature=" }, StringComparison.Ordinal);
            Assert.True(at >= 0);
            var changed = at + (what == "content" ? 0 : what == "trailer" ? "x-amz-checksum-crc32:".Length : "chunk-signature=".Length);
            body[changed] = body[changed] == (byte)'a' ? (byte)'b' : (byte)'a';
        });
        var fault = await Assert.ThrowsAsync<AmazonS3Exception>(() =>
            client.PutObjectAsync(new PutObjectRequest { BucketName = S3Bench.Bucket, Key = "a", InputStream = new MemoryStream("hello"u8.ToArray()) }, Stop));
        Assert.Equal(expected, fault.ErrorCode);
    }

    private AmazonS3Client Client(Action<byte[]> change)
    {
        var options = TestAws.At(_bench.Server.Address);
        return new AmazonS3Client(options.Credentials, options.ConfigureOnce(new AmazonS3Config { ForcePathStyle = true, HttpClientFactory = new ChangingFactory(change) }));
    }

    private sealed class ChangingFactory(Action<byte[]> change) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new ChangingHandler(change) { InnerHandler = new SocketsHttpHandler() });
    }

    private sealed class ChangingHandler(Action<byte[]> change) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Put)
            {
                var content = request.Content!;
                var body = await content.ReadAsByteArrayAsync(cancellationToken);
                change(body);
                request.Content = new ByteArrayContent(body);
                foreach (var (name, values) in content.Headers.Where(header => header.Key != "Content-Length"))
                    request.Content.Headers.TryAddWithoutValidation(name, values);
                request.Content.Headers.ContentLength = body.Length;
            }
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
