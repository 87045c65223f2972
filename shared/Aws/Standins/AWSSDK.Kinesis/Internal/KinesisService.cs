using Amazon.Kinesis.Model;
using Amazon.Standins;

namespace Amazon.Kinesis.Internal;

/// <summary>Kinesis Data Streams. https://docs.aws.amazon.com/kinesis/latest/APIReference/</summary>
internal static class KinesisService
{
    public static JsonService Json { get; } = new(
        ModuleName: "Amazon.Kinesis",
        ServiceId: "Kinesis",
        ApiVersion: "2013-12-02",
        EndpointPrefix: "kinesis",
        TargetPrefix: "Kinesis_20131202",
        JsonVersion: "1.1",
        Errors: new Dictionary<string, ServiceError>(StringComparer.Ordinal)
        {
            ["ExpiredIteratorException"] = static (message, cause, kind, code, id, status) => new ExpiredIteratorException(message, cause, kind, code, id, status),
            ["InvalidArgumentException"] = static (message, cause, kind, code, id, status) => new InvalidArgumentException(message, cause, kind, code, id, status),
            ["ProvisionedThroughputExceededException"] = static (message, cause, kind, code, id, status) => new ProvisionedThroughputExceededException(message, cause, kind, code, id, status),
            ["ResourceNotFoundException"] = static (message, cause, kind, code, id, status) => new ResourceNotFoundException(message, cause, kind, code, id, status),
        },
        OtherError: static (message, cause, kind, code, id, status) => new AmazonKinesisException(message, cause, kind, code, id, status));
}
