using System.Net;
using Amazon.Runtime;

namespace VeloZ.Aws;

/// <summary>Makes HTTP clients whose answers are there whole before the SDK reads them.</summary>
/// <remarks>
/// The SDK's time limit ends with an answer's headers, and it reads what follows without a token, on a thread that waits. Here the
/// limit is that of the whole answer. What is a stream to the caller is left to him, unless it is a refusal.
/// </remarks>
/// <param name="streamsContent">Whether answers that are no refusals are given as they come.</param>
internal sealed class WholeAnswers(bool streamsContent = false) : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = clientConfig.AllowAutoRedirect, AutomaticDecompression = DecompressionMethods.None, UseCookies = false };
        if (clientConfig.GetWebProxy() is { } proxy)
            sockets.Proxy = proxy;
        if (clientConfig.MaxConnectionsPerServer is { } connections)
            sockets.MaxConnectionsPerServer = connections;
        return new HttpClient(new Buffering(sockets, streamsContent)) { Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan };
    }

    private sealed class Buffering(HttpMessageHandler inner, bool streamsContent) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            // A head tells the length of what it has not.
            if (request.Method == HttpMethod.Head || (streamsContent && response.IsSuccessStatusCode))
                return response;
            try
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
