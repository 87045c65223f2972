using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>Reads the value of a member that stands next.</summary>
internal delegate void MemberReader<TResponse>(ref StreamingUtf8JsonReader reader, JsonUnmarshallerContext context, string name, TResponse response);

/// <summary>Reads a response of one operation, or the error in its place.</summary>
internal sealed class ResponseReader<TResponse>(string[] members, MemberReader<TResponse> read) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var response = new TResponse();
        var reader = new StreamingUtf8JsonReader(input.Stream);
        input.Read(ref reader);
        var depth = input.CurrentDepth;
        while (input.ReadAtDepth(depth, ref reader))
        {
            foreach (var member in members)
            {
                if (!input.TestExpression(member, depth, ref reader))
                    continue;
                read(ref reader, input, member, response);
                break;
            }
        }
        return response;
    }

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        (error.InnerException, error.StatusCode) = (innerException, statusCode);
        return ExceptionOf(error);
    }

    private static AmazonStepFunctionsException ExceptionOf(ErrorResponse error) => error.Code switch
    {
        "ExecutionAlreadyExists" => new ExecutionAlreadyExistsException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ExecutionDoesNotExist" => new ExecutionDoesNotExistException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "StateMachineDoesNotExist" => new StateMachineDoesNotExistException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidArn" => new InvalidArnException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidName" => new InvalidNameException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidExecutionInput" => new InvalidExecutionInputException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ExecutionLimitExceeded" => new ExecutionLimitExceededException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        _ => new AmazonStepFunctionsException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
    };
}
