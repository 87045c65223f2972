namespace VeloZ.Emulators;

/// <summary>Who may ask a server of ours.</summary>
/// <param name="AccessKey">Its id.</param>
/// <param name="SecretKey">What it signs with.</param>
public sealed record AwsIdentity(string AccessKey, string SecretKey)
{
    /// <summary>Whether its session has ended.</summary>
    public bool IsExpired { get; init; }

    /// <summary>Actions that it is denied, such as <c>s3:PutObject</c>; <c>*</c> for all, and <c>s3:ListBucket plans/</c> for what begins so.</summary>
    public IReadOnlyCollection<string> Denied { get; init; } = [];

    /// <summary>Whether it may do that.</summary>
    public bool May(string action) => !Denied.Contains("*") && !Denied.Contains(action);

    /// <summary>Whether it may do that with a resource of that name.</summary>
    public bool May(string action, string name) =>
        May(action) && !Denied.Any(denied => denied.StartsWith(action + " ", StringComparison.Ordinal) && name.StartsWith(denied[(action.Length + 1)..], StringComparison.Ordinal));
}
