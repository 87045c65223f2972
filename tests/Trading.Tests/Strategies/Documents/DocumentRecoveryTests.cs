using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

/// <summary>What of a document survives: its memory at any moment, and itself, whatever becomes of its file.</summary>
public sealed class DocumentRecoveryTests
{
    private static readonly StrategyInstanceId A = StrategyInstanceId.Parse("stg_a");

    [Fact]
    public void Documents_made_by_chance_make_the_same_trades_whatever_moment_they_crash_at()
    {
        var (fills, traded) = (0L, 0);
        for (ulong seed = 0; seed < (ulong)Tier.Pick(quick: 25, full: 30, nightly: 2_000); seed++)
        {
            var definition = Documents.Read(RandomDocuments.Make(seed)).Definition;
            var settings = PaperAccounts.Settings("macd", [], bars: 200, seed, Markets.Of(seed % 3 == 0 ? "thin" : seed % 3 == 1 ? "latency" : "default")) with
            {
                Strategy = definition,
                Parameters = definition.Read([]),
            };
            settings = settings with { Simulation = settings.Simulation with { AccountKind = AccountKind.Margin } };
            var whole = new MemoryJournal();
            var uninterrupted = new PaperRun(settings, whole, sealsEvery: 1);
            uninterrupted.RunToEnd();
            var (hash, count) = PaperAccounts.TradesOf(whole);
            Assert.Equal((seed, Backtest.Run(settings, journal: null, progress: null, TestContext.Current.CancellationToken).TradeHash), (seed, hash));
            var random = SplitMix64.Stream(seed, "cuts", 0);
            for (var cut = 0; cut < 3; cut++)
            {
                var frames = (int)random.NextBelow((ulong)whole.Count + 1);
                var left = whole.Prefix(frames);
                var run = new PaperRun(settings, left, sealsEvery: 2);
                run.RunToEnd();
                Assert.Equal((seed, frames, hash), (seed, frames, PaperAccounts.TradesOf(left).Hash));
                Assert.Equal(uninterrupted.Strategies, run.Strategies);
            }
            fills += count;
            traded += count > 0 ? 1 : 0;
        }
        Assert.True(fills > 200 && traded > 12, $"only {fills} fills of {traded} documents");
    }

    [Fact]
    public void Its_memory_is_the_same_after_it_was_saved_and_restored_at_each_bar()
    {
        var document = Documents.Read(RandomDocuments.Make(7));
        var bars = GeneratedBars.Make(BarInterval.Parse("1m"), KernelHarness.Start, 300, seed: 3).BindTo(PaperAccounts.Market);
        var (whole, moved) = (Program(document), Program(document));
        for (var bar = 0; bar < bars.Count; bar++)
        {
            whole.Update(bars[bar]);
            moved.Update(bars[bar]);
            Assert.Equal((bar, whole.Long!.Holds), (bar, moved.Long!.Holds));
            var saved = Saved(moved);
            Assert.Equal(Saved(whole), saved);
            moved = Program(document);
            var reader = new MessageReader(saved);
            moved.Restore(ref reader);
            Assert.False(reader.HasMore);
        }
    }

    [Fact]
    public void A_deployment_keeps_its_document_through_journal_and_snapshot()
    {
        var document = Documents.Example("trailing-bracket");
        var settings = PaperAccounts.Settings("trailing-bracket", ["entry=4"], bars: 100, seed: 5);
        var journal = new MemoryJournal();
        var run = new PaperRun(settings, journal, sealsEvery: 1);
        run.RunToEnd();
        Assert.Equal(document.Utf8.ToArray(), journal.Entries().OfType<StrategyCommand>().Single(entry => entry.Document is not null).Document);
        var state = run.Kernel.State;
        Assert.Equal(document.Utf8.ToArray(), state.FindStrategy(PaperRun.Instance)!.Document.ToArray());
        var copy = Snapshot.Read(run.Kernel.Options, new Snapshot(state, FramePrefix.Empty, JournalPosition.Start).Write()).State;
        Assert.Equal(state.Hash(), copy.Hash());
        Assert.Equal((StrategyStatus.Running, document.ToString()), (copy.Strategies[0].Status, Encoding.UTF8.GetString(copy.Strategies[0].Document.Span)));
        // It is brought back from what is kept: the catalogue is not asked.
        var kernel = new Kernel(run.Kernel.Options, copy);
        kernel.Resume(_ => throw new InvalidOperationException("the catalogue was asked"));
        Assert.Empty(kernel.Lost);
    }

    [Fact]
    public void A_changed_document_under_a_running_account_is_refused_and_nothing_is_journaled()
    {
        var settings = PaperAccounts.Settings("trailing-bracket", ["entry=4"], bars: 100, seed: 5);
        var journal = new MemoryJournal();
        new PaperRun(settings, journal, sealsEvery: 1).RunToEnd();
        var frames = journal.Count;
        var changed = Documents.Read(Encoding.UTF8.GetString(ShippedDocuments.Example("trailing-bracket")).Replace("\"0.03\"", "\"0.04\"", StringComparison.Ordinal)).Definition;
        var exception = Assert.Throws<StrategySettingException>(() => new PaperRun(settings with { Strategy = changed, Parameters = changed.Read([]) }, journal, sealsEvery: 1));
        Assert.Equal(
            $"stg_paper of this account was deployed from document trailing-bracket of hash {settings.Strategy.Document!.Hash[..12]}, and document trailing-bracket of hash {changed.Document!.Hash[..12]} was given: give a changed document another id to run it beside, or end the old one by STRATEGY STOP stg_paper and STRATEGY REMOVE stg_paper in --stdio mode, with --strategy none; nothing was changed",
            exception.Message);
        Assert.Equal(frames, journal.Count);
        // One that differs in blanks only is the same.
        var same = Documents.Read(settings.Strategy.Document.ToString()).Definition;
        Assert.NotNull(new PaperRun(settings with { Strategy = same, Parameters = PaperAccounts.Read(same, "entry=4") }, journal, sealsEvery: 1));
    }

    [Fact]
    public void A_deployed_document_takes_parameters_and_no_other_document()
    {
        var kernel = new KernelHarness(mode: RunMode.Paper);
        var definition = Documents.Read(Documents.Least).Definition;
        var other = Documents.Read(Documents.With("Buys above 10.", "Buys.")).Definition;
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, A, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        Assert.Contains("was deployed from another document", kernel.Do(new KernelCommand.SetParameters(kernel.Now, A, other, other.Read([]), "usr"))!.Message, StringComparison.Ordinal);
        Assert.Null(kernel.Do(new KernelCommand.SetParameters(kernel.Now, A, definition, definition.Read([new("level", "20")]), "usr")));
        Assert.Null(kernel.Do(new KernelCommand.StopStrategy(kernel.Now, A, "usr", "")));
        Assert.Contains("was deployed from another document", kernel.Do(new KernelCommand.ResumeStrategy(kernel.Now, A, other, "usr"))!.Message, StringComparison.Ordinal);
        Assert.Contains("was deployed from another document", kernel.Do(new KernelCommand.ResumeStrategy(kernel.Now, A, StrategyCatalog.Get("macd"), "usr"))!.Message, StringComparison.Ordinal);
        Assert.Null(kernel.Do(new KernelCommand.ResumeStrategy(kernel.Now, A, definition, "usr")));
    }

    [Fact]
    public void A_kept_document_that_is_not_read_any_more_stops_its_strategy_and_no_other()
    {
        var run = new PaperRun(PaperAccounts.Settings("trailing-bracket", ["entry=4"], bars: 50, seed: 5), new MemoryJournal(), sealsEvery: 1);
        run.RunToEnd();
        run.Kernel.State.Fold(new StrategyCommand(run.Kernel.Now, A, "old", StrategyAction.Deploy, [PaperAccounts.Market.Id], [], "usr", "") { Document = "{\"format\":\"veloz-strategy/0\"}"u8.ToArray() });
        run.Kernel.State.Fold(new StrategyCommand(run.Kernel.Now, A, "old", StrategyAction.Start, [], [], "usr", ""));
        var kernel = new Kernel(run.Kernel.Options, run.Kernel.State);
        kernel.Resume(StrategyCatalog.Find);
        var (lost, reason) = Assert.Single(kernel.Lost);
        Assert.Equal(A, lost);
        Assert.Contains("format was 'veloz-strategy/0', must be 'veloz-strategy/1'", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_document_fits_into_a_frame_with_all_that_its_deployment_journals()
    {
        var text = Documents.Least;
        // Blanks do not count once it is kept: the room is filled with values, which nothing uses, and with what people are told.
        text = text.Replace("\"gap\":", string.Concat(Enumerable.Range(0, 62).Select(index => $"\"v{index}\": {{ \"add\": [\"123456789012345.123456789012\", \"close\"] }}, ")) + "\"gap\":", StringComparison.Ordinal)
            .Replace("Buys above 10.", new string('\u20ac', 1_000), StringComparison.Ordinal);
        var room = DocumentLimits.BytesMax - Documents.Read(text).Utf8.Length;
        var terms = room / Encoding.UTF8.GetByteCount(""",{"above":["close","level"]}""");
        Assert.True(terms > 200);
        text = text.Replace("""{ "above": ["close", "level"] }""", $$"""{ "all": [{{string.Join(", ", Enumerable.Repeat("""{ "above": ["close", "-123456789012345.123456789012"] }""", 200))}}] }""", StringComparison.Ordinal);
        var document = Documents.Read(text);
        var kernel = new KernelHarness(mode: RunMode.Paper);
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, A, document.Definition, [KernelHarness.Btc], document.Definition.Read([]), "usr")));
        var writer = new MessageWriter();
        foreach (var entry in kernel.Decision.Entries)
            JournalCodec.Write(writer, entry);
        // Twice the states of all strategies beside it are still far from a frame's bound.
        Assert.InRange(writer.Written.Length, document.Utf8.Length, DocumentLimits.BytesMax + 2_000);
        Assert.True(DocumentLimits.BytesMax + (2 * Kernel.StatesBytesMax) + FrameBuilder.BytesFull + (64 * 1024) < FrameCodec.FrameBytesMax);
    }

    private static DocumentProgram Program(StrategyDocument document) => new(document, document.Definition.Read([]));

    private static byte[] Saved(DocumentProgram program)
    {
        var writer = new MessageWriter();
        program.Save(writer);
        return writer.Written.ToArray();
    }
}
