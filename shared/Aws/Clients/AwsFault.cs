using System.Globalization;
using System.Net;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>Turns what an AWS client throws into what a port throws: the kind of fault, what was, and what was needed.</summary>
internal static class AwsFault
{
    private static readonly string[] MissingCodes = ["ResourceNotFoundException", "NoSuchBucket", "StateMachineDoesNotExist"];

    private static readonly string[] ExpiredCodes = ["ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired"];

    private static readonly string[] IdentityCodes = ["UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "MissingAuthenticationTokenException", "IncompleteSignatureException", "IncompleteSignature"];

    private static readonly string[] SignatureCodes = ["SignatureDoesNotMatch", "InvalidSignatureException", "AuthorizationHeaderMalformed", "RequestTimeTooSkewed"];

    // Of signatures that are right and not of now, as JSON services tell it; S3 has a code for it.
    private static readonly string[] Skews = ["Signature expired", "Signature not yet current"];

    private static readonly string[] DeniedCodes = ["AccessDeniedException", "AccessDenied", "AllAccessDisabled", "KMSAccessDeniedException", "KMSDisabledException", "DecryptionFailure", "EncryptionFailure"];

    // Too much at once, or two at one thing: nothing was done, and a moment later it may be.
    private static readonly string[] RefusedCodes =
    [
        "ProvisionedThroughputExceededException", "ProvisionedThroughputExceeded", "ThrottlingException", "ThrottlingError", "Throttling", "RequestLimitExceeded", "TooManyRequestsException",
        "SlowDown", "RequestTimeout", "KMSThrottlingException", "TransactionConflictException", "TransactionConflict", "TransactionInProgressException", "ConditionalRequestConflict", "OperationAborted",
    ];

    private static readonly string[] ShapeCodes = ["ValidationException", "EntityTooLarge", "KMSInvalidStateException", "InvalidRequest", "InvalidArgument", "InvalidArgumentException", "InvalidParameterException", "InvalidRequestException", "ResourceInUseException"];

    /// <summary>Whether that exception is one of these; others are bugs and stay as they are.</summary>
    public static bool IsOutside(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException or WebException
        || (exception is OperationCanceledException { InnerException: TimeoutException });

    /// <summary>What that attempt of a call came to.</summary>
    public static AttemptFault AttemptOf(Exception exception)
    {
        if (exception is TransactionCanceledException canceled)
            return canceled.CancellationReasons?.All(reason => reason.Code is "None" || RefusedCodes.Contains(reason.Code, StringComparer.Ordinal)) == true ? AttemptFault.Refused : AttemptFault.Final;
        if (exception is AmazonServiceException service)
        {
            if (RefusedCodes.Contains(service.ErrorCode ?? "", StringComparer.Ordinal) || IsOutOfTime(service))
                return AttemptFault.Refused;
            // Below 300: no status, or an answer that cannot be read.
            return service.StatusCode is < HttpStatusCode.Ambiguous or >= HttpStatusCode.InternalServerError ? AttemptFault.Unanswered : AttemptFault.Final;
        }
        if (exception is AmazonClientException)
            return IsAboutCredentials(exception) && !IsWithoutCredentials(exception) ? AttemptFault.Refused : AttemptFault.Final;
        return AttemptFault.Unanswered;
    }

    /// <summary>Whether the credentials had expired, or what was signed came too late or too soon. Each attempt is signed anew, with what a role gives by then and by a clock that may have been set right.</summary>
    public static bool IsOutOfTime(Exception? exception) => exception is AmazonServiceException service
        && (ExpiredCodes.Contains(service.ErrorCode ?? "", StringComparer.Ordinal)
            || service.ErrorCode == "RequestTimeTooSkewed"
            || (service.ErrorCode == "InvalidSignatureException" && Skews.Any(skew => service.Message.Contains(skew, StringComparison.Ordinal))));

    /// <summary>Makes the port's exception.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="call">What was asked of what: <c>dynamodb:PutItem of table veloz-dev-state</c>.</param>
    /// <param name="options">Region and address that were asked.</param>
    /// <param name="isSecret">Whether what AWS said may have secrets in it, and is therefore no cause.</param>
    /// <param name="mayBeDone">Whether this attempt or one before it may have been done.</param>
    public static StoreException Of(Exception exception, string call, AwsOptions options, bool isSecret = false, bool mayBeDone = true)
    {
        var cause = isSecret ? null : exception;
        var where = options.Endpoint is null ? options.Region : $"{options.Region} at {options.Endpoint.GetLeftPart(UriPartial.Authority)}";
        var service = exception as AmazonServiceException ?? exception.InnerException as AmazonServiceException;
        var code = service?.ErrorCode ?? "";
        if (MissingCodes.Contains(code, StringComparer.Ordinal))
            return new StoreException(StoreFault.Missing, $"{call}: there is none in {where}; deploy the stack there, or name the region and environment that it is in", cause);
        if (ExpiredCodes.Contains(code, StringComparer.Ordinal))
            return new StoreException(StoreFault.Denied, $"{call}: the credentials have expired; sign in anew, or let the task's role give them", cause);
        if (IdentityCodes.Contains(code, StringComparer.Ordinal))
            return new StoreException(StoreFault.Denied, $"{call}: {where} does not know these credentials ({code}); must be those of the account that the stack is in", cause);
        if (SignatureCodes.Contains(code, StringComparer.Ordinal))
            return new StoreException(StoreFault.Denied, $"{call}: the signature was not that of {where} ({code}); must be made for the region it is in, with the right secret key, by a clock that is right", cause);
        if (code == "PermanentRedirect")
            return new StoreException(StoreFault.OtherShape, $"{call}: it is in another region, must be in {where}; name the region that it is in", cause);
        if (DeniedCodes.Contains(code, StringComparer.Ordinal))
            return new StoreException(StoreFault.Denied, $"{call}: not permitted; the role must allow that action there", cause);
        if (ShapeCodes.Contains(code, StringComparer.Ordinal))
            return new StoreException(StoreFault.OtherShape, $"{call}: {where} does not take what was sent ({code}{(IsTooLarge(service!) ? ": too large" : "")}); must fit the keys, kinds and sizes that it has", cause);
        if (IsWithoutCredentials(exception))
            return new StoreException(StoreFault.Denied, $"{call}: no credentials were found; must be in the environment, a profile or a role", cause);
        if (IsAboutCredentials(exception))
            return new StoreException(StoreFault.Unavailable, $"{call}: the machine's source of credentials did not give any; nothing was sent; must be reachable, and the role must be there", cause);
        var status = service is not null ? string.Create(CultureInfo.InvariantCulture, $" ({(int)service.StatusCode}{(code.Length > 0 ? " " + code : "")})") : "";
        if (mayBeDone || service is null)
            return new StoreException(StoreFault.Unavailable, $"{call}: {where} did not answer as it should{status}; whether a write took place is not known", cause);
        return AttemptOf(exception) == AttemptFault.Refused
            ? new StoreException(StoreFault.Unavailable, $"{call}: {where} refused it for now{status}; nothing was done; ask it for less at a time, or again later", cause)
            : new StoreException(StoreFault.Unavailable, $"{call}: {where} refused it{status}; nothing was done", cause);
    }

    // The SDK has no kind of exception for it. Where it looked everywhere and found none, looking again finds none;
    // but what renews those of a role may be away for a moment, as any server.
    private static bool IsAboutCredentials(Exception exception) =>
        exception is AmazonClientException && exception.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase);

    private static bool IsWithoutCredentials(Exception exception) =>
        IsAboutCredentials(exception) && (exception.Message.Contains("Failed to resolve AWS credentials", StringComparison.Ordinal) || exception.Message.Contains("Credentials must be set", StringComparison.Ordinal));

    // Its words are not told on: they may repeat what was sent.
    private static bool IsTooLarge(AmazonServiceException service) =>
        service.ErrorCode == "EntityTooLarge" || service.Message.Contains("size", StringComparison.OrdinalIgnoreCase) || service.Message.Contains("length", StringComparison.OrdinalIgnoreCase);
}
