using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.StepFunctions.Internal;

/// <summary>Writes a request of one operation.</summary>
internal sealed class RequestWriter<TRequest>(string operation, Action<Utf8JsonWriter, TRequest> write) : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonStepFunctionsRequest
{
    /// <inheritdoc/>
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.StepFunctions") { HttpMethod = "POST", ResourcePath = "/" };
        request.Headers["X-Amz-Target"] = "AWSStepFunctions." + operation;
        request.Headers["Content-Type"] = "application/x-amz-json-1.0";
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json, (TRequest)input);
            json.WriteEndObject();
        }
        request.Content = buffer.ToArray();
        return request;
    }
}
