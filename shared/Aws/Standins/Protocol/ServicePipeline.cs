using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Amazon.Standins;

/// <summary>What the SDK leaves to the client of a service: where a request goes, and how it is signed.</summary>
internal static class ServicePipeline
{
    public static void Customize(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new Addressing());
        pipeline.AddHandlerAfter<Marshaller>(new Signing());
    }

    private sealed class Addressing : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
            ServiceEndpoints.ParametersOf(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);
    }

    // By version 4 alone, as the models of the services say.
    private sealed class Signing : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}
