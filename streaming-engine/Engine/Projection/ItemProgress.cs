using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>How far stored items go.</summary>
/// <param name="Frame">The last frame that they show.</param>
/// <param name="Hash">Of that frame, as text; null in items of before it was stored.</param>
/// <param name="Position">Where it is in the journal.</param>
internal sealed record ItemProgress(FrameId Frame, string? Hash, JournalPosition Position);
