using System.Net;
using System.Text.Json;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Kinesis.Internal;

// One operation of the service's JSON 1.1 protocol: how its request is written and its answer read.
internal sealed class JsonOperation<TRequest, TResponse>
    where TRequest : AmazonKinesisRequest
    where TResponse : AmazonWebServiceResponse
{
    public JsonOperation(string name, Action<Utf8JsonWriter, TRequest> write, Func<JsonElement, TResponse> read)
    {
        Marshaller = new RequestWriter(name, write);
        Unmarshaller = new AnswerReader(read);
    }

    public IMarshaller<IRequest, AmazonWebServiceRequest> Marshaller { get; }

    public ResponseUnmarshaller Unmarshaller { get; }

    private sealed class RequestWriter(string name, Action<Utf8JsonWriter, TRequest> write) : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            using var body = new MemoryStream();
            using (var json = new Utf8JsonWriter(body))
            {
                json.WriteStartObject();
                write(json, (TRequest)input);
                json.WriteEndObject();
            }
            var request = new DefaultRequest(input, "Amazon.Kinesis") { HttpMethod = "POST", ResourcePath = "/", Content = body.ToArray() };
            request.Headers["X-Amz-Target"] = "Kinesis_20131202." + name;
            request.Headers["Content-Type"] = "application/x-amz-json-1.1";
            return request;
        }
    }

    private sealed class AnswerReader(Func<JsonElement, TResponse> read) : JsonResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
        {
            using var body = new MemoryStream();
            input.Stream.CopyTo(body);
            if (body.Length == 0)
                return read(default);
            using var json = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            return read(json.RootElement);
        }

        public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var reader = new StreamingUtf8JsonReader(input.Stream, 4_096, input.JsonMaxDepth);
            var told = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
            return told.Code switch
            {
                "ExpiredIteratorException" => new ExpiredIteratorException(told.Message, innerException, told.Type, told.Code, told.RequestId, statusCode),
                "InvalidArgumentException" => new InvalidArgumentException(told.Message, innerException, told.Type, told.Code, told.RequestId, statusCode),
                "ProvisionedThroughputExceededException" => new ProvisionedThroughputExceededException(told.Message, innerException, told.Type, told.Code, told.RequestId, statusCode),
                "ResourceNotFoundException" => new ResourceNotFoundException(told.Message, innerException, told.Type, told.Code, told.RequestId, statusCode),
                _ => new AmazonKinesisException(told.Message, innerException, told.Type, told.Code, told.RequestId, statusCode),
            };
        }
    }
}
