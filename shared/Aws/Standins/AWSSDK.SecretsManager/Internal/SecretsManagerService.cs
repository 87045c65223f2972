using Amazon.SecretsManager.Model;
using Amazon.Standins;

namespace Amazon.SecretsManager.Internal;

/// <summary>AWS Secrets Manager. https://docs.aws.amazon.com/secretsmanager/latest/apireference/</summary>
internal static class SecretsManagerService
{
    public static JsonService Json { get; } = new(
        ModuleName: "Amazon.SecretsManager",
        ServiceId: "Secrets Manager",
        ApiVersion: "2017-10-17",
        EndpointPrefix: "secretsmanager",
        TargetPrefix: "secretsmanager",
        JsonVersion: "1.1",
        Errors: new Dictionary<string, ServiceError>(StringComparer.Ordinal)
        {
            ["DecryptionFailure"] = static (message, cause, kind, code, id, status) => new DecryptionFailureException(message, cause, kind, code, id, status),
            ["EncryptionFailure"] = static (message, cause, kind, code, id, status) => new EncryptionFailureException(message, cause, kind, code, id, status),
            ["InternalServiceError"] = static (message, cause, kind, code, id, status) => new InternalServiceErrorException(message, cause, kind, code, id, status),
            ["InvalidNextTokenException"] = static (message, cause, kind, code, id, status) => new InvalidNextTokenException(message, cause, kind, code, id, status),
            ["InvalidParameterException"] = static (message, cause, kind, code, id, status) => new InvalidParameterException(message, cause, kind, code, id, status),
            ["InvalidRequestException"] = static (message, cause, kind, code, id, status) => new InvalidRequestException(message, cause, kind, code, id, status),
            ["LimitExceededException"] = static (message, cause, kind, code, id, status) => new LimitExceededException(message, cause, kind, code, id, status),
            ["PreconditionNotMetException"] = static (message, cause, kind, code, id, status) => new PreconditionNotMetException(message, cause, kind, code, id, status),
            ["ResourceExistsException"] = static (message, cause, kind, code, id, status) => new ResourceExistsException(message, cause, kind, code, id, status),
            ["ResourceNotFoundException"] = static (message, cause, kind, code, id, status) => new ResourceNotFoundException(message, cause, kind, code, id, status),
        },
        OtherError: static (message, cause, kind, code, id, status) => new AmazonSecretsManagerException(message, cause, kind, code, id, status));
}
