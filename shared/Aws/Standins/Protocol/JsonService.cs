using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.Standins;

/// <summary>Makes the exception of an error that a service told.</summary>
internal delegate AmazonServiceException ServiceError(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode);

/// <summary>What a service of AWS JSON has of its own. All else its stand-in shares with the others: the files of this folder are compiled into each of them.</summary>
/// <param name="ModuleName">Its namespace in the SDK.</param>
/// <param name="ServiceId">Its name in settings.</param>
/// <param name="ApiVersion">Date of its API.</param>
/// <param name="EndpointPrefix">First part of its addresses, and what signatures are made for.</param>
/// <param name="TargetPrefix">What stands before the operation in <c>X-Amz-Target</c>.</param>
/// <param name="JsonVersion"><c>1.0</c> or <c>1.1</c>.</param>
/// <param name="Errors">By their codes.</param>
/// <param name="OtherError">Of any other code.</param>
internal sealed record JsonService(
    string ModuleName,
    string ServiceId,
    string ApiVersion,
    string EndpointPrefix,
    string TargetPrefix,
    string JsonVersion,
    IReadOnlyDictionary<string, ServiceError> Errors,
    ServiceError OtherError) : IServiceMetadata
{
    /// <summary>What requests say of their sender.</summary>
    public string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString(ServiceId, "4.0.0-standin");

    /// <inheritdoc/>
    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>One of its operations.</summary>
    /// <typeparam name="TRequest">Its request.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="write">Writes the members of a request.</param>
    /// <param name="read">Makes the response of an answer.</param>
    public InvokeOptions Operation<TRequest>(string name, Action<JsonMembers, TRequest> write, Func<JsonElement, AmazonWebServiceResponse> read)
        where TRequest : AmazonWebServiceRequest =>
        new() { RequestMarshaller = new JsonRequest<TRequest>(this, name, write), ResponseUnmarshaller = new JsonAnswer(this, read) };

    /// <summary>The exception of an error.</summary>
    public AmazonServiceException ExceptionOf(ErrorResponse error, Exception innerException, HttpStatusCode statusCode) =>
        (error.Code is { } code ? Errors.GetValueOrDefault(code, OtherError) : OtherError)(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
}
