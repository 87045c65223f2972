using System.Collections.Immutable;

namespace Pulumi.Testing;

/// <summary>Stands for the providers in a test.</summary>
public interface IMocks
{
    /// <summary>What a provider would tell of a resource that it made: its id, and its outputs by name.</summary>
    Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args);

    /// <summary>What a provider would answer to a call.</summary>
    Task<object> CallAsync(MockCallArgs args);
}

/// <summary>A resource that is to be made.</summary>
public sealed class MockResourceArgs
{
    /// <summary>Its token.</summary>
    public string? Type { get; set; }

    /// <summary>Its name in the program.</summary>
    public string? Name { get; set; }

    /// <summary>Its inputs by name.</summary>
    public ImmutableDictionary<string, object> Inputs { get; set; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>Who makes it.</summary>
    public string? Provider { get; set; }

    /// <summary>Its id where it is there already.</summary>
    public string? Id { get; set; }
}

/// <summary>A call of a provider.</summary>
public sealed class MockCallArgs
{
    /// <summary>Its token.</summary>
    public string? Token { get; set; }

    /// <summary>Its arguments by name.</summary>
    public ImmutableDictionary<string, object> Args { get; set; } = ImmutableDictionary<string, object>.Empty;
}

/// <summary>Which deployment a test stands for.</summary>
public sealed class TestOptions
{
    /// <summary>Name of the project.</summary>
    public string? ProjectName { get; set; }

    /// <summary>Name of the stack.</summary>
    public string? StackName { get; set; }
}
