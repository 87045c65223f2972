namespace VeloZ.Domain;

/// <summary>The bodies of the entries about accounts, strategies, risk, instruments and timers.</summary>
internal static class AccountEntryCodec
{
    public static void Write(MessageWriter writer, JournalEntry entry)
    {
        switch (entry)
        {
            case StrategyCommand command:
                writer.Text(command.Strategy.Text);
                writer.Text(command.Definition);
                writer.Byte((byte)command.Action);
                writer.Short((ushort)command.Instruments.Count);
                foreach (var instrument in command.Instruments)
                    writer.Text(instrument.Text);
                writer.Short((ushort)command.Parameters.Count);
                foreach (var (name, value) in command.Parameters)
                {
                    writer.Text(name);
                    writer.Text(value);
                }
                writer.Text(command.Actor);
                writer.Text(command.Reason);
                writer.Flag(command.Document is not null);
                if (command.Document is { } document)
                    writer.Bytes(document);
                break;
            case StrategyState state:
                writer.Text(state.Strategy.Text);
                writer.Text(state.FeedSource);
                writer.Time(state.FeedPosition);
                writer.Bytes(state.State);
                break;
            case AccountUpdate update:
                writer.Decimal(update.Change.Amount);
                writer.Text(update.Change.Currency.Code);
                writer.Byte((byte)update.Reason);
                writer.Text(update.Reference);
                break;
            case PositionUpdate position:
                writer.Text(position.Instrument.Text);
                writer.Decimal(position.SignedQuantity);
                writer.Decimal(position.Cost);
                writer.Text(position.Reason);
                break;
            case RiskState risk:
                RiskCodec.Write(writer, risk.State, risk.KillSwitches, risk.Limits);
                writer.Text(risk.Actor);
                writer.Text(risk.Approver);
                writer.Text(risk.Reason);
                break;
            case ReconcileResult result:
                writer.Text(result.Venue);
                writer.Short((ushort)result.Differences.Count);
                foreach (var difference in result.Differences)
                    writer.Text(difference);
                break;
            case ReconcileAck acknowledged:
                writer.Text(acknowledged.Venue);
                writer.Text(acknowledged.Actor);
                writer.Text(acknowledged.Reason);
                break;
            case InstrumentChanged changed:
                InstrumentCodec.Write(writer, changed.Instrument);
                break;
            case TimerSet timer:
                writer.Text(timer.Strategy.Text);
                writer.Text(timer.Name);
                writer.Optional(timer.DueTime);
                break;
            case PaperMarketState market:
                writer.Text(market.Instrument.Text);
                writer.Text(market.FeedSource);
                writer.Time(market.FeedPosition);
                writer.Bytes(market.State);
                WriteTerms(writer, market.Account);
                break;
        }
    }

    // Null for kinds of other files. Fields are read in the order they are written.
    public static JournalEntry? Read(EntryKind kind, UnixNanos time, ref MessageReader body) => kind switch
    {
        EntryKind.StrategyCommand => ReadCommand(time, ref body),
        EntryKind.StrategyState => new StrategyState(time, OrderCodec.ReadStrategy(ref body), body.Text(), body.Time(), body.Bytes()),
        EntryKind.AccountUpdate => new AccountUpdate(
            time,
            new Money(body.Decimal(), OrderCodec.ReadCurrency(ref body)),
            body.Choice<BalanceReason>(),
            body.Text()),
        EntryKind.PositionUpdate => new PositionUpdate(time, OrderCodec.ReadInstrumentId(ref body), body.Decimal(), body.Decimal(), body.Text()),
        EntryKind.RiskState => ReadRisk(time, ref body),
        EntryKind.ReconcileResult => new ReconcileResult(time, body.Text(), ReadTexts(ref body)),
        EntryKind.ReconcileAck => new ReconcileAck(time, body.Text(), body.Text(), body.Text()),
        EntryKind.InstrumentChanged => new InstrumentChanged(time, InstrumentCodec.Read(ref body)),
        EntryKind.TimerSet => new TimerSet(time, OrderCodec.ReadStrategy(ref body), body.Text(), body.OptionalTime()),
        EntryKind.PaperMarketState => new PaperMarketState(time, OrderCodec.ReadInstrumentId(ref body), body.Text(), body.Time(), body.Bytes(), ReadTerms(ref body)),
        _ => null,
    };

    private static StrategyCommand ReadCommand(UnixNanos time, ref MessageReader body)
    {
        var command = new StrategyCommand(
            time,
            OrderCodec.ReadStrategy(ref body),
            body.Text(),
            body.Choice<StrategyAction>(),
            ReadInstruments(ref body),
            ReadPairs(ref body),
            body.Text(),
            body.Text());
        // Bodies from before documents end where one would begin.
        return body.HasMore && body.Flag() ? command with { Document = body.Bytes() } : command;
    }

    private static void WriteTerms(MessageWriter writer, AccountTerms? terms)
    {
        writer.Flag(terms is not null);
        if (terms is null)
            return;
        writer.Flag(terms.IsMargin);
        writer.Decimal(terms.Leverage);
    }

    // Bodies from before end where it would begin.
    private static AccountTerms? ReadTerms(ref MessageReader body)
    {
        if (!body.HasMore || !body.Flag())
            return null;
        var terms = new AccountTerms(body.Flag(), body.Decimal());
        return terms.Leverage > 0 ? terms : throw body.Fault($"leverage was {DecimalText.Trimmed(terms.Leverage)}, must be above 0");
    }

    private static RiskState ReadRisk(UnixNanos time, ref MessageReader body)
    {
        var (state, switches, limits) = RiskCodec.Read(ref body);
        return new RiskState(time, state, switches, limits, body.Text(), body.Text(), body.Text());
    }

    private static KeyValuePair<string, string>[] ReadPairs(ref MessageReader body)
    {
        var pairs = new KeyValuePair<string, string>[body.Length(bytesMin: 4)];
        for (var index = 0; index < pairs.Length; index++)
            pairs[index] = new KeyValuePair<string, string>(body.Text(), body.Text());
        return pairs;
    }

    private static InstrumentId[] ReadInstruments(ref MessageReader body)
    {
        var ids = new InstrumentId[body.Length(bytesMin: 2)];
        for (var index = 0; index < ids.Length; index++)
            ids[index] = OrderCodec.ReadInstrumentId(ref body);
        return ids;
    }

    private static string[] ReadTexts(ref MessageReader body)
    {
        var texts = new string[body.Length(bytesMin: 2)];
        for (var index = 0; index < texts.Length; index++)
            texts[index] = body.Text();
        return texts;
    }
}
